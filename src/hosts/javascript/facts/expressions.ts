import type { Ref } from "../../../model/lineage.js"
import { stringText } from "../string-text.js"
import { child, children, dotted, eachChild, isWrapper, type Node, nameOf, textOf, unwrap } from "../syntax.js"
import { tagKind } from "../tags.js"
import { assign } from "./assign.js"
import { callExpression, taggedCall } from "./calls.js"
import { classScope, functionScope } from "./functions.js"
import { type Frame, isFunction, memberName, nameValue, sourceOf, type Walk } from "./walk.js"

/** The value of an expression. Calls in it become actions of the frame's scope, in order. */
export function expression(walk: Walk, frame: Frame, node: Node | null): Ref {
  const { facts } = walk
  if (node === null) return facts.add({ kind: "constant", value: null })
  const bare = isWrapper(node) ? unwrap(node) : node
  if (isFunction(bare)) return functionScope(walk, frame, bare, null)
  switch (bare.type) {
    case "StringLiteral":
      return literal(walk, bare.start + 1, bare.end - 1, "quoted")
    case "TemplateLiteral":
      return template(walk, frame, bare, "template")
    case "TaggedTemplateExpression":
      return tagged(walk, frame, bare)
    case "NumericLiteral":
      return facts.add({ kind: "constant", value: typeof bare.value === "number" ? bare.value : 0 })
    case "BooleanLiteral":
      return facts.add({ kind: "constant", value: bare.value === true })
    case "NullLiteral":
      return facts.add({ kind: "constant", value: null })
    case "Identifier":
      return nameValue(walk, frame, textOf(bare, "name"))
    case "ThisExpression":
      return frame.self === null ? facts.unknown("this") : facts.add({ kind: "receiver", scope: frame.self, super: false })
    case "Super":
      return frame.self === null ? facts.unknown("super") : facts.add({ kind: "receiver", scope: frame.self, super: true })
    case "ArrayExpression":
      return facts.add({ kind: "list", items: children(bare, "elements").map((each) => expression(walk, frame, each)) })
    case "SpreadElement":
      return facts.add({ kind: "spread", of: expression(walk, frame, child(bare, "argument")) })
    case "ObjectExpression":
      return objectValue(walk, frame, bare)
    case "BinaryExpression":
      return binary(walk, frame, bare)
    case "LogicalExpression":
      return logical(walk, frame, bare)
    case "ConditionalExpression":
      expression(walk, frame, child(bare, "test"))
      return facts.choice([expression(walk, frame, child(bare, "consequent")), expression(walk, frame, child(bare, "alternate"))])
    case "AssignmentExpression":
      return assignment(walk, frame, bare)
    case "MemberExpression":
    case "OptionalMemberExpression":
      return member(walk, frame, bare)
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
    case "ImportExpression":
      return callExpression(walk, frame, bare)
    case "AwaitExpression":
      return expression(walk, frame, child(bare, "argument"))
    case "YieldExpression":
      frame.yields.push(expression(walk, frame, child(bare, "argument")))
      return facts.unknown("yield")
    case "SequenceExpression":
      return (
        children(bare, "expressions")
          .map((each) => expression(walk, frame, each))
          .at(-1) ?? facts.unknown("")
      )
    case "ClassExpression":
      return classScope(walk, frame, bare)
    case "MetaProperty":
      return facts.unknown("import.meta")
  }
  if (!bare.type.startsWith("TS")) eachChild(bare, (each) => void (each.type.startsWith("TS") || expression(walk, frame, each)))
  return facts.unknown(sourceOf(walk, bare))
}

function literal(walk: Walk, start: number, end: number, spelling: "quoted" | "template" | "raw"): Ref {
  const read = stringText()
  read.literal(walk.source, start, end, spelling)
  const { text, map } = read.finish()
  return walk.facts.text(text, map)
}

/** `around` stands on both sides of each hole. */
function template(walk: Walk, frame: Frame, node: Node, spelling: "template" | "raw", around = ""): Ref {
  const holes = children(node, "expressions")
  const parts = children(node, "quasis").flatMap((quasi, index) => {
    const text = quasi.end > quasi.start ? [literal(walk, quasi.start, quasi.end, spelling)] : []
    const hole = holes[index]
    if (hole === undefined) return text
    const beside = around === "" ? [] : [walk.facts.text(around, [])]
    return [...text, ...beside, expression(walk, frame, hole), ...beside]
  })
  return parts.length === 0 ? walk.facts.text("", []) : walk.facts.concat(parts)
}

/** A tagged template: its text, with parameters as holes where the tag binds them; what the tag does is a call. */
function tagged(walk: Walk, frame: Frame, node: Node): Ref {
  const quasi = child(node, "quasi")
  const tag = child(node, "tag")
  if (quasi === null || tag === null) return walk.facts.unknown(sourceOf(walk, node))
  const name = dotted(tag)
  const binds = tagKind(name) === "binds"
  const inner = binds
    ? withParameters(walk, frame, quasi)
    : // A shell's tag (zx, execa) makes one word of each hole.
      template(walk, frame, quasi, name === "String.raw" ? "raw" : "template", /(?:^|\.)\$$|^execa\b/.test(name ?? "") ? '"' : "")
  return tagKind(name) === "text" ? inner : taggedCall(walk, frame, node, tag, inner)
}

