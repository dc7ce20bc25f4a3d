import type { Span } from "../../model/text.js"
import { type BuiltText, textBuilder } from "./text-builder.js"

/** One way to write a string. */
export interface LiteralForm {
  readonly open: string
  readonly close: string
  /** What makes the next unit stand for itself or for something else: a backslash, a backtick, or the closing quote twice. */
  readonly escapes: readonly ("backslash" | "backtick" | "doubled" | "doubled-brace")[]
  /** How an expression begins in it; empty where there are none. */
  readonly holes: readonly ("${" | "$(" | "#{" | "{" | "$name")[]
  readonly isLong: boolean
}

/** Strings that begin below the line that announces them and end before a line that is only their tag. */
export interface HeredocForm {
  /** Sticky; its first group is the quote around the tag, its second the tag. A tag in single quotes has no expressions. */
  readonly open: RegExp
  readonly escapes: LiteralForm["escapes"]
  readonly holes: LiteralForm["holes"]
}

const escapeValues: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" }
const longestHole = 4000
/** Behind the expression that begins at `from` with its bracket already open, or -1 when it is never closed. */
function holeEnd(text: string, from: number, close: string, limit: number): number {
  const open = close === "}" ? "{" : "("
  const stop = Math.min(limit, from + longestHole)
  let depth = 1
  for (let index = from; index < stop; index++) {
    const unit = text[index]
    if (unit === open) depth++
    else if (unit === close && --depth === 0) return index + 1
    else if (unit === "'" || unit === '"') {
      // A string within the expression: its brackets do not count.
      let end = index + 1
      while (end < stop && text[end] !== unit && text[end] !== "\n") end++
      if (text[end] === unit) index = end
    }
  }
  return -1
}

/** The end of an expression that begins at `at` in a string of that form; -1 where none does. */
function holeAt(text: string, at: number, form: LiteralForm): number {
  for (const hole of form.holes) {
    if (hole === "$name") {
      const name = /\$(?:env:)?[A-Za-z_]\w*/y
      name.lastIndex = at
      if (name.test(text)) return name.lastIndex
    } else if (text.startsWith(hole, at)) {
      const end = holeEnd(text, at + hole.length, hole === "$(" ? ")" : "}", text.length)
      if (end > 0) return end
    }
  }
  return -1
}

/** Reads the string whose first unit is at `from`. A form without a closing quote (a heredoc) goes on to `limit`. */
export function readLiteral(
  text: string,
  from: number,
  limit: number,
  form: LiteralForm,
): { built: BuiltText; content: Span; end: number; isClosed: boolean } {
  const builder = textBuilder(text)
  let index = from
  let copied = from
  const flush = (): void => builder.copy(copied, index)
  while (index < limit) {
    const unit = text[index] as string
    const next = text[index + 1]
    if (form.close !== "" && text.startsWith(form.close, index)) {
      if (form.escapes.includes("doubled") && text.startsWith(form.close, index + 1) && form.close.length === 1) {
        flush()
        builder.replace(unit, index, 2)
        index += 2
        copied = index
        continue
      }
      flush()
      return { built: builder.done(), content: { start: from, end: index }, end: index + form.close.length, isClosed: true }
    }
    if (!form.isLong && (unit === "\n" || unit === "\r")) break
    const isEscape = (unit === "\\" && form.escapes.includes("backslash")) || (unit === "`" && form.escapes.includes("backtick"))
    if (isEscape && next !== undefined) {
      flush()
      const unicode = /u[0-9A-Fa-f]{4}/y
      unicode.lastIndex = index + 1
      const width = unicode.test(text) ? 6 : 2
      const value =
        width === 6 ? String.fromCharCode(Number.parseInt(text.slice(index + 2, index + 6), 16)) : (escapeValues[next] ?? next)
      builder.replace(value, index, width)
      index += width
      copied = index
      continue
    }
    if (form.escapes.includes("doubled-brace") && (unit === "{" || unit === "}") && next === unit) {
      flush()
      builder.replace(unit, index, 2)
      index += 2
      copied = index
      continue
    }
    const end = unit === "$" || unit === "{" || unit === "#" ? holeAt(text, index, form) : -1
    if (end > 0) {
      flush()
      builder.hole(index, end, text.slice(index, end).replace(/^\$?[{(]|[})]$/g, ""))
      index = end
      copied = index
      continue
    }
    index++
  }
  index = Math.min(index, limit)
  flush()
  return { built: builder.done(), content: { start: from, end: index }, end: index, isClosed: form.close === "" }
}

/** Where the body of a heredoc that begins at `from` ends, and where the text goes on behind its tag; null where the tag never comes. */
export function heredocEnd(text: string, from: number, tag: string): { readonly end: number; readonly behind: number } | null {
  for (let line = from; line < text.length; ) {
    let at = line
    while (text[at] === " " || text[at] === "\t") at++
    if (text.startsWith(tag, at) && !/\w/.test(text[at + tag.length] ?? "")) return { end: line, behind: at + tag.length }
    const newline = text.indexOf("\n", line)
    if (newline < 0) return null
    line = newline + 1
  }
  return null
}

/** The heredoc that is announced at `at`; null where none is. */
export function heredocAt(
  text: string,
  at: number,
  form: HeredocForm | null,
): { readonly tag: string; readonly isRaw: boolean; readonly end: number } | null {
  if (form === null) return null
  form.open.lastIndex = at
  const found = form.open.exec(text)
  return found === null ? null : { tag: found[2] as string, isRaw: found[1] === "'", end: at + found[0].length }
}
