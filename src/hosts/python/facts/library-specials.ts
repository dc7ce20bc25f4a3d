import type { Ref } from "../../../model/lineage.js"
import { effectsOf } from "./library.js"
import { content, readModel, sql } from "./library-builders.js"
import type { Knowledge } from "./library-call.js"

/** `partial(f, x)` is a function of its own, which calls `f` with `x` and whatever it is given. */
export const partial: Knowledge = (walk, call) => {
  const { facts } = walk
  const [callee, ...given] = call.arguments
  if (callee === undefined) return null
  const scope = facts.open({
    kind: "function",
    name: `<partial ${call.start}>`,
    parent: call.scope,
    start: call.start,
    end: call.end,
    at: call.start,
  })
  scope.parameters.push({ name: "args", default: null, kind: "rest" }, { name: "kwargs", default: null, kind: "keywords" })
  const passed = (name: string): Ref =>
    facts.add({ kind: "spread", of: facts.add({ kind: "parameter", scope: scope.index, name }) })
  const passedOn = [...given, { name: null, value: passed("args") }, { name: "**", value: passed("kwargs") }]
  const ref = facts.call({
    scope: scope.index,
    callee: callee.value,
    text: call.text.slice(0, 80),
    arguments: passedOn,
    effects: effectsOf(walk, callee.value, passedOn, call),
    result: null,
    start: call.start,
    end: call.end,
  })
  const value = facts.value(ref)
  if (value.kind === "call") scope.actions.push({ kind: "call", call: value.call })
  scope.returns.push(ref)
  return { result: facts.add({ kind: "scope", scope: scope.index }), pure: true }
}

/** A variable of the environment. */
export const environment: Knowledge = (walk, call, at) => {
  const name = at(0, "key")
  const read = name === null ? null : walk.facts.value(name)
  if (read === null) return null
  if (read.kind !== "text") return { result: at(1, "default") ?? walk.facts.unknown(call.text), pure: true }
  return { result: walk.facts.add({ kind: "environment", variable: read.text, fallback: at(1, "default") }), pure: true }
}

/** `d.get(key, default)`; with a settings reader in the file also `get(section, key, fallback=…)`. */
export const get: Knowledge = (walk, call, at) => {
  const key = at(0, "key")
  if (key === null || call.receiver === null) return null
  if (/(^|\.)environ$/.test(call.receiverText)) return environment(walk, call, at)
  const second = at(1)
  // SQLAlchemy's session.get(Model, key).
  const effects = second === null ? [] : readModel(walk, call, at)
  if (!walk.settings || second === null)
    return { result: walk.facts.add({ kind: "item", of: call.receiver, key, fallback: second }), effects }
  const fallback = at(99, "fallback")
  return { result: walk.facts.add({ kind: "setting", of: call.receiver, section: key, key: second, fallback }) }
}

/** `config.read(path)` of a settings reader fills it; of anything else it yields the content. */
export const read: Knowledge = (walk, call, at) => {
  const path = at(0, "filenames")
  if (call.receiver === null) return null
  if (path !== null && walk.settings) return { mutates: walk.facts.add({ kind: "content", of: path, as: "data" }) }
  return content("text")(walk, call, at)
}

/** `list.append(x)` and its like: the list holds the item from here on. */
export const append: Knowledge = (walk, call, at) => {
  const item = at(0)
  if (item === null || call.receiver === null) return null
  const value = walk.facts.value(call.receiver)
  if (value.kind === "unknown" || value.kind === "module") return null
  const added =
    call.method === "extend" ? walk.facts.add({ kind: "spread", of: item }) : call.method === "insert" ? (at(1) ?? item) : item
  return { mutates: walk.facts.add({ kind: "list", items: [walk.facts.add({ kind: "spread", of: call.receiver }), added] }) }
}

