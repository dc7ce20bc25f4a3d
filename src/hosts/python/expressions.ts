import type { Piece } from "../../model/region.js"
import type { Hole, Span, TextMap } from "../../model/text.js"
import { append, appendPlain, type Builder, decodeBody } from "./decode.js"
import type { StringToken } from "./lexer.js"
import { childOf, nameOf, operatorOf } from "./nodes.js"
import type { SyntaxNode } from "./tree.js"

/** A string expression read as one text. */
export interface Folded {
  readonly span: Span
  readonly text: string
  readonly map: TextMap
  readonly holes: readonly Hole[]
  readonly pieces: readonly Piece[]
  readonly literals: readonly StringToken[]
}

/** Methods of a string that leave it, or nearly: the literal before them is read as the whole. */
const keeping = new Set([
  "format",
  "format_map",
  "strip",
  "lstrip",
  "rstrip",
  "replace",
  "upper",
  "lower",
  "casefold",
  "encode",
  "expandtabs",
  "removeprefix",
  "removesuffix",
])

/** The elements of a list or tuple, and the arguments of a call; null with a splat or comprehension among them. */
function elements(node: SyntaxNode): readonly SyntaxNode[] | null {
  const result: SyntaxNode[] = []
  for (const child of node.children) {
    if (/^[([\]),]$/.test(child.type) || child.type === "comment") continue
    if (child.type.endsWith("splat") || child.type === "keyword_argument" || child.type.endsWith("clause")) return null
    result.push(child)
  }
  return result
}

/** The object of `object.method(…)`, if the node is such a call of one of the methods. */
function receiver(source: string, node: SyntaxNode, accepts: (method: string) => boolean): SyntaxNode | null {
  const callee = childOf(node, "function")
  if (callee === null || callee.type !== "attribute") return null
  const method = childOf(callee, "attribute")
  return method !== null && accepts(source.slice(method.start, method.end)) ? childOf(callee, "object") : null
}

/** `"sep".join([a, b])` with two elements or more: the separator and the elements. */
function joined(source: string, node: SyntaxNode): readonly SyntaxNode[] | null {
  const separator = receiver(source, node, (method) => method === "join")
  if (separator === null || separator.type !== "string") return null
  const given = childOf(node, "arguments")
  const list = given === null ? null : elements(given)
  const only = list?.[0]
  if (only === undefined || list?.length !== 1 || (only.type !== "list" && only.type !== "tuple")) return null
  const parts = elements(only)
  return parts === null || parts.length < 2 ? null : [separator, ...parts]
}

/** What a string expression is put together from; null if the node is none. */
export function operands(source: string, node: SyntaxNode): readonly SyntaxNode[] | null {
  switch (node.type) {
    case "concatenated_string":
      return node.children.filter((child) => child.type === "string")
    case "parenthesized_expression":
      return node.children.filter((child) => child.type !== "(" && child.type !== ")" && child.type !== "comment").slice(0, 1)
    case "binary_operator": {
      const operator = operatorOf(node)
      const left = childOf(node, "left")
      const right = childOf(node, "right")
      if (left === null || right === null) return null
      return operator === "+" ? [left, right] : operator === "%" ? [left] : null
    }
    case "call": {
      const object = receiver(source, node, (method) => keeping.has(method))
      return object === null ? joined(source, node) : [object]
    }
    default:
      return null
  }
}

/** The largest string expression that a literal is part of. */
export function expressionRoot(source: string, literal: SyntaxNode): SyntaxNode {
  let root = literal
  for (;;) {
    let next: SyntaxNode | null = null
    let candidate = root.parent
    for (let up = 0; up < 3 && candidate !== null && next === null; up++) {
      if (operands(source, candidate)?.includes(root)) next = candidate
      candidate = candidate.parent
    }
    if (next === null) return root
    root = next
  }
}

type Step =
  | { readonly kind: "node"; readonly node: SyntaxNode }
  | { readonly kind: "separator"; readonly literal: StringToken; readonly first: boolean }
  | { readonly kind: "fields"; readonly from: number; readonly style: "percent" | "braces"; readonly values: SyntaxNode | null }

