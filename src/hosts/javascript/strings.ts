import type { Piece } from "../../model/region.js"
import type { Hole, TextMap } from "../../model/text.js"
import type { StringText } from "./string-text.js"
import { stringText } from "./string-text.js"
import { child, children, dotted, type Node, nameOf, textOf, unwrap } from "./syntax.js"

/** A string expression read as one text, and the expressions in it that are not part of the text. */
export interface StringExpression {
  readonly text: string
  readonly map: TextMap
  readonly holes: readonly Hole[]
  readonly pieces: readonly Piece[]
  /** Operands and interpolated expressions, to be read by themselves. */
  readonly inner: readonly Node[]
}

/** Chains longer than this are read link by link. */
const longestChain = 20_000

/** Whether an expression certainly gives a string that has literal text in it. */
function isText(node: Node): boolean {
  const bare = unwrap(node)
  if (bare.type === "StringLiteral" || bare.type === "TemplateLiteral") return true
  if (bare.type === "BinaryExpression") return bare.operator === "+" && operands(bare).some(isText)
  return joinOf(bare) !== null
}

/** The operands of a chain of `+`, leftmost first. */
export function operands(node: Node): readonly Node[] {
  const found: Node[] = []
  let current: Node = node
  while (current.type === "BinaryExpression" && current.operator === "+" && found.length < longestChain) {
    const right = child(current, "right")
    const left = child(current, "left")
    if (right === null || left === null) break
    found.push(right)
    current = left
  }
  found.push(current)
  return found.reverse()
}

/** `[a, b].join(" ")`: the elements and the separator, where both are plain to see; null for anything else. */
function joinOf(node: Node): { readonly elements: readonly Node[]; readonly separator: Node | null } | null {
  if (node.type !== "CallExpression") return null
  const callee = child(node, "callee")
  if (callee?.type !== "MemberExpression" || nameOf(child(callee, "property")) !== "join") return null
  const array = child(callee, "object")
  if (array === null || unwrap(array).type !== "ArrayExpression") return null
  const list = unwrap(array).elements as readonly (Node | null)[]
  const elements = list.filter((each) => each !== null)
  if (elements.length !== list.length || elements.some((each) => each.type === "SpreadElement")) return null
  const given = children(node, "arguments")
  const separator = given[0] ?? null
  if (given.length > 1 || (separator !== null && separator.type !== "StringLiteral")) return null
  return elements.some(isText) ? { elements, separator } : null
}

/** Reads an expression that is a string by its form; null for any other. `source` is the file's text. */
export function readString(source: string, node: Node): StringExpression | null {
  switch (node.type) {
    case "StringLiteral":
    case "TemplateLiteral":
      break
    case "BinaryExpression":
      if (node.operator !== "+" || !operands(node).some(isText)) return null
      break
    case "CallExpression":
      if (joinOf(node) === null) return null
      break
    default:
      return null
  }
  const text = stringText()
  const inner: Node[] = []
  append(source, node, text, inner)
  return { ...text.finish(), inner }
}

function append(source: string, node: Node, text: StringText, inner: Node[]): void {
  const bare = unwrap(node)
  if (bare.type === "StringLiteral") {
    const from = text.length()
    text.literal(source, bare.start + 1, bare.end - 1, "quoted")
    text.piece(from, bare.start, bare.end)
  } else if (bare.type === "TemplateLiteral") appendTemplate(source, bare, text, inner, "template")
  else if (bare.type === "BinaryExpression" && isText(bare)) appendChain(source, bare, text, inner)
  else {
    const join = joinOf(bare)
    if (join !== null) appendJoin(source, join, text, inner)
    else appendHole(source, node, text, inner)
  }
}

function appendHole(source: string, node: Node, text: StringText, inner: Node[]): void {
  if (node.type === "NumericLiteral" && /^\d{1,9}$/.test(source.slice(node.start, node.end))) {
    text.literal(source, node.start, node.end, "raw")
    return
  }
  text.hole(source, node.start, node.end, "operand")
  inner.push(node)
}

/** What stands left of the first string is one operand: `1 + 2 + "a"` adds before it joins. */
function appendChain(source: string, node: Node, text: StringText, inner: Node[]): void {
  const all = operands(node)
  const first = all.findIndex(isText)
  const lead = all[0]
  const before = all[first - 1]
  if (first > 1 && lead !== undefined && before !== undefined) {
    text.hole(source, lead.start, before.end, "operand")
    inner.push(...all.slice(0, first))
  } else if (first === 1 && lead !== undefined) append(source, lead, text, inner)
  for (const operand of all.slice(Math.max(first, 0))) append(source, operand, text, inner)
}

function appendJoin(
  source: string,
  join: { readonly elements: readonly Node[]; readonly separator: Node | null },
  text: StringText,
  inner: Node[],
): void {
  const separator = join.separator === null ? "," : textOf(join.separator, "value")
  join.elements.forEach((element, index) => {
    if (index > 0) text.made(separator)
    append(source, element, text, inner)
  })
  if (join.separator !== null) inner.push(join.separator)
}

function appendTemplate(source: string, node: Node, text: StringText, inner: Node[], spelling: "template" | "raw"): void {
  const quasis = children(node, "quasis")
  const holes = children(node, "expressions")
  const from = text.length()
  quasis.forEach((quasi, index) => {
    text.literal(source, quasi.start, quasi.end, spelling)
    const next = quasis[index + 1]
    const hole = holes[index]
    if (next === undefined || hole === undefined) return
    text.hole(source, quasi.end + 2, next.start - 1, "template")
    inner.push(hole)
  })
  text.piece(from, node.start, node.end)
}

/** Reads the text of a tagged template: for `String.raw` as it is written. */
export function readTagged(source: string, node: Node): StringExpression | null {
  const quasi = child(node, "quasi")
  if (quasi === null) return null
  const text = stringText()
  const inner: Node[] = []
  appendTemplate(source, quasi, text, inner, dotted(child(node, "tag")) === "String.raw" ? "raw" : "template")
  return { ...text.finish(), inner }
}

/** Reads the text of one node that is a literal by itself: a quoted name, a JSX attribute's value, JSX text. */
export function readLiteral(source: string, node: Node, spelling: "quoted" | "jsx" | "bare"): StringExpression {
  const text = stringText()
  if (spelling === "bare") text.literal(source, node.start, node.end, "raw")
  else if (node.type === "JSXText") text.literal(source, node.start, node.end, "jsx")
  else text.literal(source, node.start + 1, node.end - 1, spelling)
  if (node.type !== "JSXText") text.piece(0, node.start, node.end)
  return { ...text.finish(), inner: [] }
}
