import { madeOfEach } from "../../../facts/collected-values.js"
import type { Argument, Effect, Operation, Ref, TableOperation } from "../../../model/lineage.js"
import { argument, type CallShape, type Knowledge } from "./library-call.js"
import type { Walk } from "./module-walk.js"

/** A pure function of texts or paths, of the receiver or the first argument. */
export const operation =
  (name: Operation, ...keywords: readonly string[]): Knowledge =>
  (walk, call) => {
    const values = call.arguments.map((argument) => argument)
    if (call.receiver !== null && call.qualified === null) {
      return {
        result: walk.facts.add({ kind: "operation", operation: name, of: call.receiver, arguments: values }),
        pure: keywords.length === 0,
      }
    }
    const first = values[0]
    if (first === undefined) return null
    return {
      result: walk.facts.add({ kind: "operation", operation: name, of: first.value, arguments: values.slice(1) }),
      pure: true,
    }
  }

/** Yields its first argument. */
export const first: Knowledge = (_walk, call, at) => {
  const value = at(0)
  return value === null ? null : { result: value, pure: call.qualified !== null }
}

/** `sessionmaker(bind=engine)`: what it makes are connections of that engine. */
export const bound: Knowledge = (_walk, _call, at) => {
  const engine = at(0, "bind")
  return engine === null ? null : { result: engine }
}

/** What a file holds. */
export const content =
  (as: "text" | "lines" | "data"): Knowledge =>
  (walk, call, at) => {
    const of = call.receiver !== null && call.qualified === null ? call.receiver : at(0)
    return of === null ? null : { result: walk.facts.add({ kind: "content", of, as }) }
  }

/** `json.load(open(p))` and `json.loads(Path(p).read_text())` alike: the data of the file that the text comes from. */
export const parsed: Knowledge = (walk, _call, at) => {
  const of = at(0)
  return of === null ? null : { result: walk.facts.add({ kind: "content", of, as: "data" }), pure: true }
}

/** Opens a file: its path stands for it; one that is written or made exclusively leaves a trace. */
export const open: Knowledge = (walk, call, at) => {
  const method = call.receiver !== null && call.qualified === null
  const path = method ? call.receiver : at(0, "file")
  if (path === null) return null
  const given = method ? at(0, "mode") : at(1, "mode")
  const mode = given === null ? null : walk.facts.value(given)
  const letters = mode === null ? "r" : mode.kind === "text" ? mode.text : ""
  const lock = letters.includes("x") ? "file" : /[wa+]/.test(letters) ? "path" : null
  return { result: path, effects: lock === null ? [] : [{ kind: "lock", lock, name: path }] }
}

/** Writes a file. */
export const writes =
  (index: number | null, name?: string): Knowledge =>
  (_walk, call, at) => {
    const path = index === null ? call.receiver : at(index, name)
    return path === null ? null : { effects: [{ kind: "lock", lock: "path", name: path }] }
  }

/** Takes a lock file. */
export const locks =
  (index: number | null, name?: string): Knowledge =>
  (_walk, call, at) => {
    const path = index === null ? call.receiver : at(index, name)
    return path === null ? null : { effects: [{ kind: "lock", lock: "file", name: path }], result: path }
  }

/** `os.open(path, os.O_CREAT | os.O_EXCL)`: the flags are named in the call. */
export const lowOpen: Knowledge = (_walk, call, at) => {
  const path = at(0, "path")
  if (path === null) return null
  const lock = /O_EXCL/.test(call.text) ? "file" : /O_(WRONLY|RDWR|CREAT)/.test(call.text) ? "path" : null
  return { result: path, effects: lock === null ? [] : [{ kind: "lock", lock, name: path }] }
}

/** Starts a command. */
export const command: Knowledge = (_walk, _call, at) => {
  const words = at(0, "args") ?? at(0, "command")
  return words === null ? null : { effects: [{ kind: "command", command: words, directory: at(99, "cwd") }] }
}

/** `os.execv(path, words)` has the words second; `os.execl(path, *words)` has them after the path. */
export const execute: Knowledge = (walk, call, at) => {
  const list = at(1)
  if (list === null) return null
  const words = /v/.test(call.method.slice(4))
    ? list
    : walk.facts.add({ kind: "list", items: call.arguments.slice(1).map((given) => given.value) })
  return { effects: [{ kind: "command", command: words, directory: null }] }
}

