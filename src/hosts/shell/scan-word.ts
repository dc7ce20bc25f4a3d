import type { TextProblem } from "../../model/host.js"
import { type TextBuilder, textBuilder } from "../shared/text-builder.js"
import type { Fallback, Quote, Quoted, Word, WordPart } from "./word.js"

/** Substitutions nested deeper than this are taken as they are. */
const maximumDepth = 40

/** What the scanner of words needs from, and tells to, the scanner of commands. */
export interface Scan {
  readonly text: string
  /** Literal stretches, as they are met. */
  readonly quoted: Quoted[]
  readonly problems: TextProblem[]
  /** Reads commands from `at` up to the unquoted `)` or backtick that ends them; the offset of that, or the limit. */
  readonly commands: (at: number, limit: number, closer: ")" | "`", depth: number) => number
}

interface Sink {
  readonly builder: TextBuilder
  readonly parts: WordPart[]
  readonly fallbacks: Fallback[]
}

function newSink(text: string): Sink {
  return { builder: textBuilder(text), parts: [], fallbacks: [] }
}

function addText(sink: Sink, text: string): void {
  const last = sink.parts[sink.parts.length - 1]
  if (last?.kind === "text") sink.parts[sink.parts.length - 1] = { kind: "text", text: last.text + text }
  else if (text !== "") sink.parts.push({ kind: "text", text })
}

function literal(scan: Scan, sink: Sink, from: number, to: number, quote: Quote): void {
  if (to <= from) return
  sink.builder.copy(from, to)
  addText(sink, scan.text.slice(from, to))
  const last = scan.quoted[scan.quoted.length - 1]
  if (last !== undefined && last.end === from && last.quote === quote) scan.quoted[scan.quoted.length - 1] = { ...last, end: to }
  else scan.quoted.push({ start: from, end: to, quote })
}

function escaped(sink: Sink, value: string, from: number, width: number): void {
  sink.builder.replace(value, from, width)
  addText(sink, value)
}

function opaque(sink: Sink, from: number, to: number, expression: string, spelled: string): void {
  sink.builder.hole(from, to, expression)
  sink.parts.push({ kind: "opaque", spelled })
}

