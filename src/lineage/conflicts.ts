import type { Conflict, ProcessTables, TableUse } from "../model/tables.js"
import type { Summary } from "./summary.js"

const readOperations = /^(select|read)$/

function writes(use: TableUse): boolean {
  return use.role === "destination"
}

function reads(use: TableUse): boolean {
  return Object.keys(use.operations).some((operation) => readOperations.test(operation))
}

const databaseOf = (table: string): string => table.slice(0, table.indexOf(".")).toLowerCase()

/** What two processes at the same time would collide on. Sorted by kind and name. */
export function conflictsOf(summaries: readonly Summary[]): readonly Conflict[] {
  const processes = summaries.map((each) => each.tables)
  const users = new Map<string, { process: ProcessTables; use: TableUse }[]>()
  for (const process of processes) {
    for (const use of process.tables) {
      if (use.kind === "view" && !writes(use)) continue
      const key = use.table.toLowerCase()
      const known = users.get(key)
      if (known === undefined) users.set(key, [{ process, use }])
      else known.push({ process, use })
    }
  }
  const backs = new Map(processes.map((process) => [process, writtenBack(process)]))
  const conflicts: Conflict[] = []
  const add = (kind: Conflict["kind"], concerned: readonly { process: ProcessTables; use: TableUse }[]): void => {
    conflicts.push({
      kind,
      table: concerned[0]?.use.table ?? "",
      processes: concerned.map(({ process }) => process.name).sort(),
      evidence: concerned.flatMap(({ process: { name }, use }) =>
        use.evidence.map(({ file, line, column, operation }) => ({ file, line, column, operation, process: name })),
      ),
    })
  }
  for (const all of users.values()) {
    const writers = all.filter(({ use }) => writes(use))
    const readers = all.filter(({ use }) => reads(use))
    if (writers.length > 1) add("two-writers", writers)
    const [reader] = readers
    const against = writers.some((writer) => readers.length > 1 || (reader !== undefined && reader.process !== writer.process))
    if (against)
      add(
        "read-after-write",
        all.filter(({ use }) => writes(use) || reads(use)),
      )
    const back = writers.filter(({ process, use }) => backs.get(process)?.has(databaseOf(use.table)))
    if (back.length > 0)
      add(
        "write-back",
        all.filter((each) => reads(each.use) || back.includes(each)),
      )
  }
  conflicts.push(...lockConflicts(summaries))
  return conflicts.sort((a, b) => compare(a.kind, b.kind) || compare(a.table.toLowerCase(), b.table.toLowerCase()))
}

/**
 * The databases whose tables a process writes *back*: it is not the one in which it writes most, and the process reads tables of it that
 * it does not write.
 */
function writtenBack(process: ProcessTables): ReadonlySet<string> {
  const counts = new Map<string, number>()
  const sources = new Set<string>()
  for (const use of process.tables) {
    const database = databaseOf(use.table)
    if (writes(use)) counts.set(database, (counts.get(database) ?? 0) + 1)
    else sources.add(database)
  }
  const most = Math.max(0, ...counts.values())
  return new Set([...counts].filter(([database, count]) => count < most && sources.has(database)).map(([database]) => database))
}

function lockConflicts(summaries: readonly Summary[]): readonly Conflict[] {
  const takers = new Map<string, { name: string; evidence: Conflict["evidence"][number][] }>()
  for (const { tables: process, locks } of summaries) {
    for (const lock of locks) {
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
