import type { Span } from "../../model/text.js"
import { type BuiltText, textBuilder } from "../shared/text-builder.js"

/** One string of a JSON text, and where in the document it stands. */
export interface JsonString {
  /** With its quotes. */
  readonly span: Span
  /** A key of an object; its own name is the last step of `path`. */
  readonly key: boolean
  /** Keys and indices from the root. */
  readonly path: readonly (string | number)[]
}

type Frame = { readonly array: boolean; step: string | number }

/** Every string of a JSON text in order. The text is valid JSON. */
export function jsonStrings(text: string): readonly JsonString[] {
  const marks = /["{}[\],]/g
  const frames: Frame[] = []
  const strings: JsonString[] = []
  let keyNext = false
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const top = frames[frames.length - 1]
    switch (found[0]) {
      case "{":
        frames.push({ array: false, step: "" })
        keyNext = true
        break
      case "[":
        frames.push({ array: true, step: 0 })
        keyNext = false
        break
      case ",":
        if (top?.array === true) top.step = Number(top.step) + 1
        else keyNext = true
        break
      case '"': {
        const span = { start: found.index, end: stringEnd(text, found.index) }
        if (keyNext && top !== undefined) top.step = text.slice(span.start + 1, span.end - 1)
        strings.push({ span, key: keyNext, path: frames.slice(0, 12).map((frame) => frame.step) })
        keyNext = false
        marks.lastIndex = span.end
        break
      }
      default:
        frames.pop()
        keyNext = false
    }
  }
  return strings
}

/** Behind the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote >= 0) {
    let slashes = 0
    while (text.charAt(quote - 1 - slashes) === "\\") slashes++
    if (slashes % 2 === 0) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return text.length
}

const simple: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }

/** The value of strings, one behind the other, with the map back through their escapes. */
export function joinStrings(text: string, strings: readonly JsonString[]): BuiltText {
  const builder = textBuilder(text)
  for (const { span } of strings) {
    const end = span.end - 1
    let position = span.start + 1
    while (position < end) {
      const backslash = text.indexOf("\\", position)
      const stop = backslash < 0 || backslash >= end ? end : backslash
      builder.copy(position, stop)
      position = stop
      if (position >= end) break
      const mark = text.charAt(position + 1)
      if (mark === "u") {
        builder.replace(String.fromCharCode(Number.parseInt(text.slice(position + 2, position + 6), 16)), position, 6)
        position += 6
      } else {
        builder.replace(simple[mark] ?? mark, position, 2)
        position += 2
      }
    }
  }
  return builder.done()
}
