import type { CodeKind, CodeNode, CodeTree } from "../../model/code.js"
import { child, children, eachChild, isWrapper, type Node, nameOf, textOf } from "./syntax.js"

interface Task {
  readonly node: Node
  readonly parent: number
  readonly slot: string
  /** Name of the variable, property or field that a function or class is given to. */
  readonly given: string
}

/** Larger files are not followed. */
const mostNodes = 400_000

const functions =
  /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod|ClassPrivateMethod)$/
const compared = new Set(["==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "instanceof"])
const transparent =
  /^(?:ExportNamedDeclaration|ExportDefaultDeclaration|VariableDeclaration|ClassBody|ChainExpression|StaticBlock|Program|File)$/

/** The code of a program; null where it is too large to be followed. */
export function javascriptCode(program: Node): CodeTree | null {
  const nodes: CodeNode[] = [{ kind: "block", name: "", parent: -1, slot: "", start: program.start, end: program.end }]
  const stack: Task[] = children(program, "body")
    .map((node) => ({ node, parent: 0, slot: "body", given: "" }))
    .reverse()
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    if (nodes.length > mostNodes) return null
    stack.push(...[...enter(nodes, task)].reverse())
  }
  return nodes
}

/** Adds the node of a task; what is left to be done in it. */
function enter(nodes: CodeNode[], task: Task): readonly Task[] {
  const { node, parent, slot, given } = task
  const add = (kind: CodeKind, name = ""): number =>
    nodes.push({ kind, name, parent, slot, start: node.start, end: node.end }) - 1
  const next = (at: number, ...parts: readonly (readonly [Node | null, string, string?])[]): readonly Task[] =>
    parts.flatMap(([each, as, name]) => (each === null ? [] : [{ node: each, parent: at, slot: as, given: name ?? "" }]))
  const of = (field: string): Node | null => child(node, field)
  const list = (field: string): readonly Node[] => children(node, field)

  if (isWrapper(node)) return next(parent, [of("expression"), slot, given])
  if (transparent.test(node.type)) {
    const isList = node.type === "ExportNamedDeclaration" && (list("specifiers").length > 0 || of("source") !== null)
    if (isList) return []
    const declared = of("declaration")
    const isValue =
      node.type === "ExportDefaultDeclaration" && declared !== null && !/^(?:Function|Class)Declaration$/.test(declared.type)
    if (isValue) return next(add("other"), [declared, "value"])
    return next(parent, [declared, slot], ...[...list("declarations"), ...list("body")].map((each) => [each, slot] as const))
  }
  if (functions.test(node.type)) return enterFunction(nodes, task, add("function", functionName(task)))
  switch (node.type) {
    case "Identifier":
    case "ThisExpression":
      add("name", node.type === "Identifier" ? textOf(node, "name") : "this")
      return []
    case "StringLiteral":
      add("text", textOf(node, "value"))
      return []
    case "TemplateLiteral": {
      const pieces = list("quasis").map((each) => (each.value as { readonly raw?: string } | undefined)?.raw ?? "")
      return next(add("text", pieces.join("*")), ...list("expressions").map((each) => [each, "hole"] as const))
    }
    case "MemberExpression":
    case "OptionalMemberExpression": {
      const property = of("property")
      if (node.computed === true && property?.type !== "StringLiteral")
        return next(add("index"), [of("object"), "object"], [property, "key"])
      return next(add("member", nameOf(property) ?? ""), [of("object"), "object"])
    }
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression": {
      const given_ = list("arguments").map((each, index): readonly [Node | null, string] =>
        each.type === "SpreadElement" ? [child(each, "argument"), "spread"] : [each, String(index)],
      )
      return next(add("call"), [of("callee"), "callee"], ...given_)
    }
    case "ImportExpression":
      return next(add("import"), [of("source"), "source"])
    case "BinaryExpression": {
      const operator = textOf(node, "operator")
      if (compared.has(operator)) return next(add("test"), [of("left"), "test"], [of("right"), "test"])
      return next(add("binary", operator), [of("left"), "left"], [of("right"), "right"])
    }
    case "LogicalExpression":
      return next(add("choice"), [of("left"), "option"], [of("right"), "option"])
    case "ConditionalExpression":
      return next(add("choice"), [of("test"), "test"], [of("consequent"), "option"], [of("alternate"), "option"])
    case "UnaryExpression":
      return next(add(/^(?:!|typeof)$/.test(textOf(node, "operator")) ? "test" : "other"), [of("argument"), "test"])
    case "ArrayExpression":
    case "ArrayPattern":
      return next(add("list"), ...list("elements").map((each) => [each, "item"] as const))
    case "ObjectExpression":
    case "ObjectPattern":
      return next(add("list"), ...list("properties").map((each) => [each, "item"] as const))
    case "ObjectProperty":
      return next(parent, ...property(node, slot))
    case "SpreadElement":
    case "RestElement":
      return next(parent, [of("argument"), slot])
    case "AssignmentPattern":
      return next(add("assign"), [of("left"), "target"], [of("right"), "value"])
    case "VariableDeclarator":
      return next(add("assign"), [of("id"), "target"], [of("init"), "value", nameOf(of("id")) ?? ""])
    case "AssignmentExpression": {
      const left = of("left")
      const name = nameOf(left) ?? nameOf(child(left, "property")) ?? ""
      return next(add("assign"), [left, "target"], [of("right"), "value", name])
    }
    case "ClassProperty":
    case "ClassPrivateProperty":
    case "ClassAccessorProperty": {
      const name = nameOf(of("key")) ?? ""
      const at = add("assign")
      const key = of("key") ?? node
      nodes.push({ kind: "member", name, parent: at, slot: "target", start: key.start, end: key.end })
      return next(at, [of("value"), "value", name])
    }
    case "ReturnStatement":
    case "YieldExpression":
      return next(add("return"), [of("argument"), "value"])
    case "AwaitExpression":
      return next(add("await"), [of("argument"), "value"])
    case "ForOfStatement":
    case "ForInStatement": {
      const left = of("left")
      const target = left?.type === "VariableDeclaration" ? child(children(left, "declarations")[0] ?? null, "id") : left
      const at = add("for")
      // The keys of an object or the indices of a list are no elements of it.
      return next(at, [target, "target"], [of("right"), node.type === "ForOfStatement" ? "value" : "test"], [of("body"), "body"])
    }
    case "ExpressionStatement":
      return next(add("statement"), [of("expression"), "value"])
    case "ClassDeclaration":
    case "ClassExpression": {
      const name = nameOf(of("id")) ?? given
      return next(
        add("class", name),
        [of("superClass"), "base"],
        ...children(of("body"), "body").map((each) => [each, "body", name] as const),
      )
    }
    case "ImportDeclaration": {
      const at = add("import", textOf(of("source"), "value"))
      for (const each of list("specifiers")) {
        const imported =
          each.type === "ImportSpecifier"
            ? (nameOf(child(each, "imported")) ?? "")
            : each.type === "ImportDefaultSpecifier"
              ? "default"
              : "*"
        nodes.push({
          kind: "imported",
          name: nameOf(child(each, "local")) ?? "",
          parent: at,
          slot: imported,
          start: each.start,
          end: each.end,
        })
      }
      return next(at, [of("source"), "source"])
    }
  }
  if (/^(?:TS|Type|Interface|Declare|Opaque)/.test(node.type)) return []
  const isBlock = /Statement$|^SwitchCase$|^CatchClause$/.test(node.type)
  const at = add(isBlock ? "block" : "other")
  const parts: [Node, string][] = []
  eachChild(node, (each, field) => {
    if (!/^(?:label|typeAnnotation|returnType)$/.test(field))
      parts.push([each, isBlock ? (/^(?:test|discriminant)$/.test(field) ? "test" : "body") : "value"])
  })
  return next(at, ...parts)
}

