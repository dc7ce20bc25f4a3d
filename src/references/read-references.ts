import type { NameSetting } from "../model/config.js"
import type { Host, ImportSite, Reading, TextProblem } from "../model/host.js"
import type { Context, Layer, Reference, Site } from "../model/reference.js"
import type { Escape, Place, Region } from "../model/region.js"
import type { Source } from "../model/source.js"
import type { Span, TextMap } from "../model/text.js"
import { countWhile } from "../text/search.js"
import { enclosingBy } from "../text/spans.js"
import { composeMaps, identityMap, lineStarts, positionAt, toInner, toOuter } from "../text/text-map.js"
import { isWholeWord, normalise } from "../text/words.js"
import { besideConnectionSettings } from "./connection-settings.js"
import { databaseVariables } from "./database-variables.js"
import { fileMarks } from "./file-marks.js"
import { liftEdits } from "./lift-edits.js"
import { isPath } from "./paths.js"
import type { Readers } from "./readers.js"
import { regionStand } from "./region-stand.js"
import { definesLinkedServer } from "./server-address.js"
import { sqlStand } from "./sql-stand.js"
import type { Stand } from "./stand.js"
import { stand } from "./stand.js"

/** A name found in a file's text. */
export interface Found extends Span {
  readonly name: NameSetting
}

/** The text into which an import would go: the file's, or that of the first part that takes imports (a notebook's cell). */
export interface ImportPlace {
  readonly language: string
  readonly site: ImportSite
  readonly text: string
  readonly map: TextMap
  readonly escapes: readonly Escape[]
}

/** All references of one file, in order, one for each occurrence. */
export interface FileReferences {
  readonly references: readonly Reference[]
  /** Where a variable would be imported; null where the language has no imports. */
  readonly imports: ImportPlace | null
  readonly problems: readonly TextProblem[]
}

/** A text within the file, and how it was reached. */
interface View {
  readonly text: string
  readonly map: TextMap
  readonly language: string
  readonly layers: readonly Layer[]
  /** Outermost first. */
  readonly escapes: readonly Escape[]
  /** Line starts of the file. */
  readonly starts: readonly number[]
}

/** One occurrence: in the file, and in the view that is being read. */
interface Here {
  readonly found: Found
  readonly span: Span
}

/** A host that is ready for a reading; null for a language without one. */
export type HostOf = (language: string, reading: Reading) => Promise<Host> | null

/**
 * Reads the references of one file: `found` are its occurrences. The facts depend on the file and the names alone. `imports` says whether the place
 * for imports is wanted.
 */
export async function readReferences(
  source: Source,
  found: readonly Found[],
  hostOf: HostOf,
  readers: Readers,
  imports: boolean,
): Promise<FileReferences> {
  const marks = fileMarks(source)
  const references: Reference[] = []
  const problems: TextProblem[] = []
  let place: ImportPlace | null = null
  const root: View = {
    text: source.text,
    map: identityMap(source.text.length, 0),
    language: source.language,
    layers: [{ language: source.language, kind: "file", span: { start: 0, end: source.text.length } }],
    escapes: [],
    starts: lineStarts(source.text),
  }
  const queue: { readonly view: View; readonly here: readonly Here[] }[] = [
    { view: root, here: found.map((each) => ({ found: each, span: { start: each.start, end: each.end } })) },
  ]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { view, here } = next
    if (view.language === "tsql") {
      references.push(...sqlReferences(view, here, readers, problems))
      continue
    }
    const asked: Reading = { text: view.text, file: source.file, spans: spansOf(here), imports }
    const ready = (reading: Reading) => hostOf(view.language, reading) ?? hostOf("text", reading)
    const reader = await ready(asked)
    if (reader === null) throw new Error("plain text has no reader")
    const reading = reader.read(view.text, source.file, asked)
    problems.push(
      ...reading.problems.map((each) => ({ ...each, at: toOuter(view.map, { start: each.at, end: each.at })?.start ?? 0 })),
    )
    if (place === null && reading.imports !== null) {
      place = { language: view.language, site: reading.imports, text: view.text, map: view.map, escapes: view.escapes }
    }
    const placed = here.map((each) => ({ each, region: enclosingBy(reading.regions, each.span, (region) => region.span) }))
    let variables: ReadonlySet<string> = new Set()
    if (placed.some(({ each, region }) => region !== null && mayBeUsed(view.text, region, each))) {
      const whole = { ...asked, spans: null, imports: false }
      variables = databaseVariables((await ready(whole))?.read(view.text, source.file, whole).regions ?? [])
    }
    const inner = new Map<Region, Here[]>()
    for (const { each, region } of placed) {
      if (region === null || betweenPieces(region, each.span)) {
        references.push(codeReference(view, each))
        continue
      }
      const span = region.kind === "code" ? toInner(region.map, each.span) : null
      if (span === null) references.push(regionReference(view, region, each, reader, readers, variables))
      else inner.set(region, [...(inner.get(region) ?? []), { found: each.found, span }])
    }
    for (const [region, contained] of inner) queue.push({ view: enter(view, region), here: contained })
  }
  references.sort((a, b) => a.start - b.start)
  return {
    references: marks.length === 0 ? references : references.map((each) => ({ ...each, marks: [...each.marks, ...marks] })),
    imports: place,
    problems,
  }
}

