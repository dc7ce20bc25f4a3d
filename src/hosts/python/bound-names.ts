import type { Token } from "./lexer.js"
import { fromImport, type LogicalLine, plainImports } from "./lines.js"

const binders = new Set(["def", "class", "as", "global", "nonlocal", "del", "type"])
const assigning = /^(?:=|\+=|-=|\*=|\/=|\/\/=|%=|\*\*=|>>=|<<=|&=|\|=|\^=|@=)$/

/** The names that code binds itself, anywhere and in any scope: as a variable, parameter, function, class or by another import. */
export function boundNames(lines: readonly LogicalLine[]): ReadonlySet<string> {
  const bound = new Set<string>()
  for (const line of lines) {
    for (const statement of line.statements) {
      const from = fromImport(statement)
      if (from !== null) {
        for (const { name, as } of from.names) if (as !== name) bound.add(as)
        continue
      }
      const modules = plainImports(statement)
      if (modules.length > 0) {
        for (const module of modules) bound.add(module.split(".")[0] ?? "")
      }
      collect(statement, bound)
    }
  }
  return bound
}

function textOf(token: Token | undefined): string {
  return token === undefined || token.kind === "string" ? "" : token.text
}

function collect(statement: readonly Token[], bound: Set<string>): void {
  const first = textOf(statement[0])
  const defines = first === "def" || (first === "async" && textOf(statement[1]) === "def")
  const lastAssignment = lastAtTop(statement)
  // What opened each bracket: the parameters of a function, a target's own brackets, or anything else.
  const brackets: ("parameters" | "target" | "other")[] = []
  let target = false
  let lambda = -1
  for (let index = 0; index < statement.length; index++) {
    const token = statement[index] as Token
    const text = textOf(token)
    const before = textOf(statement[index - 1])
    const after = textOf(statement[index + 1])
    if (token.kind === "operator") {
      if (/^[([{]$/.test(text)) {
        const own = index === 0 || /^(?:[([,=*]|for|as|in)$/.test(before)
        brackets.push(defines && brackets.length === 0 && text === "(" ? "parameters" : own ? "target" : "other")
      } else if (/^[)\]}]$/.test(text)) brackets.pop()
      else if (text === ":" && lambda === brackets.length) lambda = -1
      continue
    }
    if (token.kind !== "name") continue
    if (text === "lambda") lambda = brackets.length
    if (text === "for") target = true
    if (text === "in") target = false
    if (before === "." || /^(?:for|in|lambda|if|else|not|and|or|is)$/.test(text)) continue
    const inside = brackets[brackets.length - 1] ?? "target"
    const starts = /^(?:[(,]|\*|\*\*|lambda)$/.test(before)
    if (
      binders.has(before) ||
      after === ":=" ||
      (target && !/^[.([]$/.test(after)) ||
      (inside === "parameters" && starts) ||
      (lambda === brackets.length && starts) ||
      (index < lastAssignment && inside === "target" && !/^[.([]$/.test(after)) ||
      (index === 0 && after === ":" && !/^(?:else|try|finally)$/.test(text)) ||
      (first === "case" && index > 0 && !/^[.(=]$/.test(after)) ||
      ((first === "global" || first === "nonlocal" || first === "del") && index > 0)
    ) {
      bound.add(text)
    }
  }
}

/** Index of the last assignment outside all brackets; -1 without one. */
function lastAtTop(statement: readonly Token[]): number {
  let depth = 0
  let last = -1
  for (let index = 0; index < statement.length; index++) {
    const text = textOf(statement[index])
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text)) depth--
    else if (depth === 0 && statement[index]?.kind === "operator" && assigning.test(text)) last = index
  }
  return last
}
