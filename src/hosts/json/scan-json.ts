import type { TextProblem } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import { type BuiltText, textBuilder } from "../shared/text-builder.js"

/** One string of a JSON text, and where it stands. */
export interface JsonString {
  readonly span: Span
  readonly built: BuiltText
  readonly isKey: boolean
  /** Keys that lead to it. */
  readonly path: readonly string[]
}

/** Strings, comments and problems of a JSON text. */
export interface JsonScan {
  readonly strings: readonly JsonString[]
  readonly comments: readonly Span[]
  readonly problems: readonly TextProblem[]
}

interface Frame {
  readonly isObject: boolean
  readonly at: number
  key: string | null
  readonly keys: Set<string> | null
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" }
const deepestPath = 50

/** Reads the string literal at `start` (its opening quote). */
function readString(text: string, start: number, problems: TextProblem[]): { readonly built: BuiltText; readonly end: number } {
  const quote = text[start]
  const builder = textBuilder(text)
  let index = start + 1
  let copied = index
  while (index < text.length && text[index] !== quote) {
    const unit = text[index] as string
    if (unit === "\n" || unit === "\r") break
    if (unit !== "\\") {
      index++
      continue
    }
    builder.copy(copied, index)
    const unicode = /u[0-9A-Fa-f]{4}/y
    unicode.lastIndex = index + 1
    const width = unicode.test(text) ? 6 : 2
    const next = text[index + 1] ?? ""
    const value =
      width === 6 ? String.fromCharCode(Number.parseInt(text.slice(index + 2, index + 6), 16)) : (escapes[next] ?? next)
    builder.replace(value, index, Math.min(width, text.length - index))
    index = Math.min(text.length, index + width)
    copied = index
  }
  builder.copy(copied, index)
  const closed = text[index] === quote
  if (!closed) problems.push({ at: start, message: "A string is never closed." })
  return { built: builder.done(), end: closed ? index + 1 : index }
}

/**
 * Reads JSON with comments and trailing commas, as far as it can be told: what is out of place is a problem, and the rest is read. Several
 * values in a row (JSON lines) are read with a problem at the second. Linear, without recursion.
 */
export function scanJson(text: string, allowsComments: boolean): JsonScan {
  const strings: JsonString[] = []
  const comments: Span[] = []
  const problems: TextProblem[] = []
  const frames: Frame[] = []
  let values = 0
  let index = 0

  const path = (): readonly string[] => {
    const keys: string[] = []
    for (const frame of frames.slice(0, deepestPath)) if (frame.key !== null) keys.push(frame.key)
    return keys
  }
  const root = (): void => {
    if (frames.length > 0) return
    values++
    if (values === 2) problems.push({ at: index, message: "More than one value in the file: read as JSON lines." })
  }

  while (index < text.length) {
    const unit = text[index] as string
    if (unit === '"' || unit === "'") {
      root()
      const { built, end } = readString(text, index, problems)
      const frame = frames.at(-1)
      const isKey = frame?.isObject === true && frame.key === null
      strings.push({ span: { start: index, end }, built, isKey, path: path() })
      if (isKey && frame !== undefined) {
        if (frame.keys?.has(built.text))
          problems.push({ at: index, message: `The key ${JSON.stringify(built.text)} stands twice in one object.` })
        frame.keys?.add(built.text)
        frame.key = built.text
      }
      index = end
      continue
    }
    if (unit === "/" && (text[index + 1] === "/" || text[index + 1] === "*")) {
      const isLine = text[index + 1] === "/"
      const close = isLine ? text.indexOf("\n", index) : text.indexOf("*/", index + 2)
      const end = close < 0 ? text.length : isLine ? close : close + 2
      if (!allowsComments && comments.length === 0)
        problems.push({ at: index, message: "A comment, which plain JSON does not allow." })
      comments.push({ start: index, end: text[end - 1] === "\r" ? end - 1 : end })
      index = end
      continue
    }
    if (unit === "{" || unit === "[") {
      root()
      frames.push({ isObject: unit === "{", at: index, key: null, keys: unit === "{" ? new Set() : null })
    } else if (unit === "}" || unit === "]") {
      const frame = frames.pop()
      if (frame === undefined || frame.isObject !== (unit === "}"))
        problems.push({ at: index, message: `${unit} without its opening.` })
      const outer = frames.at(-1)
      if (outer?.isObject === true && outer.key === null) outer.key = ""
    } else if (unit === "," && frames.length > 0) {
      const frame = frames.at(-1) as Frame
      if (frame.isObject) frame.key = null
    } else if (!/[\s:,\uFEFF]/.test(unit)) {
      // A number, a word, or a bare key.
      const word = /[^\s,:{}[\]"']+/y
      word.lastIndex = index
      const end = word.test(text) ? word.lastIndex : index + 1
      const frame = frames.at(-1)
      root()
      if (frame?.isObject === true && frame.key === null) frame.key = text.slice(index, end)
      index = end
      continue
    }
    index++
  }
  const open = frames.at(-1)
  if (open !== undefined) problems.push({ at: open.at, message: `${open.isObject ? "{" : "["} is never closed.` })
  return { strings, comments, problems }
}
