import { type AST, parseTOML } from "toml-eslint-parser"
import type { Ref } from "../model/lineage.js"
import { identityMap } from "../text/text-map.js"
import type { FactBuilder } from "./fact-builder.js"

/** A table or array while it is being filled: TOML fills them from several places. */
type Filled =
  | { readonly kind: "value"; readonly ref: Ref }
  | { readonly kind: "table"; readonly entries: Map<string, { readonly key: Ref; readonly value: Filled }> }
  | { readonly kind: "array"; readonly items: Filled[] }

/** Nesting beyond which data is not followed. */
const deepest = 60

/** A TOML file as mappings, lists and texts, each text with its place. Throws the parser's error on what is no TOML. */
export function tomlData(facts: FactBuilder, text: string): Ref {
  const top: Filled = { kind: "table", entries: new Map() }
  const keyRef = (name: string, node: AST.TOMLBare | AST.TOMLQuoted | null): Ref => {
    const at = node === null ? -1 : text.slice(node.range[0], node.range[1]).indexOf(name)
    return facts.text(name, node === null || at < 0 ? [] : identityMap(name.length, node.range[0] + at))
  }
  /** The table at a key, made if it is not there. */
  const enter = (into: Filled, name: string | number, key: Ref): Filled => {
    if (into.kind === "array" && typeof name === "number") {
      into.items[name] ??= { kind: "table", entries: new Map() }
      return into.items[name] as Filled
    }
    // What follows `[[steps]]` goes into the last of them.
    if (into.kind === "array") return enter(into.items.at(-1) ?? into, name, key)
    if (into.kind === "value") return into
    const known = into.entries.get(String(name))
    if (known !== undefined) return known.value
    const value: Filled = { kind: "table", entries: new Map() }
    into.entries.set(String(name), { key, value })
    return value
  }
  const valueIn = (node: AST.TOMLContentNode, depth: number): Filled => {
    if (depth > deepest) return { kind: "value", ref: facts.unknown("nested too deeply") }
    if (node.type === "TOMLArray") return { kind: "array", items: node.elements.map((each) => valueIn(each, depth + 1)) }
    if (node.type === "TOMLInlineTable") {
      const table: Filled = { kind: "table", entries: new Map() }
      for (const each of node.body) put(table, each, depth + 1)
      return table
    }
    const { value } = node
    if (typeof value === "string") {
      const at = value === "" ? -1 : text.slice(node.range[0], node.range[1]).indexOf(value)
      const map =
        at >= 0
          ? identityMap(value.length, node.range[0] + at)
          : [{ at: 0, length: value.length, from: node.range[0], width: Math.max(1, node.range[1] - node.range[0]) }]
      return { kind: "value", ref: facts.text(value, value === "" ? [] : map) }
    }
    const isPlain = typeof value === "number" || typeof value === "boolean"
    return { kind: "value", ref: isPlain ? facts.add({ kind: "constant", value }) : facts.text(text.slice(...node.range), []) }
  }
  const put = (into: Filled, pair: AST.TOMLKeyValue, depth: number): void => {
    let at = into
    const names = pair.key.keys.map((key) => ({ key, name: key.type === "TOMLBare" ? key.name : key.value }))
    const last = names.pop()
    for (const { key, name } of names) at = enter(at, name, keyRef(name, key))
    if (last !== undefined && at.kind === "table")
      at.entries.set(last.name, { key: keyRef(last.name, last.key), value: valueIn(pair.value, depth) })
  }
  for (const node of parseTOML(text).body[0].body) {
    if (node.type === "TOMLKeyValue") {
      put(top, node, 0)
      continue
    }
    let at: Filled = top
    node.resolvedKey.forEach((name, index) => {
      const key = typeof name === "number" ? 0 : keyRef(name, null)
      const next = enter(at, name, key)
      // A number behind a name counts the tables of an array.
      const isArray = typeof node.resolvedKey[index + 1] === "number"
      if (isArray && at.kind === "table" && next.kind === "table" && next.entries.size === 0) {
        const array: Filled = { kind: "array", items: [] }
        at.entries.set(String(name), { key, value: array })
        at = array
      } else at = next
    })
    for (const each of node.body) put(at, each, 0)
  }
  const written = (filled: Filled): Ref => {
    if (filled.kind === "value") return filled.ref
    if (filled.kind === "array") return facts.add({ kind: "list", items: filled.items.map(written) })
    const entries = [...filled.entries.values()].map(({ key, value }) => ({ key, value: written(value) }))
    return facts.add({ kind: "mapping", entries })
  }
  return written(top)
}
