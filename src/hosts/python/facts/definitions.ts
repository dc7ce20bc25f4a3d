import type { OpenScope } from "../../../facts/fact-builder.js"
import type { Parameter, Ref } from "../../../model/lineage.js"
import type { PythonNode as Node } from "../quick/node.js"
import { Environment } from "./environment.js"
import { expression } from "./expressions.js"
import { assignedNames, type Frame, parts, textOf, type Walk } from "./module-walk.js"
import { block } from "./statements.js"

/** What a definition is called, and what stands above it. */
export interface DefinitionSetting {
  readonly name: string
  readonly method: boolean
  /** Decorators as written, without `@`. */
  readonly decorators: readonly string[]
  /** What fills parameters that have no default of their own. */
  readonly defaults: ReadonlyMap<string, Ref>
}

function qualified(frame: Frame, name: string): string {
  const around = frame.scope.scope.name
  return around === "" ? name : `${around}.${name}`
}

/** The scopes that names inside a new function are looked up in. */
function surroundings(frame: Frame): Frame["outer"] {
  // A class body is no scope for its methods.
  return frame.scope.scope.kind === "class" ? frame.outer : [{ scope: frame.names, assigned: frame.assigned }, ...frame.outer]
}

/** Makes a scope of a function or lambda; its body is read later, when the names around it are known. */
export function functionScope(walk: Walk, frame: Frame, node: Node, setting: DefinitionSetting): Ref {
  const { facts } = walk
  const nameNode = node.childForFieldName("name")
  const scope = facts.open({
    kind: setting.method ? "method" : "function",
    name: qualified(frame, setting.name),
    parent: frame.scope.index,
    start: node.startIndex,
    end: node.endIndex,
    at: (nameNode ?? node).startIndex,
  })
  scope.property = setting.decorators.some((decorator) => /(^|[.])(cached_)?property$|\.setter$/.test(decorator))
  const bound = setting.method && !setting.decorators.includes("staticmethod")
  const env = new Environment()
  let self: string | null = null
  for (const parameter of parts(node.childForFieldName("parameters") ?? node)) {
    if (node.childForFieldName("parameters") === null) break
    const read = readParameter(walk, frame, parameter)
    if (read === null) continue
    if (bound && self === null) self = read.name
    else {
      scope.parameters.push(read.default === null ? { ...read, default: setting.defaults.get(read.name) ?? null } : read)
      env.set(read.name, facts.add({ kind: "parameter", scope: scope.index, name: read.name }))
    }
  }
  const outer = surroundings(frame)
  const body = node.childForFieldName("body")
  const owner = setting.method ? frame.scope.index : frame.owner
  // A lambda or nested function in a method still sees the method's `self`.
  const inherited = setting.method ? null : frame.self
  walk.later.push(() => {
    if (body === null) return
    const assigned = new Set(assignedNames(walk, body))
    for (const parameter of scope.parameters) assigned.add(parameter.name)
    const inner: Frame = {
      scope,
      names: scope.index,
      assigned,
      elsewhere: new Map(),
      self: self ?? inherited,
      owner,
      outer,
      env,
      yields: [],
    }
    for (const [name, value] of env.entries()) facts.bind(scope.index, name, value)
    if (node.type === "lambda") scope.returns.push(expression(walk, inner, body))
    else block(walk, inner, body)
    finish(walk, scope, inner, setting)
  })
  return facts.add({ kind: "scope", scope: scope.index })
}

/** What a generator yields is returned as elements of a list; what a context manager yields is what `with` gets. */
function finish(walk: Walk, scope: OpenScope, frame: Frame, setting: DefinitionSetting): void {
  if (frame.yields.length === 0) return
  const manager = setting.decorators.some((decorator) => /contextmanager$/.test(decorator))
  if (manager) scope.returns.push(...frame.yields)
  else scope.returns.push(walk.facts.add({ kind: "list", items: [...frame.yields] }))
}

