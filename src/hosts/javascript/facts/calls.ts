import { shownExpression } from "../../../facts/fact-builder.js"
import type { Argument, Effect, Ref } from "../../../model/lineage.js"
import { child, children, dotted, type Node, nameOf, textOf, unwrap } from "../syntax.js"
import { change, changeOwn } from "./changes.js"
import { exportsByCall } from "./commonjs.js"
import { expression } from "./expressions.js"
import { requestAsMade } from "./libraries/inputs.js"
import { ambient, type CallShape } from "./libraries/shape.js"
import { libraryCall } from "./library.js"
import { loadModule } from "./modules.js"
import { beginsChain, builderEffects } from "./query-builder.js"
import { type Frame, importOf, memberName, sourceOf, type Walk } from "./walk.js"

/** A call or `new`: becomes an action of the scope, with what the usual libraries do under its name. */
export function callExpression(walk: Walk, frame: Frame, node: Node): Ref {
  const { facts } = walk
  const callee = node.type === "ImportExpression" ? null : child(node, "callee")
  const given = node.type === "ImportExpression" ? [child(node, "source")] : children(node, "arguments")
  const name = callee === null ? "import" : callee.type === "Import" ? "import" : dotted(callee)
  if (name === "require" || name === "import") return required(walk, frame, node, given[0] ?? null, name === "import")
  if (callee === null) return facts.unknown(sourceOf(walk, node))
  const outermost = beginsChain(walk, node)
  const member = isMember(callee) ? callee : null
  const receiver = member === null ? null : expression(walk, frame, child(member, "object"))
  const method = member === null ? (nameOf(unwrap(callee)) ?? "") : (memberName(member, "property") ?? "")
  const isNamed = receiver !== null && member?.computed !== true
  const target = isNamed
    ? facts.add({ kind: "member", of: requestAsMade(walk, receiver, method), name: method })
    : expression(walk, frame, callee)
  const list = given.filter((each) => each !== null).map((each) => expression(walk, frame, each))
  const shape: CallShape = {
    qualified: qualifiedName(walk, frame, callee),
    method,
    receiver,
    receiverText: member === null ? "" : (dotted(child(member, "object")) ?? ""),
    construct: node.type === "NewExpression",
    arguments: list,
    text: sourceOf(walk, node).slice(0, 400),
    scope: frame.scope.index,
    start: node.start,
    end: node.end,
  }
  exportsByCall(walk, frame, node, list)
  const known = libraryCall(walk, shape)
  const effects = [...known.effects, ...(outermost ? builderEffects(walk, frame, node) : [])]
  const ref = addCall(walk, frame, node, callee, target, list, effects, known.result)
  if (known.mutates !== null && member !== null) {
    const whole = known.mutates === "result" ? ref : known.mutates
    const object = unwrap(child(member, "object") ?? member)
    const own = isMember(object) && child(object, "object")?.type === "ThisExpression" ? memberName(object, "property") : null
    if (object.type === "Identifier") change(walk, frame, textOf(object, "name"), whole)
    else if (own !== null) changeOwn(walk, frame, own, whole)
  }
  return ref
}

function addCall(
  walk: Walk,
  frame: Frame,
  node: Node,
  callee: Node,
  target: Ref,
  given: readonly Ref[],
  effects: readonly Effect[],
  result: Ref | null,
): Ref {
  const name = isMember(callee) ? child(callee, "property") : callee
  const ref = walk.facts.call({
    scope: frame.scope.index,
    callee: target,
    text: sourceOf(walk, callee).replace(/\s+/g, " ").slice(0, shownExpression),
    arguments: given.map((value): Argument => ({ name: null, value })),
    effects,
    result,
    start: (name ?? callee).start,
    end: node.end,
  })
  const value = walk.facts.value(ref)
  if (value.kind === "call") frame.scope.actions.push({ kind: "call", call: value.call })
  return ref
}

/** A tagged template is a call of its tag with the text. */
export function taggedCall(walk: Walk, frame: Frame, node: Node, tag: Node, text: Ref): Ref {
  const name = dotted(tag) ?? ""
  const last = name.slice(name.lastIndexOf(".") + 1)
  const receiver = isMember(tag) ? expression(walk, frame, child(tag, "object")) : null
  const target = receiver === null ? expression(walk, frame, tag) : walk.facts.add({ kind: "member", of: receiver, name: last })
  const effects: Effect[] = []
  const qualified = qualifiedName(walk, frame, tag) ?? ""
  const connection = /^mssql(?:\/\w+)?\.(?:query|batch)$/.test(qualified) ? ambient(walk, "mssql") : receiver
  if (/^(?:query|batch|execute|\$queryRaw|\$executeRaw|queryRaw|executeRaw)$/.test(last)) {
    effects.push({ kind: "sql", text, connection, database: null, sure: true, parameters: null })
  } else if (/^(?:sql|SQL)$/.test(last) && !/^(?:@prisma\/client|drizzle-orm)\b/.test(qualified))
    effects.push({ kind: "sql", text, connection: receiver, database: null, sure: false, parameters: null })
  else if (last === "$" || /^(?:execa|zx)\b/.test(qualified)) effects.push({ kind: "command", command: text, directory: null })
  return addCall(walk, frame, node, tag, target, [text], effects, text)
}

function isMember(node: Node): boolean {
  return node.type === "MemberExpression" || node.type === "OptionalMemberExpression"
}

function required(walk: Walk, frame: Frame, node: Node, specifier: Node | null, dynamic: boolean): Ref {
  if (specifier?.type === "StringLiteral") return loadModule(walk, frame, node, textOf(specifier, "value"), dynamic)
  const module = walk.facts.add({ kind: "dynamic-module", specifier: expression(walk, frame, specifier) })
  frame.scope.actions.push({ kind: "import", module, start: node.start, end: node.end })
  return module
}

/** The full name of a function of an imported module (`child_process.execSync`), or of a global one; null for methods of objects. */
function qualifiedName(walk: Walk, frame: Frame, callee: Node): string | null {
  const bare = unwrap(callee)
  const name = plainName(bare)
  if (name === null) return null
  const [root = "", ...rest] = name.split(".")
  const found = importOf(walk, frame, root)
  if (found !== null) {
    const module = found.specifier.replace(/^node:/, "")
    return [module, ...(found.name === "*" || found.name === "default" ? [] : [found.name]), ...rest].join(".")
  }
  const local = frame.bound.has(root) || frame.outer.some((outer) => outer.bound.has(root)) || frame.env?.has(root) === true
  return local ? null : name
}

/** The dotted name of an expression without calls in it. */
function plainName(node: Node): string | null {
  let current: Node | null = node
  while (current !== null && isMember(current)) current = child(current, "object")
  return current?.type === "Identifier" || current?.type === "ThisExpression" ? dotted(node) : null
}
