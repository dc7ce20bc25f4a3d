import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from "yaml"
import type { Host, TextProblem } from "../../model/host.js"
import type { Place } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { isChangelogSql } from "../settings/changelog.js"
import { type Entry, entryOf, type Settings, settingsHost } from "../settings/settings-host.js"
import { holding, placeOf } from "../shared/regions.js"
import { type BuiltText, part, textBuilder } from "../shared/text-builder.js"
import { isCondition, isDefault, scriptLanguage, valueReader, type YamlKind, yamlKind } from "./file-kind.js"
import { type ScalarStyle, scalarText } from "./scalar-text.js"

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
}

interface Visit {
  readonly node: unknown
  readonly path: readonly string[]
  readonly siblings: ReadonlyMap<string, string>
  readonly inFlow: boolean
  readonly isKey: boolean
}

const none: ReadonlyMap<string, string> = new Map()
const deepestPath = 30
/** Deeper nesting than this is no settings file, and would overflow the parser. */
const deepestFlow = 500

function parseYaml(text: string, file: string): Settings {
  const entries: Entry[] = []
  const problems: TextProblem[] = []
  let documents: readonly Document.Parsed[]
  try {
    if (deepestNesting(text) > deepestFlow) throw new RangeError("nested too deeply")
    documents = parseAllDocuments(text, { logLevel: "silent", strict: false, prettyErrors: false }) as readonly Document.Parsed[]
  } catch {
    // The parser gives up on texts that nest too deeply; they are read as text.
    return lines(text, { at: 0, message: "This is not YAML that can be read: names in it are listed as text." })
  }
  for (const document of documents) {
    for (const error of document.errors) problems.push({ at: error.pos[0], message: error.message })
    readDocument(text, file, document, entries, problems)
  }
  entries.sort((a, b) => a.span.start - b.span.start)
  return { entries, comments: findComments(text, entries), problems }
}

function deepestNesting(text: string): number {
  let deepest = 0
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 91 || unit === 123) deepest = Math.max(deepest, ++depth)
    else if (unit === 93 || unit === 125) depth = Math.max(0, depth - 1)
  }
  return deepest
}

function lines(text: string, problem: TextProblem): Settings {
  const entries: Entry[] = []
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const builder = textBuilder(text)
    builder.copy(match.index, match.index + match[0].length)
    entries.push(entryOf("text", { start: match.index, end: match.index + match[0].length }, builder.done(), placeOf("value")))
  }
  return { entries, comments: [], problems: [problem] }
}

function rootKeysOf(contents: unknown): { readonly keys: ReadonlySet<string>; readonly isList: boolean } {
  const map = isSeq(contents) ? contents.items[0] : contents
  const keys = isMap(map) ? map.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : "")) : []
  return { keys: new Set(keys), isList: isSeq(contents) }
}

function readDocument(text: string, file: string, document: Document.Parsed, entries: Entry[], problems: TextProblem[]): void {
  const aliases: Alias[] = []
  const anchors = new Set<string>()
  const root = rootKeysOf(document.contents)
  const found = yamlKind(file, root.keys, root.isList)
  // On Windows agents a `script` is run by cmd.
  const kind = found === "azure" && /vmImage:\s*["']?(?:windows|vs20)/i.test(text) ? "azure-windows" : found
  const stack: Visit[] = [{ node: document.contents, path: [], siblings: none, inFlow: false, isKey: false }]
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { node, path } = visit
    if (isAlias(node)) aliases.push(node)
    if (isAlias(node) || node === null || node === undefined) continue
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.add(node.anchor)
    if (isScalar(node)) readScalar(text, kind, visit, node, entries)
    else if (isPair(node)) pushPair(stack, visit, node)
    else if (isMap(node)) {
      const siblings = plainValues(node.items)
      for (const item of node.items) stack.push({ ...visit, node: item, siblings, inFlow: visit.inFlow || node.flow === true })
    } else if (isSeq(node)) {
      for (const item of node.items)
        stack.push({ node: item, path, siblings: none, inFlow: visit.inFlow || node.flow === true, isKey: false })
    }
  }
  for (const { source, range } of aliases) {
    if (!anchors.has(source)) problems.push({ at: range?.[0] ?? 0, message: `The alias *${source.slice(0, 60)} has no anchor.` })
  }
}

function pushPair(stack: Visit[], visit: Visit, pair: Pair): void {
  const key = isScalar(pair.key) ? String(pair.key.value).slice(0, 200) : ""
  const path = visit.path.length < deepestPath ? [...visit.path, key] : visit.path
  stack.push({ ...visit, node: pair.key, isKey: true })
  stack.push({ node: pair.value, path, siblings: visit.siblings, inFlow: visit.inFlow, isKey: false })
}

