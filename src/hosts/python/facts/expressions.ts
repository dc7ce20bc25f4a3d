import { handedOver, madeOfEach, outliving } from "../../../facts/collected-values.js"
import type { Argument, Ref } from "../../../model/lineage.js"
import { decodeBody } from "../decode.js"
import type { PythonNode as Node } from "../quick/node.js"
import { callExpression, sendCall } from "./calls.js"
import { change, isInitialiser, moduleVariable } from "./changes.js"
import { functionScope } from "./definitions.js"
import { Environment } from "./environment.js"
import { repeated } from "./library-collections.js"
import { deepest, type Frame, parts, textOf, type Walk } from "./module-walk.js"

/** The value of an expression. Calls in it become actions of the frame's scope, in order. */
export function expression(walk: Walk, frame: Frame, node: Node | null, depth = 0): Ref {
  if (node === null) return walk.facts.add({ kind: "constant", value: null })
  if (depth > deepest) return walk.facts.unknown(textOf(walk, node))
  const read = readers[node.type]
  if (read !== undefined) return read(walk, frame, node, depth + 1)
  for (const child of parts(node)) expression(walk, frame, child, depth + 1)
  return walk.facts.unknown(textOf(walk, node))
}

type Reader = (walk: Walk, frame: Frame, node: Node, depth: number) => Ref

/** The dotted text of names and attributes (`self.loader.x`), else null. */
export function dottedText(walk: Walk, node: Node): string | null {
  let inner: Node | null = node
  let names = 0
  while (inner !== null && inner.type === "attribute") {
    const attribute = inner.childForFieldName("attribute")
    names += 1 + (attribute === null ? 0 : attribute.endIndex - attribute.startIndex)
    inner = inner.childForFieldName("object")
  }
  if (inner?.type !== "identifier") return null
  const text = textOf(walk, node)
  // There is hardly ever anything between the names.
  return names + inner.endIndex - inner.startIndex === text.length ? text : text.replace(/\s+/g, "")
}

/** The value of a name where it is used. */
export function nameValue(walk: Walk, frame: Frame, name: string): Ref {
  const { facts } = walk
  const local = frame.env?.get(name)
  if (local !== undefined) return local
  const elsewhere = frame.elsewhere.get(name)
  if (elsewhere !== undefined) return facts.add({ kind: "name", scope: elsewhere, name })
  if (frame.assigned.has(name)) return facts.add({ kind: "name", scope: frame.names, name })
  for (const outer of frame.outer) if (outer.assigned.has(name)) return facts.add({ kind: "name", scope: outer.scope, name })
  if (name === "__file__") return facts.add({ kind: "here", directory: false })
  if (walk.stars.length === 0 || builtins.has(name)) return facts.unknown(name)
  return facts.choice(walk.stars.map((specifier) => facts.add({ kind: "export", specifier, name })))
}

/** Built-in names that matter here: a `*` import seldom replaces them. */
const builtins: ReadonlySet<string> = new Set(
  "open exec compile print len str int float bool list tuple set dict sorted reversed enumerate zip map filter range super isinstance getattr setattr hasattr format type min max sum any all iter next repr id vars input object Exception".split(
    " ",
  ),
)

/** What may stand for something else in some kind of literal. */
const special = /[\\{}\r]/

const isQuote = (unit: number): boolean => unit === 34 || unit === 39

