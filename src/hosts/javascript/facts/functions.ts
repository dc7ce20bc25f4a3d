import type { OpenScope } from "../../../facts/fact-builder.js"
import type { Parameter, Ref } from "../../../model/lineage.js"
import { child, children, type Node, nameOf } from "../syntax.js"
import { assign } from "./assign.js"
import { frameworkCalls, tableOfClass } from "./entities.js"
import { expression } from "./expressions.js"
import { injected } from "./libraries/drivers.js"
import { ambient } from "./libraries/shape.js"
import { block } from "./statements.js"
import { declaredNames, type Environment, type Frame, patternNames, type Walk } from "./walk.js"

function qualified(frame: Frame, name: string): string {
  const around = frame.scope.scope.name
  return around === "" ? name : `${around}.${name}`
}

function surroundings(frame: Frame): Frame["outer"] {
  // A class body is no scope for its methods.
  return frame.scope.scope.kind === "class" ? frame.outer : [{ scope: frame.scope.index, bound: frame.bound }, ...frame.outer]
}

/** Makes a scope of a function; its body is read later, when the names around it are known. */
export function functionScope(walk: Walk, frame: Frame, node: Node, name: string | null): Ref {
  const { facts } = walk
  const id = child(node, "id") ?? child(node, "key")
  const own = name ?? nameOf(id) ?? `<function ${node.start}>`
  const method = node.type === "ClassMethod" || node.type === "ClassPrivateMethod"
  const scope = facts.open({
    kind: method ? "method" : "function",
    name: qualified(frame, own),
    parent: frame.scope.index,
    start: node.start,
    end: node.end,
    at: (id ?? node).start,
  })
  scope.property = node.kind === "get"
  const env: Environment = new Map()
  const patterns: { readonly pattern: Node; readonly value: Ref }[] = []
  for (const [index, parameter] of children(node, "params").entries()) {
    const read = readParameter(walk, frame, parameter, index)
    if (read === null) continue
    scope.parameters.push(read.parameter)
    const value = facts.add({ kind: "parameter", scope: scope.index, name: read.parameter.name })
    env.set(read.parameter.name, value)
    if (read.pattern !== null) patterns.push({ pattern: read.pattern, value })
    if (parameter.type === "TSParameterProperty") facts.bind(frame.scope.index, read.parameter.name, value)
  }
  const arrow = node.type === "ArrowFunctionExpression"
  const owner = method ? frame.scope.index : arrow ? frame.owner : null
  const self = method ? scope.index : arrow ? frame.self : null
  const outer = surroundings(frame)
  walk.later.push(() => readBody(walk, { scope, outer, owner, self, env, patterns }, node))
  return facts.add({ kind: "scope", scope: scope.index })
}

interface Beginning {
  readonly scope: OpenScope
  readonly outer: Frame["outer"]
  readonly owner: number | null
  readonly self: number | null
  readonly env: Environment
  readonly patterns: readonly { readonly pattern: Node; readonly value: Ref }[]
}

function readBody(walk: Walk, beginning: Beginning, node: Node): void {
  const { scope, outer, owner, self, env, patterns } = beginning
  const body = child(node, "body")
  if (body === null) return
  const bound = declaredNames(body)
  for (const parameter of scope.parameters) bound.add(parameter.name)
  for (const { pattern } of patterns) patternNames(pattern, bound)
  const frame: Frame = { scope, bound, outer, owner, self, env, yields: [] }
  for (const [name, value] of env) walk.facts.bind(scope.index, name, value)
  for (const { pattern, value } of patterns) assign(walk, frame, pattern, value)
  if (body.type === "BlockStatement") block(walk, frame, children(body, "body"))
  else scope.returns.push(expression(walk, frame, body))
  if (frame.yields.length > 0) scope.returns.push(walk.facts.add({ kind: "list", items: [...frame.yields] }))
}

interface ReadParameter {
  readonly parameter: Parameter
  /** What takes the value apart, if anything does. */
  readonly pattern: Node | null
}

