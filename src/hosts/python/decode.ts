import type { Segment, Span } from "../../model/text.js"
import type { StringToken } from "./lexer.js"

/** A text under construction, with the map that leads back to the source. */
export interface Builder {
  text: string
  readonly map: Segment[]
}

const simple: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
}

/** Appends `value`, which stands in the source as `width` units at `from`; a unit-by-unit run joins the one before it. */
export function append(builder: Builder, value: string, from: number, width: number): void {
  if (value === "") return
  const at = builder.text.length
  builder.text += value
  const last = builder.map[builder.map.length - 1]
  const same = value.length === width
  if (
    same &&
    last !== undefined &&
    last.length === last.width &&
    last.at + last.length === at &&
    last.from + last.width === from
  ) {
    builder.map[builder.map.length - 1] = { ...last, length: last.length + width, width: last.width + width }
  } else builder.map.push({ at, length: value.length, from, width })
}

/** Appends text that has no origin. */
export function appendPlain(builder: Builder, value: string): void {
  builder.text += value
}

/** Code points that a text may hold: a lone surrogate is one unit too. */
function character(code: number): string | null {
  return Number.isNaN(code) || code > 0x10ffff ? null : String.fromCodePoint(code)
}

interface EscapeReading {
  readonly value: string
  readonly width: number
}

/** The escape that begins with the backslash at `at`; null if it is none and both characters stand for themselves. */
function readEscape(source: string, at: number, bytes: boolean): EscapeReading | null {
  const next = source[at + 1]
  if (next === undefined) return null
  if (next === "\r") return { value: "", width: source[at + 2] === "\n" ? 3 : 2 }
  if (next === "\n") return { value: "", width: 2 }
  const known = Object.hasOwn(simple, next) ? simple[next] : undefined
  if (known !== undefined) return { value: known, width: 2 }
  if (next >= "0" && next <= "7") {
    const digits = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4))?.[0] ?? ""
    return { value: String.fromCharCode(Number.parseInt(digits, 8) & (bytes ? 0xff : 0x1ff)), width: 1 + digits.length }
  }
  const length = next === "x" ? 2 : bytes ? 0 : next === "u" ? 4 : next === "U" ? 8 : 0
  if (length > 0) {
    const digits = source.slice(at + 2, at + 2 + length)
    if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) return null
    const value = character(Number.parseInt(digits, 16))
    return value === null ? null : { value, width: 2 + length }
  }
  if (next === "N" && !bytes && source[at + 2] === "{") {
    const close = source.indexOf("}", at)
    // The names of all characters are not at hand: any of them reads as one replacement character, which no SQL name holds.
    if (close > 0 && close <= at + 120) return { value: "\ufffd", width: close + 1 - at }
  }
  return null
}

/**
 * Appends the value of a stretch of a literal's body. Escapes, doubled braces and line ends (always `\n` for Python) map as a whole.
 */
export function decodeBody(
  builder: Builder,
  source: string,
  span: Span,
  literal: Pick<StringToken, "format" | "raw" | "bytes">,
): void {
  const special = literal.format ? /[\\{}\r]/g : literal.raw ? /\r/g : /[\\\r]/g
  // Looked for in the stretch alone: in the whole source each literal without an escape would cost the rest of the file.
  const body = source.slice(span.start, span.end)
  let position = span.start
  while (position < span.end) {
    special.lastIndex = position - span.start
    const found = special.exec(body)
    const stop = found === null ? span.end : span.start + found.index
    append(builder, source.slice(position, stop), position, stop - position)
    position = stop
    if (position >= span.end) return
    const unit = source[position] as string
    if (unit === "\r") {
      const width = source[position + 1] === "\n" ? 2 : 1
      append(builder, "\n", position, width)
      position += width
    } else if (unit === "\\") {
      const sequence = literal.raw ? null : readEscape(source, position, literal.bytes)
      if (sequence === null) {
        append(builder, "\\", position, 1)
        position++
        // A backslash keeps the next one from being read as the beginning of an escape, and a brace from nothing.
        if (source[position] === "\\" && position < span.end) {
          append(builder, "\\", position, 1)
          position++
        }
      } else {
        append(builder, sequence.value, position, sequence.width)
        position += sequence.width
      }
    } else {
      const width = source[position + 1] === unit && position + 1 < span.end ? 2 : 1
      append(builder, unit, position, width)
      position += width
    }
  }
}
