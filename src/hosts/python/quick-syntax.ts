import type { PlainToken } from "./lexer.js"
import type { QuickNode } from "./quick/node.js"
import { fillsFields, type SyntaxNode, wants } from "./tree.js"

/** Copies the part of a quick parser's tree that leads to the offsets in `interest` (sorted), as {@link readTree} does with the other parser's. */
export function copyQuick(root: QuickNode, interest: readonly number[]): SyntaxNode {
  const wanted = wants(interest)
  interface Open extends SyntaxNode {
    readonly children: SyntaxNode[]
  }
  const copy = (of: QuickNode, field: string, parent: Open | null): void => {
    const node: Open = { type: of.type, start: of.startIndex, end: of.endIndex, field, parent, children: [] }
    parent?.children.push(node)
    // The module is found by whoever stands in it.
    top ??= node
    if (parent === null || wanted(node) || fillsFields(node, wanted)) of.eachPart((part, role) => copy(part, role, node))
  }
  let top: SyntaxNode | null = null
  copy(root, "", null)
  return top as unknown as SyntaxNode
}

/**
 * The names of the classes and functions that a comment stands in, outermost first. A comment behind the last statement of a block belongs to the block
 * if it stands on that statement's line, or is indented at least as far, and so are all comments before it.
 */
export function commentPath(source: string, root: QuickNode, comment: PlainToken): readonly string[] {
  const path: string[] = []
  const at = comment.start
  let least = Number.POSITIVE_INFINITY
  let behind = -1
  for (let node: QuickNode | null = root; node !== null; ) {
    if (node.type === "function_definition" || node.type === "class_definition") {
      const name = node.childForFieldName("name")
      const text = name === null ? "" : source.slice(name.startIndex, name.endIndex)
      path.push(node.type === "class_definition" ? `class ${text}` : text)
    }
    const child = lastBefore(node, at)
    if (child === null) break
    if (at >= child.endIndex && behind < 0) {
      behind = child.endIndex
      least = leastIndent(source, behind, at)
    }
    node = behind < 0 || least === Number.POSITIVE_INFINITY || reaches(source, child, least) ? child : null
  }
  return path
}

/** The last child that begins before an offset. */
function lastBefore(node: QuickNode, at: number): QuickNode | null {
  const children = node.namedChildren
  let low = 0
  let high = children.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((children[middle] as QuickNode).startIndex <= at) low = middle + 1
    else high = middle
  }
  return children[low - 1] ?? null
}

/** The least indentation of the comments on lines of their own between two offsets, the one at the second among them; infinite if that stands on the first line. */
function leastIndent(source: string, from: number, at: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let line = source.indexOf("\n", from); line >= 0 && line < at; line = source.indexOf("\n", line + 1)) {
    const column = indentation(source, line + 1)
    if (source.charCodeAt(line + 1 + column.length) === 35) least = Math.min(least, column.width)
  }
  return least
}

function indentation(source: string, from: number): { readonly length: number; readonly width: number } {
  let width = 0
  let at = from
  for (; ; at++) {
    const unit = source.charCodeAt(at)
    if (unit === 32) width++
    else if (unit === 9) width += 8
    else if (unit === 12 || unit === 13) width = 0
    else return { length: at - from, width }
  }
}

/** Whether comments behind a node that are indented so far still belong to it, or to a block at its end. */
function reaches(source: string, node: QuickNode, indent: number): boolean {
  for (
    let last: QuickNode | undefined = node;
    last !== undefined && last.endIndex === node.endIndex;
    last = last.namedChildren.at(-1)
  ) {
    if (last.type !== "block") continue
    const line = source.lastIndexOf("\n", last.startIndex - 1) + 1
    const column = indentation(source, line)
    // A block on the line of its statement ends with the line.
    if (line + column.length === last.startIndex && column.width <= indent) return true
  }
  return false
}
