import type { Conflict, ProcessTables, TableUse } from "../model/tables.js"
import type { Collected } from "./collect.js"

const readOperations = /^(select|read)$/

function writes(use: TableUse): boolean {
  return use.role === "destination"
}

function reads(use: TableUse): boolean {
  return Object.keys(use.operations).some((operation) => readOperations.test(operation))
}

const databaseOf = (table: string): string => table.slice(0, table.indexOf(".")).toLowerCase()

/** What two processes at the same time would collide on. Sorted by kind and name. */
export function conflictsOf(processes: readonly ProcessTables[], collected: ReadonlyMap<string, Collected>): readonly Conflict[] {
  const users = new Map<string, { process: ProcessTables; use: TableUse }[]>()
  for (const process of processes) {
    for (const use of process.tables) {
      if (use.kind === "view" && !writes(use)) continue
      const key = use.table.toLowerCase()
      users.set(key, [...(users.get(key) ?? []), { process, use }])
    }
  }
  const conflicts: Conflict[] = []
  const add = (kind: Conflict["kind"], concerned: readonly { process: ProcessTables; use: TableUse }[]): void => {
    conflicts.push({
      kind,
      table: concerned[0]?.use.table ?? "",
      processes: concerned.map(({ process }) => process.name).sort(),
      evidence: concerned.flatMap(({ process, use }) => use.evidence.map((evidence) => ({ ...evidence, process: process.name }))),
    })
  }
  for (const all of users.values()) {
    const writers = all.filter(({ use }) => writes(use))
    const readers = all.filter(({ use }) => reads(use))
    if (writers.length > 1) add("two-writers", writers)
    const against = writers.some((writer) => readers.some((reader) => reader.process !== writer.process))
    if (against)
      add(
        "read-after-write",
        all.filter((each) => writers.includes(each) || readers.includes(each)),
      )
    const back = writers.filter(({ process, use }) => isWriteBack(process, use))
    if (back.length > 0)
      add(
        "write-back",
        all.filter((each) => back.includes(each) || readers.includes(each)),
      )
  }
  conflicts.push(...lockConflicts(processes, collected))
  return conflicts.sort((a, b) => compare(a.kind, b.kind) || compare(a.table.toLowerCase(), b.table.toLowerCase()))
}

/**
 * A process writes a table *back* when it writes it in a database that is not the one in which it writes most, and from which it
 * reads tables that it does not write.
 */
function isWriteBack(process: ProcessTables, use: TableUse): boolean {
  const counts = new Map<string, number>()
  for (const each of process.tables) {
    if (writes(each)) counts.set(databaseOf(each.table), (counts.get(databaseOf(each.table)) ?? 0) + 1)
  }
  const database = databaseOf(use.table)
  const own = counts.get(database) ?? 0
  const elsewhere = Math.max(0, ...[...counts].filter(([name]) => name !== database).map(([, count]) => count))
  return own < elsewhere && process.tables.some((each) => !writes(each) && databaseOf(each.table) === database)
}

function lockConflicts(processes: readonly ProcessTables[], collected: ReadonlyMap<string, Collected>): readonly Conflict[] {
  const takers = new Map<string, { name: string; evidence: Conflict["evidence"][number][] }>()
  for (const process of processes) {
    for (const lock of collected.get(process.name)?.locks.values() ?? []) {
      const key = `${lock.kind}:${lock.key}`
      const known = takers.get(key) ?? { name: lock.name, evidence: [] }
      const shown = process.locks.find((each) => each.kind === lock.kind && each.name === lock.name)
      if (shown !== undefined)
        known.evidence.push({ file: shown.file, line: shown.line, column: 1, operation: lock.kind, process: process.name })
      takers.set(key, known)
    }
  }
  return [...takers.values()]
    .filter(({ evidence }) => evidence.length > 1)
    .map(({ name, evidence }) => ({
      kind: "lock",
      table: name,
      processes: evidence.map((each) => each.process).sort(),
      evidence,
    }))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