const string: Reader = (walk, frame, node, depth) => {
  const { facts, source } = walk
  const children = node.children
  const start = children[0]
  if (start === null || start === undefined || start.type !== "string_start") return facts.unknown(textOf(walk, node))
  const prefix = isQuote(source.charCodeAt(start.startIndex)) ? "" : textOf(walk, start).replace(/["']/g, "").toLowerCase()
  const format = prefix.includes("f") || prefix.includes("t")
  const refs: Ref[] = []
  let from = start.endIndex
  const literal = (to: number): void => {
    if (to <= from) return
    const body = source.slice(from, to)
    if (!special.test(body)) {
      refs.push(facts.text(body, [{ at: 0, length: body.length, from, width: body.length }]))
      return
    }
    const decoded = { text: "", map: [] }
    decodeBody(decoded, source, { start: from, end: to }, { format, raw: prefix.includes("r"), bytes: prefix.includes("b") })
    refs.push(facts.text(decoded.text, decoded.map))
  }
  for (const child of children) {
    if (child?.type !== "interpolation") continue
    literal(child.startIndex)
    const inner = child.childForFieldName("expression")
    refs.push(expression(walk, frame, inner, depth))
    from = child.endIndex
  }
  const last = children.at(-1)
  literal(last?.type === "string_end" ? last.startIndex : node.endIndex)
  return refs.length === 0 ? facts.text("", []) : facts.concat(refs)
}

/** `a + b + c`, read from the left without recursion. */
const binary: Reader = (walk, frame, node, depth) => {
  const { facts } = walk
  const operator = textOf(walk, node.childForFieldName("operator") ?? node)
  const right = node.childForFieldName("right")
  if (operator === "+") {
    const terms: (Node | null)[] = []
    let left: Node | null = node
    while (left !== null && left.type === "binary_operator" && textOf(walk, left.childForFieldName("operator") ?? left) === "+") {
      terms.push(left.childForFieldName("right"))
      left = left.childForFieldName("left")
    }
    const refs = [left, ...terms.reverse()].map((term) => expression(walk, frame, term, depth))
    if (refs.some((ref) => facts.value(ref).kind === "list"))
      return facts.add({ kind: "list", items: refs.map((of) => facts.add({ kind: "spread", of })) })
    return facts.concat(refs)
  }
  const left = expression(walk, frame, node.childForFieldName("left"), depth)
  if (operator === "%" && right !== null) {
    if (right.type === "tuple")
      return facts.operation("percent", left, ...parts(right).map((part) => expression(walk, frame, part, depth)))
    if (right.type === "dictionary")
      return facts.add({ kind: "operation", operation: "percent", of: left, arguments: keywords(walk, frame, right, depth) })
    return facts.operation("percent", left, expression(walk, frame, right, depth))
  }
  const other = expression(walk, frame, right, depth)
  if (operator === "/") return facts.operation("path-join", left, other)
  if (operator === "*") {
    const times = lengthOf(walk, frame, right, depth)
    const made = times === null ? null : repeated(facts, left, times)
    if (made !== null) return made
  }
  if (operator === "|") return facts.add({ kind: "mapping", entries: [left, other].map((value) => ({ key: null, value })) })
  return facts.unknown(textOf(walk, node))
}

/** The collection whose length `len(x)` is; null for anything else. */
function lengthOf(walk: Walk, frame: Frame, node: Node | null, depth: number): Ref | null {
  if (node?.type !== "call" || textOf(walk, node.childForFieldName("function") ?? node) !== "len") return null
  return expression(walk, frame, parts(node.childForFieldName("arguments") ?? node)[0] ?? null, depth)
}

/** The entries of a dictionary literal with constant keys, as keyword arguments. */
function keywords(walk: Walk, frame: Frame, node: Node, depth: number): Argument[] {
  return parts(node).flatMap((pair) => {
    const value = expression(walk, frame, pair.childForFieldName("value"), depth)
    const key = pair.childForFieldName("key")
    const read = key === null ? null : walk.facts.value(expression(walk, frame, key, depth))
    return read?.kind === "text" ? [{ name: read.text, value }] : []
  })
}

const number: Reader = (walk, _frame, node) => {
  const text = textOf(walk, node)
  return walk.facts.add({ kind: "constant", value: Number(text.includes("_") ? text.replaceAll("_", "") : text) || 0 })
}

const list: Reader = (walk, frame, node, depth) =>
  walk.facts.add({ kind: "list", items: parts(node).map((part) => expression(walk, frame, part, depth)) })

const splat: Reader = (walk, frame, node, depth) =>
  walk.facts.add({ kind: "spread", of: expression(walk, frame, parts(node)[0] ?? null, depth) })

const dictionary: Reader = (walk, frame, node, depth) =>
  walk.facts.add({
    kind: "mapping",
    entries: parts(node).map((part) =>
      part.type === "pair"
        ? {
            key: expression(walk, frame, part.childForFieldName("key"), depth),
            value: expression(walk, frame, part.childForFieldName("value"), depth),
          }
        : { key: null, value: expression(walk, frame, parts(part)[0] ?? null, depth) },
    ),
  })

/** Binds a target pattern (`x`, `(a, b)`, `self.x`, `d[k]`) to a value. */
export function assign(walk: Walk, frame: Frame, target: Node | null, value: Ref, depth = 0): void {
  if (target === null || depth > deepest) return
  const { facts } = walk
  if (target.type === "identifier") {
    const name = textOf(walk, target)
    const elsewhere = frame.elsewhere.get(name)
    frame.env?.set(name, value)
    facts.bind(elsewhere ?? frame.names, name, elsewhere === undefined ? value : outliving(facts, frame.scope, value))
  } else if (target.type === "attribute") {
    const object = target.childForFieldName("object")
    const attribute = target.childForFieldName("attribute")
    if (object === null || attribute === null) return
    const name = textOf(walk, attribute)
    if (frame.self !== null && frame.owner !== null && textOf(walk, object) === frame.self) {
      frame.env?.set(`self.${name}`, value)
      facts.bind(frame.owner, name, isInitialiser(frame) ? value : handedOver(facts, frame.scope, value))
    } else {
      const foreign = moduleVariable(walk, frame, target)
      if (foreign !== null) facts.contribute({ ...foreign, value: outliving(facts, frame.scope, value) })
      else expression(walk, frame, object, depth)
    }
  } else if (target.type === "subscript") {
    const object = target.childForFieldName("value")
    const key = target.childForFieldName("subscript")
    if (object === null || key === null || key.type === "slice") return
    const before = expression(walk, frame, object, depth)
    const entry = { key: expression(walk, frame, key, depth), value }
    if (object.type === "identifier" || object.type === "attribute") {
      change(walk, frame, object, facts.add({ kind: "mapping", entries: [{ key: null, value: before }, entry] }))
    }
  } else {
    const known = facts.value(value)
    const inner = parts(target)
    const whole =
      known.kind === "list" &&
      known.items.length === inner.length &&
      !known.items.some((item) => /^(?:spread|each)$/.test(facts.value(item).kind))
    inner.forEach((part, index) => {
      const key = facts.add({ kind: "constant", value: index })
      const item = whole ? (known.items[index] as Ref) : facts.add({ kind: "item", of: value, key, fallback: null })
      assign(walk, frame, part, item, depth + 1)
    })
  }
}

/** One element of what a `for` iterates over. */
export function iterated(walk: Walk, frame: Frame, over: Node | null, depth: number): Ref {
  const { facts } = walk
  const method = over?.type === "call" ? over.childForFieldName("function") : null
  const name =
    method === null
      ? null
      : textOf(walk, method.type === "attribute" ? (method.childForFieldName("attribute") ?? method) : method)
  if (over !== null && method !== null && name !== null) {
    const receiver = method.type === "attribute" ? method.childForFieldName("object") : null
    const first = parts(over.childForFieldName("arguments") ?? over)[0] ?? null
    if (receiver !== null && (name === "items" || name === "values" || name === "keys") && first === null) {
      const what = name === "items" ? "pairs" : name === "values" ? "values" : "keys"
      return facts.add({ kind: "element", of: expression(walk, frame, receiver, depth), what })
    }
    if (receiver === null && name === "enumerate" && first !== null) {
      return facts.add({ kind: "element", of: expression(walk, frame, first, depth), what: "pairs" })
    }
    if (
      receiver === null &&
      (name === "sorted" || name === "reversed" || name === "list" || name === "tuple" || name === "set") &&
      first !== null
    ) {
      return facts.add({ kind: "element", of: expression(walk, frame, first, depth), what: "items" })
    }
  }
  const of = expression(walk, frame, over, depth)
  const isObject = over !== null && /^(identifier|attribute|call)$/.test(over.type) && !known.has(facts.value(of).kind)
  return facts.add({ kind: "element", of: isObject ? sendCall(walk, frame, over, of, "__iter__") : of, what: "items" })
}

/** Kinds of values that go through their elements in a known way. */
const known: ReadonlySet<string> = new Set(["text", "list", "mapping", "content", "operation", "unknown"])

const comprehension: Reader = (walk, frame, node, depth) => {
  const { facts } = walk
  const saved = frame.env
  const env = saved?.copy() ?? new Environment()
  frame.env = env
  const over: Ref[] = []
  for (const clause of parts(node)) {
    if (clause.type === "for_in_clause") {
      const value = iterated(walk, frame, clause.childForFieldName("right"), depth)
      over.push(value)
      bindOnly(walk, env, clause.childForFieldName("left"), value)
    } else if (clause.type === "if_clause") expression(walk, frame, parts(clause)[0] ?? null, depth)
  }
  const body = node.childForFieldName("body")
  let result: Ref
  if (body?.type === "pair") {
    const key = expression(walk, frame, body.childForFieldName("key"), depth)
    const value = expression(walk, frame, body.childForFieldName("value"), depth)
    result = facts.add({ kind: "mapping", entries: [{ key, value }] })
  } else result = madeOfEach(facts, expression(walk, frame, body, depth), over)
  frame.env = saved
  return result
}

/** Binds the variables of a comprehension: they live in it alone. */
function bindOnly(walk: Walk, env: Environment, target: Node | null, value: Ref): void {
  if (target === null) return
  if (target.type === "identifier") env.set(textOf(walk, target), value)
  else {
    parts(target).forEach((part, index) => {
      const key = walk.facts.add({ kind: "constant", value: index })
      bindOnly(walk, env, part, walk.facts.add({ kind: "item", of: value, key, fallback: null }))
    })
  }
}

/** `of[start:end]`. With a step, or backwards, all of it may be meant. */
function sliced(walk: Walk, frame: Frame, of: Ref, key: Node, depth: number): Ref {
  const { facts } = walk
  const none = facts.add({ kind: "constant", value: null })
  const bounds: Ref[] = [none, none, none]
  let from = key.startIndex
  let place = 0
  for (const child of parts(key)) {
    // The colons are no children of every parser's tree.
    place += walk.source.slice(from, child.startIndex).split(":").length - 1
    if (place < 3) bounds[place] = expression(walk, frame, child, depth)
    from = child.endIndex
  }
  const [start, end, step] = bounds as [Ref, Ref, Ref]
  if (step !== none) return facts.operation("slice", of, facts.unknown("start"), facts.unknown("end"))
  return facts.operation("slice", of, start, end)
}

const readers: Readonly<Record<string, Reader>> = {
  string,
  concatenated_string: (walk, frame, node, depth) =>
    walk.facts.concat(parts(node).map((part) => expression(walk, frame, part, depth))),
  binary_operator: binary,
  boolean_operator: (walk, frame, node, depth) => {
    const left = expression(walk, frame, node.childForFieldName("left"), depth)
    const right = expression(walk, frame, node.childForFieldName("right"), depth)
    return textOf(walk, node.childForFieldName("operator") ?? node) === "or"
      ? walk.facts.add({ kind: "or", left, right, empty: true })
      : right
  },
  conditional_expression: (walk, frame, node, depth) => {
    const [yes, condition, no] = parts(node)
    expression(walk, frame, condition ?? null, depth)
    return walk.facts.choice([expression(walk, frame, yes ?? null, depth), expression(walk, frame, no ?? null, depth)])
  },
  parenthesized_expression: (walk, frame, node, depth) => expression(walk, frame, parts(node)[0] ?? null, depth),
  await: (walk, frame, node, depth) => expression(walk, frame, parts(node)[0] ?? null, depth),
  yield: (walk, frame, node, depth) => {
    const value = expression(walk, frame, parts(node)[0] ?? null, depth)
    frame.yields.push(value)
    return walk.facts.unknown("yield")
  },
  named_expression: (walk, frame, node, depth) => {
    const value = expression(walk, frame, node.childForFieldName("value"), depth)
    assign(walk, frame, node.childForFieldName("name"), value)
    return value
  },
  list,
  tuple: list,
  set: list,
  expression_list: list,
  list_splat: splat,
  dictionary_splat: splat,
  dictionary,
  list_comprehension: comprehension,
  set_comprehension: comprehension,
  generator_expression: comprehension,
  dictionary_comprehension: comprehension,
  lambda: (walk, frame, node) =>
    functionScope(walk, frame, node, { name: `<lambda ${node.startIndex}>`, method: false, decorators: [], defaults: new Map() }),
  integer: number,
  float: number,
  unary_operator: (walk, frame, node, depth) => {
    const of = expression(walk, frame, node.childForFieldName("argument"), depth)
    const value = walk.facts.value(of)
    if (value.kind !== "constant" || typeof value.value !== "number" || walk.source[node.startIndex] !== "-")
      return walk.facts.unknown(textOf(walk, node))
    return walk.facts.add({ kind: "constant", value: -value.value })
  },
  true: (walk) => walk.facts.add({ kind: "constant", value: true }),
  false: (walk) => walk.facts.add({ kind: "constant", value: false }),
  none: (walk) => walk.facts.add({ kind: "constant", value: null }),
  identifier: (walk, frame, node) => {
    const name = textOf(walk, node)
    if (name === frame.self) return walk.facts.add({ kind: "receiver", scope: frame.scope.index, super: false })
    return nameValue(walk, frame, name)
  },
  attribute: (walk, frame, node, depth) => {
    const name = textOf(walk, node.childForFieldName("attribute") ?? node)
    const object = node.childForFieldName("object")
    if (object !== null && frame.self !== null && textOf(walk, object) === frame.self) {
      const known = frame.env?.get(`self.${name}`)
      if (known !== undefined) return known
    }
    const of = expression(walk, frame, object, depth)
    if (name === "parent" || name === "stem" || name === "name") {
      const path = walk.facts.operation(name === "parent" ? "path-parent" : name === "stem" ? "path-stem" : "path-name", of)
      // `x.name` is a path's name as often as any other attribute: the linker takes what exists.
      return name === "parent" ? path : walk.facts.choice([walk.facts.add({ kind: "member", of, name }), path])
    }
    const read = walk.facts.add({ kind: "member", of, name })
    if (!frame.scope.reads.has(read)) frame.scope.reads.set(read, node.endIndex - name.length)
    return read
  },
  subscript: (walk, frame, node, depth) => {
    const of = expression(walk, frame, node.childForFieldName("value"), depth)
    const key = node.childForFieldName("subscript")
    if (key === null) return walk.facts.unknown(textOf(walk, node))
    if (key.type === "slice") return sliced(walk, frame, of, key, depth)
    const object = node.childForFieldName("value")
    const read = expression(walk, frame, key, depth)
    const text = walk.facts.value(read)
    if (object !== null && dottedText(walk, object)?.endsWith("environ") === true && text.kind === "text") {
      return walk.facts.add({ kind: "environment", variable: text.text, fallback: null })
    }
    if (object?.type === "attribute" && textOf(walk, object).endsWith(".parents") && text.kind === "constant") {
      let folder = expression(walk, frame, object.childForFieldName("object"), depth)
      for (let up = 0; up <= Math.min(Number(text.value), 20); up++) folder = walk.facts.operation("path-parent", folder)
      return folder
    }
    return walk.facts.add({ kind: "item", of, key: read, fallback: null })
  },
  call: callExpression,
}
