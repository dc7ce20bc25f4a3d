import type { Host, Occurrence, TextProblem } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Escape, Place, Region } from "../../model/region.js"
import type { Edit, Hole, Span } from "../../model/text.js"
import { commentRegion, placeOf, regionOf, sortRegions, withMark } from "../shared/regions.js"
import { type BuiltText, part } from "../shared/text-builder.js"
import { filledIn, findPlaceholders } from "./placeholders.js"

/** Who reads a settings file and expands placeholders in its values; null where nobody does. */
export type Reader = "docker compose" | "spring" | "github actions" | "github actions step"

/** One key, value or embedded text of a settings file. */
export interface Entry {
  readonly kind: "key" | "value" | "text" | "code"
  readonly span: Span
  readonly built: BuiltText
  readonly place: Place
  readonly escape: Escape
  /** Of embedded text. */
  readonly language: string | null
  readonly reader: Reader | null
}

/** A settings file taken apart. */
export interface Settings {
  readonly entries: readonly Entry[]
  readonly comments: readonly Span[]
  readonly problems: readonly TextProblem[]
}

const mostProblems = 50

/** An entry; what is not said is empty. */
export function entryOf(
  kind: Entry["kind"],
  span: Span,
  built: BuiltText,
  place: Place,
  rest: Partial<Pick<Entry, "escape" | "language" | "reader">> = {},
): Entry {
  return { kind, span, built, place, escape: "none", language: null, reader: null, ...rest }
}

function entryRegions(entry: Entry): readonly Region[] {
  const { kind, span, built } = entry
  const escaping = { escape: entry.escape }
  if (kind === "code") return [regionOf("code", span, built, entry.place, { language: entry.language ?? "text", ...escaping })]
  if (kind === "key") return [regionOf("key", span, built, entry.place, escaping)]
  const placeholders = built.text.includes("${") ? findPlaceholders(built.text) : []
  const holes: Hole[] = []
  for (const each of placeholders) {
    if (each.start < (holes.at(-1)?.end ?? 0)) continue
    holes.push({ start: each.start, end: each.end, expression: built.text.slice(each.start + 2, each.end - 1) })
  }
  const place = entry.reader === null ? entry.place : withMark({ ...entry.place, callee: entry.reader }, "expands")
  const region = regionOf(kind, span, { ...built, holes }, place, escaping)
  return [region, ...placeholders.flatMap((each) => fallbackRegion(entry, each.name, each.fallback))]
}

/** The default of a placeholder: the finished form, whoever reads it. */
function fallbackRegion(entry: Entry, name: string, fallback: Span | null): readonly Region[] {
  if (fallback === null || fallback.end <= fallback.start) return []
  const built = part(entry.built, fallback.start, fallback.end)
  const first = built.map[0]
  const last = built.map.at(-1)
  if (first === undefined || last === undefined) return []
  const place = placeOf("fallback", { target: name, path: entry.place.path })
  return [regionOf("value", { start: first.from, end: last.from + last.width }, built, place, { escape: entry.escape })]
}

function spell(reader: Reader, variable: string, old: string): string {
  switch (reader) {
    case "docker compose":
      return `\${${variable}:-${old}}`
    case "spring":
      return `\${${variable}:${old}}`
    case "github actions":
      return `\${{ vars.${variable} || '${old}' }}`
    case "github actions step":
      return `\${{ env.${variable} || '${old}' }}`
  }
}

const readers: ReadonlySet<string> = new Set(["docker compose", "spring", "github actions", "github actions step"])

/** How a name in a settings file is spelled with its variable: only where the file's reader expands placeholders. */
function settingsSite(text: string, region: Region, occurrence: Occurrence, reason: string): Site {
  const { callee, marks } = region.place
  if (region.kind === "key") return { kind: "none", reason: "A key: rename it together with every program that looks it up." }
  if (region.kind !== "value") return { kind: "none", reason }
  if (callee === null || !marks.includes("expands") || !readers.has(callee)) return { kind: "none", reason }
  const { span, variable } = occurrence
  const old = text.slice(span.start, span.end)
  const replacement = spell(callee as Reader, variable, old)
  const written = region.escape === "yaml-single" ? replacement.replaceAll("'", "''") : replacement
  const edits: Edit[] = [{ start: span.start, end: span.end, text: written }]
  // Braces end a plain value inside `[…]` and `{…}` of YAML: quotes keep them together.
  if (region.place.argument === "flow") {
    edits.unshift({ start: region.span.start, end: region.span.start, text: '"' })
    edits.push({ start: region.span.end, end: region.span.end, text: '"' })
  }
  return { kind: "expression", edits, replacement, imports: false }
}

/**
 * A host for a settings format. `parse` must not throw; `reason` says what a person can do where nobody expands placeholders. Values are
 * those of all entries with their placeholders filled in, embedded programs left out: these have hosts of their own.
 */
export function settingsHost(language: string, parse: (text: string, file: string) => Settings, reason: string): Host {
  return {
    language,
    load: async () => {},
    read: (text, file) => {
      const { entries, comments, problems } = parse(text, file)
      const regions = [...entries.flatMap(entryRegions), ...comments.map((span) => commentRegion(text, span))]
      return { regions: sortRegions(regions), imports: null, problems: problems.slice(0, mostProblems) }
    },
    site: (text, region, occurrence) => settingsSite(text, region, occurrence, reason),
    values: (text, environment, file) =>
      parse(text, file).entries.map((entry) => (entry.kind === "code" ? "" : filledIn(entry.built.text, environment))),
    definitions: null,
  }
}