/** `parser.add_argument("--name", default=…)`: what `parse_args()` yields has it as a member. */
export const addArgument: Knowledge = (walk, call, at) => {
  if (call.receiver === null) return null
  const flags = call.arguments.filter((given) => given.name === null).map((given) => walk.facts.value(given.value))
  const texts = flags.flatMap((flag) => (flag.kind === "text" ? [flag.text] : []))
  const long = texts.find((text) => text.startsWith("--")) ?? texts[0]
  const given = at(99, "dest")
  const destination = given === null ? null : walk.facts.value(given)
  const name = destination?.kind === "text" ? destination.text : long?.replace(/^-+/, "").replaceAll("-", "_")
  if (name === undefined) return null
  const value = walk.facts.add({ kind: "environment", variable: long ?? name, fallback: at(99, "default") })
  const before = walk.facts.value(call.receiver)
  const entries = before.kind === "mapping" ? before.entries : []
  return { mutates: walk.facts.add({ kind: "mapping", entries: [...entries, { key: walk.facts.text(name, []), value }] }) }
}

/** A file of a package. */
export const resource: Knowledge = (walk, _call, at) => {
  const folder = at(0, "package")
  const name = at(1, "resource")
  if (folder === null || name === null) return null
  // A package's name as a folder: dots become slashes.
  const slashes = walk.facts.operation("replace", folder, walk.facts.text(".", []), walk.facts.text("/", []))
  const path = walk.facts.operation("path-join", slashes, name)
  return { result: walk.facts.add({ kind: "content", of: path, as: "text" }) }
}

/** The folder of a package. */
export const resourceFolder: Knowledge = (walk, _call, at) => {
  const folder = at(0, "package")
  return folder === null
    ? null
    : { result: walk.facts.operation("replace", folder, walk.facts.text(".", []), walk.facts.text("/", [])) }
}

/** A module by a name that is made at run time. */
export const module: Knowledge = (walk, _call, at) => {
  const specifier = at(0, "name")
  return specifier === null
    ? null
    : { result: walk.facts.add({ kind: "dynamic-module", specifier }), effects: [{ kind: "run-module", module: specifier }] }
}

/** `getattr(x, name)`. */
export const attribute: Knowledge = (walk, _call, at) => {
  const of = at(0)
  const name = at(1)
  const read = name === null ? null : walk.facts.value(name)
  if (of === null || name === null) return null
  if (read?.kind === "text") return { result: walk.facts.add({ kind: "member", of, name: read.text }), pure: true }
  return { result: walk.facts.add({ kind: "item", of, key: name, fallback: at(2) }), pure: true }
}

/** `exec(open(path).read())` runs the file. */
export const exec: Knowledge = (walk, _call, at) => {
  const given = at(0)
  let value = given === null ? null : walk.facts.value(given)
  for (let depth = 0; value !== null && depth < 4; depth++) {
    if (value.kind === "content") return { effects: [{ kind: "run-file", path: value.of }] }
    if (value.kind !== "call") break
    const result: Ref | null = walk.callResult(value.call)
    value = result === null ? null : walk.facts.value(result)
  }
  return null
}

/** A path. */
export const path: Knowledge = (walk, call, at) => {
  const values = call.arguments.filter((given) => given.name === null)
  const head = at(0)
  if (head === null) return { result: walk.facts.text("", []), pure: true }
  return {
    result:
      values.length === 1
        ? head
        : walk.facts.add({ kind: "operation", operation: "path-join", of: head, arguments: values.slice(1) }),
    pure: true,
  }
}

/** Sends SQL, if it is some. */
export const hookRun = sql(false)
/** Airflow's operators that send SQL. */
export const airflow: Knowledge = (_walk, _call, at) => {
  const text = at(99, "sql")
  return text === null
    ? null
    : {
        effects: [
          {
            kind: "sql",
            text,
            connection: at(99, "mssql_conn_id") ?? at(99, "conn_id"),
            database: at(99, "database") ?? at(99, "schema"),
            sure: true,
            parameters: at(99, "parameters"),
          },
        ],
      }
}
/** Airflow's operator that starts a command. */
export const airflowBash: Knowledge = (_walk, _call, at) => {
  const line = at(99, "bash_command")
  return line === null ? null : { effects: [{ kind: "command", command: line, directory: at(99, "cwd") }] }
}
