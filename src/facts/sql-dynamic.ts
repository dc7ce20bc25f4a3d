import type { DynamicSql, OpaqueSql } from "../model/lineage.js"
import type { Access, Execution, MultipartName, SqlReading, Statement } from "../model/sql.js"
import { nothingOwned, push } from "./by-owner.js"
import { isVariable, useOf } from "./sql-uses.js"

const nothingLeft: ReadonlySet<Access> = new Set()

/**
 * Accesses of executed texts that are told only when it is known what the procedure around is given: names with a variable in them, and
 * what is executed with its arguments.
 */
export function leftToDynamic(reading: SqlReading): ReadonlySet<Access> {
  if (reading.executions.length === 0) return nothingLeft
  const names = ({ server, database, schema, object }: MultipartName): string => [server, database, schema, object].join(".")
  const accesses = reading.executions.flatMap((execution) => execution.accesses)
  return new Set(accesses.filter((access) => access.role === "execute" || names(access.name).includes("@")))
}

/** The executed texts of each definition, and of the text itself, that depend on what is given. */
export function dynamicByOwner(reading: SqlReading, owners: readonly number[]): ReadonlyMap<number, DynamicSql[]> {
  if (reading.executions.length === 0) return nothingOwned
  const found = new Map<number, DynamicSql[]>()
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

/** Objects whose names are put together at run time; of the accesses those that are `wanted`. */
export function unnamedByOwner(
  reading: SqlReading,
  owners: readonly number[],
  wanted: (access: Access) => boolean,
): ReadonlyMap<number, OpaqueSql[]> {
  if (!reading.accesses.some(isVariable)) return nothingOwned
  const found = new Map<number, OpaqueSql[]>()
  const unnamed = new Map<string, { readonly owner: number; readonly operations: Set<string>; readonly access: Access }>()
  for (const access of reading.accesses) {
    if (useOf(access) === null || !isVariable(access) || !wanted(access)) continue
    const owner = owners[access.statement] ?? -1
    const key = `${owner} ${shownName(access.name).toLowerCase()}`
    const known = unnamed.get(key)
    if (known === undefined) unnamed.set(key, { owner, operations: new Set([access.operation]), access })
    else known.operations.add(access.operation)
  }
  for (const { owner, operations, access } of unnamed.values()) {
    push(found, owner, {
      start: access.start,
      end: access.end,
      reason: "the name of the object that this dynamic SQL touches is put together at run time",
      text: `${shownName(access.name).slice(0, 150)} (${[...operations].sort().join(", ")})`,
    })
  }
  return found
}

/** Statements that execute texts of which nothing is known, or more than is followed. `given`: only what the caller of a procedure gives tells. */
export function untoldByOwner(
  text: string,
  reading: SqlReading,
  owners: readonly number[],
  given: boolean,
): ReadonlyMap<number, OpaqueSql[]> {
  if (!given && reading.cuts.length === 0 && !reading.statements.some(isExecute)) return nothingOwned
  const found = new Map<number, OpaqueSql[]>()
  const tell = (index: number, reason: string): void => {
    const { start = 0, end = 0 } = reading.statements[index] ?? {}
    push(found, owners[index] ?? -1, { start, end, reason, text: text.slice(start, end).slice(0, 200) })
  }
  const untold = "dynamic SQL whose text is put together at run time"
  const bare = new Set(reading.executions.filter(isBare).map((execution) => execution.statement))
  if (given) {
    for (const index of bare) tell(index, untold)
    return found
  }
  const read = new Set(reading.strings.filter((each) => each.use === "executed").map((each) => each.statement))
  for (const execution of reading.executions) read.add(execution.statement)
  for (const access of reading.accesses) if (!/^sp_executesql$/i.test(access.name.object)) read.add(access.statement)
  reading.statements.forEach((statement, index) => {
    if (!isExecute(statement) || read.has(index)) return
    const body = text.slice(statement.start, statement.end)
    if (/^\{?\s*(\?\s*=\s*)?exec(ute)?\s*(\(|@|\[?(sys|dbo)?\]?\.?\[?sp_executesql)/i.test(body)) tell(index, untold)
  })
  for (const cut of reading.cuts) tell(cut, "more texts may be executed here than are followed")
  return found
}

const isExecute = ({ kind }: Statement): boolean => kind === "execute"

const isBare = ({ text, holes }: Execution): boolean =>
  holes.length === 1 && holes[0]?.start === 0 && holes[0].end === text.length

/** A name as a reader knows it again, what is unknown in it in braces: `dbo.Load_{@batch}`. */
function shownName(name: MultipartName): string {
  const parts = [name.server, name.database, name.schema, name.object].filter((part) => part !== null)
  return parts
    .map((part) => part.replace(/(?<![{@])@[\w@#$]*/g, (variable) => `{${variable === "@" ? "?" : variable}}`))
    .join(".")
}