/** Reads a string expression: literals decoded and joined, everything else a hole `{expression}`. */
export function foldExpression(source: string, root: SyntaxNode, literalAt: ReadonlyMap<number, StringToken>): Folded {
  const builder: Builder = { text: "", map: [] }
  const holes: Hole[] = []
  const pieces: Piece[] = []
  const literals: StringToken[] = []
  const steps: Step[] = [{ kind: "node", node: root }]
  const addLiteral = (literal: StringToken) => {
    literals.push(literal)
    const start = builder.text.length
    readLiteral(source, literal, builder, holes)
    pieces.push({ span: { start: literal.start, end: literal.end }, within: { start, end: builder.text.length } })
  }
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.kind === "fields") {
      addFields(source, builder.text, step.from, step.style, step.values, holes)
      continue
    }
    if (step.kind === "separator") {
      if (step.first) addLiteral(step.literal)
      else {
        const again: Builder = { text: "", map: [] }
        readLiteral(source, step.literal, again, [])
        appendPlain(builder, again.text)
      }
      continue
    }
    const { node } = step
    const literal = node.type === "string" ? literalAt.get(node.start) : undefined
    if (literal !== undefined) {
      addLiteral(literal)
      continue
    }
    const parts = operands(source, node)
    if (parts === null) {
      const expression = source.slice(node.start, node.end)
      const start = builder.text.length
      appendPlain(builder, "{")
      append(builder, expression, node.start, node.end - node.start)
      appendPlain(builder, "}")
      holes.push({ start, end: builder.text.length, expression })
      continue
    }
    const separator = node.type === "call" && receiver(source, node, (method) => method === "join") !== null
    if (separator) {
      const text = literalAt.get((parts[0] as SyntaxNode).start)
      for (let index = parts.length - 1; index >= 1; index--) {
        steps.push({ kind: "node", node: parts[index] as SyntaxNode })
        if (index > 1 && text !== undefined) steps.push({ kind: "separator", literal: text, first: index === 2 })
      }
      continue
    }
    const style = fieldStyle(source, node)
    if (style !== null) {
      const values = childOf(node, style === "percent" ? "right" : "arguments")
      steps.push({ kind: "fields", from: builder.text.length, style, values })
    }
    for (let index = parts.length - 1; index >= 0; index--) steps.push({ kind: "node", node: parts[index] as SyntaxNode })
  }
  holes.sort((a, b) => a.start - b.start)
  return { span: { start: root.start, end: root.end }, text: builder.text, map: builder.map, holes, pieces, literals }
}

/** Reads one literal alone. */
export function foldLiteral(source: string, literal: StringToken): Folded {
  const builder: Builder = { text: "", map: [] }
  const holes: Hole[] = []
  readLiteral(source, literal, builder, holes)
  const span = { start: literal.start, end: literal.end }
  const pieces = [{ span, within: { start: 0, end: builder.text.length } }]
  return { span, text: builder.text, map: builder.map, holes, pieces, literals: [literal] }
}

function readLiteral(source: string, literal: StringToken, builder: Builder, holes: Hole[]): void {
  for (const part of literal.parts) {
    if (part.kind === "text") {
      decodeBody(builder, source, part, literal)
      continue
    }
    const start = builder.text.length
    append(builder, source.slice(part.start, part.end), part.start, part.end - part.start)
    holes.push({ start, end: builder.text.length, expression: source.slice(part.expression.start, part.expression.end) })
  }
}

function fieldStyle(source: string, node: SyntaxNode): "percent" | "braces" | null {
  if (node.type === "binary_operator") return operatorOf(node) === "%" ? "percent" : null
  if (node.type !== "call") return null
  return receiver(source, node, (method) => method === "format" || method === "format_map") === null ? null : "braces"
}

const percentField = /%(?:\(([^()]*)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([a-zA-Z%])/g
const braceField = /\{\{|\}\}|\{([^{}]*)\}/g

/** Makes holes of the fields that `%` or `.format` fills, named by the expressions that fill them where these are plain to see. */
function addFields(
  source: string,
  text: string,
  from: number,
  style: "percent" | "braces",
  values: SyntaxNode | null,
  holes: Hole[],
): void {
  const there = holes.filter((hole) => hole.end > from)
  const given = values === null ? null : readValues(source, values, style)
  const pattern = style === "percent" ? percentField : braceField
  pattern.lastIndex = from
  let count = 0
  let passed = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index
    const end = start + match[0].length
    while (passed < there.length && (there[passed] as Hole).end <= start) passed++
    const next = there[passed]
    if (next !== undefined && next.start < end) {
      pattern.lastIndex = next.end
      continue
    }
    if (style === "percent" ? match[2] === "%" : match[1] === undefined) continue
    const name = style === "percent" ? (match[1] ?? "") : (/^[^!:.[]*/.exec(match[1] ?? "")?.[0] ?? "")
    const key = name === "" ? String(count++) : name
    holes.push({ start, end, expression: given?.get(key) ?? (name === "" ? match[0] : name) })
  }
}

/** Source of the expressions by position (from 0) and by name. */
function readValues(source: string, node: SyntaxNode, style: "percent" | "braces"): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const several = node.type === "tuple" || node.type === "argument_list" || node.type === "dictionary"
  if (style === "percent" && !several) return new Map([["0", source.slice(node.start, node.end)]])
  let index = 0
  for (const child of node.children) {
    if (/^[(){},]$/.test(child.type) || child.type === "comment") continue
    if (child.type === "list_splat" || child.type === "dictionary_splat") break
    const value = childOf(child, "value")
    const name = child.type === "keyword_argument" ? childOf(child, "name") : child.type === "pair" ? childOf(child, "key") : null
    if (value !== null && name !== null) {
      const key = nameOf(source, name)
      if (key !== null) values.set(key, source.slice(value.start, value.end))
    } else values.set(String(index++), source.slice(child.start, child.end))
  }
  return values
}
