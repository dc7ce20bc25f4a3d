import type { Ref, Value } from "../model/lineage.js"
import type { FactBuilder, OpenScope } from "./fact-builder.js"

const same: ReadonlySet<Value["kind"]> = new Set(["text", "constant", "module", "export", "scope"])

/** A value that a variable of another scope is given: whoever reads it there does not know how this scope was called. */
export function outliving(facts: FactBuilder, { index, scope: { kind } }: OpenScope, value: Ref): Ref {
  const isRun = kind === "function" || kind === "method"
  return isRun && !same.has(facts.value(value).kind) ? facts.add({ kind: "within", scope: index, value }) : value
}

/** What comes to a collection: without what it held before, which its other bindings tell. */
export function addedTo(facts: FactBuilder, whole: Ref): Ref {
  const value = facts.value(whole)
  if (value.kind === "list" && facts.value(value.items[0] ?? whole).kind === "spread")
    return facts.add({ kind: "list", items: value.items.slice(1) })
  if (value.kind === "mapping" && value.entries[0]?.key === null)
    return facts.add({ kind: "mapping", entries: value.entries.slice(1) })
  return whole
}
