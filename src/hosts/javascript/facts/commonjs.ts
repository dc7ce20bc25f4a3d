import type { Ref } from "../../../model/lineage.js"
import { child, children, dotted, type Node, nameOf } from "../syntax.js"
import { entryOf } from "./entities.js"
import type { Frame, Walk } from "./walk.js"

/** Whether an expression is the object that a CommonJS module exports. */
function isExports(node: Node | null): boolean {
  const name = dotted(node)
  return name === "exports" || name === "module.exports"
}

/** `module.exports = x`: its members are exports, and it is the default one and what `require` gives. */
export function exportWhole(walk: Walk, value: Ref): void {
  const whole = walk.facts.value(value)
  // What is spread into an object of exports may be another module: then its members are looked for one by one.
  if (whole.kind !== "mapping" || whole.entries.every((entry) => entry.key !== null)) walk.exports.push({ name: "=", value })
  walk.exports.push({ name: "default", value })
  exportMembers(walk, value)
}

/** `exports.x = …`, `module.exports.x = …`. */
export function exportMember(walk: Walk, object: Node, name: string, value: Ref): boolean {
  if (!isExports(object)) return false
  // `exports.a = exports.b = void 0`, as compilers write before they give the real values.
  const given = walk.facts.value(value)
  if (given.kind !== "unknown" || !given.expression.startsWith("void ")) walk.exports.push({ name, value })
  return true
}

function exportMembers(walk: Walk, value: Ref): void {
  const whole = walk.facts.value(value)
  if (whole.kind === "mapping") {
    for (const entry of whole.entries) {
      const key = entry.key === null ? null : walk.facts.value(entry.key)
      if (key?.kind === "text") walk.exports.push({ name: key.text, value: entry.value })
      else if (key === null) walk.exports.push({ name: "*", value: entry.value })
    }
  } else if (whole.kind !== "scope") walk.exports.push({ name: "*", value })
}

/**
 * Calls that export: `Object.assign(module.exports, x)`, and what compilers write for `export *` (`__exportStar(require("m"), exports)`)
 * and for names of other modules (`Object.defineProperty(exports, "x", { get })`).
 */
export function exportsByCall(walk: Walk, frame: Frame, node: Node, given: readonly Ref[]): void {
  const callee = dotted(child(node, "callee")) ?? ""
  const nodes = children(node, "arguments")
  const [first, second, third] = given
  if (callee === "Object.assign" && isExports(nodes[0] ?? null)) for (const each of given.slice(1)) exportMembers(walk, each)
  else if (/(?:^|\.)__export(?:Star)?$/.test(callee) && first !== undefined) walk.exports.push({ name: "*", value: first })
  else if (callee === "Object.defineProperty" && isExports(nodes[0] ?? null) && second !== undefined && third !== undefined) {
    const name = nameOf(nodes[1] ?? null)
    const getter = entryOf(walk, third, "get")
    const value = getter === null ? entryOf(walk, third, "value") : got(walk, frame, node, getter)
    if (name !== null && value !== null) walk.exports.push({ name, value })
  }
}

/** What a getter gives. */
function got(walk: Walk, frame: Frame, node: Node, getter: Ref): Ref {
  const call = { callee: getter, text: "get", arguments: [], effects: [], result: null, start: node.start, end: node.end }
  return walk.facts.call({ ...call, scope: frame.scope.index })
}
