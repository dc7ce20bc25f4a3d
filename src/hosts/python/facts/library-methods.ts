import type { Effect } from "../../../model/lineage.js"
import {
  connect,
  content,
  first,
  invoke,
  jdbc,
  open,
  operation,
  option,
  readModel,
  readSql,
  sql,
  table,
  toSql,
  writes,
} from "./library-builders.js"
import type { Knowledge } from "./library-call.js"
import { everyElement } from "./library-collections.js"
import { addArgument, airflow, airflowBash, append, get, hookRun, read } from "./library-specials.js"

/** `mapping.items()` where no loop takes it apart. */
const listOf =
  (what: "pairs" | "keys" | "values"): Knowledge =>
  ({ facts }, call) =>
    call.receiver === null || call.arguments.length > 0 ? null : { result: everyElement(facts, call.receiver, what) }

/** What methods do under a name that the usual libraries give them, whatever object they are of. */
export const methods: Readonly<Record<string, Knowledge>> = {
  execute: sql(true),
  executemany: sql(true),
  execute_many: sql(true),
  executescript: sql(true),
  exec_driver_sql: sql(true),
  execute_query: sql(false),
  execute_non_query: sql(false),
  execute_scalar: sql(false),
  execute_row: sql(false),
  read_sql: readSql,
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
    return name === null
      ? null
      : { effects: [{ kind: "procedure", name, connection: call.receiver, arguments: at(1, "parameters") ?? at(1, "args") }] }
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
  items: listOf("pairs"),
  keys: listOf("keys"),
  values: listOf("values"),
  // What is bound to a statement is looked up where it is sent.
  bindparams: (_walk, call) => ({ result: call.receiver }),
  __subclasses__: ({ facts }, call) =>
    call.receiver === null ? null : { result: facts.add({ kind: "subclasses", of: call.receiver }) },
  format: operation("format"),
  // A text's own, or that of a query: what it joins is read.
  join: (walk, call, at) => ({ ...operation("join")(walk, call, at), effects: readModel(walk, call, at) }),
  outerjoin: (walk, call, at) => ({ effects: readModel(walk, call, at), result: call.receiver }),
  select_from: (walk, call, at) => ({ effects: readModel(walk, call, at), result: call.receiver }),
  render: operation("jinja", "context"),
  from_string: first,
  get_template: (walk, call, at) => {
    const name = at(0, "name")
    if (name === null || call.receiver === null) return null
    const of = walk.facts.operation("path-join", call.receiver, name)
    return { result: walk.facts.add({ kind: "content", of, as: "text" }) }
  },
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
