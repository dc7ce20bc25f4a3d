import { shownExpression } from "../../../facts/fact-builder.js"
import type { Argument, Ref } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { change } from "./changes.js"
import { dottedText, expression } from "./expressions.js"
import { libraryCall } from "./library.js"
import type { CallShape } from "./library-call.js"
import { type Frame, parts, textOf, type Walk } from "./module-walk.js"

/** A call: becomes an action of the scope, with what the usual libraries do under its name. */
export function callExpression(walk: Walk, frame: Frame, node: Node, depth: number): Ref {
  const { facts } = walk
  const callee = node.childForFieldName("function")
  if (callee === null) return facts.unknown(textOf(walk, node))
  if (callee.type === "identifier" && textOf(walk, callee) === "super" && frame.self !== null) {
    return facts.add({ kind: "receiver", scope: frame.scope.index, super: true })
  }
  const attribute = callee.type === "attribute" ? callee.childForFieldName("attribute") : null
  const object = attribute === null ? null : callee.childForFieldName("object")
  const method = textOf(walk, attribute ?? callee)
  const dotted = dottedText(walk, callee)
  // The receiver is read once: a chain of calls is a chain of calls, not of copies.
  const receiver = object === null ? null : expression(walk, frame, object, depth)
  const target =
    receiver === null ? expression(walk, frame, callee, depth) : facts.add({ kind: "member", of: receiver, name: method })
  const given = callArguments(walk, frame, node.childForFieldName("arguments"), depth)
  const shape: CallShape = {
    qualified: dotted === null ? null : qualifiedName(walk, frame, dotted),
    method,
    receiver,
    receiverText: object === null ? "" : receiverText(walk, callee, object, dotted),
    arguments: withSpread(walk, given),
    text: walk.source.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 400)),
    scope: frame.scope.index,
    start: node.startIndex,
    end: node.endIndex,
  }
  const known = libraryCall(walk, shape)
  const mutated = object === null ? null : known.mutates
  const start = attribute?.startIndex ?? callee.startIndex
  const ref = facts.call({
    scope: frame.scope.index,
    callee: target,
    text: shown(walk, callee, dotted),
    arguments: given,
    effects: known.effects,
    result: known.result,
    start,
    end: node.endIndex,
  })
  const value = facts.value(ref)
  if (value.kind === "call") frame.scope.actions.push({ kind: "call", call: value.call })
  if (mutated !== null && object !== null && (object.type === "identifier" || object.type === "attribute"))
    change(walk, frame, object, mutated)
  forgetAttributes(walk, frame, object, callee)
  return known.pure && known.result !== null ? known.result : ref
}

/** Whether a callee is written as its dotted text is: nothing stands between its names. */
const isPlain = (callee: Node, dotted: string | null): dotted is string =>
  dotted !== null && dotted.length === callee.endIndex - callee.startIndex

/** A callee as people see it. */
function shown(walk: Walk, callee: Node, dotted: string | null): string {
  return (isPlain(callee, dotted) ? dotted : textOf(walk, callee).replace(/\s+/g, " ")).slice(0, shownExpression)
}

function receiverText(walk: Walk, callee: Node, object: Node, dotted: string | null): string {
  if (isPlain(callee, dotted)) return dotted.slice(0, object.endIndex - object.startIndex)
  return dottedText(walk, object) ?? textOf(walk, object)
}

/** A method of the same object may set any attribute: what they were set to here is no longer certain. */
function forgetAttributes(walk: Walk, frame: Frame, object: Node | null, callee: Node): void {
  if (frame.env === null || frame.self === null) return
  if (object !== null && object.type === "identifier" && textOf(walk, callee).startsWith(`${frame.self}.`)) {
    for (const name of [...frame.env.entries().keys()]) if (name.startsWith("self.")) frame.env.delete(name)
  }
}

/** What is given, and what is spread out of it: libraries are asked about that as well. */
function withSpread(walk: Walk, given: readonly Argument[]): readonly Argument[] {
  let all: Argument[] | null = null
  for (const each of given) {
    if (walk.facts.value(each.value).kind !== "spread") continue
    all ??= [...given]
    all.push(...spreadOut(walk, each))
  }
  return all ?? given
}

/** The keywords of `**options` where the file tells them. */
function spreadOut(walk: Walk, { value: ref }: Argument): readonly Argument[] {
  const spread = walk.facts.value(ref)
  const value = spread.kind === "spread" ? walk.facts.value(spread.of) : null
  if (value?.kind !== "mapping") return []
  return value.entries.flatMap((entry) => {
    const key = entry.key === null ? null : walk.facts.value(entry.key)
    return key?.kind === "text" ? [{ name: key.text, value: entry.value }] : []
  })
}

function callArguments(walk: Walk, frame: Frame, node: Node | null, depth: number): readonly Argument[] {
  if (node === null) return []
  if (node.type === "generator_expression") return [{ name: null, value: expression(walk, frame, node, depth) }]
  const given: Argument[] = []
  for (const part of parts(node)) {
    const isNamed = part.type === "keyword_argument"
    const name = isNamed ? textOf(walk, part.childForFieldName("name") ?? part) : null
    given.push({ name, value: expression(walk, frame, isNamed ? part.childForFieldName("value") : part, depth) })
  }
  return given
}

/** The full name of a function of an imported module (`subprocess.run`), or of a built-in; null for methods of other objects. */
function qualifiedName(walk: Walk, frame: Frame, dotted: string): string | null {
  const end = dotted.indexOf(".")
  const root = end < 0 ? dotted : dotted.slice(0, end)
  if (root === frame.self) return null
  const bound = frame.env?.get(root) ?? importedIn(walk, frame, root)
  if (bound === null) return frame.assigned.has(root) || frame.outer.some((outer) => outer.assigned.has(root)) ? null : dotted
  const value = walk.facts.value(bound)
  if (value.kind === "module") return `${value.specifier}${dotted.slice(root.length)}`
  if (value.kind === "export") return `${value.specifier}.${value.name}${dotted.slice(root.length)}`
  return null
}

/** What an enclosing scope imports under a name. */
function importedIn(walk: Walk, frame: Frame, name: string): Ref | null {
  for (const outer of frame.outer) {
    const bound = walk.facts.scopes[outer.scope]?.bindings.get(name)
    if (bound !== undefined) return bound.at(-1) ?? null
  }
  return null
}

/** A call that the language makes itself: `__enter__` of what a `with` opens, `__iter__` of what a `for` goes through. What has no such method yields itself. */
export function sendCall(walk: Walk, frame: Frame, node: Node, receiver: Ref, method: string): Ref {
  const { facts } = walk
  const ref = facts.call({
    scope: frame.scope.index,
    callee: facts.add({ kind: "member", of: receiver, name: method }),
    text: method,
    arguments: [],
    effects: [],
    result: receiver,
    start: node.startIndex,
    end: node.endIndex,
  })
  const value = facts.value(ref)
  if (value.kind === "call") frame.scope.actions.push({ kind: "call", call: value.call })
  return ref
}
