import type { Mark, Place } from "./region.js"
import type { Edit, Position, Span } from "./text.js"

/** The kinds of place a name stands in: a closed list. */
export const contexts = [
  "multipart-name",
  "use-statement",
  "database-statement",
  "sql-string",
  "sql-object-name",
  "dynamic-sql",
  "linked-server",
  "job-step",
  "connection-string",
  "command-argument",
  "config-value",
  "key",
  "orm-name",
  "exact-string",
  "type-or-enum",
  "regex",
  "default-value",
  "log-message",
  "comment",
  "docstring",
  "prose",
  "identifier",
  "lookalike",
  "file-name",
  "data",
] as const

/** The kind of place a name stands in. */
export type Context = (typeof contexts)[number]

/** One text that a reference was read through, outermost first: a file, a string in it, dynamic SQL in that. */
export interface Layer {
  readonly language: string
  /** `file`, a region's kind, or what the T-SQL engine calls the place. */
  readonly kind: string
  /** Where the layer stands in the file. */
  readonly span: Span
}

/** How a reference could be spelled with its variable: a fact of the file, before anyone judges. */
export type Site =
  /** The host language spells it: these edits together (shared ones are equal, so that two sites of one literal merge). */
  | {
      readonly kind: "expression"
      readonly edits: readonly Edit[]
      readonly replacement: string
      /** The variable must be imported into the file. */
      readonly imports: boolean
    }
  /** Whoever runs the file expands a placeholder here. `bare`: brackets have to be added around it. */
  | { readonly kind: "placeholder"; readonly span: Span; readonly bare: boolean }
  | { readonly kind: "none"; readonly reason: string }

/** One occurrence of a configured name in a file. */
export interface Reference extends Span {
  /** As configured. */
  readonly name: string
  readonly kind: "database" | "server"
  /** As found. */
  readonly text: string
  /** Where it begins and ends, for people. */
  readonly from: Position
  readonly to: Position
  readonly context: Context
  /** Finer than the context, for rules: `guard`, `two-part`, `catalog`, … ; empty where the context says it all. */
  readonly detail: string
  readonly layers: readonly Layer[]
  readonly place: Place | null
  readonly marks: readonly Mark[]
  readonly site: Site
  /** Enclosing scope and statement, normalised: what stays the same when lines move. */
  readonly scope: string
  readonly statement: string
}
