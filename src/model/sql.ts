import type { TextProblem } from "./host.js"
import type { Hole, Span, TextMap } from "./text.js"

/** What kind of thing an access touches. */
export type AccessKind =
  | "table"
  | "view"
  | "temp-table"
  | "table-variable"
  | "cte"
  | "pseudo-table"
  | "procedure"
  | "function"
  | "synonym"
  | "sequence"
  | "type"
  | "trigger"
  | "database"
  | "index"
  | "unknown"

/** What an access does to it. */
export type AccessRole = "read" | "write" | "execute" | "define" | "reference"

/** The parts of a multipart name without brackets or quotes; null where it has no such part, empty in `db..t`. */
export interface MultipartName {
  readonly server: string | null
  readonly database: string | null
  readonly schema: string | null
  readonly object: string
}

/**
 * One statement touching one object. The span is the whole multipart name with its brackets, without an alias; `text` is what stands there.
 * An access in executed text stands where its name is written, its `statement` is the one that executes, and its name says what is known
 * of it: `@db.dbo.T` where a variable is part of it.
 */
export interface Access extends Span {
  readonly text: string
  readonly name: MultipartName
  readonly kind: AccessKind
  readonly role: AccessRole
  /** `select`, `insert`, `update`, `delete`, `merge`, `truncate`, `select-into`, `bulk-insert`, `output-into`, `switch`, `create`, `alter`, `drop`, `rename`, `execute`, `use`, … */
  readonly operation: string
  /** Index into the reading's statements. */
  readonly statement: number
  readonly confidence: "certain" | "recovered" | "fragment"
}

/** One statement: its first keyword lower-case (`create-procedure`, `select`, …). */
export interface Statement extends Span {
  readonly kind: string
  readonly batch: number
  /** Statement that it stands in (a procedure's body, a branch), or -1. */
  readonly parent: number
}

/** What one part of a name names. */
export type PartRole = "server" | "database" | "schema" | "object" | "column" | "alias" | "other"

/** One identifier of a name. */
export interface NamePart extends Span {
  /** Without brackets or quotes, escapes undone. */
  readonly text: string
  readonly quote: "none" | "bracket" | "double"
  readonly role: PartRole
  /** The part contains or touches a hole or a sqlcmd variable. */
  readonly dynamic: boolean
}

/** Every name of the text, in order: objects, columns, aliases, databases, definitions. */
export interface SqlName extends Span {
  readonly parts: readonly NamePart[]
  /** `object`: table-like; `column`: in an expression; `use`, `database`: a database by itself; … */
  readonly place: "object" | "column" | "use" | "database" | "alias" | "other"
  /** A two-part name whose first part is neither a known alias nor certainly a schema. */
  readonly ambiguous: boolean
  readonly statement: number
}

/** What a SQL string is for. */
export type StringUse =
  /** Read again as SQL: `EXEC ('…')`, `sp_executesql`, a variable that ends there. */
  | "executed"
  /** An object's name: `OBJECT_ID(N'…')`, `sp_rename`, `sp_helptext`. */
  | "object-name"
  /** A database's name: `DB_ID(N'…')`, `DATABASEPROPERTYEX(N'…')`. */
  | "database-name"
  /** Compared with `DB_NAME()`, with `sys.databases.name` or the like. */
  | "database-guard"
  /** `PRINT`, `RAISERROR`, `THROW`. */
  | "message"
  | "linked-server-catalog"
  /** Text that another server runs: `OPENQUERY`, `EXEC (…) AT`. */
  | "remote-query"
  | "connection-string"
  /** `@database_name`, `@command` of an Agent job step. */
  | "job-database"
  | "job-command"
  /** A path or logical file name. */
  | "path"
  | "like-pattern"
  /** Looks like SQL and is kept in a variable, but nothing in this text is seen to run it. */
  | "assigned"
  /** A value that is stored or compared as data. */
  | "data"
  | "other"

/** One string literal. */
export interface SqlString extends Span {
  /** Doubled quotes undone. */
  readonly text: string
  /** From `text` to the text that was given to the reader. */
  readonly map: TextMap
  readonly use: StringUse
  /**
   * What stands in this string when it is SQL itself, alone or as part of constant dynamic SQL, or an object's name; else null. Its offsets
   * are those of the text that was given to the reader, like all others, at any depth: no map has to be applied. A name that is put
   * together from several strings is in the reading of each.
   */
  readonly reading: SqlReading | null
  readonly statement: number
}

/** A part of a text that only running it tells. */
export interface DynamicHole extends Hole {
  /** The parameter (`@name`) of the routine around, as its caller gives it, if the hole is its value and nothing else; else null. */
  readonly parameter: string | null
}

/** A text that SQL puts together, as far as it is known. The map leads to the text that was given to the reader. */
export interface DynamicText {
  readonly text: string
  readonly map: TextMap
  readonly holes: readonly DynamicHole[]
}

/** What a call gives for a parameter. */
export interface RoutineArgument {
  /** `@name`; null for one by position. */
  readonly name: string | null
  /** Counted from 0, over all arguments. */
  readonly position: number
  /** What it can be; empty if nothing is known of it, as for NULL and DEFAULT. */
  readonly values: readonly DynamicText[]
}

/** The parameters of a procedure or function, at the statement that defines it. */
export interface Routine {
  readonly statement: number
  /** `default`: a constant other than NULL. */
  readonly parameters: readonly { readonly name: string; readonly default: DynamicText | null }[]
}

/** A procedure that is executed with arguments of which something is known. */
export interface RoutineCall {
  /** One of the reading's accesses. */
  readonly access: Access
  readonly arguments: readonly RoutineArgument[]
}

/** Executed text that depends on what the caller of the routine around it gives, or that is given arguments itself. */
export interface Execution extends DynamicText {
  /** Index into the reading's statements: the one that executes. */
  readonly statement: number
  /** `object-name`: the text is the name of a procedure. */
  readonly use: StringUse
  /** Where it is executed, when that is elsewhere. */
  readonly server: string | null
  readonly database: string | null
  /** What the text's own parameters are given (`sp_executesql`), or the procedure that it names. */
  readonly arguments: readonly RoutineArgument[]
  /** Those of the reading's accesses that come from this text as it is, with its holes. */
  readonly accesses: readonly Access[]
}

/**
 * What the engine read in one text. Everything is in units of that text, at any depth of strings within strings, and sorted by start.
 * `accesses` has those of executed strings too; the names, strings and comments in them are only in their own reading.
 */
export interface SqlReading {
  readonly batches: readonly Span[]
  readonly statements: readonly Statement[]
  readonly accesses: readonly Access[]
  readonly names: readonly SqlName[]
  readonly strings: readonly SqlString[]
  readonly comments: readonly Span[]
  /** `:setvar`, `:r`, `:connect`, … */
  readonly directives: readonly SqlcmdDirective[]
  readonly problems: readonly TextProblem[]
  readonly routines: readonly Routine[]
  readonly calls: readonly RoutineCall[]
  readonly executions: readonly Execution[]
  /** Statements (by index) that may execute more texts than are followed. */
  readonly cuts: readonly number[]
}

/** A sqlcmd line that begins with a colon. */
export interface SqlcmdDirective extends Span {
  readonly command: string
  readonly arguments: readonly (Span & { readonly text: string })[]
}
