import type { Evidence, ProcessTables, TableUse } from "../model/tables.js"
import { nameKey, writtenName } from "./catalog.js"
import { type Collected, type FoundAccess, type FoundLock, type FoundTable, hopTo } from "./collect.js"
import { shortestPath, stepsTo } from "./graph.js"
import type { Locator } from "./places.js"
import type { StartedProcess } from "./walk-process.js"

/** What could not be followed, and where. */
export interface UnresolvedPlace extends Pick<Evidence, "file" | "line" | "column"> {
  readonly reason: string
  readonly text: string
}

/** All that is told of one process, as plain data: it can be kept, where the graph that it was found in is large. */
export interface Summary {
  readonly tables: ProcessTables
  /** With the keys by which the locks of processes collide. */
  readonly locks: readonly Pick<FoundLock, "kind" | "key" | "name">[]
  readonly unresolved: readonly UnresolvedPlace[]
  /** Keys of the catalog objects that it reaches. */
  readonly reached: readonly string[]
  /** Keys of the tables that it makes itself. */
  readonly made: readonly string[]
}

/** Sums up what was found of a process. */
export function summaryOf(process: StartedProcess, collected: Collected, places: Locator): Summary {
  return {
    tables: processTables(process, collected, places),
    locks: [...collected.locks.values()].map(({ kind, key, name }) => ({ kind, key, name })),
    unresolved: [...collected.unresolved.values()].map(({ place, reason, text }) => ({
      file: place.file,
      ...places(place),
      reason,
      text,
    })),
    reached: [...collected.reached],
    made: [...collected.made],
  }
}

function processTables(process: StartedProcess, collected: Collected, places: Locator): ProcessTables {
  const uses = [...collected.tables.values()].map((table) => tableUse(table, places)).sort(byTable)
  const flags = [...collected.tables.values()].flatMap((table) => flagOf(table))
  const locks = [...collected.locks.values(), ...flags].map((lock) => ({
    kind: lock.kind,
    name: lock.name,
    file: lock.place.file,
    line: places(lock.place).line,
  }))
  return {
    name: process.name,
    entry: process.entry,
    proposed: process.proposed,
    source: uses.filter((use) => use.role === "source").map((use) => use.table),
    destination: uses.filter((use) => use.role === "destination").map((use) => use.table),
    tables: uses,
    locks: locks.sort((a, b) => order(a.kind, b.kind) || order(a.name, b.name)),
    understood: {
      files: collected.files.size,
      statements: collected.statements,
      recovered: collected.recovered,
      unresolved: collected.unresolved.size,
    },
  }
}

/** A table whose flag the process sets is a lock. */
function flagOf(table: FoundTable) {
  for (const { flag, place } of table.accesses.values())
    if (flag) return [{ kind: "flag-table" as const, key: nameKey(table.name), name: writtenName(table.name), place }]
  return []
}

/** Plain order of texts, the same on every machine. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byTable(a: { readonly table: string }, b: { readonly table: string }): number {
  return order(a.table.toLowerCase(), b.table.toLowerCase()) || order(a.table, b.table)
}

/** The first access of each place and operation. */
function onePerPlace(accesses: readonly FoundAccess[]): readonly FoundAccess[] {
  const seen = new Map<string, FoundAccess>()
  for (const access of accesses) {
    const key = `${access.place.file}:${access.place.offset}:${access.operation}`
    if (!seen.has(key)) seen.set(key, access)
  }
  return [...seen.values()]
}

function tableUse(table: FoundTable, places: Locator): TableUse {
  const accesses = [...table.accesses.values()]
  const once = table.repeated ? onePerPlace(accesses) : accesses
  const counts = new Map<string, number>()
  for (const { operation } of once) counts.set(operation, (counts.get(operation) ?? 0) + 1)
  const writes = accesses.some((access) => access.write)
  // What makes a table a destination is how the process writes it: that way is shown.
  const shown = accesses.filter((access) => access.write === writes)
  let nearest: FoundAccess | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const access of shown) {
    const steps = stepsTo(access.node)
    if (steps >= fewest) continue
    nearest = access
    fewest = steps
  }
  const path = nearest === null ? [] : [...shortestPath(nearest.node), hopTo(nearest)]
  const ranks = ["certain", "likely", "guess"] as const
  const best = Math.min(...accesses.map((access) => ranks.indexOf(access.confidence)))
  return {
    table: writtenName(table.name),
    kind: table.kind,
    role: writes ? "destination" : "source",
    operations: Object.fromEntries([...counts].sort(([a], [b]) => order(a, b))),
    confidence: ranks[best] ?? "guess",
    path: path.map((hop) => ({ what: hop.what, name: hop.name, file: hop.file, line: places(hop).line })),
    evidence: once
      .map(({ place, operation }) => {
        const { line, column } = places(place)
        return { file: place.file, line, column, operation }
      })
      .sort((a, b) => order(a.file, b.file) || a.line - b.line || a.column - b.column || order(a.operation, b.operation)),
  }
}
