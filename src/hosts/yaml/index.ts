import type { Host, TextProblem } from "../../model/host.js"
import type { Place } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { isChangelogSql } from "../settings/changelog.js"
import { type Entry, entryOf, type Settings, settingsHost } from "../settings/settings-host.js"
import { holding, placeOf } from "../shared/regions.js"
import { type BuiltText, part, textBuilder } from "../shared/text-builder.js"
import { isCondition, isDefault, scriptLanguage, valueReader, type YamlKind, yamlKind } from "./file-kind.js"
import { readPlainYaml } from "./plain-yaml.js"
import { scalarText } from "./scalar-text.js"
import { parseDocuments, type YamlDocument, type YamlNode, type YamlPair, type YamlScalar } from "./tree.js"

interface Visit {
  readonly node: YamlNode | null
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
  const plain = readPlainYaml(text)
  let documents: readonly YamlDocument[]
  try {
    if (plain === null && deepestNesting(text) > deepestFlow) throw new RangeError("nested too deeply")
    documents = plain === null ? parseDocuments(text) : [plain]
  } catch {
    // The parser gives up on texts that nest too deeply; they are read as text.
    return lines(text, { at: 0, message: "This is not YAML that can be read: names in it are listed as text." })
  }
  for (const document of documents) {
    problems.push(...document.problems)
    readDocument(text, file, document.root, entries)
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

function rootKeysOf(contents: YamlNode | null): { readonly keys: ReadonlySet<string>; readonly isList: boolean } {
  const isList = contents?.kind === "list"
  const map = isList ? contents.items[0] : contents
  const keys = map?.kind === "map" ? map.pairs.map(({ key }) => (key?.kind === "scalar" ? key.text : "")) : []
  return { keys: new Set(keys), isList }
}

function readDocument(text: string, file: string, contents: YamlNode | null, entries: Entry[]): void {
  const root = rootKeysOf(contents)
  const found = yamlKind(file, root.keys, root.isList)
  // On Windows agents a `script` is run by cmd.
  const kind = found === "azure" && /vmImage:\s*["']?(?:windows|vs20)/i.test(text) ? "azure-windows" : found
  const stack: Visit[] = [{ node: contents, path: [], siblings: none, inFlow: false, isKey: false }]
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { node, path } = visit
    if (node === null) continue
    if (node.kind === "scalar") readScalar(text, kind, visit, node, entries)
    else if (node.kind === "pair") pushPair(stack, visit, node)
    else if (node.kind === "map") {
      const siblings = plainValues(node.pairs)
      for (const pair of node.pairs) stack.push({ ...visit, node: pair, siblings, inFlow: visit.inFlow || node.flow })
    } else {
      for (const item of node.items)
        stack.push({ node: item, path, siblings: none, inFlow: visit.inFlow || node.flow, isKey: false })
    }
  }
}

function pushPair(stack: Visit[], visit: Visit, { key, value }: YamlPair): void {
  const name = key?.kind === "scalar" ? key.text.slice(0, 200) : ""
  const path = visit.path.length < deepestPath ? [...visit.path, name] : visit.path
  stack.push({ ...visit, node: key, isKey: true })
  stack.push({ node: value, path, siblings: visit.siblings, inFlow: visit.inFlow, isKey: false })
}

/** The short texts of a mapping, by key. */
function plainValues(pairs: readonly YamlPair[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { key, value } of pairs) {
    if (key?.kind === "scalar" && value?.kind === "scalar" && value.isText && value.text.length < 200)
      values.set(key.text, value.text)
  }
  return values
}

function readScalar(text: string, kind: YamlKind, visit: Visit, node: YamlScalar, entries: Entry[]): void {
  const { start, end, style } = node
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
