import { type ObjectName, writtenName } from "./catalog.js"
import type { GraphNode, Hop } from "./graph.js"

/** A place in the sources. */
export interface Place {
  readonly file: string
  readonly offset: number
}

/** How sure an access is. */
export type Confidence = "certain" | "likely" | "guess"

/** One access of a process to a table or view: a place, what is done, and the ways there. */
export interface FoundAccess {
  readonly place: Place
  readonly operation: string
  readonly write: boolean
  readonly confidence: Confidence
  /** The statement sets a lock flag. */
  readonly flag: boolean
  readonly node: GraphNode
  /** The table or view, as it is called here. */
  readonly name: ObjectName
  /** The synonym that the statement names; null if it names the table. */
  readonly synonym: string | null
}

/** The last step of the ways to an access. Made when it is told: most never are. */
export function hopTo({ place: { file, offset }, operation, name, synonym }: FoundAccess): Hop {
  return { what: "statement", name: `${operation} ${synonym ?? writtenName(name)}`, file, offset }
}

/** A table or view that a process touches. */
export interface FoundTable {
  readonly name: ObjectName
  readonly kind: "table" | "view"
  /** By place and operation. The first way to each is the shortest. */
  readonly accesses: Map<string, FoundAccess>
  /** Some place and operation are held more than once, by other ways. */
  repeated: boolean
}

/** A lock that a process takes. `key` is equal for locks that collide. */
export interface FoundLock {
  readonly kind: "file" | "flag-table" | "applock" | "global-temp" | "path" | "job"
  readonly key: string
  readonly name: string
  readonly place: Place
}

/** Something that could not be followed. */
export interface Unresolved {
  readonly place: Place
  readonly reason: string
  readonly text: string
}

/** Everything found of one process. */
export interface Collected {
  readonly tables: Map<string, FoundTable>
  readonly locks: Map<string, FoundLock>
  readonly unresolved: Map<string, Unresolved>
  /** Keys of catalog objects that were reached. */
  readonly reached: Set<string>
  /** Keys of tables that the process makes itself. */
  readonly made: Set<string>
  /** Files whose SQL or code was run. */
  readonly files: Set<string>
  /** Programs that something of the process starts. */
  readonly started: Set<string>
  statements: number
  recovered: number
}

/** Nothing yet. */
export function nothingCollected(): Collected {
  return {
    tables: new Map(),
    locks: new Map(),
    unresolved: new Map(),
    reached: new Set(),
    made: new Set(),
    files: new Set(),
    started: new Set(),
    statements: 0,
    recovered: 0,
  }
}

/** Notes an access to a table by its name and the key of that. */
export function noteAccess(
  collected: Collected,
  { name, key }: { readonly name: ObjectName; readonly key: string },
  kind: "table" | "view",
  access: FoundAccess,
): void {
  let table = collected.tables.get(key)
  if (table === undefined) {
    table = { name, kind, accesses: new Map(), repeated: false }
    collected.tables.set(key, table)
  }
  const id = `${access.place.file}:${access.place.offset}:${access.operation}`
  const known = table.accesses.get(id)
  if (known === undefined) table.accesses.set(id, access)
  // The same place reached again on the same graph: its other ways are in the graph if the node is the same, else kept beside it.
  else if (known.node !== access.node && table.accesses.size < 5000) {
    table.repeated = true
    let number = 2
    while (table.accesses.has(`${id}#${number}`) && number < 20) number++
    table.accesses.set(`${id}#${number}`, access)
  }
}

/** Notes what could not be followed, once for each place and reason. */
export function noteUnresolved(collected: Collected, unresolved: Unresolved): void {
  const text = unresolved.text.replace(/\s+/g, " ").trim().slice(0, 200)
  const key = `${unresolved.place.file}:${unresolved.place.offset}:${unresolved.reason}`
  if (!collected.unresolved.has(key)) collected.unresolved.set(key, { ...unresolved, text })
}

/** Notes a lock, where it is first taken. */
export function noteLock(collected: Collected, lock: FoundLock): void {
  const key = `${lock.kind}:${lock.key}`
  if (!collected.locks.has(key)) collected.locks.set(key, lock)
}
