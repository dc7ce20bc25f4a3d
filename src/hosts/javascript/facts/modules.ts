import type { Ref } from "../../../model/lineage.js"
import { child, children, type Node, nameOf, textOf } from "../syntax.js"
import { bindName } from "./assign.js"
import { type Frame, nameValue, patternNames, type Walk } from "./walk.js"

/** Runs a module and gives it as a value: for `import()` its exports, for `require` the one value that it may export in their place. */
export function loadModule(walk: Walk, frame: Frame, node: Node, specifier: string, dynamic = false): Ref {
  const module = walk.facts.add({ kind: "module", specifier })
  frame.scope.actions.push({ kind: "import", module, start: node.start, end: node.end })
  return dynamic ? module : walk.facts.add({ kind: "export", specifier, name: "=" })
}

/** `import a, { b as c }, * as d from "m"` */
export function importDeclaration(walk: Walk, frame: Frame, node: Node): void {
  // What only the compiler reads never runs.
  if (node.importKind === "type" || node.importKind === "typeof") return
  const { facts } = walk
  const specifier = nameOf(child(node, "source")) ?? ""
  const module = facts.add({ kind: "module", specifier })
  const all = children(node, "specifiers")
  const used = all.filter((each) => each.importKind !== "type")
  if (all.length > 0 && used.length === 0) return
  frame.scope.actions.push({ kind: "import", module, start: node.start, end: node.end })
  for (const each of used) {
    const local = nameOf(child(each, "local"))
    if (local === null) continue
    const name =
      each.type === "ImportNamespaceSpecifier"
        ? "*"
        : each.type === "ImportDefaultSpecifier"
          ? "default"
          : (nameOf(child(each, "imported")) ?? local)
    walk.imported.set(local, { specifier, name })
    const exported = name === "*" ? module : facts.add({ kind: "export", specifier, name })
    bindName(walk, frame, local, exported)
  }
}

/** Names that an exported declaration binds are exports under the same name. */
export function declarationExports(walk: Walk, frame: Frame, declaration: Node): void {
  const names = new Set<string>()
  const id = nameOf(child(declaration, "id"))
  if (id !== null) names.add(id)
  for (const each of children(declaration, "declarations")) patternNames(child(each, "id"), names)
  for (const name of names) {
    walk.exports.push({ name, value: walk.facts.add({ kind: "name", scope: frame.scope.index, name }) })
  }
}

/** `export { a as b }`, `export { a } from "m"`, `export * from "m"`, `export * as n from "m"` */
export function exportNamed(walk: Walk, frame: Frame, node: Node): void {
  if (node.exportKind === "type") return
  const { facts } = walk
  const source = child(node, "source")
  const specifier = source === null ? null : textOf(source, "value")
  if (specifier !== null) {
    const module = facts.add({ kind: "module", specifier })
    frame.scope.actions.push({ kind: "import", module, start: node.start, end: node.end })
    if (node.type === "ExportAllDeclaration") walk.exports.push({ name: "*", value: module })
  }
  for (const each of children(node, "specifiers")) {
    const name = nameOf(child(each, "exported"))
    const local = nameOf(child(each, "local"))
    if (name === null || each.exportKind === "type") continue
    if (specifier === null) walk.exports.push({ name, value: nameValue(walk, { ...frame, env: null }, local ?? name) })
    else if (each.type === "ExportNamespaceSpecifier")
      walk.exports.push({ name, value: facts.add({ kind: "module", specifier }) })
    else walk.exports.push({ name, value: facts.add({ kind: "export", specifier, name: local ?? name }) })
  }
}
