import type { Effect, Operation, Ref, TableOperation } from "../../../model/lineage.js"
import { entryOf, tableFrom } from "./entities.js"
import { definedTable } from "./query-builder.js"
import type { Walk } from "./walk.js"

/** A call as the library tables see it. */
export interface CallShape {
  /** `child_process.execSync` whatever it was imported as; null for a method of an object. */
  readonly qualified: string | null
  /** The last name. */
  readonly method: string
  readonly receiver: Ref | null
  readonly receiverText: string
  /** `new x(…)` */
  readonly construct: boolean
  readonly arguments: readonly Ref[]
  /** The whole call as written, cut at 400 units. */
  readonly text: string
  /** The scope in which it runs, and its place. */
  readonly scope: number
  readonly start: number
  readonly end: number
}

/** What a library function does and yields. */
export interface LibraryCall {
  readonly effects: readonly Effect[]
  readonly result: Ref | null
  /** What the receiver holds afterwards (`list.push(x)`), null if it stays. */
  readonly mutates: Ref | null
}

type Known = Partial<LibraryCall> | null
type Knowledge = (walk: Walk, call: CallShape) => Known

const nothing: LibraryCall = { effects: [], result: null, mutates: null }

/** What JavaScript's, Node's and the usual libraries' functions do, by full name first, then by method name. */
export function libraryCall(walk: Walk, call: CallShape): LibraryCall {
  const whole = call.qualified === null ? null : byName(walk, call, call.qualified)
  // A promise's method, not a property of this table: an object with `then` would be taken for a promise itself.
  if (call.method === "then") return { ...nothing, ...maps("value")(walk, call) }
  const known = whole ?? (Object.hasOwn(methods, call.method) ? (methods[call.method]?.(walk, call) ?? null) : null)
  return known === null ? { ...nothing, effects: textsOfSql(walk, call) } : { ...nothing, ...known }
}

function byName(walk: Walk, call: CallShape, qualified: string): Known {
  const dot = qualified.lastIndexOf(".")
  const module = dot < 0 ? qualified : qualified.slice(0, dot)
  const name = dot < 0 ? "" : qualified.slice(dot + 1)
  for (const [pattern, table] of modules) {
    if (!pattern.test(dot < 0 ? qualified : module)) continue
    const known = Object.hasOwn(table, name) ? table[name]?.(walk, call) : undefined
    if (known !== undefined && known !== null) return known
  }
  const global = Object.hasOwn(globals, qualified) ? globals[qualified] : undefined
  return global?.(walk, call) ?? null
}

const silent =
  /^(?:log|debug|info|warn|error|trace|write|print|test|match|exec|search|describe|it|expect|assert\w*|equal\w*|\w*(?:Error|Exception)|push|join|indexOf|includes|startsWith|endsWith|split|replace\w*|get|set|has|define|on|emit|once|then|catch|setHeader|send|json)$/
const startsSql =
  /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]{0,2000}?\*\/\s*)*(?:select|insert|update|delete|merge|exec(?:ute)?|truncate|with|declare|use|drop|create|alter|if|begin|set)\s/i

/** SQL given to a function that nobody here knows: sent, as far as one can tell. */
function textsOfSql(walk: Walk, call: CallShape): Effect[] {
  if (silent.test(call.method)) return []
  return call.arguments.flatMap((text): Effect[] =>
    startsSql.test(opening(walk, text)) ? [{ kind: "sql", text, connection: call.receiver, database: null, sure: false }] : [],
  )
}

/** The literal beginning of a text. */
function opening(walk: Walk, ref: Ref): string {
  let value = walk.facts.value(ref)
  for (let depth = 0; depth < 8; depth++) {
    if (value.kind === "text") return value.text.slice(0, 3000)
    const next =
      value.kind === "concat"
        ? value.parts[0]
        : value.kind === "choice"
          ? value.options[0]
          : value.kind === "operation"
            ? value.of
            : undefined
    if (next === undefined) return ""
    value = walk.facts.value(next)
  }
  return ""
}

const at = (call: CallShape, index: number): Ref | null => call.arguments[index] ?? null
const plain = (value: Ref): { readonly name: null; readonly value: Ref } => ({ name: null, value })

const firstAsIs: Knowledge = (_walk, call) => ({ result: at(call, 0) })
const receiverAsIs: Knowledge = (_walk, call) => ({ result: call.receiver })

const onReceiver =
  (operation: Operation): Knowledge =>
  (walk, call) =>
    call.receiver === null
      ? null
      : { result: walk.facts.add({ kind: "operation", operation, of: call.receiver, arguments: call.arguments.map(plain) }) }

