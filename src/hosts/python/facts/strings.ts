import type { Segment } from "../../../model/text.js"

/** A decoded stretch of a string literal: its value, and where each unit of it stands in the file. */
export interface Decoded {
  readonly text: string
  readonly map: readonly Segment[]
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

/** Digits of the numeric escapes, by their letter. */
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** What one escape at `at` (a backslash) stands for, and how long it is. An unknown escape is itself. */
function escapeAt(source: string, at: number, end: number, bytes: boolean): { readonly text: string; readonly width: number } {
  const letter = source[at + 1] ?? ""
  if (letter === "\r" && source[at + 2] === "\n") return { text: "", width: 3 }
  if (letter === "\n" || letter === "\r") return { text: "", width: 2 }
  const plain = simple[letter]
  if (plain !== undefined) return { text: plain, width: 2 }
  const count = bytes && letter !== "x" ? undefined : digits[letter]
  if (count !== undefined) {
    const code = source.slice(at + 2, Math.min(at + 2 + count, end))
    if (code.length === count && /^[0-9a-fA-F]+$/.test(code)) {
      const point = Number.parseInt(code, 16)
      if (point <= 0x10ffff) return { text: String.fromCodePoint(point), width: 2 + count }
    }
  }
  const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, Math.min(at + 4, end)))?.[0]
  if (octal !== undefined) return { text: String.fromCharCode(Number.parseInt(octal, 8)), width: 1 + octal.length }
  if (letter === "N" && source[at + 2] === "{") {
    const close = source.indexOf("}", at)
    // The name is not looked up: nobody names a table by a character's Unicode name.
    if (close > 0 && close < end) return { text: "\uFFFD", width: close + 1 - at }
  }
  return { text: "\\", width: 1 }
}

/** Decodes the content `start..end` of a Python literal; `format`: doubled braces stand for one. */
export function decodeContent(source: string, start: number, end: number, prefix: string, format: boolean): Decoded {
  const raw = prefix.includes("r")
  const bytes = prefix.includes("b")
  const map: Segment[] = []
  let text = ""
  let plainFrom = start
  const flush = (to: number): void => {
    if (to <= plainFrom) return
    map.push({ at: text.length, length: to - plainFrom, from: plainFrom, width: to - plainFrom })
    text += source.slice(plainFrom, to)
  }
  let at = start
  while (at < end) {
    const unit = source[at]
    if (unit === "\\" && !raw) {
      const found = escapeAt(source, at, end, bytes)
      flush(at)
      if (found.text !== "") map.push({ at: text.length, length: found.text.length, from: at, width: found.width })
      text += found.text
      at += found.width
      plainFrom = at
    } else if (format && (unit === "{" || unit === "}") && source[at + 1] === unit) {
      flush(at + 1)
      at += 2
      plainFrom = at
    } else at++
  }
  flush(end)
  return { text, map }
}
