import type { Load } from "../model/code.js"
import type { Flow } from "./follow.js"

/** Where a text has been read: the expression that yields it, and the edits that expand it. */
export function loadAt({ code, at, value }: Flow): Load {
  const waited = value === "promise" && code.node(code.node(at).parent).kind === "await"
  const expression = waited ? code.node(at).parent : at
  const node = code.node(expression)
  const place = { file: code.file, line: code.lineOf(expression), at: node.start, text: code.text.slice(node.start, node.end) }
  const outer = code.node(node.parent)
  const isExpanded = (call: number, slot: string): boolean =>
    code.node(call).kind === "call" && slot === "0" && code.dotted(code.inSlot(call, "callee")) === "expand"
  if (isExpanded(node.parent, node.slot)) return { ...place, edits: [] }
  if (value === "text" || waited) {
    return {
      ...place,
      edits: [
        { start: node.start, end: node.start, text: "expand(" },
        { start: node.end, end: node.end, text: ")" },
      ],
    }
  }
  const call = outer.kind === "member" && outer.name === "then" ? outer.parent : -1
  const first = call < 0 ? -1 : code.inSlot(call, "0")
  if (first >= 0 && code.node(first).kind === "name" && code.node(first).name === "expand") return { ...place, edits: [] }
  return { ...place, edits: [{ start: node.end, end: node.end, text: ".then(expand)" }] }
}
