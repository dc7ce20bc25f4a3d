import type { DynamicSql, OpaqueSql } from "../model/lineage.js"
import type { Access, MultipartName, SqlReading } from "../model/sql.js"
import { push } from "./by-owner.js"
import { isVariable, useOf } from "./sql-uses.js"

/**
 * Accesses of executed texts that are told only when it is known what the procedure around is given: names with a variable in them, and
 * what is executed with its arguments.
 */
export function leftToDynamic(reading: SqlReading): ReadonlySet<Access> {
  const names = ({ server, database, schema, object }: MultipartName): string => [server, database, schema, object].join(".")
  const accesses = reading.executions.flatMap((execution) => execution.accesses)
  return new Set(accesses.filter((access) => access.role === "execute" || names(access.name).includes("@")))
}

/** The executed texts of each definition, and of the text itself, that depend on what is given. */
export function dynamicByOwner(reading: SqlReading, owners: readonly number[]): ReadonlyMap<number, DynamicSql[]> {
  const found = new Map<number, DynamicSql[]>()
  if (reading.executions.length === 0) return found
  const used = reading.accesses.filter((access) => access.operation === "use")
  for (const execution of reading.executions) {
    const { start = 0, end = 0 } = reading.statements[execution.statement] ?? {}
    const { text, map, holes, server } = execution
    push(found, owners[execution.statement] ?? -1, {
      start,
      end,
      text,
      map,
      holes,
      isName: execution.use === "object-name",
      server,
      database: execution.database ?? used.findLast((access) => access.start < start)?.name.object ?? null,
      arguments: execution.arguments,
    })
  }
  return found
}

/** What cannot be read by anyone: texts and names that are put together at run time, and values that were not followed. */
export function opaqueByOwner(
  text: string,
  reading: SqlReading,
  owners: readonly number[],
  left: ReadonlySet<Access>,
): ReadonlyMap<number, OpaqueSql[]> {
  const found = new Map<number, OpaqueSql[]>()
  const executed = new Set(reading.strings.filter((each) => each.use === "executed").map((each) => each.statement))
  for (const execution of reading.executions) executed.add(execution.statement)
  const touched = new Map<number, number>()
  const unnamed = new Map<string, { readonly owner: number; readonly operations: Set<string>; readonly access: Access }>()
  for (const access of reading.accesses) {
    if (useOf(access) !== null && isVariable(access) && !left.has(access)) {
      const owner = owners[access.statement] ?? -1
      const key = `${owner} ${shownName(access.name).toLowerCase()}`
      const known = unnamed.get(key)
      if (known === undefined) unnamed.set(key, { owner, operations: new Set([access.operation]), access })
      else known.operations.add(access.operation)
    }
    if (!/^sp_executesql$/i.test(access.name.object)) touched.set(access.statement, (touched.get(access.statement) ?? 0) + 1)
  }
  for (const { owner, operations, access } of unnamed.values()) {
    push(found, owner, {
      start: access.start,
      end: access.end,
      reason: "the name of the object that this dynamic SQL touches is put together at run time",
      text: `${shownName(access.name).slice(0, 150)} (${[...operations].sort().join(", ")})`,
    })
  }
  reading.statements.forEach((statement, index) => {
    if (statement.kind !== "execute" || executed.has(index) || touched.has(index)) return
    const body = text.slice(statement.start, statement.end)
    if (!/^\{?\s*(\?\s*=\s*)?exec(ute)?\s*(\(|@|\[?(sys|dbo)?\]?\.?\[?sp_executesql)/i.test(body)) return
    push(found, owners[index] ?? -1, {
      start: statement.start,
      end: statement.end,
      reason: "dynamic SQL whose text is put together at run time",
      text: body.slice(0, 200),
    })
  })
  for (const cut of reading.cuts) {
    const { start = 0, end = 0 } = reading.statements[cut] ?? {}
    const reason = "more texts may be executed here than are followed"
    push(found, owners[cut] ?? -1, { start, end, reason, text: text.slice(start, end).slice(0, 200) })
  }
  return found
}

/** A name as a reader knows it again, what is unknown in it in braces: `dbo.Load_{@batch}`. */
function shownName(name: MultipartName): string {
  const parts = [name.server, name.database, name.schema, name.object].filter((part) => part !== null)
  return parts.map((part) => part.replace(/@[\w@#$]*/g, (variable) => `{${variable === "@" ? "?" : variable}}`)).join(".")
}
