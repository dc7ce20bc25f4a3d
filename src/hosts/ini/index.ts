import type { Host, TextProblem } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import { type Entry, entryOf, type Reader, type Settings, settingsHost } from "../settings/settings-host.js"
import { placeOf } from "../shared/regions.js"
import { type BuiltText, textBuilder } from "../shared/text-builder.js"

/** The three dialects of `key = value` lines. */
type Dialect = "ini" | "properties" | "dotenv"

interface Value {
  readonly span: Span
  readonly built: BuiltText
  readonly next: number
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from)
  return newline < 0 ? text.length : newline
}

function trimEnd(text: string, start: number, end: number): number {
  let to = end
  while (to > start && /\s/.test(text[to - 1] as string)) to--
  return to
}

/** A value in quotes, which may go over several lines; null where it is never closed. */
function readQuoted(text: string, start: number, limit: number): Value | null {
  const quote = text[start] as string
  const builder = textBuilder(text)
  let index = start + 1
  while (index < limit && text[index] !== quote) {
    const next = text[index + 1]
    if (text[index] === "\\" && quote === '"' && next !== undefined && index + 1 < limit) {
      builder.replace(next === "n" ? "\n" : next === '"' || next === "\\" || next === "$" ? next : `\\${next}`, index, 2)
      index += 2
    } else {
      builder.copy(index, index + 1)
      index++
    }
  }
  if (index >= limit) return null
  return { span: { start, end: index + 1 }, built: builder.done(), next: index + 1 }
}

/** The value of a `.properties` line with its continuations and escapes. */
function readContinued(text: string, start: number): Value {
  const builder = textBuilder(text)
  let index = start
  while (index < text.length && text[index] !== "\n" && text[index] !== "\r") {
    const next = text[index + 1]
    if (text[index] !== "\\" || next === undefined) {
      builder.copy(index, index + 1)
      index++
    } else if (next === "\n" || next === "\r") {
      index += next === "\r" && text[index + 2] === "\n" ? 3 : 2
      while (text[index] === " " || text[index] === "\t") index++
    } else {
      const unicode = /u[0-9A-Fa-f]{4}/y
      unicode.lastIndex = index + 1
      const width = unicode.test(text) ? 6 : 2
      const plain = { n: "\n", t: "\t", r: "\r", f: "\f" }[next] ?? next
      builder.replace(
        width === 6 ? String.fromCharCode(Number.parseInt(text.slice(index + 2, index + 6), 16)) : plain,
        index,
        width,
      )
      index += width
    }
  }
  return { span: { start, end: index }, built: builder.done(), next: index }
}

/** Longest quoted value that goes over lines, so that a lone quote does not swallow a file. */
const longestQuoted = 10_000