const spansOf = (here: readonly Here[]): readonly Span[] => here.map(({ span }) => span).sort((a, b) => a.start - b.start)

/** Whether another text of the same file may use what a string that is exactly a name is given to: its variable stands there once more. */
function mayBeUsed(text: string, region: Region, { span }: Here): boolean {
  const target = region.place.target ?? ""
  if (target === "" || region.text.trim().length > span.end - span.start) return false
  return text.indexOf(target, text.indexOf(target) + 1) >= 0
}

/** The view of a region of kind `code`. */
function enter(view: View, region: Region): View {
  const map = composeMaps(region.map, view.map)
  const span = toOuter(view.map, region.span) ?? { start: 0, end: 0 }
  return {
    text: region.text,
    map,
    language: region.language,
    layers: [...view.layers, { language: region.language, kind: "code", span }],
    escapes: [...view.escapes, region.escape],
    starts: view.starts,
  }
}

function sqlReferences(view: View, here: readonly Here[], readers: Readers, problems: TextProblem[]): Reference[] {
  const reading = readers.sql.readText(view.text)
  for (const each of reading.problems) {
    problems.push({ at: toOuter(view.map, { start: each.at, end: each.at })?.start ?? 0, message: each.message })
  }
  return here.map((each) => {
    const read = sqlStand(view.text, reading, each.span)
    const defines = each.found.name.kind === "server" && read.context === "data" && definesLinkedServer(read.statement)
    const stood: Stand = defines ? { ...read, context: "linked-server", detail: "definition" } : read
    return build(view, each, stood, { kind: "placeholder", span: each.found, bare: stood.bare }, null, stood.statement)
  })
}

/** Whether a span stands in the code between the literals that a region is joined from: `.format` behind one, `+ name +`. */
function betweenPieces({ pieces }: Region, span: Span): boolean {
  const next = pieces[countWhile(pieces, (piece) => piece.span.end <= span.start)]
  return pieces.length > 0 && (next === undefined || next.span.start >= span.end)
}

/** A name outside every region, or in the code between its literals: a symbol of the program. */
function codeReference(view: View, here: Here): Reference {
  const whole = isWholeWord(view.text, here.span)
  const stood = whole ? stand("identifier", "symbol") : stand("lookalike")
  const reason = "A symbol of the program is not a database name."
  return build(view, here, stood, { kind: "none", reason }, null, lineText(view.text, here.span))
}

function regionReference(
  view: View,
  region: Region,
  here: Here,
  host: Host,
  readers: Readers,
  variables: ReadonlySet<string>,
): Reference {
  const inner = toInner(region.map, here.span)
  const isText = region.kind !== "comment" && region.kind !== "docstring"
  const read =
    isText && isWindowsPath(view, region, here.span, inner)
      ? stand("file-name")
      : regionStand(region, view.language, inner ?? escapedHead(view, region, here.span), here.found.name.kind, readers)
  const stood = { ...read, ...surroundings(read, view, region, here, variables) }
  const layers =
    region.kind === "string" || region.kind === "key" || region.kind === "value" ? regionLayers(region, stood, view.language) : []
  const site = siteOf(view, region, here, inner, host)
  return build(view, here, { ...stood, layers }, site, region.place, stood.statement)
}

/** The place of a name that an escape begins which says its own letter (`C:\MemberRepository`): it can be read there, not edited. */
function escapedHead(view: View, region: Region, span: Span): Span | null {
  const inner = toInner(region.map, { start: span.start - 1, end: span.end })
  return inner !== null && region.text.slice(inner.start, inner.end) === view.text.slice(span.start, span.end) ? inner : null
}

