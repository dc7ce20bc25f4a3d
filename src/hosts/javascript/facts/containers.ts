import type { Ref } from "../../../model/lineage.js"
import { child, children, type Node, nameOf } from "../syntax.js"
import { bindName } from "./assign.js"
import { expression } from "./expressions.js"
import { block } from "./statements.js"
import { type Frame, nameValue, patternNames, type Walk } from "./walk.js"

/** An enum is an object of its values. */
export function enumDeclaration(walk: Walk, frame: Frame, node: Node): void {
  const name = nameOf(child(node, "id"))
  const members = children(child(node, "body") ?? node, "members")
  const entries = members.map((each) => ({
    key: walk.facts.text(nameOf(child(each, "id")) ?? "", []),
    value: expression(walk, frame, child(each, "initializer")),
  }))
  if (name !== null) bindName(walk, frame, name, walk.facts.add({ kind: "mapping", entries }))
}

/** A namespace is an object of what it exports. One that is only declared, and `declare module "x"`, are nothing. */
export function namespaceDeclaration(walk: Walk, frame: Frame, node: Node): void {
  const name = nameOf(child(node, "id"))
  if (node.declare === true || child(node, "id")?.type !== "Identifier" || name === null) return
  bindName(walk, frame, name, namespaceValue(walk, frame, node))
}

function namespaceValue(walk: Walk, frame: Frame, node: Node): Ref {
  const { facts } = walk
  const body = child(node, "body")
  // `namespace a.b { … }`
  if (body?.type === "TSModuleDeclaration") {
    const key = facts.text(nameOf(child(body, "id")) ?? "", [])
    return facts.add({ kind: "mapping", entries: [{ key, value: namespaceValue(walk, frame, body) }] })
  }
  const statements = children(body, "body")
  const names = new Set<string>()
  const inner = statements.map((each) => {
    const declaration = each.type === "ExportNamedDeclaration" ? child(each, "declaration") : null
    if (declaration === null) return each
    patternNames(child(declaration, "id"), names)
    for (const declared of children(declaration, "declarations")) patternNames(child(declared, "id"), names)
    return declaration
  })
  block(walk, frame, inner)
  return facts.add({
    kind: "mapping",
    entries: [...names].map((each) => ({ key: facts.text(each, []), value: nameValue(walk, frame, each) })),
  })
}
