import type { Value } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { type Frame, parts, textOf, type Walk } from "./module-walk.js"

function bind(walk: Walk, frame: Frame, node: Node, name: string | null, module: Value): void {
  const value = walk.facts.add(module)
  frame.scope.actions.push({ kind: "import", module: value, start: node.startIndex, end: node.endIndex })
  if (name === null) return
  frame.env?.set(name, value)
  walk.facts.bind(frame.elsewhere.get(name) ?? frame.names, name, value)
}

/** Modules whose readers have `get(section, key)`. */
const settingsModules: ReadonlySet<string> = new Set(["configparser", "ConfigParser"])

/** `import a.b as c, d` */
export function importModules(walk: Walk, frame: Frame, node: Node): void {
  for (const part of parts(node)) {
    const alias = part.type === "aliased_import" ? part.childForFieldName("alias") : null
    const name = part.type === "aliased_import" ? part.childForFieldName("name") : part
    if (name === null) continue
    const specifier = textOf(walk, name).replace(/\s+/g, "")
    if (settingsModules.has(specifier)) walk.settings = true
    const [root] = specifier.split(".")
    if (alias === null && root !== undefined && root !== specifier) {
      // `import a.b` runs a.b and binds a.
      bind(walk, frame, part, null, { kind: "module", specifier })
      bind(walk, frame, part, root, { kind: "module", specifier: root })
    } else bind(walk, frame, part, alias === null ? specifier : textOf(walk, alias), { kind: "module", specifier })
  }
}

/** `from ..a import b as c`, `from a import *` */
export function importFrom(walk: Walk, frame: Frame, node: Node): void {
  const from = node.childForFieldName("module_name")
  if (from === null) return
  const specifier = textOf(walk, from).replace(/\s+/g, "")
  if (settingsModules.has(specifier)) walk.settings = true
  for (const part of parts(node)) {
    if (part.startIndex === from.startIndex) continue
    if (part.type === "wildcard_import") {
      bind(walk, frame, part, null, { kind: "module", specifier })
      walk.stars.push(specifier)
      continue
    }
    const alias = part.type === "aliased_import" ? part.childForFieldName("alias") : null
    const name = part.type === "aliased_import" ? part.childForFieldName("name") : part
    if (name === null) continue
    const exported = textOf(walk, name)
    bind(walk, frame, part, alias === null ? exported : textOf(walk, alias), { kind: "export", specifier, name: exported })
  }
}
