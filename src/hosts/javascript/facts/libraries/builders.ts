import type { Ref, TableOperation } from "../../../../model/lineage.js"
import { entryOf, tableFrom } from "../entities.js"
import { definedTable } from "../query-builder.js"
import type { Walk } from "../walk.js"
import { onDatabase } from "./drivers.js"
import { at, type CallShape, type Knowledge, type Knowledges, touch } from "./shape.js"

/** knex: `??` takes the bindings one after the other as names, `?` as parameters; `:x:` takes the name that an object gives. */
const raw: Knowledge = (walk, call) => {
  const text = at(call, 0)
  if (text === null) return null
  const value = walk.facts.value(text)
  const bindings = at(call, 1)
  const filled = value.kind === "text" && bindings !== null ? fillNames(walk, text, bindings) : text
  return {
    effects: [{ kind: "sql", text: filled, connection: call.receiver, database: null, sure: onDatabase(call), parameters: null }],
    result: text,
  }
}

function fillNames(walk: Walk, ref: Ref, bindings: Ref): Ref {
  const value = walk.facts.value(ref)
  if (value.kind !== "text") return ref
  const given = walk.facts.value(bindings)
  const items = given.kind === "list" ? given.items : [bindings]
  const parts: Ref[] = []
  let from = 0
  let next = 0
  for (const match of value.text.matchAll(/\?\??|:(\w+):/g)) {
    const name = match[1]
    const item = name === undefined ? items[next++] : entryOf(walk, bindings, name)
    if (match[0] === "?" || item === undefined || item === null) continue
    parts.push(slice(walk, value, from, match.index), item)
    from = match.index + match[0].length
  }
  parts.push(slice(walk, value, from, value.text.length))
  return walk.facts.concat(parts)
}

interface Text {
  readonly text: string
  readonly map: readonly { readonly at: number; readonly from: number }[]
}

function slice(walk: Walk, { text, map }: Text, start: number, end: number): Ref {
  const segment = map.findLast((each) => each.at <= start)
  const length = end - start
  const origin =
    segment === undefined || length === 0 ? [] : [{ at: 0, length, from: segment.from + start - segment.at, width: length }]
  return walk.facts.text(text.slice(start, end), origin)
}

/** Objects through which migrations change tables: Sequelize's `queryInterface`, TypeORM's `queryRunner`. */
const changer = /(?:^|\.)\w*(?:queryInterface|queryRunner|qi)$/i

/** A table as the first argument, by name or as `{ tableName, schema }`. */
const changes =
  (operation: TableOperation): Knowledge =>
  (walk, call) => {
    const given = at(call, 0)
    if (given === null || !changer.test(call.receiverText)) return null
    return { effects: [touch(tableFrom(walk, null, given) ?? given, operation, true, call.receiver, schemaOf(walk, call))] }
  }

function schemaOf(walk: Walk, call: CallShape): Ref | null {
  return entryOf(walk, at(call, 2), "schema") ?? entryOf(walk, at(call, 3), "schema")
}

/** drizzle: `mssqlSchema("x").table("t", columns)`: the schema object has its name as a member. */
const tableOfSchema: Knowledge = (walk, call) => {
  const value = call.receiver === null ? null : walk.facts.value(call.receiver)
  const made = value?.kind === "call" ? (walk.facts.calls[value.call]?.result ?? null) : null
  const foreign = value?.kind === "export" || value?.kind === "name"
  if (call.receiver === null || !(foreign || (made !== null && entryOf(walk, made, "schemaName") !== null))) return null
  const name = at(call, 0)
  const schema = walk.facts.add({ kind: "member", of: call.receiver, name: "schemaName" })
  return name === null || call.arguments.length < 2
    ? null
    : { result: walk.facts.add({ kind: "table", name, schema, database: null }) }
}

const schemaObject: Knowledge = (walk, call) => {
  const value = at(call, 0)
  if (value === null) return null
  return { result: walk.facts.add({ kind: "mapping", entries: [{ key: walk.facts.text("schemaName", []), value }] }) }
}

const tableOfOptions: Knowledge = (walk, call) => ({ result: tableFrom(walk, null, at(call, 0)) })
const defined: Knowledge = (walk, call) => ({ result: definedTable(walk, call.arguments, call.receiver) })
const definedAlone: Knowledge = (walk, call) => ({ result: definedTable(walk, call.arguments, null) })

/** Query builders. From the documentation of the packages. */
export const builderModules: readonly (readonly [RegExp, Knowledges])[] = [
  [/^drizzle-orm\/\w+/, { mssqlTable: definedAlone, mssqlSchema: schemaObject }],
  [/^typeorm$/, { Table: tableOfOptions, EntitySchema: tableOfOptions }],
]

/** Methods of builders and of what changes schemas. */
export const builderMethods: Knowledges = {
  raw,
  define: defined,
  table: tableOfSchema,
  createTable: changes("create"),
  dropTable: changes("drop"),
  clearTable: changes("truncate"),
  bulkInsert: changes("insert"),
  bulkUpdate: changes("update"),
  bulkDelete: changes("delete"),
}
