import type { PlaceRole } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { type BuiltText, textBuilder } from "./text-builder.js"

/** One way to write a string. */
export interface LiteralForm {
  readonly open: string
  readonly close: string
  /** What makes the next unit stand for itself or for something else: a backslash, a backtick, or the closing quote twice. */
  readonly escapes: readonly ("backslash" | "backtick" | "doubled" | "doubled-brace")[]
  /** How an expression begins in it; empty where there are none. */
  readonly holes: readonly ("${" | "$(" | "{" | "$name")[]
  readonly isLong: boolean
}

/** How a language writes strings and comments. Forms are tried in order. */
export interface LiteralSyntax {
  readonly forms: readonly LiteralForm[]
  /** A comment without `close` ends with its line. */
  readonly comments: readonly { readonly open: string; readonly close: string | null; readonly isDoc: boolean }[]
  /** A line break ends a statement. */
  readonly linesEnd: boolean
}

/** A string or comment of a text, with what surrounds it. */
export interface Literal {
  readonly kind: "string" | "comment" | "docstring"
  readonly span: Span
  readonly content: Span
  readonly built: BuiltText
  readonly form: LiteralForm | null
  readonly isClosed: boolean
  readonly role: PlaceRole
  readonly callee: string | null
  readonly argument: string | number | null
  readonly target: string | null
  readonly path: readonly string[]
}

interface Frame {
  readonly bracket: string
  readonly callee: string | null
  readonly header: string
  readonly isDecorator: boolean
  position: number
}

const escapeValues: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" }
const longestHole = 4000
const deepestPath = 40

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

/** Reads the string whose opening quote is at `start`. */
function readLiteral(
  text: string,
  start: number,
  form: LiteralForm,
): { built: BuiltText; content: Span; end: number; isClosed: boolean } {
  const builder = textBuilder(text)
  const from = start + form.open.length
  let index = from
  let copied = from
  const flush = (): void => builder.copy(copied, index)
  while (index < text.length) {
    const unit = text[index] as string
    const next = text[index + 1]
    if (text.startsWith(form.close, index)) {
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
    const end = unit === "$" || unit === "{" ? holeAt(text, index, form) : -1
    if (end > 0) {
      flush()
      builder.hole(index, end, text.slice(index, end).replace(/^\$?[{(]|[})]$/g, ""))
      index = end
      copied = index
      continue
    }
    index++
  }
  flush()
  return { built: builder.done(), content: { start: from, end: index }, end: index, isClosed: false }
}

/** Finds the strings and comments of a text, and what surrounds each: call, argument, name that it is given to. Linear, without recursion. */
export function scanLiterals(text: string, syntax: LiteralSyntax): readonly Literal[] {
  const literals: Literal[] = []
  const frames: Frame[] = []
  let word = ""
  let target: string | null = null
  let operator = ""
  let header = ""
  let index = 0
  const name = /[A-Za-z_@][\w$.-]*/y
  const dotted = /[A-Za-z_@][\w$]*(?:\.[A-Za-z_]\w*)*/y

  const fresh = (): void => {
    word = ""
    target = null
    operator = ""
  }
  const surroundings = (kind: Literal["kind"]): Pick<Literal, "role" | "callee" | "argument" | "target" | "path"> => {
    const frame = frames.at(-1)
    const call = frame?.bracket === "(" && frame.callee !== null ? frame : null
    const isDecorator = frames.slice(-3).some((each) => each.isDecorator)
    const isCall = call !== null
    const role: PlaceRole = isDecorator
      ? "decorator"
      : word === "case"
        ? "case"
        : operator === "==" ||
            operator === "!=" ||
            call?.callee?.endsWith("equals") === true ||
            call?.callee?.endsWith("equalsIgnoreCase") === true
          ? "comparison"
          : isCall
            ? "argument"
            : "value"
    const argument = isCall ? (target ?? call.position) : null
    const path = frames.slice(0, deepestPath).flatMap((each) => (each.header === "" ? [] : [each.header]))
    return { role: kind === "string" ? role : "value", callee: call?.callee ?? null, argument, target, path }
  }

  while (index < text.length) {
    const unit = text[index] as string
    const comment = syntax.comments.find((each) => text.startsWith(each.open, index))
    if (comment !== undefined) {
      const found = comment.close === null ? text.indexOf("\n", index) : text.indexOf(comment.close, index + comment.open.length)
      const far = found < 0 ? text.length : found + (comment.close?.length ?? 0)
      const end = comment.close === null && text[far - 1] === "\r" ? far - 1 : far
      const builder = textBuilder(text)
      builder.copy(index, end)
      const kind = comment.isDoc ? "docstring" : "comment"
      const span = { start: index, end }
      literals.push({
        kind,
        span,
        content: span,
        built: builder.done(),
        form: null,
        isClosed: found >= 0 || comment.close === null,
        ...surroundings(kind),
      })
      index = Math.max(far, index + 1)
      continue
    }
    const form = syntax.forms.find((each) => text.startsWith(each.open, index))
    if (form !== undefined) {
      const read = readLiteral(text, index, form)
      const span = { start: index, end: read.end }
      // A comparison may also stand behind it.
      const around = surroundings("string")
      const isLookup = text[index - 1] === "[" && /[\w)\]]/.test(text[index - 2] ?? "") && text[read.end] === "]"
      const isCompared = around.role !== "decorator" && /^\s{0,20}(?:==|!=|-eq\b|-ne\b)/.test(text.slice(read.end, read.end + 30))
      literals.push({
        kind: "string",
        span,
        content: read.content,
        built: read.built,
        form,
        isClosed: read.isClosed,
        ...around,
        role: isLookup ? "lookup" : isCompared ? "comparison" : around.role,
      })
      index = Math.max(read.end, index + 1)
      operator = ""
      continue
    }
    name.lastIndex = index
    if (/[A-Za-z_@]/.test(unit)) {
      dotted.lastIndex = index
      const end = dotted.test(text) ? dotted.lastIndex : index + 1
      word = text.slice(index, end)
      if (header.length < 100) header = header === "" ? word : `${header} ${word}`
      index = end
      continue
    }
    if (unit === "(" || unit === "[" || unit === "{") {
      const isAttribute = unit === "[" && /(?:^|[\n;{}\])])\s*$/.test(text.slice(Math.max(0, index - 40), index))
      const isAnnotation = unit === "(" && word.startsWith("@")
      const callee = unit === "(" && word !== "" ? word : null
      const named = unit === "{" && !/^(?:if|else|for|while|try|catch|finally|do|switch)\b/.test(header) ? header.trim() : ""
      frames.push({ bracket: unit, callee, header: named, isDecorator: isAttribute || isAnnotation, position: 0 })
      fresh()
      header = ""
    } else if (unit === ")" || unit === "]" || unit === "}") {
      frames.pop()
      fresh()
      header = ""
    } else if (unit === ",") {
      const frame = frames.at(-1)
      if (frame !== undefined) frame.position++
      fresh()
    } else if (unit === ";") {
      fresh()
      header = ""
    } else if (unit === "\n" && syntax.linesEnd) {
      fresh()
      header = ""
    } else if (unit === "=" || unit === "!") {
      operator = text.startsWith("==", index) || text.startsWith("!=", index) ? text.slice(index, index + 2) : unit
      if (operator === "=" && text[index + 1] !== ">") target = word
      index += operator.length
      continue
    } else if (unit === ":") target = word === "" ? target : word
    index++
  }
  return literals
}