/** The short scalar values of a mapping, by key. */
function plainValues(items: readonly Pair[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { key, value } of items) {
    if (isScalar(key) && isScalar(value) && typeof value.value === "string" && value.value.length < 200)
      values.set(String(key.value), value.value)
  }
  return values
}

function readScalar(text: string, kind: YamlKind, visit: Visit, node: Scalar, entries: Entry[]): void {
  const range = node.range
  const style = node.type === undefined ? undefined : styles[node.type]
  if (range === null || range === undefined || style === undefined) return
  const start = range[0]
  const end = range[1]
  if (end <= start) return
  const span: Span = { start, end }
  const built = scalarText(text, start, end, style)
  if (built.text === "") return
  const written = { escape: style === "double" ? "yaml-double" : style === "single" ? "yaml-single" : "none" } as const
  const { path } = visit
  if (visit.isKey) {
    entries.push(entryOf("key", span, built, placeOf("key", { path }), written))
    return
  }
  const key = path.at(-1) ?? null
  const outer = path.slice(0, -1)
  const language = isChangelogSql(path) ? "tsql" : scriptLanguage(kind, key, visit.siblings)
  if (language !== null && language !== "text" && !(visit.inFlow && style === "plain")) {
    entries.push(entryOf("code", span, built, placeOf("value", { target: key, path: outer }), { ...written, language }))
    return
  }
  const reader = valueReader(kind, path)
  // `name: V` beside `value: X`: Kubernetes and pipelines name their variables so.
  const named = key === "value" ? visit.siblings.get("name") : undefined
  const argument = visit.inFlow && style === "plain" && reader !== null ? "flow" : null
  if (isDefault(path)) {
    entries.push(
      entryOf(
        "value",
        span,
        built,
        placeOf("fallback", { target: visit.siblings.get("name") ?? outer.at(-1) ?? null, path: outer }),
        written,
      ),
    )
    return
  }
  // `- V=X` in a list of environment variables.
  const listed = /^([A-Za-z_]\w*)=/.exec(built.text)
  if (listed !== null && (key === "environment" || key === "env" || key === "args") && listed[0].length < built.text.length) {
    const value = part(built, listed[0].length, built.text.length)
    const from = value.map[0]?.from ?? start
    const inside = { start: from, end: style === "plain" ? end : Math.max(from, end - 1) }
    entries.push(
      entryOf("value", inside, value, placeOf("value", { target: listed[1] as string, path, argument }), { ...written, reader }),
    )
    return
  }
  if (isCondition(kind, key)) {
    entries.push(...comparedStrings(built, placeOf("comparison", { target: key, path: outer }), written))
    return
  }
  entries.push(
    entryOf("value", span, built, placeOf("value", { target: named ?? key, path: outer, argument }), { ...written, reader }),
  )
}

/** The strings of an expression; what stands between them is code. */
function comparedStrings(built: BuiltText, place: Place, written: Pick<Entry, "escape">): readonly Entry[] {
  return [...built.text.matchAll(/'[^'\n]*'|"[^"\n]*"/g)].flatMap((match) => {
    const value = part(built, match.index + 1, match.index + match[0].length - 1)
    const first = value.map[0]
    const last = value.map.at(-1)
    if (first === undefined || last === undefined) return []
    return [entryOf("value", { start: first.from, end: last.from + last.width }, value, place, written)]
  })
}

/** Comments: `#` at the start of a line or behind a blank, outside every scalar. */
function findComments(text: string, entries: readonly Entry[]): readonly Span[] {
  const spans = entries.map((entry) => entry.span)
  const comments: Span[] = []
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at)) {
    const isStart = at === 0 || /\s/.test(text[at - 1] as string)
    const inside = holding(spans, { start: at, end: at + 1 })
    if (!isStart || inside !== null) {
      at = inside === null ? at + 1 : Math.max(at + 1, inside.end)
      continue
    }
    const newline = text.indexOf("\n", at)
    const end = newline < 0 ? text.length : newline
    comments.push({ start: at, end: text[end - 1] === "\r" ? end - 1 : end })
    at = end
  }
  return comments
}

/** YAML: settings, compose files, pipelines and playbooks. Scripts in pipelines are texts of their own language. */
export const yaml: Host = settingsHost(
  "yaml",
  parseYaml,
  "Plain YAML expands nothing: let its reader fall back to the value only if the variable is unset, template it where the tool has templates, or give each set a file of its own.",
)
