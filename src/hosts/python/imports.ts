import type { ImportSite } from "../../model/host.js"
import { boundNames } from "./bound-names.js"
import type { Token } from "./lexer.js"
import { fromImport, type LogicalLine, logicalLines, plainImports } from "./lines.js"

/** How far behind the first imports a change of `sys.path` is looked for, in logical lines. */
const reach = 40

/**
 * Where an import of variables goes: behind the module docstring, `from __future__`, the imports at the top, and what prepares
 * `sys.path` for them. Null where no line can go before the code: `"""doc"""; x = 1`.
 */
export function importSite(text: string, tokens: readonly Token[]): ImportSite | null {
  const lines = logicalLines(text, tokens)
  const imported = new Set<string>()
  for (const line of lines) {
    if (line.nested) continue
    for (const statement of line.statements) {
      for (const { name, as } of fromImport(statement)?.names ?? []) if (name === as) imported.add(name)
    }
  }
  const at = position(text, lines)
  return at === null ? null : { at, bound: [...boundNames(lines)].sort(), imported: [...imported].sort(), style: "", others: [] }
}

function position(text: string, lines: readonly LogicalLine[]): number | null {
  let index = 0
  const first = lines[0]
  if (first !== undefined && isDocstring(first.statements[0] ?? [])) {
    if (!first.statements.slice(1).every(isImport)) return null
    index = 1
  }
  while (lines[index]?.statements.some(isFuture) === true) {
    if (!lines[index]?.statements.every(isImport)) return null
    index++
  }
  index = behindImports(lines, index)
  if (index > 0) return (lines[index - 1] as LogicalLine).end
  return behindComments(text, first?.start ?? text.length)
}

/** Index of the line behind the imports that begin at `from`, going past what prepares `sys.path`. */
function behindImports(lines: readonly LogicalLine[], from: number): number {
  let index = from
  while (lines[index]?.indent === 0 && lines[index]?.statements.every(isImport) === true) index++
  for (let ahead = index; ahead < Math.min(lines.length, index + reach); ahead++) {
    const line = lines[ahead] as LogicalLine
    if (line.nested || !line.statements.every((one) => isImport(one) || isPathWork(one))) break
    if (!line.statements.some(changesPath)) continue
    let end = ahead + 1
    while ((lines[end]?.indent ?? 0) > 0) end++
    return behindImports(lines, end)
  }
  return index
}

function words(statement: readonly Token[]): readonly string[] {
  return statement.map((token) => (token.kind === "string" ? "" : token.text))
}

function isImport(statement: readonly Token[]): boolean {
  return plainImports(statement).length > 0 || fromImport(statement) !== null
}

function isFuture(statement: readonly Token[]): boolean {
  return fromImport(statement)?.module === "__future__"
}

function isDocstring(statement: readonly Token[]): boolean {
  return statement.length > 0 && statement.every((token) => token.kind === "string" && !token.bytes && !token.format)
}

/** A statement that only computes or sets where modules are found. */
function isPathWork(statement: readonly Token[]): boolean {
  const all = words(statement)
  return (
    changesPath(statement) ||
    all.some((word) => /^(?:__file__|Path|dirname|abspath|realpath|getcwd)$/.test(word)) ||
    /^(?:try|except|else)$/.test(all[0] ?? "")
  )
}

function changesPath(statement: readonly Token[]): boolean {
  const text = words(statement).join("")
  return /^(?:if.*:)?(?:sys\.path(?:\.|\+=|\[|=)|site\.addsitedir\()/.test(text) && !/^if[^:]*:$/.test(text)
}

/** Behind a shebang, an encoding line, and a block of comments that a blank line sets apart from the code. */
function behindComments(text: string, code: number): number {
  const pattern = /[^\r\n]*(?:\r\n|\n|\r|$)/y
  let at = 0
  let block = 0
  for (let line = 0; at < code; line++) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ""
    if (found === "") break
    if (line === 0 ? /^#!|^#.*coding[:=]/.test(found) : line === 1 && /^#.*coding[:=]/.test(found)) block = at + found.length
    else if (found.trim() === "") block = at + found.length
    at += found.length
  }
  return text.slice(block, code).trim() === "" ? code : block
}