function property(node: Node, slot: string): readonly (readonly [Node | null, string, string?])[] {
  const key = child(node, "key")
  const name = nameOf(key) ?? ""
  return [
    [node.shorthand === true ? null : key, "key"],
    [child(node, "value"), slot, name],
  ]
}

function functionName({ node, given }: Task): string {
  const own = nameOf(child(node, "id")) ?? nameOf(child(node, "key"))
  return own === "constructor" ? given : (own ?? given)
}

function enterFunction(nodes: CodeNode[], task: Task, at: number): readonly Task[] {
  const { node } = task
  const tasks: Task[] = []
  children(node, "params").forEach((each, index) => {
    const inner = each.type === "TSParameterProperty" ? (child(each, "parameter") ?? each) : each
    const bound = inner.type === "AssignmentPattern" ? (child(inner, "left") ?? inner) : inner
    const rest = bound.type === "RestElement"
    const name = nameOf(rest ? child(bound, "argument") : bound) ?? ""
    const parameter =
      nodes.push({ kind: "param", name, parent: at, slot: rest ? "rest" : String(index), start: each.start, end: each.end }) - 1
    const value = inner.type === "AssignmentPattern" ? child(inner, "right") : null
    if (value !== null) tasks.push({ node: value, parent: parameter, slot: "default", given: name })
    if (/Pattern$/.test(bound.type)) tasks.push({ node: bound, parent: parameter, slot: "target", given: "" })
    // `constructor(private readonly path: string)` is a field too.
    if (inner !== each) nodes.push({ kind: "member", name, parent: parameter, slot: "target", start: each.start, end: each.end })
  })
  const body = child(node, "body")
  if (body !== null) {
    const isValue = node.type === "ArrowFunctionExpression" && body.type !== "BlockStatement"
    const holder = isValue
      ? nodes.push({ kind: "return", name: "", parent: at, slot: "body", start: body.start, end: body.end }) - 1
      : at
    tasks.push({ node: body, parent: holder, slot: isValue ? "value" : "body", given: "" })
  }
  return tasks
}
