import type { Ref, Value } from "../model/lineage.js"
import type { FactBuilder, OpenScope } from "./fact-builder.js"

const same: ReadonlySet<Value["kind"]> = new Set(["text", "constant", "module", "export", "scope"])

/** A value that a variable of another scope is given: whoever reads it there does not know how this scope was called. */
export function outliving(facts: FactBuilder, { index, scope: { kind } }: OpenScope, value: Ref): Ref {
  const isRun = kind === "function" || kind === "method"
  return isRun && !same.has(facts.value(value).kind) ? facts.add({ kind: "within", scope: index, value }) : value
}

/** The same of an attribute that a method gives its object: only what the method was handed is not known to who reads it. */
export function handedOver(facts: FactBuilder, open: OpenScope, value: Ref): Ref {
  return holdsParameter(facts, value, 0) ? outliving(facts, open, value) : value
}

function holdsParameter(facts: FactBuilder, ref: Ref, level: number): boolean {
  const value = facts.value(ref)
  if (value.kind === "parameter") return true
  if (level > 4) return false
  const inner =
    value.kind === "list"
      ? value.items
      : value.kind === "mapping"
        ? value.entries.map((entry) => entry.value)
        : value.kind === "concat"
          ? value.parts
          : value.kind === "choice"
            ? value.options
            : value.kind === "or"
              ? [value.left, value.right]
              : value.kind === "spread" || value.kind === "each"
                ? [value.of]
                : []
  return inner.some((each) => holdsParameter(facts, each, level + 1))
}

/** A list with `made` for every element that `over` can be, as a comprehension gives. */
export function madeOfEach(facts: FactBuilder, made: Ref, over: readonly Ref[]): Ref {
  return facts.add({ kind: "list", items: [facts.add({ kind: "each", of: made, over })] })
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
