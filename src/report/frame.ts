import { patternOf } from "../text/letters.js"
import { lineStarts } from "../text/text-map.js"
import { visible } from "./inert.js"

/** A text cut into lines once, so that many places of it can be shown. */
export interface Lines {
  readonly text: string
  readonly starts: readonly number[]
}

/** Cuts a text into lines. */
export function toLines(text: string): Lines {
  return { text, starts: lineStarts(text) }
}

/** The text of a line (1-based) without its end; empty where there is none. */
export function lineOf({ text, starts }: Lines, line: number): string {
  const start = starts[line - 1]
  if (start === undefined) return ""
  let end = starts[line] ?? text.length
  while (end > start && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--
  return text.slice(start, end)
}

/** One line of a frame, and where in it the place stands, in terminal cells. */
export interface Frame {
  readonly before: string
  readonly marked: string
  readonly after: string
  /** Cells before the mark, and its width (at least one). */
  readonly indent: number
  readonly width: number
}

const noCell = patternOf(String.raw`[\p{Mn}\p{Me}]`, "u")
const twoCells = patternOf(
  String.raw`[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]`,
  "u",
)

/** Cells that a text takes on a terminal: wide East Asian characters two, combining marks none. */
function cells(text: string): number {
  if (/^[\x20-\x7e…]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (!noCell().test(character)) width += twoCells().test(character) ? 2 : 1
  }
  return width
}

/** A tab becomes two spaces: the mark below must not depend on the terminal. */
function printable(text: string): string {
  return visible(text.replaceAll("\t", "  "))
}

/**
 * The line of a place with the place marked, cut to about `limit` characters around it. Columns are 1-based, in UTF-16 code units; a place
 * that goes on in the next line is marked to the end of its first.
 */
export function frameOf(lines: Lines, line: number, column: number, endLine: number, endColumn: number, limit: number): Frame {
  const text = lineOf(lines, line)
  const start = Math.min(Math.max(0, column - 1), text.length)
  const end = endLine > line ? text.length : Math.min(Math.max(start, endColumn - 1), text.length)
  const left = Math.max(0, Math.floor((limit - (end - start)) / 2))
  let from = Math.max(0, Math.min(start - left, text.length - limit))
  let to = Math.min(text.length, Math.max(from + limit, end))
  // Not within a surrogate pair.
  if (from > 0 && /[\udc00-\udfff]/.test(text[from] ?? "")) from--
  if (to < text.length && /[\udc00-\udfff]/.test(text[to] ?? "")) to++
  const indented = /^\s*/.exec(text)?.[0].length ?? 0
  const skip = from === 0 ? Math.min(indented, start) : from
  const before = `${from > 0 ? "…" : ""}${printable(text.slice(skip, start))}`
  const marked = printable(text.slice(start, end))
  const after = `${printable(text.slice(end, to))}${to < text.length ? "…" : ""}`
  return { before, marked, after, indent: cells(before), width: Math.max(1, cells(marked)) }
}
