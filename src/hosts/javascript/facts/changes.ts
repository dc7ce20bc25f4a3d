import { addedTo, handedOver, outliving } from "../../../facts/collected-values.js"
import type { Ref } from "../../../model/lineage.js"
import { bindName } from "./assign.js"
import type { Frame, Walk } from "./walk.js"

/** What a method adds to a collection of its object: `this.steps.push(step)`. An initialiser's is known with the object. */
export function changeOwn(walk: Walk, frame: Frame, name: string, whole: Ref): void {
  const { facts } = walk
  if (frame.owner === null) return
  frame.env?.set(`this.${name}`, whole)
  facts.bind(frame.owner, name, ownValue(walk, frame, addedTo(facts, whole)))
}

/** A value that a method gives to an attribute of its object, for those who read it elsewhere. */
export function ownValue(walk: Walk, frame: Frame, value: Ref): Ref {
  return frame.scope.scope.name.endsWith(".constructor") ? value : handedOver(walk.facts, frame.scope, value)
}

/** What a statement makes of a collection that it does not bind anew: `steps.push(x)`, `handlers[name] = f`. */
export function change(walk: Walk, frame: Frame, name: string, whole: Ref): void {
  const { facts } = walk
  const outer = frame.outer.find((each) => each.bound.has(name))
  const isModule = frame.scope.scope.kind === "module" || frame.scope.scope.kind === "main"
  const own = frame.bound.has(name) && !isModule
  const imported = own ? undefined : walk.imported.get(name)
  if (imported !== undefined && imported.name !== "*") {
    const { specifier } = imported
    facts.contribute({ specifier, name: imported.name, value: outliving(facts, frame.scope, addedTo(facts, whole)) })
  }
  if (frame.bound.has(name) || outer === undefined) bindName(walk, frame, name, whole)
  else facts.bind(outer.scope, name, outliving(facts, frame.scope, addedTo(facts, whole)))
}
