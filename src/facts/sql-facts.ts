import type { ObjectKind, SqlBody, SqlFacts, SqlObject } from "../model/lineage.js"
import type { Access, SqlReading } from "../model/sql.js"
import type { Hole } from "../model/text.js"
import { readSql } from "../sql/index.js"
import { byStatement, ownersOf } from "./by-owner.js"
import { dynamicByOwner, leftToDynamic, unnamedByOwner, untoldByOwner } from "./sql-dynamic.js"
import { jobsOf, locksByOwner } from "./sql-locks.js"
import { isVariable, usesByOwner } from "./sql-uses.js"

/**
 * Condenses a SQL text: what running it does, what it defines, which jobs it sets up. `parameters` (`@name`) are those that whoever
 * sends the text gives values for. Never throws.
 */
export function sqlFacts(text: string, holes: readonly Hole[], parameters: readonly string[] = []): SqlFacts {
  const reading = readSql(text, { holes, parameters, want: "strings" })
  const owners = ownersOf(reading.statements)
  const left = leftToDynamic(reading)
  const isLeft = (access: Access): boolean => left.has(access)
  const isTold = (access: Access): boolean => !left.has(access)
  const uses = usesByOwner(text, reading, owners, isTold)
  const unnamed = unnamedByOwner(reading, owners, isTold)
  const untold = untoldByOwner(text, reading, owners, false)
  const dynamic = dynamicByOwner(reading, owners)
  const open = reading.executions.length === 0 ? null : openBodies(text, reading, owners, isLeft)
  const locks = locksByOwner(text, reading, owners)
  const own = <T>(map: ReadonlyMap<number, T[]>, owner: number): readonly T[] => map.get(owner) ?? none
  const bodyOf = (owner: number): SqlBody => ({
    uses: own(uses, owner),
    dynamic: own(dynamic, owner),
    opaque: both(own(unnamed, owner), own(untold, owner)),
    locks: own(locks, owner),
    open: dynamic.has(owner) ? (open?.(owner) ?? null) : null,
  })
  const body = bodyOf(-1)
  return {
    uses: body.uses,
    dynamic: body.dynamic,
    opaque: body.opaque,
    locks: body.locks,
    open: body.open,
    objects: objectsOf(reading, owners, bodyOf, text),
    jobs: jobsOf(text, reading),
    includes: reading.directives.flatMap((directive) => {
      const path = directive.arguments[0]
      return directive.command.toLowerCase() === "r" && path !== undefined
        ? [{ path: path.text.replace(/^"|"$/g, ""), start: path.start, end: path.end }]
        : []
    }),
    statements: reading.statements.length,
    recovered: reading.problems.length,
  }
}

// One for all: texts are many, and most of what they could hold is not in them.
const none: readonly never[] = []

const both = <T>(first: readonly T[], second: readonly T[]): readonly T[] =>
  second.length === 0 ? first : first.length === 0 ? second : [...first, ...second]

/** What the dynamic SQL of each body tells as it is, with its holes. */
function openBodies(
  text: string,
  reading: SqlReading,
  owners: readonly number[],
  isLeft: (access: Access) => boolean,
): (owner: number) => SqlBody["open"] {
  const uses = usesByOwner(text, reading, owners, isLeft)
  const unnamed = unnamedByOwner(reading, owners, isLeft)
  const untold = untoldByOwner(text, reading, owners, true)
  return (owner) => ({
    uses: uses.get(owner) ?? [],
    opaque: [...(unnamed.get(owner) ?? []), ...(untold.get(owner) ?? [])],
  })
}

const defines: Readonly<Record<string, ObjectKind>> = {
  table: "table",
  view: "view",
  procedure: "procedure",
  function: "function",
  trigger: "trigger",
  synonym: "synonym",
}

function objectsOf(
  reading: SqlReading,
  owners: readonly number[],
  bodyOf: (owner: number) => SqlBody,
  text: string,
): readonly SqlObject[] {
  const objects: SqlObject[] = []
  const strings = byStatement(reading.strings)
  const accesses = byStatement(reading.accesses)
  const routines = byStatement(reading.routines)
  let database: string | null = null
  for (const access of reading.accesses) {
    if (access.operation === "use") database = access.name.object
    const selected = access.kind === "table" && access.operation === "select-into"
    const kind = defines[access.kind]
    if (kind === undefined || (access.role !== "define" && !selected) || isVariable(access)) continue
    const statement = reading.statements[access.statement]
    if (statement === undefined) continue
    const owner = owners[access.statement] === access.statement ? access.statement : -2
    const related = accesses(access.statement).find((each) => each.role === "reference" && each.start > access.start)
    const renamed = access.operation === "rename" ? (strings(access.statement)[1]?.text ?? null) : null
    objects.push({
      kind,
      name: access.name,
      operation: selected ? "create" : operationOf(access.operation),
      database,
      body: bodyOf(owner),
      parameters: routines(owner).at(-1)?.parameters ?? none,
      target:
        kind === "synonym" || kind === "trigger"
          ? (related?.name ?? null)
          : renamed === null
            ? null
            : { server: null, database: access.name.database, schema: access.name.schema, object: renamed },
      events: kind === "trigger" ? eventsOf(text.slice(access.end, Math.min(statement.end, access.end + 2000))) : [],
      start: access.start,
      end: access.end,
    })
  }
  return objects
}

function operationOf(operation: string): SqlObject["operation"] {
  return operation === "alter" || operation === "drop" || operation === "rename" ? operation : "create"
}

function eventsOf(head: string): readonly string[] {
  const clause = /\b(?:for|after|instead\s+of)\s+((?:insert|update|delete)(?:\s*,\s*(?:insert|update|delete))*)/i.exec(head)
  return clause === null ? [] : (clause[1] ?? "").toLowerCase().split(/\s*,\s*/)
}