function withParameters(walk: Walk, frame: Frame, quasi: Node): Ref {
  const holes = children(quasi, "expressions")
  const parts = children(quasi, "quasis").flatMap((part, index) => {
    const text = literal(walk, part.start, part.end, "template")
    const hole = holes[index]
    if (hole === undefined) return [text]
    const value = expression(walk, frame, hole)
    // What a helper makes (`Prisma.raw(x)`, `sql.identifier(x)`) is text; anything else is a parameter.
    const helper =
      unwrap(hole).type === "CallExpression" &&
      /(?:raw|identifier|unsafe|ident|table|id)$/i.test(dotted(child(unwrap(hole), "callee")) ?? "")
    return [text, helper ? value : walk.facts.text(`@p${index}`, [])]
  })
  return walk.facts.concat(parts)
}

function objectValue(walk: Walk, frame: Frame, node: Node): Ref {
  const { facts } = walk
  const entries = children(node, "properties").map((property) => {
    if (property.type === "SpreadElement") return { key: null, value: expression(walk, frame, child(property, "argument")) }
    const name = memberName(property, "key")
    const key = name === null ? expression(walk, frame, child(property, "key")) : keyText(walk, property, name)
    if (property.type === "ObjectMethod") return { key, value: functionScope(walk, frame, property, null) }
    const value = child(property, "value")
    // A function is called by the name of what holds it.
    const named = value !== null && name !== null && isFunction(unwrap(value))
    return { key, value: named ? functionScope(walk, frame, unwrap(value), name) : expression(walk, frame, value) }
  })
  return facts.add({ kind: "mapping", entries })
}

function keyText(walk: Walk, property: Node, name: string): Ref {
  const key = child(property, "key")
  return key?.type === "StringLiteral" ? literal(walk, key.start + 1, key.end - 1, "quoted") : walk.facts.text(name, [])
}

function binary(walk: Walk, frame: Frame, node: Node): Ref {
  if (node.operator !== "+") {
    expression(walk, frame, child(node, "left"))
    expression(walk, frame, child(node, "right"))
    return walk.facts.unknown(sourceOf(walk, node))
  }
  const operands: Node[] = []
  let current: Node | null = node
  while (current !== null && current.type === "BinaryExpression" && current.operator === "+") {
    const right = child(current, "right")
    if (right !== null) operands.push(right)
    current = child(current, "left")
    if (current !== null) current = unwrap(current)
  }
  if (current !== null) operands.push(current)
  return walk.facts.concat(operands.reverse().map((each) => expression(walk, frame, each)))
}

function logical(walk: Walk, frame: Frame, node: Node): Ref {
  const left = expression(walk, frame, child(node, "left"))
  const right = expression(walk, frame, child(node, "right"))
  if (node.operator === "&&") return right
  const value = walk.facts.value(left)
  if (value.kind === "environment" && value.fallback === null) return walk.facts.add({ ...value, fallback: right })
  return walk.facts.add({ kind: "or", left, right, empty: node.operator === "||" })
}

function assignment(walk: Walk, frame: Frame, node: Node): Ref {
  const target = child(node, "left")
  const operator = textOf(node, "operator")
  const right = expression(walk, frame, child(node, "right"))
  if (operator === "=") {
    assign(walk, frame, target, right)
    return right
  }
  const before = expression(walk, frame, target)
  const value = operator === "+=" ? walk.facts.concat([before, right]) : walk.facts.choice([before, right])
  assign(walk, frame, target, value)
  return value
}

function member(walk: Walk, frame: Frame, node: Node): Ref {
  const { facts } = walk
  const object = child(node, "object")
  const name = memberName(node, "property")
  const on = object === null ? null : dotted(object)
  if (name !== null && (on === "process.env" || on === "import.meta.env" || on === "Bun.env")) {
    return facts.add({ kind: "environment", variable: name, fallback: null })
  }
  if (dotted(node) === "process.env") return facts.unknown("process.env")
  if (object?.type === "MetaProperty" && (name === "url" || name === "filename"))
    return facts.add({ kind: "here", directory: false })
  if (object?.type === "MetaProperty" && name === "dirname") return facts.add({ kind: "here", directory: true })
  if (on === "process.argv") {
    const place = child(node, "property")
    return facts.add({ kind: "environment", variable: `argument ${nameOf(place) ?? ""}`.trim(), fallback: null })
  }
  if (object?.type === "ThisExpression" && name !== null) {
    const known = frame.env?.get(`this.${name}`)
    if (known !== undefined) return known
  }
  const of = expression(walk, frame, object)
  // `handlers["load"]` may be anything that was put there under that key.
  if (name !== null && node.computed !== true) {
    const read = facts.add({ kind: "member", of, name })
    const { reads } = frame.scope
    if (!reads.has(read)) reads.set(read, (child(node, "property") ?? node).start)
    return read
  }
  return facts.add({ kind: "item", of, key: expression(walk, frame, child(node, "property")), fallback: null })
}
