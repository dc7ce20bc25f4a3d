import type { Document, Pair } from "yaml"
import type { TextProblem } from "../../model/host.js"
import { loadYaml, type Yaml } from "../../yaml.js"
import type { ScalarStyle } from "./scalar-text.js"

/** A node of a YAML document, as far as settings are read from it. Offsets are UTF-16 code units. */
export type YamlNode = YamlScalar | YamlMap | YamlPair | YamlList

/** A scalar with its quotes, or its header. */
export interface YamlScalar {
  readonly kind: "scalar"
  readonly start: number
  readonly end: number
  readonly style: ScalarStyle
  /** What it stands for, where that is a text; else its value as a text. */
  readonly text: string
  readonly isText: boolean
}

/** A mapping. */
export interface YamlMap {
  readonly kind: "map"
  readonly flow: boolean
  readonly pairs: readonly YamlPair[]
}

/** An entry of a mapping, or of a list that is one; null for what is not there, or an alias. */
export interface YamlPair {
  readonly kind: "pair"
  readonly key: YamlNode | null
  readonly value: YamlNode | null
}

/** A sequence. */
export interface YamlList {
  readonly kind: "list"
  readonly flow: boolean
  readonly items: readonly (YamlNode | null)[]
}

/** A document; null where it is empty. */
export interface YamlDocument {
  readonly root: YamlNode | null
  readonly problems: readonly TextProblem[]
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
}

/** Every document of a text, read by the parser that knows all of YAML; it is loaded for the first. Throws on texts that nest too deeply. */
export function parseDocuments(text: string): readonly YamlDocument[] {
  const yaml = loadYaml()
  const options = { logLevel: "silent", strict: false, prettyErrors: false } as const
  const documents = yaml.parseAllDocuments(text, options) as readonly Document.Parsed[]
  return documents.map((document) => documentOf(document, yaml))
}

function documentOf(document: Document.Parsed, { isAlias, isMap, isPair, isScalar, isSeq }: Yaml): YamlDocument {
  const aliases: { readonly source: string; readonly at: number }[] = []
  const anchors = new Set<string>()
  const pairOf = ({ key, value }: Pair): YamlPair => ({ kind: "pair", key: nodeOf(key), value: nodeOf(value) })
  const nodeOf = (node: unknown): YamlNode | null => {
    if (isAlias(node)) aliases.push({ source: node.source, at: node.range?.[0] ?? 0 })
    if (isPair(node)) return pairOf(node)
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null
    if (node.anchor !== undefined) anchors.add(node.anchor)
    if (isMap(node)) return { kind: "map", flow: node.flow === true, pairs: node.items.map(pairOf) }
    if (isSeq(node)) return { kind: "list", flow: node.flow === true, items: node.items.map(nodeOf) }
    const style = node.type === undefined ? undefined : styles[node.type]
    const [start, end] = style === undefined ? [0, 0] : (node.range ?? [0, 0])
    const text = String(node.value)
    return { kind: "scalar", start, end, style: style ?? "plain", text, isText: typeof node.value === "string" }
  }
  const root = nodeOf(document.contents)
  const problems = document.errors.map(({ pos, message }): TextProblem => ({ at: pos[0], message }))
  const lost = aliases.filter(({ source }) => !anchors.has(source)).sort((a, b) => b.at - a.at)
  return { root, problems: [...problems, ...lost.map(({ source, at }) => lostAlias(source, at))] }
}

function lostAlias(source: string, at: number): TextProblem {
  return { at, message: `The alias *${source.slice(0, 60)} has no anchor.` }
}
