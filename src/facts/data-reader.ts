import { type Node, parseTree } from "jsonc-parser"
import type { FactReader, FileFacts, Ref } from "../model/lineage.js"
import type { TextMap } from "../model/text.js"
import { identityMap } from "../text/text-map.js"
import { loadYaml } from "../yaml.js"
import { type FactBuilder, factBuilder } from "./fact-builder.js"
import { tomlData } from "./toml-data.js"

/** Nesting beyond which data is not followed. */
const deepest = 60
/** Longest settings file that is read as data: lists of steps and feeds are short, dumps are not. */
const longest = 2_000_000

/** The map of a value that stands in the file as it is; a value with escapes has the place of its beginning. */
function placed(text: string, value: string, start: number, end: number): TextMap {
  const at = text.slice(start, end).indexOf(value)
  if (at >= 0 && value.length > 0) return identityMap(value.length, start + at)
  return value.length === 0 ? [] : [{ at: 0, length: value.length, from: start, width: Math.max(1, end - start) }]
}

function scalar(facts: FactBuilder, value: unknown, map: TextMap): Ref {
  if (typeof value === "string") return facts.text(value, map)
  if (typeof value === "number" || typeof value === "boolean" || value === null) return facts.add({ kind: "constant", value })
  return facts.unknown(String(value))
}

function jsonValue(facts: FactBuilder, text: string, node: Node, depth: number): Ref {
  if (depth > deepest) return facts.unknown("nested too deeply")
  const children = node.children ?? []
  if (node.type === "array")
    return facts.add({ kind: "list", items: children.map((child) => jsonValue(facts, text, child, depth + 1)) })
  if (node.type === "object") {
    return facts.add({
      kind: "mapping",
      entries: children.flatMap((property) => {
        const [key, value] = property.children ?? []
        return key === undefined || value === undefined
          ? []
          : [{ key: jsonValue(facts, text, key, depth + 1), value: jsonValue(facts, text, value, depth + 1) }]
      }),
    })
  }
  const value: unknown = node.value
  return scalar(facts, value, typeof value === "string" ? placed(text, value, node.offset, node.offset + node.length) : [])
}

type Resolve = (alias: unknown) => unknown

function yamlValue(facts: FactBuilder, text: string, node: unknown, resolve: Resolve, depth: number): Ref {
  if (depth > deepest) return facts.unknown("nested too deeply")
  const { isAlias, isMap, isPair, isScalar, isSeq } = loadYaml()
  if (isAlias(node)) return yamlValue(facts, text, resolve(node), resolve, depth + 1)
  if (isSeq(node))
    return facts.add({ kind: "list", items: node.items.map((item) => yamlValue(facts, text, item, resolve, depth + 1)) })
  if (isMap(node)) {
    return facts.add({
      kind: "mapping",
      entries: node.items.flatMap((pair) =>
        isPair(pair)
          ? [
              {
                key: yamlValue(facts, text, pair.key, resolve, depth + 1),
                value: yamlValue(facts, text, pair.value, resolve, depth + 1),
              },
            ]
          : [],
      ),
    })
  }
  if (!isScalar(node)) return facts.add({ kind: "constant", value: null })
  const [start, end] = node.range ?? [0, 0]
  return scalar(facts, node.value, typeof node.value === "string" ? placed(text, node.value, start, end) : [])
}

/** Sections of an INI file as mappings of their keys; keys before the first section stand at the top. */
function iniValue(facts: FactBuilder, text: string): Ref {
  const top: { key: Ref; value: Ref }[] = []
  let section: { key: Ref; value: Ref }[] = top
  const sections: { name: Ref; entries: { key: Ref; value: Ref }[] }[] = []
  let offset = 0
  for (const line of text.split(/(?<=\n)/)) {
    const header = /^\s*\[([^\]\r\n]+)\]/.exec(line)
    const entry = header === null ? /^\s*([^#;=:\s[][^=:\r\n]*?)\s*[=:]\s*([^\r\n]*?)\s*$/.exec(line) : null
    if (header !== null) {
      const name = header[1] ?? ""
      section = []
      sections.push({ name: facts.text(name, identityMap(name.length, offset + line.indexOf("[") + 1)), entries: section })
    } else if (entry !== null) {
      const key = entry[1] ?? ""
      const value = (entry[2] ?? "").replace(/\s[;#].*$/, "")
      const keyAt = offset + line.indexOf(key)
      const valueAt = value === "" ? keyAt : offset + line.indexOf(value, line.indexOf(key) + key.length)
      section.push({
        key: facts.text(key, identityMap(key.length, keyAt)),
        value: facts.text(value, identityMap(value.length, valueAt)),
      })
    }
    offset += line.length
  }
  const entries = sections.map(({ name, entries: inner }) => ({
    key: name,
    value: facts.add({ kind: "mapping", entries: inner }),
  }))
  return facts.add({ kind: "mapping", entries: [...top, ...entries] })
}

function readData(text: string, file: string, language: string): FileFacts {
  const facts = factBuilder()
  const done = (data: Ref | null): FileFacts => facts.done({ file, language, data })
  if (text.length > longest) {
    facts.problems.push({ at: 0, message: "too long to be read as settings" })
    return done(null)
  }
  try {
    if (language === "json" || language === "jsonc") {
      const root = parseTree(text, [], { allowTrailingComma: true })
      return done(root === undefined ? null : jsonValue(facts, text, root, 0))
    }
    if (language === "yaml") {
      const { isAlias, parseDocument } = loadYaml()
      const document = parseDocument(text, { logLevel: "silent", maxAliasCount: 100 } as never)
      return done(yamlValue(facts, text, document.contents, (alias) => (isAlias(alias) ? alias.resolve(document) : null), 0))
    }
    return done(language === "toml" ? tomlData(facts, text) : iniValue(facts, text))
  } catch (error) {
    facts.problems.push({
      at: 0,
      message: `cannot be read as ${language}: ${error instanceof Error ? error.message : String(error)}`,
    })
    return done(null)
  }
}

const reader = (language: string): FactReader => ({
  language,
  load: async () => undefined,
  read: (text, file) => readData(text, file, language),
})

/** Readers of settings files as data, by language. */
export const dataReaders: Readonly<Record<string, FactReader>> = {
  json: reader("json"),
  jsonc: reader("jsonc"),
  yaml: reader("yaml"),
  ini: reader("ini"),
  properties: reader("properties"),
  dotenv: reader("dotenv"),
  toml: reader("toml"),
}
