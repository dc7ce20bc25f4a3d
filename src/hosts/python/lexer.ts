import type { Span } from "../../model/text.js"
import { patternOf } from "../../text/letters.js"

/** A field of an f-string: `{expression!r:spec}`. */
export interface Field extends Span {
  readonly kind: "field"
  /** What is evaluated, without surrounding space, conversion and specification. */
  readonly expression: Span
  readonly tokens: readonly Token[]
  /** `{x=}`: the expression's spelling is part of the value. */
  readonly debug: boolean
  /** From the `!` or `:` up to the closing brace; empty where there is none. */
  readonly suffix: Span
}

/** A part of a literal's body: text as it is spelled, or a field of an f-string. */
export type LiteralPart = (Span & { readonly kind: "text" }) | Field

/** One string literal. */
export interface StringToken extends Span {
  readonly kind: "string"
  /** As spelled, e.g. `Rb`. */
  readonly prefix: string
  readonly raw: boolean
  readonly bytes: boolean
  readonly format: boolean
  /** `t"…"`: a template, no string. */
  readonly template: boolean
  readonly quote: string
  readonly body: Span
  readonly parts: readonly LiteralPart[]
  readonly closed: boolean
}

/** A token other than a string. `newline` ends a logical line. Numbers have no token of their own: they are operators here. */
export interface PlainToken extends Span {
  readonly kind: "name" | "operator" | "newline" | "comment"
  readonly text: string
}

/** One token of Python. */
export type Token = StringToken | PlainToken

