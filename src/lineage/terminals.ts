import type { FileFacts, Ref, Scope, Value } from "../model/lineage.js"

/**
 * A function or class initialiser, or a name by which calls ask for one. {@link anything} stands for calls that give no name: of a
 * parameter, an element of a list, a result.
 */
export type NameNode = Scope | string

/** Stands for calls that give no name. No identifier. */
export const anything = "*"

const none: readonly NameNode[] = []
const anyNode: readonly NameNode[] = [anything]
const initialisers: readonly NameNode[] = ["__init__", "constructor"]
const defaultExport: readonly NameNode[] = ["default"]

/** Names of names are looked through so far one by one; longer chains may be circles. */
const longestChain = 20

/** What a value is called in the end: functions and classes of its file, names of others, or anything; each once. */
export function terminals(facts: FileFacts, start: Ref, level = 0): readonly NameNode[] {
  const first = facts.values[start]
  switch (first?.kind) {
    case "name": {
      let only: Ref | null = null
      for (const { name, value } of facts.scopes[first.scope]?.bindings ?? []) {
        if (name !== first.name) continue
        if (only !== null || level === longestChain) return [...distantTerminals(facts, start)]
        only = value
      }
      return only === null ? none : terminals(facts, only, level + 1)
    }
    case "or":
    case "choice":
    case "within":
      return [...distantTerminals(facts, start)]
    default:
      return ownTerminals(facts, first)
  }
}

/** What a value is called that stands for itself; most of what calls give is called nothing. */
function ownTerminals(facts: FileFacts, value: Value | undefined): readonly NameNode[] {
  switch (value?.kind) {
    case "scope": {
      const scope = facts.scopes[value.scope]
      return scope === undefined ? none : [scope]
    }
    case "member":
    case "export":
      return [value.name]
    case "receiver":
      return value.super ? initialisers : none
    // A module that is called is what it exports by default.
    case "module":
      return defaultExport
    case "parameter":
    case "element":
    case "item":
    case "call":
    case "dynamic-module":
    case "spread":
    case "each":
      return anyNode
    default:
      return none
  }
}

function distantTerminals(facts: FileFacts, start: Ref): ReadonlySet<NameNode> {
  const found = new Set<NameNode>()
  const seen = new Set([start])
  for (const ref of seen) {
    const value = facts.values[ref]
    switch (value?.kind) {
      case "or":
        seen.add(value.left).add(value.right)
        break
      case "choice":
        for (const option of value.options) seen.add(option)
        break
      case "name":
        for (const binding of facts.scopes[value.scope]?.bindings ?? []) if (binding.name === value.name) seen.add(binding.value)
        break
      case "within":
        seen.add(value.value)
        break
      default:
        for (const node of ownTerminals(facts, value)) found.add(node)
    }
  }
  return found
}
