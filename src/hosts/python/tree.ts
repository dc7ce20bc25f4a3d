import type { Tree, TreeCursor } from "web-tree-sitter"
import type { Span } from "../../model/text.js"
import { countWhile } from "../../text/search.js"

/** A node of the syntax tree, copied out of the parser's memory. Nodes without anything of interest in them have no children here. */
export interface SyntaxNode extends Span {
  readonly type: string
  /** Its role in the parent; empty without one. */
  readonly field: string
  readonly parent: SyntaxNode | null
  /** Tokens such as `+` and `(` included. */
  readonly children: readonly SyntaxNode[]
}

/** What a parse tells. */
export interface Syntax {
  readonly root: SyntaxNode
  /** Start of the first places that do not parse. */
  readonly errors: readonly number[]
}

const mostErrors = 20

/** Index of the first element that is at least `value`. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  return countWhile(sorted, (each) => each < value)
}

/** Whether something of interest (sorted offsets) begins in a node. */
export function wants(interest: readonly number[]): (of: Span) => boolean {
  return (of) => {
    const next = interest[lowerBound(interest, of.start)]
    return next !== undefined && next < of.end
  }
}

/** Copies the part of a tree that leads to the offsets in `interest` (sorted), and frees the tree: most nodes are never visited. */
export function readTree(tree: Tree, interest: readonly number[]): Syntax {
  const cursor = tree.walk()
  const errors: number[] = []
  const broken = tree.rootNode.hasError
  interface Open extends SyntaxNode {
    readonly children: SyntaxNode[]
  }
  const copy = (at: TreeCursor, parent: Open | null): Open => {
    const node: Open = {
      type: at.nodeType,
      start: at.startIndex,
      end: at.endIndex,
      field: at.currentFieldName ?? "",
      parent,
      children: [],
    }
    if (parent !== null) parent.children.push(node)
    if (node.type === "ERROR" && errors.length < mostErrors) errors.push(node.start)
    return node
  }
  const root = copy(cursor, null)
  let node = root
  const wanted = wants(interest)
  for (;;) {
    if ((node === root || wanted(node) || fillsFields(node, wanted)) && cursor.gotoFirstChild()) {
      node = copy(cursor, node)
      continue
    }
    let parent: Open | null = node.parent as Open | null
    while (parent !== null && !cursor.gotoNextSibling()) {
      cursor.gotoParent()
      parent = parent.parent as Open | null
    }
    if (parent === null) break
    node = copy(cursor, parent)
  }
  if (broken && errors.length === 0) errors.push(firstError(tree))
  cursor.delete()
  tree.delete()
  return { root, errors }
}

/** The values that `%` or `.format` put into a literal: needed for the names of its fields, even where nothing of interest is in them. */
export function fillsFields(node: SyntaxNode, wanted: (of: Span) => boolean): boolean {
  if (node.type === "pair" || node.type === "keyword_argument") return true
  if (node.field === "right")
    return (node.type === "tuple" || node.type === "dictionary") && node.parent?.type === "binary_operator"
  return node.type === "argument_list" && node.parent?.children[0] !== undefined && wanted(node.parent.children[0])
}

/** An error in a part of the tree that was not copied: a missing token, or an error without anything of interest. */
function firstError(tree: Tree): number {
  let node = tree.rootNode
  for (let depth = 0; depth < 1000; depth++) {
    const next = node.children.find((child) => child.hasError || child.isMissing)
    if (next === undefined || next.isError || next.isMissing) return (next ?? node).startIndex
    node = next
  }
  return node.startIndex
}

/** The copied nodes that begin a literal or comment, by offset. */
export function nodesByStart(root: SyntaxNode, types: ReadonlySet<string>): ReadonlyMap<number, SyntaxNode> {
  const found = new Map<number, SyntaxNode>()
  const stack: SyntaxNode[] = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (types.has(node.type)) found.set(node.start, node)
    for (const child of node.children) stack.push(child)
  }
  return found
}
