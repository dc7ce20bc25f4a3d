import { type ParseError, parse } from "jsonc-parser"
import type { Host, HostReading } from "../../model/host.js"
import type { Escape, Region } from "../../model/region.js"
import type { Span, TextMap } from "../../model/text.js"
import { identityMap, toOuter } from "../../text/text-map.js"
import { lastOnly, placeOf, regionOf } from "../shared/regions.js"
import type { BuiltText } from "../shared/text-builder.js"
import { type CellPart, cellParts } from "./cell-parts.js"
import { type JsonString, joinStrings, jsonStrings } from "./json-strings.js"

/**
 * Jupyter notebooks. Each code cell is a region of kind `code`, its lines joined; IPython's magics in it are regions of their own
 * (`%%sql` holds SQL, `!sqlcmd …` is a shell's). Markdown, outputs and metadata are text. Variables are spelled by the host of the
 * cell's language.
 */
export const notebookHost: Host = {
  language: "notebook",
  load: async () => {},
  read: (text) => readOnce(text),
  site: () => ({ kind: "none", reason: "Text of a notebook outside its code." }),
  values: (text) => readOnce(text).regions.flatMap((region) => (region.kind === "code" ? [] : [region.text])),
  definitions: null,
}

const readOnce = lastOnly(read)

function read(text: string): HostReading {
  const error = jsonError(text)
  if (error !== null) {
    const region = regionOf(
      "text",
      { start: 0, end: text.length },
      { text, map: identityMap(text.length, 0), holes: [] },
      placeOf("value"),
    )
    return {
      regions: text === "" ? [] : [region],
      imports: null,
      problems: [{ at: error, message: "this notebook is not valid JSON" }],
    }
  }
  const strings = jsonStrings(text)
  const kernel = kernelLanguage(text, strings)
  const regions: Region[] = []
  const cells = new Map<string | number, { source: JsonString[]; code: boolean; language: string }>()
  for (const one of strings) {
    const [list, index, key] = one.path
    if (list !== "cells" || index === undefined || one.key) continue
    const cell = cells.get(index) ?? { source: [], code: false, language: kernel }
    cells.set(index, cell)
    if (key === "cell_type") cell.code = stringValue(text, one) === "code"
    if (key === "source") cell.source.push(one)
    if (key === "metadata" && /^(?:languageId|language)$/.test(String(one.path[one.path.length - 1]))) {
      cell.language = languageName(stringValue(text, one))
    }
  }
  const code = new Set<JsonString>()
  for (const [index, cell] of cells) {
    if (!cell.code) continue
    for (const one of cell.source) code.add(one)
    regions.push(...cellRegions(text, cell.source, cell.language, `cell ${Number(index) + 1}`))
  }
  for (const one of strings) {
    if (code.has(one)) continue
    const path = one.path.map(String)
    const target = one.key ? null : (path.findLast((step) => !/^\d+$/.test(step)) ?? null)
    regions.push(
      regionOf(
        one.key ? "key" : "text",
        one.span,
        joinStrings(text, [one]),
        placeOf(one.key ? "key" : "value", { path, target }),
        {
          escape: "json",
        },
      ),
    )
  }
  regions.sort((a, b) => a.span.start - b.span.start)
  return { regions, imports: null, problems: [] }
}

/** Where a text stops being JSON; null for JSON. */
function jsonError(text: string): number | null {
  try {
    JSON.parse(text)
    return null
  } catch {
    return firstError(text)
  }
}

function firstError(text: string): number {
  const errors: ParseError[] = []
  try {
    parse(text, errors, { disallowComments: true })
  } catch {
    // Nested too deeply for its parser; the place is lost, the problem is not.
  }
  return errors[0]?.offset ?? 0
}

function stringValue(text: string, one: JsonString): string {
  return joinStrings(text, [one]).text
}

function kernelLanguage(text: string, strings: readonly JsonString[]): string {
  for (const one of strings) {
    const path = one.path.join("/")
    if (!one.key && /^metadata\/(?:kernelspec\/language|language_info\/name)$/.test(path))
      return languageName(stringValue(text, one))
  }
  return "python"
}

const languages: Readonly<Record<string, string>> = {
  python: "python",
  ipython: "python",
  python3: "python",
  sql: "tsql",
  "t-sql": "tsql",
  mssql: "tsql",
  javascript: "javascript",
  typescript: "typescript",
  bash: "shell",
  shellscript: "shell",
  powershell: "powershell",
  pwsh: "powershell",
}

function languageName(name: string): string {
  const key = name.toLowerCase()
  return Object.hasOwn(languages, key) ? (languages[key] ?? "text") : "text"
}

/** The regions of one code cell: the whole of it, or what its magics leave. */
function cellRegions(text: string, source: readonly JsonString[], language: string, name: string): readonly Region[] {
  const first = source[0]
  const last = source[source.length - 1]
  if (first === undefined || last === undefined) return []
  const built = joinStrings(text, source)
  const parts = cellParts(built.text, language)
  const whole = parts.length === 1 && parts[0]?.start === 0 && parts[0].end === built.text.length
  const writing = cellEscape(text, source)
  return parts.flatMap((part) => {
    const piece = whole ? built : sliced(built, part)
    const span = whole ? { start: first.span.start, end: last.span.end } : toOuter(built.map, part)
    return span === null ? [] : [partRegion(part, span, piece, name, writing)]
  })
}

/** A cell's lines are a list of strings in most notebooks, so that a change of one line is one line of a diff; text put in keeps to that. */
function cellEscape(text: string, source: readonly JsonString[]): Escape {
  const [first, second] = source
  if (first === undefined || typeof first.path[3] !== "number") return "json"
  const before = text.lastIndexOf("[", first.span.start) + 1
  const between =
    second === undefined ? `,${text.slice(before, first.span.start)}` : text.slice(first.span.end, second.span.start)
  return { kind: "json-lines", between }
}

function partRegion(part: CellPart, span: Span, piece: BuiltText, name: string, writing: Escape): Region {
  const place = placeOf(part.kind === "argument" ? "argument" : "value", {
    callee: part.magic === "" ? null : part.magic,
    argument: part.kind === "argument" ? 0 : null,
    path: [name],
  })
  const kind = part.kind === "argument" ? "string" : part.kind
  return { ...regionOf(kind, span, piece, place, { language: part.language, escape: writing }), pieces: [] }
}

/** A stretch of a text with its share of the map. */
function sliced(built: BuiltText, span: Span): BuiltText {
  const map: TextMap = built.map.flatMap((segment) => {
    const from = Math.max(segment.at, span.start)
    const to = Math.min(segment.at + segment.length, span.end)
    if (to <= from) return []
    if (segment.length !== segment.width) return [{ ...segment, at: segment.at - span.start }]
    return [{ at: from - span.start, length: to - from, from: segment.from + from - segment.at, width: to - from }]
  })
  return { text: built.text.slice(span.start, span.end), map, holes: [] }
}
