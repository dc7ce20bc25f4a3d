import type { Ref, ScopeIndex, Value } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { assign } from "./expressions.js"
import { type Frame, textOf, type Walk } from "./module-walk.js"

/** What a statement makes of a collection that it does not bind anew: `steps.append(x)`, `handlers[name] = f`. */
export function change(walk: Walk, frame: Frame, object: Node, whole: Ref): void {
  const home = homeOf(walk, frame, object)
  if (home === null) {
    if (object.type === "identifier" || frame.self !== null) assign(walk, frame, object, whole)
  } else walk.facts.bind(home.scope, home.name, outliving(walk, frame, added(walk, whole)))
}

/** A value that a variable of another scope is given here: whoever reads it there does not know how this scope was called. */
export function outliving(walk: Walk, frame: Frame, value: Ref): Ref {
  const { kind } = frame.scope.scope
  const same: readonly Value["kind"][] = ["text", "constant", "module", "export", "scope"]
  if ((kind !== "function" && kind !== "method") || same.includes(walk.facts.value(value).kind)) return value
  return walk.facts.add({ kind: "within", scope: frame.scope.index, value })
}

/** Where a collection lives that is not the scope's own; null if it is, or if nobody knows. */
function homeOf(walk: Walk, frame: Frame, object: Node): { readonly scope: ScopeIndex; readonly name: string } | null {
  if (object.type === "identifier") {
    const name = textOf(walk, object)
    const declared = frame.elsewhere.get(name)
    if (declared !== undefined) return { scope: declared, name }
    if (frame.env?.has(name) === true || frame.assigned.has(name)) return null
    const outer = frame.outer.find((each) => each.assigned.has(name))
    return outer === undefined ? null : { scope: outer.scope, name }
  }
  // What a class method adds to its class.
  const owner = object.childForFieldName("object")
  const attribute = object.childForFieldName("attribute")
  if (owner === null || attribute === null || frame.owner === null || frame.self !== "cls" || textOf(walk, owner) !== "cls")
    return null
  return { scope: frame.owner, name: textOf(walk, attribute) }
}

/** What comes to a collection: without what it held before, which its other bindings tell. */
function added(walk: Walk, whole: Ref): Ref {
  const value = walk.facts.value(whole)
  if (value.kind === "list" && walk.facts.value(value.items[0] ?? whole).kind === "spread")
    return walk.facts.add({ kind: "list", items: value.items.slice(1) })
  if (value.kind === "mapping" && value.entries[0]?.key === null)
    return walk.facts.add({ kind: "mapping", entries: value.entries.slice(1) })
  return whole
}