const onFirst =
  (operation: Operation): Knowledge =>
  (walk, call) => {
    const [of, ...rest] = call.arguments
    return of === undefined ? null : { result: walk.facts.add({ kind: "operation", operation, of, arguments: rest.map(plain) }) }
  }

// Files

const content =
  (as: "text" | "lines" | "data"): Knowledge =>
  (walk, call) => {
    const of = at(call, 0)
    return of === null ? null : { result: walk.facts.add({ kind: "content", of, as }) }
  }

const writes: Knowledge = (walk, call) => {
  const name = at(call, 0)
  if (name === null) return null
  const options = entryOf(walk, at(call, 2), "flag") ?? entryOf(walk, at(call, 1), "flags")
  const flag = options === null ? null : walk.facts.value(options)
  const exclusive = flag?.kind === "text" && flag.text.includes("x")
  return { effects: [{ kind: "lock", lock: exclusive ? "file" : "path", name }], result: name }
}

/** `openSync(path, "wx")`, `open(path, O_CREAT | O_EXCL)` */
const opens: Knowledge = (walk, call) => {
  const name = at(call, 0)
  if (name === null) return null
  const given = at(call, 1)
  const mode = given === null ? null : walk.facts.value(given)
  const letters = mode?.kind === "text" ? mode.text : mode === null ? "r" : ""
  const exclusive = letters.includes("x") || /O_EXCL/.test(call.text)
  const writing = /[wa+]/.test(letters) || /O_(?:WRONLY|RDWR|CREAT)/.test(call.text)
  return { effects: exclusive || writing ? [{ kind: "lock", lock: exclusive ? "file" : "path", name }] : [], result: name }
}

const locks: Knowledge = (_walk, call) => {
  const name = at(call, 0)
  return name === null ? null : { effects: [{ kind: "lock", lock: "file", name }] }
}

const fs: Readonly<Record<string, Knowledge>> = {
  readFile: content("text"),
  readFileSync: content("text"),
  readJson: content("data"),
  readJsonSync: content("data"),
  createReadStream: content("text"),
  readdir: onFirst("path-list"),
  readdirSync: onFirst("path-list"),
  realpathSync: firstAsIs,
  writeFile: writes,
  writeFileSync: writes,
  appendFile: writes,
  appendFileSync: writes,
  createWriteStream: writes,
  outputFile: writes,
  open: opens,
  openSync: opens,
}

const path: Readonly<Record<string, Knowledge>> = {
  join: onFirst("path-join"),
  resolve: onFirst("path-join"),
  dirname: onFirst("path-parent"),
  basename: onFirst("path-name"),
  normalize: firstAsIs,
}

// Programs

const commandText: Knowledge = (walk, call) => {
  const command = at(call, 0)
  return command === null ? null : { effects: [{ kind: "command", command, directory: directoryOf(walk, call) }] }
}

/** `spawn(file, [words], options)` */
const commandList: Knowledge = (walk, call) => {
  const file = at(call, 0)
  const list = at(call, 1)
  if (file === null) return null
  const more = list !== null && walk.facts.value(list).kind !== "mapping" ? [walk.facts.add({ kind: "spread", of: list })] : []
  const command = more.length === 0 ? file : walk.facts.add({ kind: "list", items: [file, ...more] })
  return { effects: [{ kind: "command", command, directory: directoryOf(walk, call) }] }
}

function directoryOf(walk: Walk, call: CallShape): Ref | null {
  return entryOf(walk, at(call, 2), "cwd") ?? entryOf(walk, at(call, 1), "cwd")
}

const runsFile: Knowledge = (_walk, call) => {
  const file = at(call, 0)
  return file === null ? null : { effects: [{ kind: "run-file", path: file }] }
}

const programs: Readonly<Record<string, Knowledge>> = {
  exec: commandText,
  execSync: commandText,
  execaCommand: commandText,
  command: commandText,
  spawn: commandList,
  spawnSync: commandList,
  execFile: commandList,
  execFileSync: commandList,
  execa: commandList,
  sync: commandList,
  "": commandList,
  fork: runsFile,
  Worker: runsFile,
}

// Connections

