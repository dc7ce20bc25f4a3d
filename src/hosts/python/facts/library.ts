import type { Argument, Effect, Operation, Ref, ScopeIndex, TableOperation } from "../../../model/lineage.js"
import type { Walk } from "./module-walk.js"

/** A call as the library table sees it. */
export interface CallShape {
  /** `subprocess.run` whatever it was imported as; null for a method of an object. */
  readonly qualified: string | null
  /** The last name. */
  readonly method: string
  readonly receiver: Ref | null
  readonly receiverText: string
  readonly arguments: readonly Argument[]
  /** The whole call as written, cut at 400 units. */
  readonly text: string
  /** The scope in which it stands. */
  readonly scope: ScopeIndex
  readonly start: number
  readonly end: number
}

/** What a library function does and yields. */
export interface LibraryCall {
  readonly effects: readonly Effect[]
  readonly result: Ref | null
  /** What the receiver holds afterwards (`steps.append(x)`), null if it stays. */
  readonly mutates: Ref | null
  /** No project would define it under this name: the result is used without asking. */
  readonly pure: boolean
}

const nothing: LibraryCall = { effects: [], result: null, mutates: null, pure: false }

type Knowledge = (walk: Walk, call: CallShape, at: (index: number, name?: string) => Ref | null) => Partial<LibraryCall> | null

