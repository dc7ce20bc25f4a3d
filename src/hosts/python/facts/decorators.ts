import type { Argument, Ref } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { expression } from "./expressions.js"
import { type Frame, parts, textOf, type Walk } from "./module-walk.js"

/** What stands above a definition. */
export interface Decoration {
  /** As written, without `@` and without arguments. */
  readonly name: string
  readonly value: Ref
  readonly node: Node
  /** Arguments of one that is called. */
  readonly options: readonly Argument[]
}

/** Reads the decorators of a definition, outermost first. */
export function decorations(walk: Walk, frame: Frame, node: Node): readonly Decoration[] {
  return parts(node).flatMap((part): readonly Decoration[] => {
    const inner = part.type === "decorator" ? (parts(part)[0] ?? null) : null
    if (inner === null) return []
    const called = inner.type === "call" ? (inner.childForFieldName("function") ?? inner) : inner
    const value = expression(walk, frame, inner)
    const read = walk.facts.value(value)
    const options = read.kind === "call" ? (walk.facts.calls[read.call]?.arguments ?? []) : []
    return [{ name: textOf(walk, called), value, node: inner, options }]
  })
}

/** Decorators that leave a function as it is, or that are read elsewhere. */
const plain =
  /^(staticmethod|classmethod|property|overload|override|final|(\w+\.)*(cached_property|contextmanager|asynccontextmanager|wraps|setter|getter|deleter|abstractmethod|lru_cache|cache|dataclass))$/

/** Decorators by which an object of a library takes a function that it calls later. */
const registering =
  /^atexit\.register$|^(?!click\b|typer\b).+\.(route|get|post|put|patch|delete|websocket|on_event|on|listens_for|scheduled_job|before_request|after_request|teardown_\w+|errorhandler|command|callback|\w+_trigger)$/

/** The function as its decorators leave it: also what those of the sources make of it, innermost first. */
export function decorated(walk: Walk, frame: Frame, bare: Ref, above: readonly Decoration[]): Ref {
  const { facts } = walk
  let value = bare
  for (const { name, value: callee, node } of [...above].reverse()) {
    if (plain.test(name)) continue
    // A choice of one: decorators that are not of the sources call nothing by taking a function.
    const given = facts.add({ kind: "choice", options: [value] })
    const ref = facts.call({
      scope: frame.scope.index,
      callee,
      text: `@${name}`,
      arguments: [{ name: null, value: given }],
      effects: registering.test(name) ? [{ kind: "invoke", callee: given, arguments: [] }] : [],
      result: value,
      start: node.startIndex,
      end: node.endIndex,
    })
    const call = facts.value(ref)
    if (call.kind === "call") frame.scope.actions.push({ kind: "call", call: call.call })
    value = ref
  }
  return value
}

/** Parameters that click and its like fill from the command line: `@click.option("--table", default="Member")`. */
export function optionDefaults(walk: Walk, above: readonly Decoration[]): ReadonlyMap<string, Ref> {
  const { facts } = walk
  const found = new Map<string, Ref>()
  for (const { name, options } of above) {
    if (!/(^|\.)(option|argument)$/.test(name)) continue
    const texts = options.flatMap(({ name: keyword, value }) => {
      const read = facts.value(value)
      return keyword === null && read.kind === "text" ? [read.text] : []
    })
    // A name without dashes is the parameter's; else the longest option's.
    const own = texts.find((text) => !text.startsWith("-")) ?? [...texts].sort((a, b) => b.length - a.length)[0]
    const fallback = options.find((each) => each.name === "default")?.value ?? null
    if (own === undefined) continue
    const parameter = own.replace(/^-+/, "").replace(/\/.*$/, "").replaceAll("-", "_").toLowerCase()
    found.set(parameter, facts.add({ kind: "environment", variable: own, fallback }))
  }
  return found
}