function readValue(text: string, start: number, dialect: Dialect): Value {
  if (dialect === "properties") return readContinued(text, start)
  const end = lineEnd(text, start)
  const quote = text[start]
  if (quote === '"' || quote === "'" || (quote === "`" && dialect === "dotenv")) {
    const limit = dialect === "dotenv" ? Math.min(text.length, start + longestQuoted) : end
    const quoted = readQuoted(text, start, limit)
    // Behind a quoted value only a comment may stand: else the quotes are part of the value.
    if (quoted !== null && /^[ \t]*(?:[#;].*)?\r?$/.test(text.slice(quoted.next, lineEnd(text, quoted.next)))) return quoted
  }
  const comment = dialect === "dotenv" ? /\s#/ : /\s[;#]/
  const found = text.slice(start, end).search(comment)
  const to = trimEnd(text, start, found < 0 ? end : start + found)
  const builder = textBuilder(text)
  builder.copy(start, to)
  return { span: { start, end: to }, built: builder.done(), next: to }
}

const keyPatterns: Readonly<Record<Dialect, RegExp>> = {
  ini: /[ \t]*([^\s=:;#[][^=:\n\r]*?)[ \t]*[=:][ \t]*/y,
  dotenv: /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*/y,
  properties: /[ \t]*((?:[^\s=:#!\\]|\\.)(?:[^\s=:\\]|\\.)*)[ \t]*[=:\s][ \t]*/y,
}

/** Reads lines of `key = value` with sections and comments; what is neither is a problem. */
function parseLines(text: string, file: string, dialect: Dialect): Settings {
  const entries: Entry[] = []
  const comments: Span[] = []
  const problems: TextProblem[] = []
  const keys = new Set<string>()
  const reader: Reader | null = dialect === "properties" && isSpring(file) ? "spring" : null
  let section: readonly string[] = []
  let index = text.startsWith("\uFEFF") ? 1 : 0
  while (index < text.length) {
    const end = lineEnd(text, index)
    const line = text.slice(index, end)
    const first = line.trimStart()[0]
    const start = index + line.length - line.trimStart().length
    const isComment = first === "#" || (first === ";" && dialect === "ini") || (first === "!" && dialect === "properties")
    if (first === undefined || isComment) {
      if (first !== undefined) comments.push({ start, end: trimEnd(text, start, end) })
      index = end + 1
      continue
    }
    const header = dialect === "ini" ? /^\s*\[([^\]\n]*)\]/.exec(line) : null
    if (header !== null) {
      section = [header[1] as string]
      const at = index + line.indexOf("[") + 1
      entries.push(
        entryOf(
          "key",
          { start: at, end: at + (header[1] as string).length },
          plain(text, at, (header[1] as string).length),
          placeOf("key"),
        ),
      )
      keys.clear()
      index = end + 1
      continue
    }
    const pattern = keyPatterns[dialect]
    pattern.lastIndex = index
    const match = pattern.exec(text)
    if (match === null || match.index + (match[1] as string).length > end) {
      problems.push({ at: start, message: "Neither a setting, nor a section, nor a comment." })
      entries.push(
        entryOf(
          "text",
          { start, end: trimEnd(text, start, end) },
          plain(text, start, trimEnd(text, start, end) - start),
          placeOf("value", { path: section }),
        ),
      )
      index = end + 1
      continue
    }
    const key = match[1] as string
    const keyAt = text.indexOf(key, index)
    if (keys.has(key)) problems.push({ at: keyAt, message: `The key ${key} stands twice.` })
    keys.add(key)
    entries.push(
      entryOf(
        "key",
        { start: keyAt, end: keyAt + key.length },
        plain(text, keyAt, key.length),
        placeOf("key", { path: section }),
      ),
    )
    // An empty value ends with its line.
    const valueAt = Math.min(pattern.lastIndex, end)
    const value = readValue(text, valueAt, dialect)
    const quote = text[valueAt]
    if (dialect === "dotenv" && (quote === '"' || quote === "'") && text.indexOf(quote, valueAt + 1) < 0) {
      problems.push({ at: valueAt, message: "A quote is never closed." })
    }
    if (value.built.text !== "") {
      entries.push(entryOf("value", value.span, value.built, placeOf("value", { target: key, path: section }), { reader }))
    }
    const rest = lineEnd(text, Math.max(value.next, index))
    const mark = text.slice(value.next, rest).search(/[#;]/)
    if (mark >= 0 && dialect !== "properties") comments.push({ start: value.next + mark, end: trimEnd(text, value.next, rest) })
    index = rest + 1
  }
  return { entries, comments, problems }
}

function plain(text: string, start: number, length: number): BuiltText {
  const builder = textBuilder(text)
  builder.copy(start, start + length)
  return builder.done()
}

function isSpring(file: string): boolean {
  return /(?:^|\/)(?:application|bootstrap)[\w-]*\.properties$/.test(file)
}

const reason =
  "Nobody expands placeholders in this file: let its reader fall back to the value only if the variable is unset, or give each set a file of its own."

/** INI files and what is like them. */
export const ini: Host = settingsHost("ini", (text, file) => parseLines(text, file, "ini"), reason)

/** Java properties; Spring's expand placeholders. */
export const properties: Host = settingsHost("properties", (text, file) => parseLines(text, file, "properties"), reason)

/** `.env` files: their readers do not agree on expansion, so nothing is expanded. */
export const dotenv: Host = settingsHost(
  "dotenv",
  (text, file) => parseLines(text, file, "dotenv"),
  "Most readers of .env files do not expand ${…}: add the variable as a setting of its own, and build this value from it where it is read.",
)