function readParameter(walk: Walk, frame: Frame, node: Node): Parameter | null {
  const kind = node.type === "list_splat_pattern" ? "rest" : node.type === "dictionary_splat_pattern" ? "keywords" : "plain"
  if (node.type === "identifier") return { name: textOf(walk, node), default: null, kind: "plain" }
  if (kind !== "plain") return { name: textOf(walk, parts(node)[0] ?? node), default: null, kind }
  if (node.type === "typed_parameter") {
    const inner = parts(node)[0]
    return inner === undefined ? null : readParameter(walk, frame, inner)
  }
  if (node.type === "default_parameter" || node.type === "typed_default_parameter") {
    const name = node.childForFieldName("name")
    if (name === null) return null
    return { name: textOf(walk, name), default: expression(walk, frame, node.childForFieldName("value")), kind: "plain" }
  }
  return null
}

/** Makes a scope of a class and reads its body at once, as Python does. */
export function classScope(walk: Walk, frame: Frame, node: Node): Ref {
  const { facts } = walk
  const nameNode = node.childForFieldName("name")
  const scope = facts.open({
    kind: "class",
    name: qualified(frame, textOf(walk, nameNode ?? node).slice(0, 200)),
    parent: frame.scope.index,
    start: node.startIndex,
    end: node.endIndex,
    at: (nameNode ?? node).startIndex,
  })
  const above = node.childForFieldName("superclasses")
  const bases = above === null ? [] : parts(above).filter((base) => base.type !== "keyword_argument")
  for (const base of bases) scope.bases.push(expression(walk, frame, base))
  const body = node.childForFieldName("body")
  const inner: Frame = {
    scope,
    names: scope.index,
    assigned: body === null ? new Set() : assignedNames(walk, body),
    elsewhere: new Map(),
    self: null,
    owner: null,
    outer: surroundings(frame),
    env: new Environment(),
    yields: [],
  }
  if (body !== null) block(walk, inner, body)
  if (bases.some((base) => enumeration.test(textOf(walk, base)))) enumerate(walk, scope, bases)
  scope.table = tableOf(walk, inner)
  return facts.add({ kind: "scope", scope: scope.index })
}

const enumeration = /^(enum\.)?(Str|Int)?(Enum|Flag)$/

/** The members of an enumeration: those that are texts as well stand for their values. */
function enumerate(walk: Walk, scope: OpenScope, bases: readonly Node[]): void {
  const { facts } = walk
  const text = bases.some((base) => /^(str|(enum\.)?StrEnum)$/.test(textOf(walk, base)))
  for (const [name, bound] of scope.bindings) {
    if (name.startsWith("_") || bound.some((ref) => facts.value(ref).kind === "scope")) continue
    scope.bindings.set(name, [facts.add({ kind: "enumerator", name, value: facts.choice(bound), text })])
  }
}

/** SQLAlchemy's `__tablename__` and `__table_args__`, Django's is in a nested `Meta` with `db_table`. */
function tableOf(walk: Walk, frame: Frame): Ref | null {
  const { facts } = walk
  const given = frame.env?.get("__table__")
  if (given !== undefined) return given
  let name = frame.env?.get("__tablename__")
  const meta = frame.env?.get("Meta")
  const metaScope = meta === undefined ? null : facts.value(meta)
  if (name === undefined && metaScope?.kind === "scope") name = facts.scopes[metaScope.scope]?.bindings.get("db_table")?.at(-1)
  if (name === undefined) return null
  const args = frame.env?.get("__table_args__")
  const dictionaries = args === undefined ? [] : [args, ...(listItems(walk, args) ?? [])]
  let schema: Ref | null = null
  for (const ref of dictionaries) {
    const value = facts.value(ref)
    if (value.kind !== "mapping") continue
    for (const entry of value.entries) {
      const key = entry.key === null ? null : facts.value(entry.key)
      if (key?.kind === "text" && key.text === "schema") schema = entry.value
    }
  }
  return facts.add({ kind: "table", name, schema, database: null })
}

function listItems(walk: Walk, ref: Ref): readonly Ref[] | null {
  const value = walk.facts.value(ref)
  return value.kind === "list" ? value.items : null
}