/** A path of Windows in a language that takes its `\` for escapes of the letters behind them, so that the words of the value run together. */
function isWindowsPath(view: View, region: Region, span: Span, inner: Span | null): boolean {
  const isEscaped = inner === null || region.text.charAt(inner.start - 1) !== "\\"
  const before = isEscaped && view.text.charAt(span.start - 1) === "\\"
  const behind = toInner(region.map, { start: span.end, end: span.end + 2 })
  const letter = /^\\(\w)/.exec(view.text.slice(span.end, span.end + 2))?.[1]
  const after = behind !== null && letter !== undefined && region.text.slice(behind.start, behind.end) === letter
  return (before || after) && isPath(view.text, span) && isWholeWord(view.text, span)
}

const assigning = new Set(["shell", "batch", "powershell", "dockerfile"])

/** What the rest of the file says of a string that is exactly the name. */
function surroundings(
  read: Stand,
  view: View,
  region: Region,
  here: Here,
  variables: ReadonlySet<string>,
): { readonly context: Context; readonly detail: string } | null {
  const target = region.place.target ?? ""
  const assigned = region.kind === "value" || assigning.has(view.language)
  const plain = read.context === "config-value" || read.context === "command-argument" || read.context === "exact-string"
  // `MEMBER_REPOSITORY_DB=MemberRepository`: the variable gets its value here.
  const { variable } = here.found.name
  const isItsValue = target === variable || (region.kind === "value" && target.endsWith(`.${variable}`))
  if (plain && assigned && isItsValue) return { context: "default-value", detail: "variable" }
  const isDotted = read.context === "multipart-name" || read.context === "linked-server"
  if (isDotted && isModule(view.text, region.text)) return { context: "identifier", detail: "symbol" }
  if (read.context !== "exact-string") return null
  const settings = read.detail === "database" && besideConnectionSettings(view.text, region.span)
  if (settings) return { context: "connection-string", detail: "settings" }
  // A string that a text of the same file uses as a database is one, whatever its name says.
  return read.detail === "" && variables.has(target) ? { context: "exact-string", detail: "database" } : null
}

/** `"Members.Web.Startup"` in a program that has or takes a module `Members.Web`: a name of its own code. */
function isModule(text: string, name: string): boolean {
  const head = /^\s*(\w+\.\w+)(?:\.\w+)*\s*$/.exec(name)?.[1]
  if (head === undefined) return false
  const line = new RegExp(
    `^\\s*(?:namespace|using|import|from|package|imports|module)\\s[^\\n;]{0,200}\\b${head.replace(".", "\\.")}\\b`,
    "m",
  )
  return line.test(text)
}

/** The layers of a string: its own, and what was read in it, in units of the view. */
function regionLayers(region: Region, stood: Stand, outer: string): readonly Layer[] {
  const own: Layer = { language: region.language === "text" ? outer : region.language, kind: region.kind, span: region.span }
  return [own, ...stood.layers.map((layer) => ({ ...layer, span: toOuter(region.map, layer.span) ?? region.span }))]
}

function siteOf(view: View, region: Region, here: Here, inner: Span | null, host: Host): Site {
  if (inner === null) return { kind: "none", reason: "The name is split by an escape or by the end of a literal." }
  const site = host.site(view.text, region, { span: here.span, within: inner, variable: here.found.name.variable })
  if (site.kind === "placeholder") {
    const span = toOuter(view.map, site.span)
    return span === null ? { kind: "none", reason: "The place has no exact position in the file." } : { ...site, span }
  }
  if (site.kind !== "expression" || view.escapes.length === 0) return site
  const edits = liftEdits(site.edits, view)
  return edits === null ? { kind: "none", reason: "The place has no exact position in the file." } : { ...site, edits }
}

function build(view: View, here: Here, stood: Stand, site: Site, place: Place | null, statement: string): Reference {
  const { found } = here
  const layers = stood.layers.map((layer) => ({ ...layer, span: toOuter(view.map, layer.span) ?? layer.span }))
  return {
    start: found.start,
    end: found.end,
    name: found.name.name,
    kind: found.name.kind,
    text: view.text.slice(here.span.start, here.span.end),
    from: positionAt(view.starts, found.start),
    to: positionAt(view.starts, found.end),
    context: stood.context,
    detail: stood.detail,
    layers: [...view.layers, ...layers],
    place,
    marks: place?.marks ?? [],
    site,
    scope: place?.path.join(" > ") ?? "",
    statement,
  }
}

/** The line that a span begins in, normalised, at most 200 units to either side. */
function lineText(text: string, span: Span): string {
  const start = Math.max(text.lastIndexOf("\n", span.start - 1) + 1, span.start - 200)
  const newline = text.indexOf("\n", span.start)
  const end = Math.min(newline < 0 ? text.length : newline, span.end + 200)
  return normalise(text.slice(start, Math.max(end, start)))
}