/** Sends SQL. */
export const sql =
  (sure: boolean, index = 0, names: readonly string[] = ["sql", "query", "statement", "operation"]): Knowledge =>
  (walk, call, at) => {
    const given = names.map((name) => argument(call.arguments, 99, name)).find((ref) => ref !== null) ?? at(index)
    if (given === null) return null
    const behind = call.arguments.filter((each) => each.name === null && each.value !== given).map((each) => each.value)
    const handed =
      at(99, "params") ??
      at(99, "parameters") ??
      at(99, "seq_of_parameters") ??
      (call.qualified === null ? parametersOf(walk, behind) : null) ??
      boundTo(walk, given)
    const parameters =
      handed !== null && /many$/.test(call.method) ? walk.facts.add({ kind: "element", of: handed, what: "items" }) : handed
    const connection =
      at(99, "con") ?? at(99, "conn") ?? at(99, "connection") ?? (call.qualified === null ? call.receiver : at(index + 1))
    return { effects: [{ kind: "sql", text: given, connection, database: at(99, "database"), sure, parameters }] }
  }

/** What `statement.bindparams(name=value)` gives, one call after the other; null without any. */
function boundTo({ facts }: Walk, statement: Ref): Ref | null {
  const entries: { readonly key: Ref; readonly value: Ref }[] = []
  for (let at = facts.value(statement); at.kind === "call"; ) {
    const call = facts.calls[at.call]
    const callee = call === undefined ? null : facts.value(call.callee)
    if (call === undefined || callee?.kind !== "member" || callee.name !== "bindparams") break
    for (const { name, value } of call.arguments) if (name !== null) entries.unshift({ key: facts.text(name, []), value })
    at = facts.value(callee.of)
  }
  return entries.length === 0 ? null : facts.add({ kind: "mapping", entries })
}

/** `execute(sql, a, b)` and `execute(sql, (a, b))` alike. */
function parametersOf(walk: Walk, given: readonly Ref[]): Ref | null {
  const [first, second] = given
  if (first === undefined || (second === undefined && walk.facts.value(first).kind !== "spread")) return first ?? null
  return walk.facts.add({ kind: "list", items: given })
}

/** pandas' `read_sql(sql, con)`: a single word is a table's name. */
export const readSql: Knowledge = (walk, call, at) => {
  const given = at(0, "sql")
  const value = given === null ? null : walk.facts.value(given)
  const isName = value?.kind === "text" && /^\S+$/.test(value.text.trim()) && !/\.sql$/i.test(value.text)
  return isName ? table("select", 0, "sql", true)(walk, call, at) : sql(true)(walk, call, at)
}

/** Touches a table. */
export const table =
  (operation: TableOperation, index: number | null, name: string, sure = false): Knowledge =>
  (_walk, call, at) => {
    const target = index === null ? call.receiver : at(index, name)
    if (target === null) return null
    const connection =
      at(99, "con") ?? at(99, "conn") ?? at(99, "bind") ?? (call.qualified === null && index !== null ? call.receiver : at(1))
    // What is made of a table (`insert(t).values(…)`) still is that table when it is sent.
    return { effects: [{ kind: "table", target, schema: at(99, "schema"), operation, connection, sure }], result: target }
  }

/** Reads the table of a model that is the first argument; of what has no name as classes have one, nothing. */
export function readModel(walk: Walk, call: CallShape, at: (index: number, name?: string) => Ref | null): readonly Effect[] {
  const target = at(0, "target")
  const value = target === null ? null : walk.facts.value(target)
  const name = value?.kind === "export" || value?.kind === "name" || value?.kind === "member" ? value.name : ""
  const isClass = value?.kind === "scope" ? walk.facts.scopes[value.scope]?.scope.kind === "class" : /^[A-Z]\w*[a-z]/.test(name)
  if (target === null || !isClass) return []
  return [{ kind: "table", target, schema: null, operation: "select", connection: call.receiver, sure: false }]
}

/** `df.to_sql(name, con, schema=…, if_exists=…)`: pandas fails on an existing table unless told otherwise; `replace` drops it first. */
export const toSql: Knowledge = (walk, call, at) => {
  const target = at(0, "name")
  if (target === null) return null
  const mode = at(3, "if_exists")
  const read = mode === null ? null : walk.facts.value(mode)
  const replaces = read?.kind === "text" && read.text === "replace"
  return {
    effects: [
      {
        kind: "table",
        target,
        schema: argument(call.arguments, 2, "schema"),
        operation: replaces ? "replace" : "insert",
        connection: at(1, "con"),
        sure: true,
      },
    ],
  }
}

