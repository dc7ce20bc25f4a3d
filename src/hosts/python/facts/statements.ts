import type { Ref } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { sendCall } from "./calls.js"
import { decorated, decorations, optionDefaults } from "./decorators.js"
import { classScope, functionScope } from "./definitions.js"
import { Environment } from "./environment.js"
import { assign, expression, iterated } from "./expressions.js"
import { importFrom, importModules } from "./imports.js"
import { deepest, type Frame, parts, textOf, type Walk } from "./module-walk.js"

/** Reads the statements under a node in order. */
export function block(walk: Walk, frame: Frame, node: Node, depth = 0): void {
  if (depth > deepest) {
    walk.facts.problems.push({ at: node.startIndex, message: "nested too deeply to be followed" })
    return
  }
  for (const statement of parts(node)) {
    // What stands after a `return` in the same block is never reached.
    if (frame.env === null) return
    const read = readers[statement.type]
    if (read !== undefined) read(walk, frame, statement, depth)
    else if (statement.type === "ERROR" || statement.type === "block") block(walk, frame, statement, depth + 1)
    else expression(walk, frame, statement)
  }
}

type Reader = (walk: Walk, frame: Frame, node: Node, depth: number) => void

/** What holds where several branches meet: null ones do not get there. */
function merge(walk: Walk, branches: readonly (Environment | null)[]): Environment | null {
  const live = branches.filter((env) => env !== null)
  const [first, ...others] = live
  if (first === undefined) return null
  if (others.length === 0 || others.every((env) => env.isSame(first))) return first
  const result = new Environment()
  const later = new Set<string>()
  for (const env of live) {
    for (const [name, value] of env.entries()) {
      // Most names are the same in all branches.
      if (env === first && others.every((other) => other.get(name) === value)) {
        result.set(name, value)
        continue
      }
      if (env !== first) {
        if (first.has(name) || later.has(name)) continue
        later.add(name)
      }
      const values = new Set<Ref>()
      let missing = false
      for (const other of live) {
        const ref = other.get(name)
        if (ref === undefined) missing = true
        else values.add(ref)
      }
      // An attribute that only one branch sets has its old value, from wherever, in the other.
      if (missing && name.startsWith("self.")) continue
      result.set(name, walk.facts.choice([...values].reverse()))
    }
  }
  return result
}

/** Reads each branch from the same beginning and joins their ends. */
function branches(walk: Walk, frame: Frame, readers: readonly (() => void)[]): void {
  const before = frame.env
  const ends: (Environment | null)[] = []
  for (const read of readers) {
    frame.env = before?.copy() ?? null
    read()
    ends.push(frame.env)
  }
  frame.env = merge(walk, ends)
}

