import { addedTo, handedOver, outliving } from "../../../facts/collected-values.js"
import type { Contribution, Ref, ScopeIndex } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { assign, expression } from "./expressions.js"
import { type Frame, textOf, type Walk } from "./module-walk.js"

type Foreign = Omit<Contribution, "value">

/** What a statement makes of a collection that it does not bind anew: `steps.append(x)`, `handlers[name] = f`. */
export function change(walk: Walk, frame: Frame, object: Node, whole: Ref): void {
  const { facts } = walk
  const foreign = moduleVariable(walk, frame, object)
  if (foreign !== null) facts.contribute({ ...foreign, value: outliving(facts, frame.scope, addedTo(facts, whole)) })
  if (changeOwn(walk, frame, object, whole)) return
  const home = homeOf(walk, frame, object)
  if (home !== null) facts.bind(home.scope, home.name, outliving(facts, frame.scope, addedTo(facts, whole)))
  else if (object.type === "identifier" || frame.self !== null) assign(walk, frame, object, whole)
}

/** What a method adds to a collection of its object: `self.steps.append(step)`. An initialiser's is known with the object. */
function changeOwn(walk: Walk, frame: Frame, object: Node, whole: Ref): boolean {
  const { facts } = walk
  const of = object.type === "attribute" ? object.childForFieldName("object") : null
  const attribute = object.childForFieldName("attribute")
  if (of === null || attribute === null || frame.self === null || frame.self === "cls" || frame.owner === null) return false
  if (textOf(walk, of) !== frame.self || isInitialiser(frame)) return false
  const name = textOf(walk, attribute)
  frame.env?.set(`self.${name}`, whole)
  facts.bind(frame.owner, name, handedOver(facts, frame.scope, addedTo(facts, whole)))
  return true
}

/** Whether a scope is a class's initialiser. */
export function isInitialiser(frame: Frame): boolean {
  return frame.scope.scope.name.endsWith(".__init__")
}

/** The variable of another module that an expression names. */
export function moduleVariable(walk: Walk, frame: Frame, object: Node): Foreign | null {
  const attribute = object.childForFieldName("attribute")
  if (object.type === "attribute" && attribute !== null) {
    const of = object.childForFieldName("object")
    const module = of?.type === "identifier" ? walk.facts.value(expression(walk, frame, of)) : null
    if (module?.kind === "module") return { specifier: module.specifier, name: textOf(walk, attribute) }
    // `from package import settings`: a module of the package, most likely.
    if (module?.kind !== "export") return null
    const inner = module.specifier.endsWith(".") ? module.name : `.${module.name}`
    return { specifier: `${module.specifier}${inner}`, name: textOf(walk, attribute) }
  }
  return object.type === "identifier" ? importedAs(walk, frame, textOf(walk, object)) : null
}

function importedAs(walk: Walk, frame: Frame, name: string): Foreign | null {
  const outer = frame.env?.has(name) === true ? null : frame.outer.find((each) => each.assigned.has(name))
  const bound = frame.env?.get(name) ?? walk.facts.scopes[outer?.scope ?? -1]?.bindings.get(name)?.[0]
  const value = bound === undefined ? null : walk.facts.value(bound)
  return value?.kind === "export" ? { specifier: value.specifier, name: value.name } : null
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
