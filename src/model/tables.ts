import type { Problem } from "./source.js"

/** What a table is to a process. The two sentences are those of {@link roleDefinitions}. */
export type TableRole = "source" | "destination"

/** The definitions, as every report prints them. */
export const roleDefinitions = {
  source: "Source table: the process only reads it.",
  destination: "Destination table: the process writes it and may also read it.",
} as const

/** A step on the way from a process to a table. */
export interface PathHop {
  readonly what: "entry" | "import" | "call" | "file" | "procedure" | "view" | "synonym" | "trigger" | "statement"
  readonly name: string
  readonly file: string
  readonly line: number
}

/** A place at which something is done to a table. 1-based. */
export interface Evidence {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly operation: string
}

/** A table or view that a process uses. */
export interface TableUse {
  /** `database.schema.table`; `?` for what cannot be known. */
  readonly table: string
  readonly kind: "table" | "view"
  readonly role: TableRole
  /** How many places do what: `select`, `insert`, `update`, `delete`, `merge`, `truncate`, `select-into`, `bulk-insert`, `create`, `alter`, `drop`, … */
  readonly operations: Readonly<Record<string, number>>
  /** `certain`: as the code says; `likely`: the only possible reading; `guess`: a part of the name is not known. */
  readonly confidence: "certain" | "likely" | "guess"
  /** The shortest way from the process. */
  readonly path: readonly PathHop[]
  readonly evidence: readonly Evidence[]
}

/** Something that a second run at the same time would collide with. */
export interface Lock {
  readonly kind: "file" | "flag-table" | "applock" | "global-temp" | "path" | "job"
  readonly name: string
  readonly file: string
  readonly line: number
}

/** A process and its tables. */
export interface ProcessTables {
  readonly name: string
  readonly entry: readonly string[]
  /** Not in the config: found by looking for programs that nothing starts. */
  readonly proposed: boolean
  readonly source: readonly string[]
  readonly destination: readonly string[]
  readonly tables: readonly TableUse[]
  readonly locks: readonly Lock[]
  readonly understood: Understood
}

/** How much was understood. */
export interface Understood {
  /** Files whose code or SQL was followed. */
  readonly files: number
  readonly statements: number
  /** Places in SQL that were read only in part. */
  readonly recovered: number
  readonly unresolved: number
}

/** Two processes, or two runs of one, that touch the same thing. */
export interface Conflict {
  readonly kind: "two-writers" | "write-back" | "read-after-write" | "lock"
  /** The table, or the lock's name. */
  readonly table: string
  /** Everyone concerned, sorted. */
  readonly processes: readonly string[]
  readonly evidence: readonly (Evidence & { readonly process: string })[]
}

/** A table with the places that name it. */
export interface ListedTable {
  readonly table: string
  readonly evidence: readonly Evidence[]
}

/** Something that could not be followed. */
export interface UnresolvedPlace {
  readonly file: string
  readonly line: number
  readonly reason: string
  readonly text: string
  /** The processes that come by. */
  readonly processes: readonly string[]
}

/** An object that the sources define. */
export interface ListedObject {
  readonly name: string
  readonly kind: string
  readonly file: string
  readonly line: number
  /** How many statements create or change it. */
  readonly definitions: number
  readonly processes: readonly string[]
}

/** The result of `tables`. */
export interface TablesResult {
  readonly processes: readonly ProcessTables[]
  readonly conflicts: readonly Conflict[]
  readonly originUnknown: readonly ListedTable[]
  readonly unused: readonly ListedTable[]
  readonly unresolved: readonly UnresolvedPlace[]
  readonly objects: readonly ListedObject[]
  readonly understood: Understood
  readonly problems: readonly Problem[]
}
