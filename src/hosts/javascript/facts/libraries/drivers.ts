import type { Ref } from "../../../../model/lineage.js"
import { entryOf, tableFrom } from "../entities.js"
import type { Walk } from "../walk.js"
import { input, inputsOf, isRequest, requestAsMade } from "./inputs.js"
import {
  ambient,
  at,
  type CallShape,
  type Family,
  type Knowledge,
  type Knowledges,
  literalText,
  makeAmbient,
  touch,
} from "./shape.js"

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

/** Connects with settings; with `family`, for all code that is handed no connection. */
const connects =
  (family: Family | null, ...inner: readonly string[]): Knowledge =>
  (walk, call) => {
    const result = connection(walk, at(call, 0), ...inner)
    if (family !== null) makeAmbient(walk, family, result)
    return { result }
  }

/** `new Sequelize(database, user, password, options)`, `new Sequelize(url, options)`, `new Sequelize(options)` */
const sequelize: Knowledge = (walk, call) => {
  const result =
    call.arguments.length < 3
      ? connection(walk, at(call, 0))
      : walk.facts.add({ kind: "connection", text: null, database: at(call, 0) })
  makeAmbient(walk, "orm", result)
  return { result }
}

/** What is made on a connection, or on that of the whole program: `new sql.Request(pool)`. */
const onConnection: Knowledge = (walk, call) => ({ result: at(call, 0) ?? ambient(walk, "mssql") })

/** tedious: the request is its text, and is sent later. */
const request: Knowledge = (_walk, call) => ({ result: at(call, 0) })

const table: Knowledge = (walk, call) => ({ result: tableFrom(walk, at(call, 0), null) })

/** SQL at a place among the arguments, sent whatever it is. */
const sendsText =
  (index: number, on: (walk: Walk, call: CallShape) => Ref | null): Knowledge =>
  (walk, call) => {
    const text = at(call, index)
    return text === null
      ? null
      : { effects: [{ kind: "sql", text, connection: on(walk, call), database: null, sure: true, parameters: null }] }
  }

/** The SQL of a call that gives where it goes as its first argument (msnodesqlv8). */
const onGiven: Knowledge = (walk, call) => sendsText(1, () => connection(walk, at(call, 0)))(walk, call)

const globally = sendsText(0, (walk) => ambient(walk, "mssql"))

const knex: Knowledge = connects("knex", "connection")
const source: Knowledge = connects("orm")

/** Drivers and what connects through them. From the documentation of the packages. */
export const driverModules: readonly (readonly [RegExp, Knowledges])[] = [
  [
    /^mssql(?:\/\w+)?$/,
    {
      connect: connects("mssql"),
      ConnectionPool: connects(null),
      Connection: connects(null),
      Request: onConnection,
      Transaction: onConnection,
      PreparedStatement: onConnection,
      Table: table,
      query: globally,
      batch: globally,
    },
  ],
  [/^tedious$/, { Connection: connects(null, "options"), connect: connects(null, "options"), Request: request }],
  [/^msnodesqlv8$/, { query: onGiven, queryRaw: onGiven, open: connects(null), Pool: connects(null) }],
  [/^knex$/, { "": knex, knex, Knex: knex }],
  [/^sequelize(?:-typescript)?$/, { Sequelize: sequelize, "": sequelize }],
  [/^typeorm$/, { DataSource: source, createConnection: source }],
  [/^drizzle-orm\/\w/, { drizzle: source }],
  [/^@nestjs\/(?:typeorm|sequelize)$/, { "TypeOrmModule.forRoot": source, "SequelizeModule.forRoot": source }],
]

/** Types of a parameter by which a container hands in the program's connection. */
export const injected: Readonly<Record<string, Family>> = {
  ConnectionPool: "mssql",
  DataSource: "orm",
  EntityManager: "orm",
  Connection: "orm",
  QueryRunner: "orm",
  Sequelize: "orm",
  Knex: "knex",
}

/** Receivers by whose name, or that of what they were made from, one can tell that they speak to a database. */
const database =
  /(?:^|\.)(?:\w*(?:pool|conn|connection|db|database|sql|client|request|req|sequelize|knex|trx|transaction|queryRunner|runner|dataSource|manager|entityManager|ps|statement|session|orm|executor)\w*)(?:\.(?:input|output|schema|connection))*$/i

/** Whether what a call stands on speaks to a database, by its name. */
export function onDatabase(call: CallShape): boolean {
  return database.test(call.receiverText) && call.receiverText !== "req"
}

const asMade = (walk: Walk, { receiver, method }: CallShape): Ref | null =>
  receiver === null ? null : requestAsMade(walk, receiver, method)

/** SQL as the first argument. `always`: whatever it is called on. */
const sends =
  (always: boolean): Knowledge =>
  (walk, call) => {
    const text = at(call, 0)
    if (text === null) return null
    // tedious sends the request itself.
    const parameters = inputsOf(walk, text) ?? inputsOf(walk, call.receiver) ?? replacements(walk, at(call, 1))
    return {
      effects: [
        { kind: "sql", text, connection: asMade(walk, call), database: null, sure: always || onDatabase(call), parameters },
      ],
    }
  }

/** Values that are handed along with a text: a list, or within the options as Sequelize has them. */
function replacements(walk: Walk, given: Ref | null): Ref | null {
  const named = entryOf(walk, given, "replacements", "bind")
  return named ?? (given !== null && walk.facts.value(given).kind === "scope" ? null : given)
}

/** `request.execute("usp_x")`; elsewhere `execute` takes SQL. */
const executes: Knowledge = (walk, call) => {
  const text = at(call, 0)
  if (text === null || walk.facts.value(text).kind === "mapping") return null
  const words = literalText(walk, text).trim()
  if (/\s/.test(words)) return sends(false)(walk, call)
  const requested = /(?:^|\.)\w*(?:request|input|output)\w*(?:\.|$)/i.test(call.receiverText) || isRequest(walk, call.receiver)
  // What stands on a connection that only the linker knows is a batch: a name alone executes the procedure.
  if (!requested && (words.replaceAll("\0", "") === "" || !onDatabase(call)))
    return { effects: [{ kind: "sql", text, connection: asMade(walk, call), database: null, sure: false, parameters: null }] }
  return {
    effects: [{ kind: "procedure", name: text, connection: asMade(walk, call), arguments: inputsOf(walk, call.receiver) }],
  }
}

/** `callProcedure(request)`: a request is its text. */
const procedure: Knowledge = (walk, call) => {
  const name = at(call, 0)
  return name === null
    ? null
    : { effects: [{ kind: "procedure", name, connection: call.receiver, arguments: inputsOf(walk, name) }] }
}

/** `request.bulk(table)`, `connection.newBulkLoad("t", …)` */
const bulk: Knowledge = (_walk, call) => {
  const target = at(call, 0)
  return target === null ? null : { effects: [touch(target, "bulk-insert", true, call.receiver)] }
}

/** Methods of connections and requests. */
export const driverMethods: Knowledges = {
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
  execute: executes,
  input,
  addParameter: input,
  callProcedure: procedure,
  callproc: procedure,
  bulk,
  newBulkLoad: bulk,
}