/** A connection from a text or from settings; `inner` are the members that hold the database, outermost first. */
function connection(walk: Walk, config: Ref | null, ...inner: readonly string[]): Ref | null {
  if (config === null) return null
  const { facts } = walk
  if (facts.value(config).kind === "text" || facts.value(config).kind === "concat") {
    return facts.add({ kind: "connection", text: config, database: null })
  }
  const held = inner.reduce((of, name) => entryOf(walk, of, name) ?? facts.add({ kind: "member", of, name }), config)
  const database = entryOf(walk, held, "database") ?? facts.add({ kind: "member", of: held, name: "database" })
  return facts.add({ kind: "connection", text: held, database })
}

const connects =
  (...inner: readonly string[]): Knowledge =>
  (walk, call) => ({ result: connection(walk, at(call, 0), ...inner) })

/** `new Sequelize(database, user, password, options)`, `new Sequelize(url, options)`, `new Sequelize(options)` */
const sequelize: Knowledge = (walk, call) => {
  if (call.arguments.length < 3) return { result: connection(walk, at(call, 0)) }
  return { result: walk.facts.add({ kind: "connection", text: null, database: at(call, 0) }) }
}

/** The connection that an object is made on: `new sql.Request(pool)`. */
const onConnection: Knowledge = (walk, call) => ({
  result: at(call, 0) ?? walk.facts.add({ kind: "connection", text: null, database: null }),
})

/** tedious: the request is its text, and is sent later. */
const request: Knowledge = (_walk, call) => ({ result: at(call, 0) })

const mssql: Readonly<Record<string, Knowledge>> = {
  connect: connects(),
  ConnectionPool: connects(),
  Request: onConnection,
  Transaction: onConnection,
  PreparedStatement: onConnection,
  Table: (walk, call) => ({ result: tableFrom(walk, at(call, 0), null) }),
}

const modules: readonly (readonly [RegExp, Readonly<Record<string, Knowledge>>])[] = [
  [/^(?:fs|fs-extra|graceful-fs)(?:\.promises|\/promises)?$/, fs],
  [/^path(?:\.posix|\.win32|\/posix)?$/, path],
  [/^(?:child_process|execa|cross-spawn|shelljs|worker_threads|zx)$/, programs],
  [/^mssql(?:\/\w+)?$/, mssql],
  [/^tedious$/, { Connection: connects("options"), Request: request }],
  [/^knex$/, { "": connects("connection"), knex: connects("connection") }],
  [/^sequelize(?:-typescript)?$/, { Sequelize: sequelize, "": sequelize }],
  [/^typeorm$/, { DataSource: connects(), createConnection: connects() }],
  [/^(?:proper-lockfile|lockfile|lockfile-lfc)$/, { lock: locks, lockSync: locks }],
  [/^drizzle-orm\/\w+/, { mssqlTable: (walk, call) => ({ result: definedTable(walk, call.arguments, null) }) }],
  [/^url$/, { fileURLToPath: firstAsIs, pathToFileURL: firstAsIs }],
  [
    /^(?:glob|fast-glob|globby)$/,
    { sync: onFirst("path-glob"), globSync: onFirst("path-glob"), glob: onFirst("path-glob"), "": onFirst("path-glob") },
  ],
  [/^util$/, { format: onFirst("percent"), promisify: firstAsIs }],
]

const listed =
  (what: "keys" | "values" | "pairs"): Knowledge =>
  (walk, call) => {
    const of = at(call, 0)
    return of === null
      ? null
      : { result: walk.facts.add({ kind: "list", items: [walk.facts.add({ kind: "element", of, what })] }) }
  }

/** `new URL("x", import.meta.url)`: a path beside the file. */
const url: Knowledge = (walk, call) => {
  const name = at(call, 0)
  const base = at(call, 1)
  if (name === null || base === null) return { result: name }
  return { result: walk.facts.operation("path-join", walk.facts.operation("path-parent", base), name) }
}

const parsed: Knowledge = (walk, call) => {
  const of = at(call, 0)
  return of === null || walk.facts.value(of).kind === "text"
    ? null
    : { result: walk.facts.add({ kind: "content", of, as: "data" }) }
}

const globals: Readonly<Record<string, Knowledge>> = {
  "Object.keys": listed("keys"),
  "Object.values": listed("values"),
  "Object.entries": listed("pairs"),
  "Object.freeze": firstAsIs,
  "Object.assign": (walk, call) => ({
    result: walk.facts.add({ kind: "mapping", entries: call.arguments.map((value) => ({ key: null, value })) }),
  }),
  "Array.from": firstAsIs,
  "Promise.all": firstAsIs,
  "Promise.resolve": firstAsIs,
  String: onFirst("text"),
  "String.raw": firstAsIs,
  Set: firstAsIs,
  Map: firstAsIs,
  URL: url,
  "JSON.parse": parsed,
  Worker: runsFile,
}