const name = /[A-Za-z_]\w*|[0-9@*#?$!-]/y
const operator = /:?[-=+?]/y

/** Reads `$…` at `at` into the sink; the offset behind it. `quote` is what it stands in. */
function scanDollar(scan: Scan, sink: Sink, at: number, limit: number, quote: Quote, depth: number): number {
  const { text } = scan
  const next = text[at + 1]
  if (next === "(" && text[at + 2] === "(") {
    const end = arithmeticEnd(text, at + 3, limit)
    if (end > 0) {
      opaque(sink, at, end, text.slice(at + 3, end - 2), text.slice(at, end))
      return end
    }
  }
  if (next === "(") {
    const close = depth >= maximumDepth ? text.indexOf(")", at) : scan.commands(at + 2, limit, ")", depth + 1)
    const end = close < 0 || close >= limit ? limit : close + 1
    opaque(sink, at, end, text.slice(at + 2, Math.max(at + 2, end - 1)), "$()")
    return end
  }
  if (next === "{") return scanBraces(scan, sink, at, limit, quote, depth)
  name.lastIndex = at + 1
  if (name.test(text) && name.lastIndex <= limit) {
    const end = name.lastIndex
    const spelled = text.slice(at + 1, end)
    sink.builder.hole(at, end, spelled)
    sink.parts.push({ kind: "variable", name: spelled, operator: "", fallback: [] })
    return end
  }
  literal(scan, sink, at, at + 1, quote)
  return at + 1
}

/** Behind the `))` that ends an arithmetic expansion, or -1. */
function arithmeticEnd(text: string, from: number, limit: number): number {
  let open = 0
  for (let index = from; index < Math.min(limit, from + 4096); index++) {
    if (text[index] === "(") open++
    else if (text[index] === ")") {
      if (open === 0) return text[index + 1] === ")" ? index + 2 : -1
      open--
    }
  }
  return -1
}

function scanBraces(scan: Scan, sink: Sink, at: number, limit: number, quote: Quote, depth: number): number {
  const { text } = scan
  name.lastIndex = at + 2
  const named = name.test(text) && name.lastIndex < limit
  const nameEnd = named ? name.lastIndex : at + 2
  const variable = text.slice(at + 2, nameEnd)
  operator.lastIndex = nameEnd
  const op = named && operator.test(text) ? text.slice(nameEnd, operator.lastIndex) : ""
  if (named && op === "" && text[nameEnd] === "}") {
    sink.builder.hole(at, nameEnd + 1, variable)
    sink.parts.push({ kind: "variable", name: variable, operator: "", fallback: [] })
    return nameEnd + 1
  }
  if (op === "" || depth >= maximumDepth) {
    const end = closingBrace(text, at + 2, limit)
    if (end === limit) scan.problems.push({ at, message: "${ is never closed." })
    opaque(sink, at, end, text.slice(at + 2, Math.max(at + 2, end - 1)), text.slice(at, end))
    return end
  }
  const inner = newSink(text)
  const from = nameEnd + op.length
  const close = scanUntilBrace(scan, inner, from, limit, quote, depth + 1)
  const end = Math.min(limit, close + 1)
  if (close >= limit) scan.problems.push({ at, message: "${ is never closed." })
  sink.builder.hole(at, end, text.slice(at + 2, Math.max(at + 2, end - 1)))
  sink.parts.push({ kind: "variable", name: variable, operator: op, fallback: inner.parts })
  if (op.endsWith("-") || op.endsWith("=")) {
    sink.fallbacks.push({ name: variable, span: { start: from, end: close }, built: inner.builder.done() })
  }
  sink.fallbacks.push(...inner.fallbacks)
  return end
}

/** Behind the brace that matches the one before `from`, else the limit. */
function closingBrace(text: string, from: number, limit: number): number {
  let open = 1
  for (let index = from; index < limit; index++) {
    const unit = text[index]
    if (unit === "\\") index++
    else if (unit === "{") open++
    else if (unit === "}" && --open === 0) return index + 1
    else if (unit === "\n") return index
  }
  return limit
}

/** Reads the word of `${V:-word}`; the offset of its closing brace, or the limit. */
function scanUntilBrace(scan: Scan, sink: Sink, at: number, limit: number, quote: Quote, depth: number): number {
  const { text } = scan
  let index = at
  while (index < limit && text[index] !== "}") index = scanUnit(scan, sink, index, limit, quote, depth)
  return Math.min(index, limit)
}

/** Reads one unit, quoted stretch or expansion; the offset behind it. */
function scanUnit(scan: Scan, sink: Sink, at: number, limit: number, quote: Quote, depth: number): number {
  const { text } = scan
  const unit = text[at] as string
  const inDouble = quote === "double" || quote === "heredoc"
  if (unit === "\\") return scanBackslash(scan, sink, at, limit, quote)
  if (unit === "$" && !inDouble && text[at + 1] === "'") return scanAnsi(scan, sink, at, limit)
  if (unit === "$" && !inDouble && text[at + 1] === '"') return scanDouble(scan, sink, at + 1, limit, depth)
  if (unit === "$") return scanDollar(scan, sink, at, limit, quote, depth)
  if (unit === "`") {
    const mark = scan.quoted.length
    const close = depth >= maximumDepth ? text.indexOf("`", at + 1) : scan.commands(at + 1, limit, "`", depth + 1)
    for (let piece = mark; piece < scan.quoted.length; piece++) {
      scan.quoted[piece] = { ...(scan.quoted[piece] as Quoted), quote: "backtick" }
    }
    const end = close < 0 || close >= limit ? limit : close + 1
    opaque(sink, at, end, text.slice(at + 1, Math.max(at + 1, end - 1)), "$()")
    return end
  }
  if (unit === "'" && !inDouble) {
    const close = text.indexOf("'", at + 1)
    if (close < 0 || close >= limit) scan.problems.push({ at, message: "A single quote is never closed." })
    const end = close < 0 || close >= limit ? limit : close
    literal(scan, sink, at + 1, end, "single")
    return Math.min(limit, end + 1)
  }
  if (unit === '"' && quote !== "heredoc") return scanDouble(scan, sink, at, limit, depth)
  literal(scan, sink, at, at + 1, quote)
  return at + 1
}

function scanBackslash(scan: Scan, sink: Sink, at: number, limit: number, quote: Quote): number {
  const { text } = scan
  const next = at + 1 < limit ? text[at + 1] : undefined
  if (next === "\n") return at + 2
  if (next === "\r" && text[at + 2] === "\n") return at + 3
  const special = quote === "none" || (quote === "double" ? '$`"\\' : "$`\\").includes(next ?? " ")
  if (next !== undefined && special) {
    escaped(sink, next, at, 2)
    return at + 2
  }
  literal(scan, sink, at, at + 1, quote)
  return at + 1
}

function scanDouble(scan: Scan, sink: Sink, at: number, limit: number, depth: number): number {
  let index = at + 1
  while (index < limit && scan.text[index] !== '"') index = scanPlainOr(scan, sink, index, limit, "double", '"', depth)
  if (index >= limit) scan.problems.push({ at, message: "A double quote is never closed." })
  return Math.min(limit, index + 1)
}

/** Copies a run of ordinary units at once, else reads one unit. */
function scanPlainOr(scan: Scan, sink: Sink, at: number, limit: number, quote: Quote, close: string, depth: number): number {
  const { text } = scan
  let end = at
  while (end < limit && text[end] !== "\\" && text[end] !== "$" && text[end] !== "`" && text[end] !== close) end++
  if (end === at) return scanUnit(scan, sink, at, limit, quote, depth)
  literal(scan, sink, at, end, quote)
  return end
}

const ansiEscapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' }

function scanAnsi(scan: Scan, sink: Sink, at: number, limit: number): number {
  const { text } = scan
  let index = at + 2
  while (index < limit && text[index] !== "'") {
    if (text[index] === "\\" && index + 1 < limit) {
      const next = text[index + 1] as string
      escaped(sink, ansiEscapes[next] ?? `\\${next}`, index, 2)
      index += 2
    } else {
      literal(scan, sink, index, index + 1, "ansi")
      index++
    }
  }
  if (index >= limit) scan.problems.push({ at, message: "A single quote is never closed." })
  return Math.min(limit, index + 1)
}

const special = "\\$`'\""
const wordEnd = " \t\r\n;&|<>()"

/** Reads the word that begins at `at`. `stops` are units that end it besides blanks and operators. */
export function scanWord(scan: Scan, at: number, limit: number, stops: string, depth: number): Word {
  const sink = newSink(scan.text)
  const ends = wordEnd + stops
  let isQuoted = false
  let index = at
  while (index < limit && !ends.includes(scan.text[index] as string)) {
    const unit = scan.text[index] as string
    if (unit === "'" || unit === '"' || unit === "\\") isQuoted = true
    let end = index
    while (end < limit && !special.includes(scan.text[end] as string) && !ends.includes(scan.text[end] as string)) end++
    literal(scan, sink, index, end, "none")
    index = end > index ? end : scanUnit(scan, sink, index, limit, "none", depth)
  }
  return { span: { start: at, end: index }, built: sink.builder.done(), parts: sink.parts, fallbacks: sink.fallbacks, isQuoted }
}

/** Reads a heredoc's body between two offsets. With `stripTabs`, tabs at the start of lines are not part of it. */
export function scanHeredoc(scan: Scan, start: number, end: number, quoted: boolean, stripTabs: boolean): Word {
  const { text } = scan
  const sink = newSink(text)
  let index = start
  let lineStart = true
  while (index < end) {
    if (lineStart && stripTabs) while (index < end && text[index] === "\t") index++
    const newline = text.indexOf("\n", index)
    const lineEnd = newline < 0 || newline >= end ? end : newline + 1
    if (quoted) {
      literal(scan, sink, index, lineEnd, "heredoc-quoted")
      index = lineEnd
    } else {
      // An expansion may go on over the end of the line.
      while (index < lineEnd) index = scanHeredocPiece(scan, sink, index, lineEnd, end)
    }
    lineStart = true
  }
  return { span: { start, end }, built: sink.builder.done(), parts: sink.parts, fallbacks: sink.fallbacks, isQuoted: quoted }
}

function scanHeredocPiece(scan: Scan, sink: Sink, at: number, lineEnd: number, end: number): number {
  const unit = scan.text[at]
  const limit = unit === "$" || unit === "`" || unit === "\\" ? end : lineEnd
  return scanPlainOr(scan, sink, at, limit, "heredoc", "", 0)
}
