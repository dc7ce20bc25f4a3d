import { patternOf } from "../../../text/letters.js"
import { operatorAt, wordAt } from "./words.js"

/** What a token is. */
export const kinds = { name: 0, number: 1, string: 2, operator: 3, newline: 4, indent: 5, dedent: 6, end: 7 } as const

/** The tokens of a text or of a part of it, in parallel lists. */
export interface Tokens {
  readonly kind: number[]
  readonly start: number[]
  readonly end: number[]
  /** Of operators and of words that mean something as spelled, of names and others empty. */
  readonly text: string[]
  /** Of f-strings, by their token: start, start and end of the expression, and end of each field, one after another. */
  readonly fields: Map<number, readonly number[]>
}

/** Thrown on text that is not read here: it may be no Python 3, or just rare. */
export const notRead = new Error("not read by the quick parser")

const isNameUnit = new Uint8Array(128)
for (let unit = 48; unit < 123; unit++) {
  if (unit < 58 || (unit > 64 && unit < 91) || unit > 96 || unit === 95) isNameUnit[unit] = 1
}
const wideName = patternOf(String.raw`[\p{ID_Continue}]+`, "uy")
const wideStart = patternOf(String.raw`[\p{ID_Start}_]`, "uy")
const numberPattern =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?/y
const prefixes: ReadonlySet<string> = new Set(["r", "u", "b", "f", "br", "rb", "fr", "rf"])

/** Reads the tokens of `start..end`. Inside of brackets (`open`) lines and their indentation mean nothing. Throws `notRead`. */
export function tokenize(source: string, start: number, end: number, open: boolean): Tokens {
  const tokens: Tokens = { kind: [], start: [], end: [], text: [], fields: new Map() }
  const { kind, start: starts, end: ends, text } = tokens
  const push = (what: number, from: number, to: number, spelled: string): void => {
    kind.push(what)
    starts.push(from)
    ends.push(to)
    text.push(spelled)
  }
  const indents = [0]
  let depth = open ? 1 : 0
  let at = start
  let lineBegins = !open
  for (;;) {
    if (lineBegins) {
      let column = 0
      for (; at < end; at++) {
        const unit = source.charCodeAt(at)
        if (unit === 32) column++
        else if (unit === 9) column += 8
        else if (unit === 12) column = 0
        else break
      }
      const unit = source.charCodeAt(at)
      // Empty lines and those with a comment alone have no indentation.
      if (at < end && unit !== 10 && unit !== 13 && unit !== 35 && unit !== 92) {
        let current = indents[indents.length - 1] as number
        if (column > current) {
          indents.push(column)
          push(kinds.indent, at, at, "")
        }
        while (column < current) {
          indents.pop()
          current = indents[indents.length - 1] as number
          push(kinds.dedent, at, at, "")
          if (column > current) throw notRead
        }
      }
      lineBegins = false
    }
    if (at >= end) break
    const unit = source.charCodeAt(at)
    if (unit === 32 || unit === 9 || unit === 12) {
      at++
    } else if (unit === 10 || unit === 13) {
      if (unit === 13 && source.charCodeAt(at + 1) !== 10) throw notRead
      const last = kind.length === 0 ? kinds.newline : kind[kind.length - 1]
      if (depth === 0) {
        if (last !== kinds.newline && last !== kinds.indent && last !== kinds.dedent) push(kinds.newline, at, at, "")
        lineBegins = true
      }
      at += unit === 13 ? 2 : 1
    } else if (unit === 35) {
      while (at < end && source.charCodeAt(at) !== 10) at++
      if (source.charCodeAt(at - 1) === 13) at--
    } else if (unit === 92) {
      at++
      if (source.charCodeAt(at) === 13) at++
      if (source.charCodeAt(at) !== 10) throw notRead
      at++
    } else if (unit === 34 || unit === 39) {
      at = string(source, at, at, end, tokens)
    } else if ((unit < 128 ? isNameUnit[unit] === 1 : true) && !(unit >= 48 && unit <= 57)) {
      const from = at
      if (unit >= 128) {
        const pattern = wideStart()
        pattern.lastIndex = at
        if (!pattern.test(source)) throw notRead
      }
      for (;;) {
        while (at < end) {
          const next = source.charCodeAt(at)
          if (next >= 128 || isNameUnit[next] !== 1) break
          at++
        }
        if (at >= end || source.charCodeAt(at) < 128) break
        const pattern = wideName()
        pattern.lastIndex = at
        const wide = pattern.exec(source)
        if (wide === null) throw notRead
        at += wide[0].length
      }
      const next = source.charCodeAt(at)
      if ((next === 34 || next === 39) && at - from < 3 && prefixes.has(source.slice(from, at).toLowerCase()))
        at = string(source, from, at, end, tokens)
      else push(kinds.name, from, at, wordAt(source, from, at))
    } else if (
      (unit >= 48 && unit <= 57) ||
      (unit === 46 && source.charCodeAt(at + 1) >= 48 && source.charCodeAt(at + 1) <= 57)
    ) {
      numberPattern.lastIndex = at
      const number = numberPattern.exec(source)
      if (number === null) throw notRead
      const after = at + number[0].length
      if (isNameUnit[source.charCodeAt(after)] === 1) throw notRead
      push(kinds.number, at, after, "")
      at = after
    } else {
      const operator = operatorAt(source, at, unit)
      if (operator === undefined) throw notRead
      if (unit === 40 || unit === 91 || unit === 123) depth++
      else if (unit === 41 || unit === 93 || unit === 125) {
        depth--
        if (depth < (open ? 1 : 0)) throw notRead
      }
      push(kinds.operator, at, at + operator.length, operator)
      at += operator.length
    }
  }
  if (depth !== (open ? 1 : 0)) throw notRead
  const last = kind.length === 0 ? kinds.newline : kind[kind.length - 1]
  if (!open && last !== kinds.newline && last !== kinds.dedent) push(kinds.newline, end, end, "")
  for (let level = indents.length; level > 1; level--) push(kinds.dedent, end, end, "")
  push(kinds.end, end, end, "")
  return tokens
}