/** What Python's and the usual libraries' functions do, by full name first, then by method name. */
export function libraryCall(walk: Walk, call: CallShape): LibraryCall {
  const at = (index: number, name?: string): Ref | null => argument(call.arguments, index, name ?? null)
  const whole = call.qualified === null ? undefined : own(functions, call.qualified)
  const known = whole?.(walk, call, at) ?? own(methods, call.method)?.(walk, call, at) ?? null
  if (known !== null) return { ...nothing, ...known }
  return { ...nothing, effects: textsOfSql(walk, call) }
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

function argument(given: readonly Argument[], index: number, name: string | null): Ref | null {
  const keyword = name === null ? undefined : given.find((argument) => argument.name === name)
  if (keyword !== undefined) return keyword.value
  return given.filter((argument) => argument.name === null)[index]?.value ?? null
}

const silent =
  /^(print|log|debug|info|warn|warning|error|exception|critical|fatal|raise_?\w*|\w*(Error|Exception)|fail|skip|match|search|compile|sub|startswith|endswith|assert\w*)$/

const startsSql = /^(select|insert|update|delete|merge|exec(ute)?|truncate|with|declare|use|drop|create|alter|if|begin|set)\b/i

function withoutComments(text: string): string {
  let rest = text.trimStart()
  for (let count = 0; count < 50; count++) {
    const end = rest.startsWith("--") ? rest.indexOf("\n") : rest.startsWith("/*") ? rest.indexOf("*/") + 1 : 0
    if (end <= 0) break
    rest = rest.slice(end + 1).trimStart()
  }
  return rest
}

/** SQL given to a function that nobody here knows: sent, as far as one can tell. */
function textsOfSql(walk: Walk, call: CallShape): Effect[] {
  if (silent.test(call.method)) return []
  return call.arguments.flatMap((argument): Effect[] =>
    startsSql.test(withoutComments(opening(walk, argument.value)))
      ? [{ kind: "sql", text: argument.value, connection: call.receiver, database: null, sure: false }]
      : [],
  )
}

/** The literal beginning of a text. */
function opening(walk: Walk, ref: Ref): string {
  let value = walk.facts.value(ref)
  for (let depth = 0; depth < 8; depth++) {
    if (value.kind === "text") return value.text.slice(0, 2000)
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

const operation =
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

const first: Knowledge = (_walk, call, at) => {
  const value = at(0)
  return value === null ? null : { result: value, pure: call.qualified !== null }
}

/** `sessionmaker(bind=engine)`: what it makes are connections of that engine. */
const bound: Knowledge = (_walk, _call, at) => {
  const engine = at(0, "bind")
  return engine === null ? null : { result: engine }
}

const content =
  (as: "text" | "lines" | "data"): Knowledge =>
  (walk, call, at) => {
    const of = call.receiver !== null && call.qualified === null ? call.receiver : at(0)
    return of === null ? null : { result: walk.facts.add({ kind: "content", of, as }) }
  }

/** `json.load(open(p))` and `json.loads(Path(p).read_text())` alike: the data of the file that the text comes from. */
const parsed: Knowledge = (walk, _call, at) => {
  const of = at(0)
  return of === null ? null : { result: walk.facts.add({ kind: "content", of, as: "data" }), pure: true }
}

const open: Knowledge = (walk, call, at) => {
  const method = call.receiver !== null && call.qualified === null
  const path = method ? call.receiver : at(0, "file")
  if (path === null) return null
  const given = method ? at(0, "mode") : at(1, "mode")
  const mode = given === null ? null : walk.facts.value(given)
  const letters = mode === null ? "r" : mode.kind === "text" ? mode.text : ""
  const lock = letters.includes("x") ? "file" : /[wa+]/.test(letters) ? "path" : null
  return { result: path, effects: lock === null ? [] : [{ kind: "lock", lock, name: path }] }
}

const writes =
  (index: number | null, name?: string): Knowledge =>
  (_walk, call, at) => {
    const path = index === null ? call.receiver : at(index, name)
    return path === null ? null : { effects: [{ kind: "lock", lock: "path", name: path }] }
  }

const locks =
  (index: number | null, name?: string): Knowledge =>
  (_walk, call, at) => {
    const path = index === null ? call.receiver : at(index, name)
    return path === null ? null : { effects: [{ kind: "lock", lock: "file", name: path }], result: path }
  }

/** `os.open(path, os.O_CREAT | os.O_EXCL)`: the flags are named in the call. */
const lowOpen: Knowledge = (_walk, call, at) => {
  const path = at(0, "path")
  if (path === null) return null
  const lock = /O_EXCL/.test(call.text) ? "file" : /O_(WRONLY|RDWR|CREAT)/.test(call.text) ? "path" : null
  return { result: path, effects: lock === null ? [] : [{ kind: "lock", lock, name: path }] }
}

const command: Knowledge = (_walk, _call, at) => {
  const words = at(0, "args") ?? at(0, "command")
  return words === null ? null : { effects: [{ kind: "command", command: words, directory: at(99, "cwd") }] }
}

/** `os.execv(path, words)` has the words second; `os.execl(path, *words)` has them after the path. */
const execute: Knowledge = (walk, call, at) => {
  const list = at(1)
  if (list === null) return null
  const words = /v/.test(call.method.slice(4))
    ? list
    : walk.facts.add({ kind: "list", items: call.arguments.slice(1).map((given) => given.value) })
  return { effects: [{ kind: "command", command: words, directory: null }] }
}

const sql =
  (sure: boolean, index = 0, names: readonly string[] = ["sql", "query", "statement", "operation"]): Knowledge =>
  (_walk, call, at) => {
    const given = names.map((name) => argument(call.arguments, 99, name)).find((ref) => ref !== null) ?? at(index)
    if (given === null) return null
    const connection =
      at(99, "con") ?? at(99, "conn") ?? at(99, "connection") ?? (call.qualified === null ? call.receiver : at(index + 1))
    return { effects: [{ kind: "sql", text: given, connection, database: at(99, "database"), sure }] }
  }

const table =
  (operation: TableOperation, index: number | null, name: string, sure = false): Knowledge =>
  (_walk, call, at) => {
    const target = index === null ? call.receiver : at(index, name)
    if (target === null) return null
    const connection =
      at(99, "con") ?? at(99, "conn") ?? at(99, "bind") ?? (call.qualified === null && index !== null ? call.receiver : at(1))
    // What is made of a table (`insert(t).values(…)`) still is that table when it is sent.
    return { effects: [{ kind: "table", target, schema: at(99, "schema"), operation, connection, sure }], result: target }
  }

/** `df.to_sql(name, con, schema=…, if_exists=…)`: pandas fails on an existing table unless told otherwise; `replace` drops it first. */
const toSql: Knowledge = (walk, call, at) => {
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
const jdbc: Knowledge = (_walk, call, at) => {
  const target = at(1, "table") ?? at(1, "dbtable")
  if (target === null) return null
  const writes = /\bwrite\b/.test(call.receiverText)
  return {
    effects: [
      { kind: "table", target, schema: null, operation: writes ? "insert" : "select", connection: at(0, "url"), sure: true },
    ],
  }
}

const option: Knowledge = (walk, call, at) => {
  const name = at(0)
  const read = name === null ? null : walk.facts.value(name)
  if (read?.kind !== "text" || call.receiver === null) return null
  return read.text.toLowerCase() === "dbtable" ? jdbc(walk, call, at) : null
}

const connect: Knowledge = (walk, call, at) => {
  const positional = call.arguments.filter((given) => given.name === null)
  const database = argument(call.arguments, 99, "database") ?? argument(call.arguments, 99, "db") ?? null
  // pymssql.connect(server, user, password, database)
  const fourth = positional.length >= 4 && /pymssql|pytds/.test(call.qualified ?? "") ? (positional[3]?.value ?? null) : null
  const result = walk.facts.add({ kind: "connection", text: at(0) ?? at(99, "url"), database: database ?? fourth })
  return { result }
}

const urlCreate: Knowledge = (walk, _call, at) => {
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
const sqlalchemyTable: Knowledge = (walk, _call, at) => {
  const name = at(0, "name")
  const metadata = at(1, "metadata")
  const schema = at(99, "schema") ?? (metadata === null ? null : walk.facts.add({ kind: "member", of: metadata, name: "schema" }))
  return name === null ? null : { result: walk.facts.add({ kind: "table", name, schema, database: null }) }
}

const metadata: Knowledge = (walk, _call, at) => {
  const schema = at(99, "schema") ?? walk.facts.add({ kind: "constant", value: null })
  return { result: walk.facts.add({ kind: "mapping", entries: [{ key: walk.facts.text("schema", []), value: schema }] }) }
}

const invoke =
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

/** `partial(f, x)` is a function of its own, which calls `f` with `x` and whatever it is given. */
const partial: Knowledge = ({ facts }, call) => {
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
  const ref = facts.call({
    scope: scope.index,
    callee: callee.value,
    text: call.text.slice(0, 80),
    arguments: [...given, { name: null, value: passed("args") }, { name: "**", value: passed("kwargs") }],
    effects: [],
    result: null,
    start: call.start,
    end: call.end,
  })
  const value = facts.value(ref)
  if (value.kind === "call") scope.actions.push({ kind: "call", call: value.call })
  scope.returns.push(ref)
  return { result: facts.add({ kind: "scope", scope: scope.index }), pure: true }
}

const environment: Knowledge = (walk, call, at) => {
  const name = at(0, "key")
  const read = name === null ? null : walk.facts.value(name)
  if (read === null) return null
  if (read.kind !== "text") return { result: at(1, "default") ?? walk.facts.unknown(call.text), pure: true }
  return { result: walk.facts.add({ kind: "environment", variable: read.text, fallback: at(1, "default") }), pure: true }
}

/** `d.get(key, default)`; with a settings reader in the file also `get(section, key, fallback=…)`. */
const get: Knowledge = (walk, call, at) => {
  const key = at(0, "key")
  if (key === null || call.receiver === null) return null
  if (/(^|\.)environ$/.test(call.receiverText)) return environment(walk, call, at)
  const second = at(1)
  const item = walk.facts.add({ kind: "item", of: call.receiver, key, fallback: second })
  if (!walk.settings || second === null) return { result: item }
  const fallback = at(99, "fallback")
  const inner = walk.facts.add({ kind: "item", of: call.receiver, key, fallback: null })
  return { result: walk.facts.choice([walk.facts.add({ kind: "item", of: inner, key: second, fallback }), item]) }
}

/** `config.read(path)` of a settings reader fills it; of anything else it yields the content. */
const read: Knowledge = (walk, call, at) => {
  const path = at(0, "filenames")
  if (call.receiver === null) return null
  if (path !== null && walk.settings) return { mutates: walk.facts.add({ kind: "content", of: path, as: "data" }) }
  return content("text")(walk, call, at)
}

const append: Knowledge = (walk, call, at) => {
  const item = at(0)
  if (item === null || call.receiver === null) return null
  const value = walk.facts.value(call.receiver)
  if (value.kind === "unknown" || value.kind === "module") return null
  const added =
    call.method === "extend" ? walk.facts.add({ kind: "spread", of: item }) : call.method === "insert" ? (at(1) ?? item) : item
  return { mutates: walk.facts.add({ kind: "list", items: [walk.facts.add({ kind: "spread", of: call.receiver }), added] }) }
}

/** `parser.add_argument("--name", default=…)`: what `parse_args()` yields has it as a member. */
const addArgument: Knowledge = (walk, call, at) => {
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

const resource: Knowledge = (walk, _call, at) => {
  const folder = at(0, "package")
  const name = at(1, "resource")
  if (folder === null || name === null) return null
  // A package's name as a folder: dots become slashes.
  const slashes = walk.facts.operation("replace", folder, walk.facts.text(".", []), walk.facts.text("/", []))
  const path = walk.facts.operation("path-join", slashes, name)
  return { result: walk.facts.add({ kind: "content", of: path, as: "text" }) }
}

const resourceFolder: Knowledge = (walk, _call, at) => {
  const folder = at(0, "package")
  return folder === null
    ? null
    : { result: walk.facts.operation("replace", folder, walk.facts.text(".", []), walk.facts.text("/", [])) }
}

const module: Knowledge = (walk, _call, at) => {
  const specifier = at(0, "name")
  return specifier === null
    ? null
    : { result: walk.facts.add({ kind: "dynamic-module", specifier }), effects: [{ kind: "run-module", module: specifier }] }
}

const attribute: Knowledge = (walk, _call, at) => {
  const of = at(0)
  const name = at(1)
  const read = name === null ? null : walk.facts.value(name)
  if (of === null || name === null) return null
  if (read?.kind === "text") return { result: walk.facts.add({ kind: "member", of, name: read.text }), pure: true }
  return { result: walk.facts.add({ kind: "item", of, key: name, fallback: at(2) }), pure: true }
}

/** `exec(open(path).read())` runs the file. */
const exec: Knowledge = (walk, _call, at) => {
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

const path: Knowledge = (walk, call, at) => {
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

const hookRun = sql(false)
const airflow: Knowledge = (_walk, _call, at) => {
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
          },
        ],
      }
}
const airflowBash: Knowledge = (_walk, _call, at) => {
  const line = at(99, "bash_command")
  return line === null ? null : { effects: [{ kind: "command", command: line, directory: at(99, "cwd") }] }
}

const functions: Readonly<Record<string, Knowledge>> = {
  open,
  "io.open": open,
  "codecs.open": open,
  "os.open": lowOpen,
  "os.path.join": operation("path-join"),
  "os.path.dirname": operation("path-parent"),
  "os.path.basename": operation("path-name"),
  "os.path.abspath": operation("path-absolute"),
  "os.path.realpath": operation("path-absolute"),
  "os.path.normpath": operation("path-absolute"),
  "os.path.expanduser": operation("path-absolute"),
  "os.fspath": first,
  "os.listdir": operation("path-list"),
  "os.scandir": operation("path-list"),
  "glob.glob": operation("path-glob"),
  "glob.iglob": operation("path-glob"),
  "pathlib.Path": path,
  "pathlib.PurePath": path,
  "pathlib.PosixPath": path,
  "os.environ.get": environment,
  "os.getenv": environment,
  "json.load": parsed,
  "json.loads": parsed,
  "yaml.safe_load": parsed,
  "yaml.load": parsed,
  "yaml.full_load": parsed,
  "toml.load": parsed,
  "toml.loads": parsed,
  "tomllib.load": parsed,
  "tomllib.loads": parsed,
  "pkgutil.get_data": resource,
  "importlib.resources.read_text": resource,
  "importlib.resources.open_text": resource,
  "importlib.resources.files": resourceFolder,
  "importlib.import_module": module,
  __import__: module,
  "runpy.run_path": (_walk, _call, at) => {
    const file = at(0, "path_name")
    return file === null ? null : { effects: [{ kind: "run-file", path: file }] }
  },
  "runpy.run_module": (_walk, _call, at) => {
    const name = at(0, "mod_name")
    return name === null ? null : { effects: [{ kind: "run-module", module: name }] }
  },
  exec,
  compile: first,
  getattr: attribute,
  str: operation("text"),
  sorted: first,
  reversed: first,
  list: first,
  tuple: first,
  set: first,
  dict: (walk, call) => ({
    result: walk.facts.add({
      kind: "mapping",
      entries: call.arguments.map((given) => ({
        key: given.name === null ? null : walk.facts.text(given.name, []),
        value: given.value,
      })),
    }),
    pure: true,
  }),
  iter: first,
  "textwrap.dedent": operation("dedent"),
  "inspect.cleandoc": operation("dedent"),
  "string.Template": first,
  Template: first,
  "functools.partial": partial,
  "copy.copy": first,
  "copy.deepcopy": first,
  "contextlib.closing": first,
  "asyncio.run": first,
  "subprocess.run": command,
  "subprocess.call": command,
  "subprocess.check_call": command,
  "subprocess.check_output": command,
  "subprocess.Popen": command,
  "subprocess.getoutput": command,
  "subprocess.getstatusoutput": command,
  "os.system": command,
  "os.popen": command,
  "os.startfile": command,
  "asyncio.create_subprocess_shell": command,
  "asyncio.create_subprocess_exec": (walk, call) => ({
    effects: [
      {
        kind: "command",
        command: walk.facts.add({
          kind: "list",
          items: call.arguments.filter((given) => given.name === null).map((given) => given.value),
        }),
        directory: null,
      },
    ],
  }),
  "os.execv": execute,
  "os.execvp": execute,
  "os.execl": execute,
  "os.execlp": execute,
  "os.mkdir": () => null,
  "fcntl.flock": locks(0),
  "fcntl.lockf": locks(0),
  "msvcrt.locking": locks(0),
  "portalocker.Lock": locks(0),
  "portalocker.lock": locks(0),
  "portalocker.RLock": locks(0),
  "filelock.FileLock": locks(0),
  "filelock.SoftFileLock": locks(0),
  "filelock.Timeout": () => ({}),
  "lockfile.LockFile": locks(0),
  "zc.lockfile.LockFile": locks(0),
  "fasteners.InterProcessLock": locks(0),
  "shutil.copy": writes(1, "dst"),
  "shutil.copyfile": writes(1, "dst"),
  "shutil.copy2": writes(1, "dst"),
  "shutil.move": writes(1, "dst"),
  "os.rename": writes(1, "dst"),
  "os.replace": writes(1, "dst"),
  "pandas.read_sql": sql(true),
  "pandas.read_sql_query": sql(true),
  "pandas.read_sql_table": table("select", 0, "table_name", true),
  "pandas.io.sql.read_sql": sql(true),
  "pyodbc.connect": connect,
  "pymssql.connect": connect,
  "pytds.connect": connect,
  "mssql_python.connect": connect,
  "turbodbc.connect": connect,
  "sqlalchemy.create_engine": connect,
  "sqlalchemy.engine.create_engine": connect,
  "sqlalchemy.URL.create": urlCreate,
  "sqlalchemy.engine.URL.create": urlCreate,
  "sqlalchemy.engine.url.URL.create": urlCreate,
  "sqlalchemy.engine.URL": urlCreate,
  "urllib.parse.quote_plus": first,
  "urllib.quote_plus": first,
  "sqlalchemy.orm.Session": first,
  "sqlalchemy.orm.sessionmaker": bound,
  "sqlalchemy.orm.session.sessionmaker": bound,
  "sqlalchemy.orm.scoped_session": first,
  "sqlalchemy.text": first,
  "sqlalchemy.sql.text": first,
  "sqlalchemy.sql.expression.text": first,
  "sqlalchemy.MetaData": metadata,
  "sqlalchemy.schema.MetaData": metadata,
  "sqlalchemy.Table": sqlalchemyTable,
  "sqlalchemy.schema.Table": sqlalchemyTable,
  "sqlalchemy.table": sqlalchemyTable,
  "sqlalchemy.select": table("select", 0, "entity"),
  "sqlalchemy.future.select": table("select", 0, "entity"),
  "sqlalchemy.insert": table("insert", 0, "table"),
  "sqlalchemy.update": table("update", 0, "table"),
  "sqlalchemy.delete": table("delete", 0, "table"),
  "sqlalchemy.dialects.mssql.insert": table("insert", 0, "table"),
  "threading.Thread": invoke(1, "target", "keyword"),
  "multiprocessing.Process": invoke(1, "target", "keyword"),
  "threading.Timer": invoke(1, "function", "keyword"),
  "asyncio.to_thread": invoke(0, "func", "rest"),
  "atexit.register": invoke(0, "func", "rest"),
  map: invoke(0, "function", "elements"),
  filter: invoke(0, "function", "elements"),
}

const methods: Readonly<Record<string, Knowledge>> = {
  execute: sql(true),
  executemany: sql(true),
  execute_many: sql(true),
  executescript: sql(true),
  exec_driver_sql: sql(true),
  execute_query: sql(false),
  execute_non_query: sql(false),
  execute_scalar: sql(false),
  execute_row: sql(false),
  read_sql: sql(true),
  read_sql_query: sql(true),
  query: (walk, call, at) => {
    // SQLAlchemy's session.query(Model, …) and a driver's query(sql).
    const effects = call.arguments.flatMap((given): Effect[] =>
      given.name === null
        ? [{ kind: "table", target: given.value, schema: null, operation: "select", connection: call.receiver, sure: false }]
        : [],
    )
    return { effects: [...effects, ...(sql(false)(walk, call, at)?.effects ?? [])], result: at(0) }
  },
  get_records: hookRun,
  get_first: hookRun,
  get_pandas_df: hookRun,
  run: hookRun,
  callproc: (_walk, call, at) => {
    const name = at(0, "procname")
    return name === null ? null : { effects: [{ kind: "procedure", name, connection: call.receiver }] }
  },
  to_sql: toSql,
  jdbc,
  option,
  bulk_copy: table("bulk-insert", 0, "table_name", true),
  copy_to: table("bulk-insert", 1, "table_or_view", true),
  insert_rows: table("insert", 0, "table", true),
  bulk_insert_mappings: table("insert", 0, "mapper"),
  bulk_update_mappings: table("update", 0, "mapper"),
  bulk_save_objects: table("insert", 0, "objects"),
  add: table("insert", 0, "instance"),
  add_all: table("insert", 0, "instances"),
  merge: table("merge", 0, "instance"),
  delete: table("delete", 0, "instance"),
  get: (walk, call, at) => get(walk, call, at),
  select: table("select", null, ""),
  insert: (walk, call, at) => {
    // A list's insert(position, item) fills a list; a table's insert() is a statement.
    if (call.arguments.length === 2) return append(walk, call, at)
    return table("insert", null, "")(walk, call, at)
  },
  update: (walk, call, at) => {
    const effects = table("update", null, "")(walk, call, at)?.effects ?? []
    const given = at(0)
    const before = call.receiver === null ? null : walk.facts.value(call.receiver)
    if (given === null || call.receiver === null || before?.kind !== "mapping") return { effects }
    return {
      effects,
      mutates: walk.facts.add({ kind: "mapping", entries: [call.receiver, given].map((value) => ({ key: null, value })) }),
    }
  },
  format: operation("format"),
  join: operation("join"),
  replace: operation("replace"),
  split: operation("split"),
  splitlines: (walk, call) =>
    call.receiver === null ? null : { result: walk.facts.add({ kind: "content", of: call.receiver, as: "lines" }) },
  upper: operation("upper"),
  lower: operation("lower"),
  strip: operation("strip"),
  rstrip: operation("strip"),
  lstrip: operation("strip"),
  substitute: operation("template"),
  safe_substitute: operation("template"),
  joinpath: operation("path-join"),
  with_suffix: operation("path-suffix"),
  with_name: (walk, call, at) => {
    const name = at(0)
    if (name === null || call.receiver === null) return null
    return { result: walk.facts.operation("path-join", walk.facts.operation("path-parent", call.receiver), name), pure: true }
  },
  resolve: operation("path-absolute"),
  absolute: operation("path-absolute"),
  expanduser: operation("path-absolute"),
  as_posix: operation("path-absolute"),
  glob: operation("path-glob"),
  rglob: operation("path-glob"),
  iterdir: operation("path-list"),
  decode: (_walk, call) => (call.receiver === null ? null : { result: call.receiver }),
  encode: (_walk, call) => (call.receiver === null ? null : { result: call.receiver }),
  copy: (_walk, call) => (call.receiver === null ? null : { result: call.receiver }),
  read_text: content("text"),
  read_bytes: content("text"),
  readlines: content("lines"),
  open,
  read,
  write_text: writes(null),
  write_bytes: writes(null),
  to_csv: writes(0, "path_or_buf"),
  to_excel: writes(0, "excel_writer"),
  to_parquet: writes(0, "path"),
  to_json: writes(0, "path_or_buf"),
  append,
  extend: append,
  add_argument: addArgument,
  parse_args: (_walk, call) => (call.receiver === null ? null : { result: call.receiver }),
  parse_known_args: (walk, call) =>
    call.receiver === null ? null : { result: walk.facts.add({ kind: "list", items: [call.receiver] }) },
  submit: invoke(0, "fn", "rest"),
  apply_async: invoke(0, "func", "keyword"),
  apply: invoke(0, "func", "keyword"),
  map: invoke(0, "func", "elements"),
  imap: invoke(0, "func", "elements"),
  imap_unordered: invoke(0, "func", "elements"),
  starmap: (walk, _call, at) => {
    const callee = at(0)
    const over = at(1)
    if (callee === null || over === null) return null
    const element = walk.facts.add({ kind: "element", of: over, what: "items" })
    return {
      effects: [{ kind: "invoke", callee, arguments: [{ name: null, value: walk.facts.add({ kind: "spread", of: element }) }] }],
    }
  },
  run_in_executor: invoke(1, "func", "rest"),
  connect: (walk, call, at) =>
    // `engine.connect()` is a connection of that engine.
    call.arguments.length === 0 && call.receiver !== null && call.qualified === null
      ? { result: call.receiver }
      : connect(walk, call, at),
  create_engine: connect,
  PythonOperator: invoke(99, "python_callable", "keyword"),
  BranchPythonOperator: invoke(99, "python_callable", "keyword"),
  ShortCircuitOperator: invoke(99, "python_callable", "keyword"),
  MsSqlOperator: airflow,
  SQLExecuteQueryOperator: airflow,
  SQLCheckOperator: airflow,
  OdbcOperator: airflow,
  JdbcOperator: airflow,
  BashOperator: airflowBash,
  touch: (walk, call, at) => {
    const exist = at(1, "exist_ok")
    const read = exist === null ? null : walk.facts.value(exist)
    const exclusive = read?.kind === "constant" && read.value === false
    return call.receiver === null ? null : { effects: [{ kind: "lock", lock: exclusive ? "file" : "path", name: call.receiver }] }
  },
}