const isMainGuard = (text: string): boolean =>
  /^\(?\s*(__name__\s*==\s*["']__main__["']|["']__main__["']\s*==\s*__name__)/.test(text)

const ifStatement: Reader = (walk, frame, node, depth) => {
  const condition = node.childForFieldName("condition")
  const text = condition === null ? "" : textOf(walk, condition)
  const alternatives = parts(node).filter((part) => part.type === "elif_clause" || part.type === "else_clause")
  const body = node.childForFieldName("consequence")
  if (frame.scope.scope.kind === "module" && isMainGuard(text)) {
    if (body !== null) mainScope(walk, frame, node, body)
    return
  }
  // Imports for type checkers never run.
  if (/^(typing\.)?TYPE_CHECKING$/.test(text)) {
    if (body !== null)
      for (const part of parts(body))
        if (part.type.startsWith("import")) (readers[part.type] as Reader)(walk, { ...frame, scope: quiet(frame) }, part, depth)
    return
  }
  expression(walk, frame, condition)
  const bodies: (() => void)[] = [() => body !== null && block(walk, frame, body, depth + 1)]
  let exhaustive = false
  for (const alternative of alternatives) {
    if (alternative.type === "elif_clause") expression(walk, frame, alternative.childForFieldName("condition"))
    else exhaustive = true
    const inner = alternative.childForFieldName("consequence") ?? alternative.childForFieldName("body")
    bodies.push(() => inner !== null && block(walk, frame, inner, depth + 1))
  }
  if (!exhaustive) bodies.push(() => {})
  branches(walk, frame, bodies)
}

/** A scope whose actions go nowhere. */
function quiet(frame: Frame): Frame["scope"] {
  return { ...frame.scope, actions: [] }
}

/** `if __name__ == "__main__"`: runs only when the file is started; its names are the module's. */
function mainScope(walk: Walk, frame: Frame, node: Node, body: Node): void {
  const scope = walk.facts.open({
    kind: "main",
    name: "__main__",
    parent: frame.scope.index,
    start: node.startIndex,
    end: node.endIndex,
    at: node.startIndex,
  })
  const inner: Frame = { ...frame, scope, env: frame.env?.copy() ?? new Environment() }
  block(walk, inner, body)
}

const loop: Reader = (walk, frame, node, depth) => {
  if (node.type === "for_statement") {
    const value = iterated(walk, frame, node.childForFieldName("right"), 0)
    assign(walk, frame, node.childForFieldName("left"), value)
  } else expression(walk, frame, node.childForFieldName("condition"))
  const body = node.childForFieldName("body")
  const rest = node.childForFieldName("alternative")
  branches(walk, frame, [() => body !== null && loopBody(walk, frame, body, depth), () => {}])
  const inner = rest?.childForFieldName("body") ?? null
  if (inner !== null) block(walk, frame, inner, depth + 1)
}

/** The body once. A `break` or `continue` ends a branch in it, not what comes after the loop. */
function loopBody(walk: Walk, frame: Frame, body: Node, depth: number): void {
  const before = frame.env
  block(walk, frame, body, depth + 1)
  if (frame.env === null) frame.env = before
}

const tryStatement: Reader = (walk, frame, node, depth) => {
  const clauses = parts(node)
  const body = node.childForFieldName("body")
  const before: Environment | null = frame.env?.copy() ?? null
  if (body !== null) block(walk, frame, body, depth + 1)
  const after = frame.env
  const handlers = clauses.filter((clause) => clause.type.startsWith("except"))
  const rest = clauses.find((clause) => clause.type === "else_clause")?.childForFieldName("body") ?? null
  const last = clauses.find((clause) => clause.type === "finally_clause")
  if (rest !== null && frame.env !== null) block(walk, frame, rest, depth + 1)
  const ends: (Environment | null)[] = [frame.env]
  for (const handler of handlers) {
    // Anything may have happened before the exception.
    const start = merge(walk, [before, after])
    frame.env = start?.copy() ?? null
    const inner = parts(handler).find((part) => part.type === "block")
    if (inner !== undefined) block(walk, frame, inner, depth + 1)
    ends.push(frame.env)
  }
  frame.env = merge(walk, ends)
  const inner = last === undefined ? undefined : parts(last).find((part) => part.type === "block")
  if (inner !== undefined) {
    const dead = frame.env === null
    if (dead) frame.env = merge(walk, [before, after]) ?? new Environment()
    block(walk, frame, inner, depth + 1)
    if (dead) frame.env = null
  }
}

const withStatement: Reader = (walk, frame, node, depth) => {
  const clause = parts(node).find((part) => part.type === "with_clause")
  const items = clause === undefined ? [] : parts(clause).flatMap((item) => (item.type === "with_item" ? [item] : parts(item)))
  const around = walk.source.startsWith("async", node.startIndex) ? "a" : ""
  const opened: { readonly node: Node; readonly receiver: Ref }[] = []
  for (const item of items) {
    const value = item.childForFieldName("value") ?? item
    const inner = value.type === "as_pattern" ? (parts(value)[0] ?? null) : value
    const receiver = expression(walk, frame, inner)
    opened.push({ node: value, receiver })
    const entered = sendCall(walk, frame, value, receiver, `__${around}enter__`)
    const target = value.type === "as_pattern" ? value.childForFieldName("alias") : null
    if (target !== null) assign(walk, frame, parts(target)[0] ?? null, entered)
  }
  const body = node.childForFieldName("body")
  if (body !== null) block(walk, frame, body, depth + 1)
  for (const each of opened.reverse()) sendCall(walk, frame, each.node, each.receiver, `__${around}exit__`)
}

const assignment: Reader = (walk, frame, node) => {
  const left = node.childForFieldName("left")
  const right = node.childForFieldName("right")
  const type = frame.scope.scope.kind === "class" ? node.childForFieldName("type") : null
  const isField = left?.type === "identifier" && type !== null && !/\bClassVar\b/.test(textOf(walk, type))
  if (right === null) {
    if (isField) assign(walk, frame, left, field(walk, frame, textOf(walk, left), null))
    return
  }
  // `a = b = value`
  const value = right.type === "assignment" ? chained(walk, frame, right) : expression(walk, frame, right)
  assign(walk, frame, left, isField ? field(walk, frame, textOf(walk, left), value) : value)
}

/** A field with a type: what a generated initialiser is given, else its default. */
function field(walk: Walk, frame: Frame, name: string, fallback: Ref | null): Ref {
  const { index, parameters } = frame.scope
  parameters.push({ name, default: fallback, kind: "plain" })
  return walk.facts.add({ kind: "parameter", scope: index, name })
}

function chained(walk: Walk, frame: Frame, node: Node): Ref {
  const targets: (Node | null)[] = []
  let right: Node | null = node
  while (right?.type === "assignment") {
    targets.push(right.childForFieldName("left"))
    right = right.childForFieldName("right")
  }
  const value = expression(walk, frame, right)
  for (const target of targets) assign(walk, frame, target, value)
  return value
}

const augmented: Reader = (walk, frame, node) => {
  const left = node.childForFieldName("left")
  const { facts } = walk
  const before = expression(walk, frame, left)
  const added = expression(walk, frame, node.childForFieldName("right"))
  const operator = textOf(walk, node.childForFieldName("operator") ?? node)
  if (operator === "|=") {
    assign(walk, frame, left, facts.add({ kind: "mapping", entries: [before, added].map((value) => ({ key: null, value })) }))
  } else if (operator === "+=") {
    const lists = [before, added].some((ref) => facts.value(ref).kind === "list")
    const spread = (): Ref => facts.add({ kind: "list", items: [before, added].map((of) => facts.add({ kind: "spread", of })) })
    assign(walk, frame, left, lists ? spread() : facts.concat([before, added]))
  } else assign(walk, frame, left, facts.unknown(textOf(walk, node)))
}

const definition: Reader = (walk, frame, node) => {
  const isDecorated = node.type === "decorated_definition"
  const inner = isDecorated ? node.childForFieldName("definition") : node
  if (inner === null) return
  const above = isDecorated ? decorations(walk, frame, node) : []
  const name = inner.childForFieldName("name")
  const method = frame.scope.scope.kind === "class"
  if (inner.type === "class_definition") {
    const value = classScope(walk, frame, inner)
    assign(walk, frame, name, value)
    // A class that is taken by a decorator stays itself.
    decorated(walk, frame, value, above)
    return
  }
  const value = functionScope(walk, frame, inner, {
    name: textOf(walk, name ?? inner).slice(0, 200),
    method,
    decorators: above.map((each) => each.name),
    defaults: optionDefaults(walk, above),
  })
  // What a decorator makes of a method no longer knows the method's object: the method itself is followed.
  assign(walk, frame, name, method ? value : decorated(walk, frame, value, above))
}

/** Declared names live in the module (`global`), or in the nearest function that assigns them (`nonlocal`). */
const declaration: Reader = (walk, frame, node) => {
  for (const part of parts(node)) {
    const name = textOf(walk, part)
    const module = frame.outer.at(-1)
    const owner = node.type === "global_statement" ? module : frame.outer.find((outer) => outer.assigned.has(name))
    if (owner !== undefined) frame.elsewhere.set(name, owner.scope)
    frame.env?.delete(name)
  }
}

const ends: Reader = (walk, frame, node) => {
  const value = parts(node)[0]
  if (value !== undefined) {
    const result = expression(walk, frame, value)
    if (node.type === "return_statement") frame.scope.returns.push(result)
  }
  frame.env = null
}

const readers: Readonly<Record<string, Reader>> = {
  expression_statement: (walk, frame, node) => {
    for (const part of parts(node)) {
      if (part.type === "assignment") assignment(walk, frame, part, 0)
      else if (part.type === "augmented_assignment") augmented(walk, frame, part, 0)
      else if (part.type !== "string") expression(walk, frame, part)
    }
  },
  if_statement: ifStatement,
  for_statement: loop,
  while_statement: loop,
  try_statement: tryStatement,
  with_statement: withStatement,
  match_statement: (walk, frame, node, depth) => {
    expression(walk, frame, node.childForFieldName("subject"))
    const body = node.childForFieldName("body")
    const cases = body === null ? [] : parts(body).filter((part) => part.type === "case_clause")
    const bodies = cases.map((part) => () => {
      const inner = part.childForFieldName("consequence")
      if (inner !== null) block(walk, frame, inner, depth + 1)
    })
    branches(walk, frame, [...bodies, () => {}])
  },
  function_definition: definition,
  class_definition: definition,
  decorated_definition: definition,
  import_statement: importModules,
  import_from_statement: importFrom,
  future_import_statement: () => {},
  return_statement: ends,
  raise_statement: ends,
  continue_statement: ends,
  break_statement: ends,
  global_statement: declaration,
  nonlocal_statement: declaration,
  pass_statement: () => {},
  delete_statement: () => {},
}