// Methods

/** Receivers by whose name one can tell that they speak to a database. */
const database =
  /(?:^|\.)(?:\w*(?:pool|conn|connection|db|database|sql|client|request|req|sequelize|knex|trx|transaction|queryRunner|runner|dataSource|manager|entityManager|ps|statement|session|orm|executor)\w*)$/i

const sends =
  (always: boolean): Knowledge =>
  (_walk, call) => {
    const text = at(call, 0)
    if (text === null) return null
    const sure = always || (database.test(call.receiverText) && call.receiverText !== "req")
    return { effects: [{ kind: "sql", text, connection: call.receiver, database: null, sure }] }
  }

/** knex: `??` takes the bindings one after the other as names, `?` as parameters. */
const raw: Knowledge = (walk, call) => {
  const text = at(call, 0)
  if (text === null) return null
  const bindings = at(call, 1)
  const value = walk.facts.value(text)
  const list = bindings === null ? null : walk.facts.value(bindings)
  let filled = text
  if (value.kind === "text" && list?.kind === "list" && value.text.includes("??"))
    filled = fillNames(walk, value.text, value.map, list.items)
  return {
    effects: [{ kind: "sql", text: filled, connection: call.receiver, database: null, sure: database.test(call.receiverText) }],
    result: text,
  }
}

function fillNames(
  walk: Walk,
  text: string,
  map: readonly { readonly at: number; readonly from: number }[],
  items: readonly Ref[],
): Ref {
  const parts: Ref[] = []
  let from = 0
  let next = 0
  for (const match of text.matchAll(/\?\??/g)) {
    const item = items[next++]
    if (match[0] === "?" || item === undefined) continue
    parts.push(slice(walk, text, map, from, match.index), item)
    from = match.index + 2
  }
  parts.push(slice(walk, text, map, from, text.length))
  return walk.facts.concat(parts)
}

function slice(
  walk: Walk,
  text: string,
  map: readonly { readonly at: number; readonly from: number }[],
  start: number,
  end: number,
): Ref {
  const segment = map.findLast((each) => each.at <= start)
  const length = end - start
  const origin =
    segment === undefined || length === 0 ? [] : [{ at: 0, length, from: segment.from + start - segment.at, width: length }]
  return walk.facts.text(text.slice(start, end), origin)
}

/** `request.execute("usp_x")`; elsewhere `execute` takes SQL. */
const executes: Knowledge = (walk, call) => {
  const text = at(call, 0)
  if (text === null) return null
  const words = opening(walk, text).trim()
  if (/\s/.test(words)) return sends(false)(walk, call)
  if (!/request|pool|sql|conn|db|input/i.test(`${call.receiverText} ${call.text.slice(0, 200)}`) || words === "") return null
  return { effects: [{ kind: "procedure", name: text, connection: call.receiver }] }
}

const touches =
  (operation: TableOperation, from: "receiver" | "argument" | "either"): Knowledge =>
  (walk, call) => {
    const first = at(call, 0)
    const kind = first === null ? null : walk.facts.value(first).kind
    const given = kind === "name" || kind === "export" || kind === "scope" || kind === "table" ? first : null
    const targets = from === "receiver" ? [call.receiver] : from === "argument" ? [first] : [call.receiver, given]
    const effects = targets.flatMap((target): Effect[] =>
      target === null ? [] : [{ kind: "table", target, schema: null, operation, connection: null, sure: false }],
    )
    return effects.length === 0 ? null : { effects }
  }

/** `request.bulk(table)`, `connection.newBulkLoad("t", …)` */
const bulk: Knowledge = (_walk, call) => {
  const target = at(call, 0)
  if (target === null) return null
  return { effects: [{ kind: "table", target, schema: null, operation: "bulk-insert", connection: call.receiver, sure: true }] }
}

/** `Model.init(attributes, { tableName, schema })` gives a class its table. */
const init: Knowledge = (walk, call) => {
  const value = call.receiver === null ? null : walk.facts.value(call.receiver)
  const scope = value?.kind === "scope" ? walk.facts.scopes[value.scope] : undefined
  const options = at(call, 1)
  if (scope === undefined || options === null || walk.facts.value(options).kind !== "mapping") return null
  const name = scope.scope.name
  scope.table ??= tableFrom(walk, entryOf(walk, options, "modelName") ?? walk.facts.text(name, []), options)
  return { result: call.receiver }
}