/** Reads the literal whose prefix begins at `start` and whose quote stands at `quoteAt`; gives its end. */
function string(source: string, start: number, quoteAt: number, end: number, tokens: Tokens): number {
  const prefix = source.slice(start, quoteAt).toLowerCase()
  const fields: number[] | null = prefix.includes("f") ? [] : null
  const after = stringEnd(source, quoteAt, end, prefix.includes("r"), fields, 0)
  if (fields !== null && fields.length > 0) tokens.fields.set(tokens.kind.length, fields)
  tokens.kind.push(kinds.string)
  tokens.start.push(start)
  tokens.end.push(after)
  tokens.text.push("")
  return after
}

/** The end of the literal whose quote stands at `at`; the fields of an f-string are added to `fields`, which is null for other strings. */
function stringEnd(source: string, at: number, end: number, raw: boolean, fields: number[] | null, depth: number): number {
  if (depth > 8) throw notRead
  const quote = source.charCodeAt(at)
  const triple = source.charCodeAt(at + 1) === quote && source.charCodeAt(at + 2) === quote
  let position = at + (triple ? 3 : 1)
  while (position < end) {
    const unit = source.charCodeAt(position)
    if (unit === quote) {
      if (!triple) return position + 1
      if (source.charCodeAt(position + 1) === quote && source.charCodeAt(position + 2) === quote) return position + 3
      position++
    } else if (unit === 92) {
      const next = source.charCodeAt(position + 1)
      if (fields !== null && (next === 123 || next === 125)) position++
      else if (fields !== null && !raw && next === 78 && source.charCodeAt(position + 2) === 123) {
        const close = source.indexOf("}", position)
        if (close < 0 || close > position + 120) throw notRead
        position = close + 1
      } else position += next === 13 && source.charCodeAt(position + 2) === 10 ? 3 : 2
    } else if (unit === 10 && !triple) throw notRead
    else if (fields !== null && (unit === 123 || unit === 125)) {
      if (source.charCodeAt(position + 1) === unit) position += 2
      else if (unit === 125) throw notRead
      else position = field(source, position, end, fields, depth)
    } else position++
  }
  throw notRead
}

/** Reads a field that opens at `at`; gives its end. */
function field(source: string, at: number, end: number, fields: number[], depth: number): number {
  const from = at + 1
  let position = from
  let open = 0
  for (; position < end; position++) {
    const unit = source.charCodeAt(position)
    if (unit === 34 || unit === 39) {
      let begin = position
      while (begin > from && isNameUnit[source.charCodeAt(begin - 1)] === 1) begin--
      const prefix = source.slice(begin, position).toLowerCase()
      position = stringEnd(source, position, end, prefix.includes("r"), prefix.includes("f") ? [] : null, depth + 1) - 1
    } else if (unit === 40 || unit === 91 || unit === 123) open++
    else if (unit === 41 || unit === 93 || (unit === 125 && open > 0)) open--
    else if (unit === 35 || unit === 92) throw notRead
    else if (open > 0) continue
    else if (unit === 125 || unit === 58) break
    else if (unit === 33 || unit === 61 || unit === 60 || unit === 62) {
      const next = source.charCodeAt(position + 1)
      if (next === 61) position++
      else if (unit === 33 || unit === 61) break
    }
  }
  const to = position
  // Conversion and format: text in which only braces count.
  for (open = 0; position < end; position++) {
    const unit = source.charCodeAt(position)
    if (unit === 123) open++
    else if (unit === 125 && open-- === 0) break
    else if (unit === 10) throw notRead
  }
  if (position >= end) throw notRead
  fields.push(at, from, to, position + 1)
  return position + 1
}
