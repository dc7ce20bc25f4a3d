import type { Host, TextProblem } from "../../model/host.js"
import type { Region } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { findPlaceholders } from "../settings/placeholders.js"
import { commentRegion, placeOf, plainRegion, sortRegions } from "../shared/regions.js"

const longestHeredoc = 100_000

/** One instruction with its continued lines. */
interface Instruction {
  readonly name: string
  readonly argument: Span
}

interface Docker {
  readonly instructions: readonly Instruction[]
  readonly comments: readonly Span[]
  readonly problems: readonly TextProblem[]
}

function trimEnd(text: string, start: number, end: number): number {
  let to = end
  while (to > start && /\s/.test(text[to - 1] as string)) to--
  return to
}

function scan(text: string): Docker {
  const instructions: Instruction[] = []
  const comments: Span[] = []
  const problems: TextProblem[] = []
  let index = 0
  while (index < text.length) {
    const newline = text.indexOf("\n", index)
    let end = newline < 0 ? text.length : newline
    const line = text.slice(index, end)
    const start = index + line.length - line.trimStart().length
    if (line.trim() === "" || text[start] === "#") {
      if (line.trim() !== "") comments.push({ start, end: trimEnd(text, start, end) })
      index = end + 1
      continue
    }
    const match = /([A-Za-z]+)[ \t]+/y
    match.lastIndex = start
    const found = match.exec(text)
    // A line that ends in a backslash goes on; comments and empty lines between do not end it.
    while (end < text.length && goesOn(text, index, end)) {
      const next = text.indexOf("\n", end + 1)
      end = next < 0 ? text.length : next
    }
    const heredoc = found === null ? null : /<<-?["']?(\w+)["']?/.exec(text.slice(match.lastIndex, end))
    if (heredoc !== null) {
      const close = new RegExp(`^\\s*${heredoc[1]}\\s*$`, "m").exec(text.slice(end + 1, end + longestHeredoc))
      if (close !== null) end = end + 1 + close.index + close[0].length
    }
    if (found === null) problems.push({ at: start, message: "A line that is no instruction." })
    else
      instructions.push({
        name: (found[1] as string).toUpperCase(),
        argument: { start: match.lastIndex, end: Math.max(match.lastIndex, trimEnd(text, match.lastIndex, end)) },
      })
    index = end + 1
  }
  return { instructions, comments, problems }
}

/** The line that ends at `end` is continued, or stands as a comment within a continued one. */
function goesOn(text: string, start: number, end: number): boolean {
  const lineStart = Math.max(start, text.lastIndexOf("\n", end - 1) + 1)
  const line = text.slice(lineStart, end).trimEnd()
  return line.endsWith("\\") || (lineStart > start && (/^\s*#/.test(line) || line === ""))
}

/** `NAME=value` pairs of ENV, ARG and LABEL, or the old form `ENV NAME value`. */
function pairs(text: string, { name, argument }: Instruction): readonly Region[] {
  const regions: Region[] = []
  const pattern = /([\w.-]+)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)*)/y
  const role = name === "ARG" ? "fallback" : "value"
  let index = argument.start
  let count = 0
  while (index < argument.end) {
    pattern.lastIndex = index
    const match = pattern.exec(text)
    if (match === null || pattern.lastIndex > argument.end) {
      index++
      continue
    }
    count++
    const value = match[2] as string
    const isQuoted = /^["']/.test(value)
    const end = pattern.lastIndex - (isQuoted ? 1 : 0)
    const span = {
      start: pattern.lastIndex - value.length + (isQuoted ? 1 : 0),
      end: Math.max(end, pattern.lastIndex - value.length + (isQuoted ? 1 : 0)),
    }
    regions.push(...valueRegions(text, span, match[1] as string, role))
    index = pattern.lastIndex
  }
  const old = count === 0 && name === "ENV" ? /^([\w.-]+)[ \t]+/.exec(text.slice(argument.start, argument.end)) : null
  if (old !== null) {
    regions.push(...valueRegions(text, { start: argument.start + old[0].length, end: argument.end }, old[1] as string, role))
  }
  return regions
}

function valueRegions(text: string, span: Span, target: string, role: "value" | "fallback"): readonly Region[] {
  if (span.end <= span.start) return []
  const region = plainRegion("value", text, span, placeOf(role, { target }))
  const nested = findPlaceholders(region.text).flatMap((each) =>
    each.fallback === null || each.fallback.end === each.fallback.start
      ? []
      : [
          plainRegion(
            "value",
            text,
            { start: span.start + each.fallback.start, end: span.start + each.fallback.end },
            placeOf("fallback", { target: each.name }),
          ),
        ],
  )
  return [region, ...nested]
}

function regionsOf(text: string, instruction: Instruction): readonly Region[] {
  const { name, argument } = instruction
  if (argument.end <= argument.start) return []
  if (name === "ENV" || name === "ARG" || name === "LABEL") return pairs(text, instruction)
  const isExec = text[argument.start] === "["
  if (isExec) {
    const strings: Region[] = []
    for (const match of text.slice(argument.start, argument.end).matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) {
      const start = argument.start + match.index + 1
      if ((match[1] as string) !== "")
        strings.push(
          plainRegion(
            "string",
            text,
            { start, end: start + (match[1] as string).length },
            placeOf("argument", { callee: name.toLowerCase(), argument: strings.length }),
          ),
        )
    }
    return strings
  }
  if (name === "RUN" || name === "CMD" || name === "ENTRYPOINT")
    return [plainRegion("code", text, argument, placeOf("value", { target: name.toLowerCase() }), "shell")]
  return [plainRegion("value", text, argument, placeOf("value", { target: name === "" ? null : name.toLowerCase() }))]
}

/** Dockerfiles: commands are shell scripts, the default of an ARG is the finished form. */
export const dockerfile: Host = {
  language: "dockerfile",
  load: async () => {},
  read: (text) => {
    const { instructions, comments, problems } = scan(text)
    const regions = [
      ...comments.map((span) => commentRegion(text, span)),
      ...instructions.flatMap((each) => regionsOf(text, each)),
    ]
    return { regions: sortRegions(regions), imports: null, problems: problems.slice(0, 20) }
  },
  site: () => ({
    kind: "none",
    reason:
      "An image bakes the value in: declare ARG VARIABLE=name and write ${VARIABLE} here, or set it when the container starts.",
  }),
  values: (text) =>
    scan(text).instructions.flatMap((each) => regionsOf(text, each).map((region) => (region.kind === "code" ? "" : region.text))),
  definitions: null,
}