const prefixes = new Set(["", "r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "ur", "tr", "rt"])
const wideName = patternOf(String.raw`[\p{ID_Start}_][\p{ID_Continue}]*`, "uy")
const operatorPattern =
  /[0-9][0-9A-Za-z_.]*|\.\.\.|\*\*=|\/\/=|>>=|<<=|!=|==|<=|>=|:=|->|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|<<|>>|\*\*|\/\/|./suy
/** Words that begin a line only where no bracket is open: a bracket that is never closed ends there. */
const restart = /[ \t\f]*(?:def|class|return|raise|import|while|try|pass)\b/y
/** Deeper f-strings inside f-strings are read as plain strings. */
const deepest = 12
/** A field of an f-string is no longer than this, in units: what does not close by then is no f-string. */
const longestField = 10_000

interface State {
  readonly text: string
  /** Offsets of literals that turned out not to be f-strings. */
  readonly broken: Set<number>
  /** Units that may still be read in vain by broken f-strings, so that hostile text costs linear time. */
  budget: number
}

interface Scan {
  readonly tokens: readonly Token[]
  readonly end: number
}

/** The tokens of a Python text, of any version and however broken. Every string literal and comment is among them. */
export function lexPython(text: string): readonly Token[] {
  const state: State = { text, broken: new Set(), budget: 50_000 + text.length }
  return scan(state, 0, null, 0).tokens
}

/** Units that names are written with, of the first 128: 2 where one may begin, 1 where one may go on. */
const nameUnits = Uint8Array.from({ length: 128 }, (_, unit) => {
  const letter = String.fromCharCode(unit)
  return /[A-Za-z_]/.test(letter) ? 2 : /[0-9]/.test(letter) ? 1 : 0
})

/** The end of the name at a place; the place itself where there is none. */
function nameEnd(text: string, start: number): number {
  let end = start
  let unit = text.charCodeAt(start)
  if (unit < 128 && nameUnits[unit] !== 2) return start
  while (unit < 128 && nameUnits[unit] !== 0) unit = text.charCodeAt(++end)
  if (!(unit >= 128)) return end
  const pattern = wideName()
  pattern.lastIndex = start
  return start + (pattern.exec(text)?.[0].length ?? 0)
}

/** No longer operator begins with one of these. */
const alone = "()[]{},;~"

function operatorAt(text: string, start: number): string {
  const unit = text.charAt(start)
  if (alone.includes(unit)) return unit
  operatorPattern.lastIndex = start
  return operatorPattern.exec(text)?.[0] ?? unit
}

/** Reads tokens up to the end of the text, or to where a field's expression ends if `inside` tells the quote of its f-string. */
function scan(state: State, from: number, inside: string | null, depth: number): Scan {
  const { text } = state
  const tokens: Token[] = []
  let open = 0
  let lambdas = 0
  let position = from
  const far = inside === null ? text.length : Math.min(text.length, from + longestField)
  while (position < far) {
    const unit = text.charCodeAt(position)
    if (unit === 32 || unit === 9 || unit === 12) {
      position++
      continue
    }
    if (unit === 10 || unit === 13) {
      const end = unit === 13 && text.charCodeAt(position + 1) === 10 ? position + 2 : position + 1
      restart.lastIndex = end
      if (inside === null && (open === 0 || restart.test(text))) {
        open = 0
        const last = tokens[tokens.length - 1]
        if (last !== undefined && last.kind !== "newline") tokens.push({ kind: "newline", start: position, end, text: "\n" })
      }
      position = end
      continue
    }
    if (unit === 92) {
      position++
      if (text.charCodeAt(position) === 13) position++
      if (text.charCodeAt(position) === 10) position++
      continue
    }
    if (unit === 35) {
      const end = lineEnd(text, position)
      tokens.push({ kind: "comment", start: position, end, text: text.slice(position, end) })
      position = end
      continue
    }
    if (unit === 34 || unit === 39) {
      const literal = readString(state, position, position, depth)
      tokens.push(literal)
      position = literal.end
      continue
    }
    const end = nameEnd(text, position)
    if (end > position) {
      const name = text.slice(position, end)
      const next = text.charCodeAt(end)
      if ((next === 34 || next === 39) && name.length < 3 && prefixes.has(name.toLowerCase())) {
        const literal = readString(state, position, end, depth)
        tokens.push(literal)
        position = literal.end
        continue
      }
      if (name === "lambda") lambdas++
      tokens.push({ kind: "name", start: position, end, text: name })
      position = end
      continue
    }
    let operator = operatorAt(text, position)
    if (inside !== null && open === 0) {
      if (operator === "}" || (operator === "!" && text[position + 1] !== "=")) return { tokens, end: position }
      if (operator === ":" || operator === ":=") {
        if (lambdas === 0) return { tokens, end: position }
        lambdas--
        operator = ":"
      }
    }
    if (operator === "(" || operator === "[" || operator === "{") open++
    else if ((operator === ")" || operator === "]" || operator === "}") && open > 0) open--
    tokens.push({ kind: "operator", start: position, end: position + operator.length, text: operator })
    position += operator.length
  }
  return { tokens, end: inside === null ? position : text.length }
}

function lineEnd(text: string, from: number): number {
  let end = from
  while (end < text.length) {
    const unit = text.charCodeAt(end)
    if (unit === 10 || unit === 13) break
    end++
  }
  return end
}

/** Reads the literal whose prefix begins at `start` and whose quote stands at `at`. */
function readString(state: State, start: number, at: number, depth: number): StringToken {
  const { text } = state
  const unit = text.charCodeAt(at)
  const triple = text.charCodeAt(at + 1) === unit && text.charCodeAt(at + 2) === unit
  const quote = unit === 34 ? (triple ? '"""' : '"') : triple ? "'''" : "'"
  const prefix = at === start ? "" : text.slice(start, at)
  const letters = prefix.toLowerCase()
  const template = letters.includes("t")
  const bodyStart = at + quote.length
  let fields: { parts: readonly LiteralPart[]; end: number } | null = null
  if ((template || letters.includes("f")) && depth < deepest && state.budget > 0 && !state.broken.has(start)) {
    fields = readParts(state, bodyStart, quote, letters.includes("r"), depth)
    if (fields === null) state.broken.add(start)
  }
  const bodyEnd = fields === null ? plainEnd(text, bodyStart, quote) : fields.end
  const closed = fields !== null || text.startsWith(quote, bodyEnd)
  return {
    kind: "string",
    start,
    end: closed ? bodyEnd + quote.length : bodyEnd,
    prefix,
    raw: letters.includes("r"),
    bytes: letters.includes("b"),
    format: fields !== null,
    template: template && fields !== null,
    quote,
    body: { start: bodyStart, end: bodyEnd },
    parts: fields !== null ? fields.parts : bodyEnd > bodyStart ? [{ kind: "text", start: bodyStart, end: bodyEnd }] : [],
    closed,
  }
}

/** Where the body of a literal without fields ends: at its closing quote, else at the end of the line or the text. */
function plainEnd(text: string, from: number, quote: string): number {
  let position = from
  const single = quote.length === 1
  while (position < text.length) {
    const unit = text.charCodeAt(position)
    if (unit === 92) {
      position += text.charCodeAt(position + 1) === 13 && text.charCodeAt(position + 2) === 10 ? 3 : 2
      continue
    }
    if (single && (unit === 10 || unit === 13)) return position
    if (text[position] === quote[0] && text.startsWith(quote, position)) return position
    position++
  }
  return text.length
}

/** The parts of an f-string's body up to its closing quote; null if it does not close. */
function readParts(
  state: State,
  from: number,
  quote: string,
  raw: boolean,
  depth: number,
): { parts: LiteralPart[]; end: number } | null {
  const { text } = state
  const parts: LiteralPart[] = []
  let begun = from
  let position = from
  const flush = (end: number) => {
    if (end > begun) parts.push({ kind: "text", start: begun, end })
  }
  while (position < text.length) {
    const character = text[position] as string
    if (character === "\\") {
      const next = text[position + 1]
      if (!raw && next === "N" && text[position + 2] === "{") {
        const close = text.indexOf("}", position)
        position = close < 0 || close > position + 120 ? position + 2 : close + 1
      } else if (next === "{" || next === "}") position++
      else position += next === "\r" && text[position + 2] === "\n" ? 3 : 2
      continue
    }
    if (character === quote[0] && text.startsWith(quote, position)) {
      flush(position)
      return { parts, end: position }
    }
    if (quote.length === 1 && (character === "\n" || character === "\r")) break
    if (character === "{" || character === "}") {
      if (text[position + 1] === character) {
        position += 2
        continue
      }
      if (character === "}") {
        position++
        continue
      }
      const field = readField(state, position, quote, depth)
      if (field === null) break
      flush(position)
      parts.push(field)
      position = field.end
      begun = position
      continue
    }
    position++
  }
  state.budget -= position - from
  return null
}

function readField(state: State, at: number, quote: string, depth: number): Field | null {
  const { text } = state
  const inner = scan(state, at + 1, quote, depth + 1)
  if (inner.end >= text.length) {
    state.budget -= Math.min(longestField, text.length - at)
    return null
  }
  const tokens = [...inner.tokens]
  const last = tokens[tokens.length - 1]
  const debug = last !== undefined && last.kind === "operator" && last.text === "="
  const counted = debug ? tokens.slice(0, -1) : tokens
  const first = counted[0]
  const end = counted[counted.length - 1]
  if (first === undefined || end === undefined) return null
  const close = fieldEnd(state, inner.end, quote)
  if (close === null) return null
  const expression = { start: first.start, end: end.end }
  return {
    kind: "field",
    start: at,
    end: close + 1,
    expression,
    tokens: counted,
    debug,
    suffix: { start: inner.end, end: close },
  }
}

/** Where a field closes, given where its conversion or specification begins: nested fields are skipped over. */
function fieldEnd(state: State, from: number, quote: string): number | null {
  const { text } = state
  let open = 0
  const far = Math.min(text.length, from + longestField)
  let position = from
  for (; position < far; position++) {
    const character = text[position] as string
    if (character === "{") open++
    else if (character === "}") {
      if (open === 0) return position
      open--
    } else if (open === 0 && character === quote[0] && text.startsWith(quote, position)) break
    else if (quote.length === 1 && character === "\n") break
  }
  state.budget -= position - from
  return null
}
