import type { Environment } from "../../model/host.js"
import type { Builder } from "./decode.js"
import { decodeBody } from "./decode.js"
import { lexPython, type StringToken, type Token } from "./lexer.js"
import { statements } from "./statements.js"

/** Marks around what is no plain text of a value, so that no text can imitate it. */
const opening = "\u0001"
const closing = "\u0002"
const headers = new Set("if elif else for while try except finally with def class async case match".split(" "))

/**
 * Every string value of a Python text in order, with the variables of `environment` put in where they stand in fields or by
 * themselves. It is read from the tokens alone, apart from how regions and edits are found. A value begins with its kind: `b` bytes,
 * `t` template, `p` a pattern of `match`, `d` a string that is a statement by itself (a docstring or thrown away), `s` any other; so a
 * rewrite that turns one kind into another changes the list.
 */
export function foldValues(text: string, environment: Environment): readonly string[] {
  const tokens = lexPython(text).filter((token) => token.kind !== "comment")
  const values: string[] = []
  for (const one of statements(tokens)) statement(text, one, environment, values)
  return values
}

function statement(text: string, tokens: readonly Token[], environment: Environment, values: string[]): void {
  const first = tokens[0]
  if (first === undefined) return
  const word = first.kind === "name" ? first.text : ""
  if (word === "import" || word === "from") return
  const patternEnd = word === "case" ? endOfPattern(tokens) : 0
  const header = headers.has(word)
  let begun = 0
  let depth = 0
  let lambdas = 0
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token
    if (token.kind === "operator") {
      if (/^[([{]$/.test(token.text)) depth++
      else if (/^[)\]}]$/.test(token.text)) depth--
      else if (token.text === ":" && lambdas > 0) lambdas--
      // What follows the colon of a header is a statement of its own.
      else if (depth === 0 && header && token.text === ":") begun = index + 1
    } else if (token.kind === "name" && token.text === "lambda") lambdas++
    if (token.kind === "string") {
      let end = index + 1
      while (tokens[end]?.kind === "string") end++
      const run = tokens.slice(index, end) as readonly StringToken[]
      const alone = index === begun && end === tokens.length
      values.push(
        kindOf(run, alone, index < patternEnd) + run.map((literal) => foldLiteralValue(text, literal, environment)).join(""),
      )
      index = end - 1
      continue
    }
    const value = index < patternEnd ? null : variableValue(tokens, index, environment)
    if (value !== null) values.push(`s${value}`)
  }
}

function kindOf(run: readonly StringToken[], alone: boolean, inPattern: boolean): string {
  if (run.some((literal) => literal.bytes)) return "b"
  if (run.some((literal) => literal.template)) return "t"
  if (inPattern) return "p"
  return alone && run.every((literal) => !literal.format) ? "d" : "s"
}

/** Index of the colon or `if` that ends a `case` pattern; 0 where `case` is a name like any other. */
function endOfPattern(tokens: readonly Token[]): number {
  let depth = 0
  for (let index = 1; index < tokens.length; index++) {
    const token = tokens[index] as Token
    if (token.kind === "name" && token.text === "if" && depth === 0 && index > 1) return index
    if (token.kind !== "operator") continue
    if (/^[([{]$/.test(token.text)) depth++
    else if (/^[)\]}]$/.test(token.text)) depth--
    else if (depth === 0 && token.text === ":") return index > 1 ? index : 0
    else if (depth === 0 && /^[.=]$/.test(token.text) && index === 1) return 0
  }
  return 0
}

/** The value of a variable that a token reads; null where the token is anything else. */
function variableValue(tokens: readonly Token[], index: number, environment: Environment): string | null {
  const token = tokens[index] as Token
  if (token.kind !== "name") return null
  const value = environment.get(token.text)
  if (value === undefined) return null
  const before = tokens[index - 1]
  if (before?.kind === "operator" && before.text === ".") return null
  if (before?.kind === "name" && /^(?:def|class|as|global|nonlocal|del|for)$/.test(before.text)) return null
  const after = tokens[index + 1]
  // Given a value, by assignment or as a keyword.
  if (after?.kind === "operator" && (after.text === "=" || after.text === ":=")) return null
  return value
}

function foldLiteralValue(text: string, literal: StringToken, environment: Environment): string {
  const builder: Builder = { text: "", map: [] }
  for (const part of literal.parts) {
    if (part.kind === "text") {
      decodeBody(builder, text, part, literal)
      continue
    }
    const only = soleValue(text, part.tokens, environment)
    if (only !== null && !part.debug && part.suffix.end === part.suffix.start) {
      builder.text += only
      continue
    }
    const spelled = part.debug
      ? text.slice(part.start, part.suffix.start)
      : part.tokens.map((_, at) => spell(text, part.tokens, at, environment)).join(" ")
    builder.text += `${opening}${spelled}${text.slice(part.suffix.start, part.suffix.end)}${closing}`
  }
  return literal.closed ? builder.text : `${builder.text}${closing}`
}

/** The value of an expression that is a variable or a string and nothing more. */
function soleValue(text: string, tokens: readonly Token[], environment: Environment): string | null {
  const [token] = tokens
  if (tokens.length !== 1 || token === undefined) return null
  if (token.kind !== "string") return variableValue(tokens, 0, environment)
  return token.bytes || token.template ? null : foldLiteralValue(text, token, environment)
}

/** A token of a field; a string and the variable that stands for it are spelled alike. */
function spell(text: string, tokens: readonly Token[], index: number, environment: Environment): string {
  const token = tokens[index] as Token
  if (token.kind === "string") {
    const kind = token.bytes ? "b" : token.template ? "t" : "s"
    return `${opening}${kind}${foldLiteralValue(text, token, environment)}${closing}`
  }
  const value = variableValue(tokens, index, environment)
  return value === null ? text.slice(token.start, token.end) : `${opening}s${value}${closing}`
}