/** A callback of a list gets its elements, one of a promise its value: the call's result is what it makes of them. */
const maps =
  (what: "list" | "value" | "element"): Knowledge =>
  (walk, call) => {
    const callback = at(call, 0)
    if (callback === null || call.receiver === null) return null
    const given = what === "value" ? call.receiver : walk.facts.add({ kind: "element", of: call.receiver, what: "items" })
    const effects: Effect[] = [{ kind: "invoke", callee: callback, arguments: [plain(given)] }]
    const value = walk.facts.value(callback)
    if (value.kind !== "scope" && value.kind !== "name" && value.kind !== "export") return { effects }
    const made = walk.facts.call({
      scope: call.scope,
      callee: callback,
      text: "callback",
      arguments: [plain(given)],
      effects: [],
      result: what === "value" ? call.receiver : null,
      start: call.start,
      end: call.end,
    })
    const result = what === "list" ? walk.facts.add({ kind: "list", items: [made] }) : what === "value" ? made : null
    return { effects, result }
  }

const push: Knowledge = (walk, call) => {
  if (call.receiver === null || call.arguments.length === 0) return null
  const value = walk.facts.value(call.receiver)
  if (value.kind === "unknown" || value.kind === "module") return null
  return {
    mutates: walk.facts.add({ kind: "list", items: [walk.facts.add({ kind: "spread", of: call.receiver }), ...call.arguments] }),
  }
}

/** `list.join(", ")`: the linker's separator comes first. */
const join: Knowledge = (walk, call) => {
  if (call.receiver === null) return null
  const separator = at(call, 0) ?? walk.facts.text(",", [])
  return { result: walk.facts.operation("join", separator, call.receiver) }
}

/** Replacing a text by a text; a pattern leaves the text as it is. */
const replaces: Knowledge = (walk, call) => {
  const [from, to] = call.arguments
  if (call.receiver === null || from === undefined || to === undefined) return null
  if (walk.facts.value(from).kind === "unknown") return { result: call.receiver }
  return { result: walk.facts.operation("replace", call.receiver, from, to) }
}

const methods: Readonly<Record<string, Knowledge>> = {
  query: sends(false),
  batch: sends(false),
  queryRaw: sends(false),
  prepare: sends(false),
  execSql: sends(true),
  execSqlBatch: sends(true),
  $queryRawUnsafe: sends(true),
  $executeRawUnsafe: sends(true),
  $queryRaw: sends(true),
  $executeRaw: sends(true),
  raw,
  execute: executes,
  callProcedure: (_walk, call) => {
    const name = at(call, 0)
    return name === null ? null : { effects: [{ kind: "procedure", name, connection: call.receiver }] }
  },
  bulk,
  newBulkLoad: bulk,
  define: (walk, call) => ({ result: definedTable(walk, call.arguments, call.receiver) }),
  init,
  getRepository: firstAsIs,
  getTreeRepository: firstAsIs,
  findAll: touches("select", "receiver"),
  findAndCountAll: touches("select", "receiver"),
  findByPk: touches("select", "receiver"),
  findOne: touches("select", "either"),
  findOneBy: touches("select", "either"),
  findOneOrFail: touches("select", "either"),
  findBy: touches("select", "either"),
  findAndCount: touches("select", "either"),
  find: touches("select", "either"),
  count: touches("select", "either"),
  bulkCreate: touches("insert", "receiver"),
  create: touches("insert", "receiver"),
  save: touches("merge", "either"),
  insert: touches("insert", "either"),
  upsert: touches("merge", "either"),
  update: touches("update", "either"),
  destroy: touches("delete", "receiver"),
  delete: touches("delete", "either"),
  softDelete: touches("update", "either"),
  remove: touches("delete", "either"),
  truncate: touches("truncate", "receiver"),
  clear: touches("truncate", "either"),
  map: maps("list"),
  flatMap: maps("list"),
  forEach: maps("element"),
  reduce: maps("element"),
  filter: receiverAsIs,
  slice: receiverAsIs,
  sort: receiverAsIs,
  reverse: receiverAsIs,
  values: receiverAsIs,
  catch: receiverAsIs,
  finally: receiverAsIs,
  toString: onReceiver("text"),
  trim: onReceiver("strip"),
  toUpperCase: onReceiver("upper"),
  toLowerCase: onReceiver("lower"),
  split: onReceiver("split"),
  replace: replaces,
  replaceAll: replaces,
  concat: (walk, call) => (call.receiver === null ? null : { result: walk.facts.concat([call.receiver, ...call.arguments]) }),
  join,
  push,
}