function readParameter(walk: Walk, frame: Frame, node: Node, index: number): ReadParameter | null {
  if (node.type === "TSParameterProperty") {
    const inner = child(node, "parameter")
    return inner === null ? null : readParameter(walk, frame, inner, index)
  }
  if (node.type === "RestElement") {
    const name = nameOf(child(node, "argument"))
    return name === null ? null : { parameter: { name, default: null, kind: "rest" }, pattern: null }
  }
  const target = node.type === "AssignmentPattern" ? child(node, "left") : node
  if (target === null) return null
  const fallback =
    node.type === "AssignmentPattern" ? expression(walk, frame, child(node, "right")) : typedInstance(walk, frame, target)
  if (target.type === "Identifier") {
    return { parameter: { name: nameOf(target) ?? "", default: fallback, kind: "plain" }, pattern: null }
  }
  return { parameter: { name: `<parameter ${index}>`, default: fallback, kind: "plain" }, pattern: target }
}

/** Types whose argument is the class that they handle. */
const generic = /^(?:Repository|Model|ModelStatic|MongoRepository|TreeRepository|EntityTarget|Type|Provider)$/

/** What stands for a parameter that a container fills by its type: `members: MembersService`, `repository: Repository<Member>`. */
function typedInstance(walk: Walk, frame: Frame, target: Node): Ref | null {
  const { facts } = walk
  const type = child(child(target, "typeAnnotation"), "typeAnnotation")
  if (type?.type !== "TSTypeReference") return null
  const name = nameOf(child(type, "typeName"))
  if (name === null) return null
  const inner = children(child(type, "typeParameters") ?? child(type, "typeArguments"), "params")[0] ?? null
  if (generic.test(name)) {
    const of = inner?.type === "TSTypeReference" ? nameOf(child(inner, "typeName")) : null
    return of === null ? null : classNamed(walk, frame, of)
  }
  const known = classNamed(walk, frame, name)
  const family = injected[name]
  if (family !== undefined && (known === null || walk.imported.has(name))) return ambient(walk, family)
  if (known === null) return null
  // Not an action: it only says what the container hands in.
  return facts.call({
    scope: frame.scope.index,
    callee: known,
    text: `new ${name}`,
    arguments: [],
    effects: [],
    result: facts.unknown(name),
    start: target.start,
    end: target.end,
  })
}

function classNamed(walk: Walk, frame: Frame, name: string): Ref | null {
  const around = [{ scope: frame.scope.index, bound: frame.bound }, ...frame.outer]
  const found = around.find((each) => each.bound.has(name))
  return found === undefined ? null : walk.facts.add({ kind: "name", scope: found.scope, name })
}

/** Makes a scope of a class and reads its fields; its methods are read later. */
export function classScope(walk: Walk, frame: Frame, node: Node): Ref {
  const { facts } = walk
  const id = child(node, "id")
  const scope = facts.open({
    kind: "class",
    name: qualified(frame, nameOf(id) ?? `<class ${node.start}>`),
    parent: frame.scope.index,
    start: node.start,
    end: node.end,
    at: (id ?? node).start,
  })
  const base = child(node, "superClass")
  if (base !== null) scope.bases.push(expression(walk, frame, base))
  const inner: Frame = {
    scope,
    bound: new Set(),
    outer: surroundings(frame),
    owner: scope.index,
    self: scope.index,
    env: new Map(),
    yields: [],
  }
  for (const member of children(child(node, "body"), "body")) {
    const name = nameOf(child(member, "key"))
    if (member.type === "StaticBlock") block(walk, inner, children(member, "body"))
    else if (name === null) continue
    else if (member.type.endsWith("Method")) facts.bind(scope.index, name, functionScope(walk, inner, member, name))
    else if (child(member, "value") !== null) facts.bind(scope.index, name, expression(walk, inner, child(member, "value")))
    else {
      const typed = typedInstance(walk, inner, member)
      if (typed !== null && children(member, "decorators").length > 0) facts.bind(scope.index, name, typed)
    }
  }
  const value = facts.add({ kind: "scope", scope: scope.index })
  scope.table = tableOfClass(walk, frame, node)
  frameworkCalls(walk, frame, node, value)
  return value
}
