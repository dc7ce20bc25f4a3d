import type { Ref } from "../../../model/lineage.js"
import { child, children, dotted, type Node, textOf, unwrap } from "../syntax.js"
import { change, ownValue } from "./changes.js"
import { exportMember, exportWhole } from "./commonjs.js"
import { expression } from "./expressions.js"
import { type Frame, memberName, type Walk } from "./walk.js"

/** Gives a value to a pattern: a name, a member of `this`, an export, the parts of an object or a list. */
export function assign(walk: Walk, frame: Frame, target: Node | null, value: Ref): void {
  if (target === null) return
  const { facts } = walk
  const bare = unwrap(target)
  switch (bare.type) {
    case "Identifier":
      bindName(walk, frame, textOf(bare, "name"), value)
      return
    case "MemberExpression":
      assignMember(walk, frame, bare, value)
      return
    case "AssignmentPattern":
      assign(walk, frame, child(bare, "left"), facts.choice([value, expression(walk, frame, child(bare, "right"))]))
      return
    case "ObjectPattern":
      for (const property of children(bare, "properties")) {
        if (property.type === "RestElement") assign(walk, frame, child(property, "argument"), value)
        else {
          const name = memberName(property, "key")
          const part = name === null ? facts.unknown("property") : partOf(walk, value, name)
          assign(walk, frame, child(property, "value"), part)
        }
      }
      return
    case "ArrayPattern":
      ;(bare.elements as readonly (Node | null)[]).forEach((element, index) => {
        if (element === null) return
        const key = facts.add({ kind: "constant", value: index })
        if (element.type === "RestElement") assign(walk, frame, child(element, "argument"), value)
        else assign(walk, frame, element, facts.add({ kind: "item", of: value, key, fallback: null }))
      })
  }
}

/** A part of an object: of the environment, the variable. */
function partOf(walk: Walk, value: Ref, name: string): Ref {
  const of = walk.facts.value(value)
  if (of.kind === "unknown" && of.expression === "process.env") {
    return walk.facts.add({ kind: "environment", variable: name, fallback: null })
  }
  return walk.facts.add({ kind: "member", of: value, name })
}

/** Binds a name in the scope that declares it. */
export function bindName(walk: Walk, frame: Frame, name: string, value: Ref): void {
  if (frame.bound.has(name)) {
    frame.env?.set(name, value)
    walk.facts.bind(frame.scope.index, name, value)
    return
  }
  const outer = frame.outer.find((each) => each.bound.has(name))
  walk.facts.bind(outer?.scope ?? 0, name, value)
}

function assignMember(walk: Walk, frame: Frame, target: Node, value: Ref): void {
  const object = child(target, "object")
  const name = memberName(target, "property")
  const whole = dotted(target)
  if (whole === "module.exports") {
    exportWhole(walk, value)
    return
  }
  if (name === null && object?.type === "Identifier") {
    const key = expression(walk, frame, child(target, "property"))
    const before = expression(walk, frame, object)
    const entries = [
      { key: null, value: before },
      { key, value },
    ]
    change(walk, frame, textOf(object, "name"), walk.facts.add({ kind: "mapping", entries }))
  }
  if (name === null || object === null) return
  if (exportMember(walk, object, name, value)) return
  if (object.type === "ThisExpression" && frame.owner !== null) {
    frame.env?.set(`this.${name}`, value)
    walk.facts.bind(frame.owner, name, ownValue(walk, frame, value))
    return
  }
  if (object.type === "Identifier") extend(walk, frame, textOf(object, "name"), name, value)
}

/** `config.database = x` on an object that is at hand. */
function extend(walk: Walk, frame: Frame, object: string, name: string, value: Ref): void {
  const known = frame.env?.get(object)
  if (known === undefined || walk.facts.value(known).kind !== "mapping") return
  const key = walk.facts.text(name, [])
  bindName(
    walk,
    frame,
    object,
    walk.facts.add({
      kind: "mapping",
      entries: [
        { key: null, value: known },
        { key, value },
      ],
    }),
  )
}
