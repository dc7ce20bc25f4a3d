import type { Host, HostReading } from "../../model/host.js"
import type { Place, Region } from "../../model/region.js"
import type { Segment } from "../../model/text.js"

/** Comments, strings, names with their attributes' `@`, and the marks that matter. The grammar is that of Prisma 6's schema language. */
const token = /\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|@{0,2}[\w.]+|[{}()[\]=:\n]/g

/** Reads `schema.prisma`: its strings and comments. It holds no expression but `env("…")`, so nothing in it can name a variable. */
export const prismaHost: Host = {
  language: "prisma",
  load: async () => {},
  read,
  site: () => ({ kind: "none", reason: 'a Prisma schema holds constants; only `url = env("…")` is read from the environment' }),
  values: (text) => [text],
  definitions: null,
}

function read(text: string): HostReading {
  const regions: Region[] = []
  /** Words of the line so far, and of the block around it. */
  let line: string[] = []
  let block: string | null = null
  const calls: string[] = []
  for (const { 0: word, index } of text.matchAll(token)) {
    const path = block === null ? [] : [block]
    if (word.startsWith("//")) regions.push(comment(text, index, index + word.length, path))
    else if (word.startsWith('"')) regions.push(string(word, index, placeOf(line, calls, path)))
    else if (word === "{") {
      block = line.filter((each) => /^\w/.test(each)).join(" ")
      line = []
    } else if (word === "}") block = null
    else if (word === "\n") {
      if (calls.length === 0) line = []
    } else if (word === "(") calls.push(line.at(-1) ?? "")
    else if (word === ")") calls.pop()
    else line.push(word)
  }
  return { regions, imports: null, problems: [] }
}

/** `url = "…"` gives the value a name, `@@schema("…")` calls an attribute. */
function placeOf(line: readonly string[], calls: readonly string[], path: readonly string[]): Place {
  const callee = calls.at(-1) ?? null
  const keyword = line.at(-1) === ":" ? (line.at(-2) ?? null) : null
  const equals = line.indexOf("=")
  const target = callee === null && equals > 0 ? (line[equals - 1] ?? null) : keyword
  return {
    role: callee === null ? "value" : "argument",
    callee,
    argument: callee === null ? null : (keyword ?? 0),
    target,
    path,
    marks: [],
  }
}

function comment(text: string, start: number, end: number, path: readonly string[]): Region {
  const from = start + (text.startsWith("///", start) ? 3 : 2)
  const place: Place = { role: "value", callee: null, argument: null, target: null, path, marks: [] }
  const length = end - from
  const map = length === 0 ? [] : [{ at: 0, length, from, width: length }]
  return {
    kind: "comment",
    language: "text",
    span: { start, end },
    text: text.slice(from, end),
    map,
    holes: [],
    place,
    pieces: [],
    escape: "none",
  }
}

function string(word: string, index: number, place: Place): Region {
  const map: Segment[] = []
  let value = ""
  for (const { 0: unit, index: at } of word.slice(1, -1).matchAll(/\\.|[^\\]+/gs)) {
    const decoded = unit.startsWith("\\") ? (escapes[unit.charAt(1)] ?? unit.charAt(1)) : unit
    map.push({ at: value.length, length: decoded.length, from: index + 1 + at, width: unit.length })
    value += decoded
  }
  const span = { start: index, end: index + word.length }
  const pieces = [{ span, within: { start: 0, end: value.length } }]
  return { kind: "value", language: "text", span, text: value, map, holes: [], place, pieces, escape: "json" }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" }