/** Spark's `df.write.jdbc(url, table)` and `spark.read.jdbc(url, table)`; `.option("dbtable", …)` of either. */
export const jdbc: Knowledge = (_walk, call, at) => {
  const target = at(1, "table") ?? at(1, "dbtable")
  if (target === null) return null
  const writes = /\bwrite\b/.test(call.receiverText)
  return {
    effects: [
      { kind: "table", target, schema: null, operation: writes ? "insert" : "select", connection: at(0, "url"), sure: true },
    ],
  }
}

/** `.option("dbtable", …)` of Spark. */
export const option: Knowledge = (walk, call, at) => {
  const name = at(0)
  const read = name === null ? null : walk.facts.value(name)
  if (read?.kind !== "text" || call.receiver === null) return null
  return read.text.toLowerCase() === "dbtable" ? jdbc(walk, call, at) : null
}

/** Opens a connection. */
export const connect: Knowledge = (walk, call, at) => {
  const positional = call.arguments.filter((given) => given.name === null)
  const database = argument(call.arguments, 99, "database") ?? argument(call.arguments, 99, "db") ?? null
  // pymssql.connect(server, user, password, database)
  const fourth = positional.length >= 4 && /pymssql|pytds/.test(call.qualified ?? "") ? (positional[3]?.value ?? null) : null
  const result = walk.facts.add({ kind: "connection", text: at(0) ?? at(99, "url"), database: database ?? fourth })
  return { result }
}

/** SQLAlchemy's `URL.create`. */
export const urlCreate: Knowledge = (walk, _call, at) => {
  const query = at(99, "query")
  const database = at(99, "database")
  return {
    result: walk.facts.add({
      kind: "connection",
      text:
        query === null
          ? null
          : walk.facts.add({ kind: "item", of: query, key: walk.facts.text("odbc_connect", []), fallback: null }),
      database,
    }),
  }
}

/** `Table(name, metadata, schema=…)`: without a schema of its own it has the metadata's. */
export const sqlalchemyTable: Knowledge = (walk, _call, at) => {
  const name = at(0, "name")
  const metadata = at(1, "metadata")
  const schema = at(99, "schema") ?? (metadata === null ? null : walk.facts.add({ kind: "member", of: metadata, name: "schema" }))
  return name === null ? null : { result: walk.facts.add({ kind: "table", name, schema, database: at(99, "autoload_with") }) }
}

/** SQLAlchemy's `MetaData`. */
export const metadata: Knowledge = (walk, _call, at) => {
  const schema = at(99, "schema") ?? walk.facts.add({ kind: "constant", value: null })
  return { result: walk.facts.add({ kind: "mapping", entries: [{ key: walk.facts.text("schema", []), value: schema }] }) }
}

/** Calls back what it is given. */
export const invoke =
  (index: number, name: string, args: "rest" | "keyword" | "elements"): Knowledge =>
  (walk, call, at) => {
    const callee = at(index, name)
    if (callee === null) return null
    const positional = call.arguments.filter((given) => given.name === null)
    let given: readonly Argument[] = []
    if (args === "rest") given = [...positional.slice(index + 1), ...call.arguments.filter((given) => given.name !== null)]
    else if (args === "elements") {
      given = positional
        .slice(index + 1)
        .map((over) => ({ name: null, value: walk.facts.add({ kind: "element", of: over.value, what: "items" }) }))
    } else {
      const list = at(99, "args") ?? at(99, "op_args")
      const keywords = at(99, "kwargs") ?? at(99, "op_kwargs")
      if (list !== null) given = [{ name: null, value: walk.facts.add({ kind: "spread", of: list }) }]
      if (keywords !== null) given = [...given, { name: "**", value: walk.facts.add({ kind: "spread", of: keywords }) }]
    }
    return { effects: [{ kind: "invoke", callee, arguments: given }] }
  }

/** `map(function, list)`: the list of what the function makes of each element. */
export const mapped: Knowledge = (walk, call, at) => {
  const { facts } = walk
  const effects = invoke(0, "function", "elements")(walk, call, at)?.effects ?? []
  const [effect] = effects
  if (effect?.kind !== "invoke" || effect.arguments.length === 0) return { effects }
  const { callee, arguments: given } = effect
  const over = given.map(({ value }) => value)
  const { scope, start, end } = call
  const maker = facts.value(callee)
  const isText = maker.kind === "unknown" && maker.expression === "str"
  const made = isText
    ? over[0]
    : facts.call({ scope, start, end, callee, text: "map", arguments: given, effects: [], result: null })
  return { effects, result: made === undefined ? null : madeOfEach(facts, made, over) }
}
