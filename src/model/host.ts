import type { CodeTree } from "./code.js"
import type { Site } from "./reference.js"
import type { Region } from "./region.js"
import type { Edit, Span } from "./text.js"

/** Where a host would put an import of variables, and what is there already. */
export interface ImportSite {
  /** Offset in the file's text at which whole lines can be inserted. */
  readonly at: number
  /** Names the file already binds to something else: a variable among them cannot be imported plainly. */
  readonly bound: readonly string[]
  /** Variables already imported, by any module. */
  readonly imported: readonly string[]
  /** Host-specific style, e.g. `esm`, `commonjs`; empty where the language has one way. */
  readonly style: string
  /** Imports in the order of the file, among which a new one may have its place before `at`; empty where order is of no matter. */
  readonly others: readonly PlacedImport[]
}

/** An import of a file: where its line begins, and the module as it is written. */
export interface PlacedImport {
  readonly at: number
  readonly module: string
}

/** What a host found in one text. */
export interface HostReading {
  /** Sorted by start; regions of one text do not overlap. What lies in none is code. At least those that were asked for. */
  readonly regions: readonly Region[]
  readonly imports: ImportSite | null
  /** Offsets only; `file` is filled in by the caller. */
  readonly problems: readonly TextProblem[]
}

/** A problem within a text: the offset at which it stands. */
export interface TextProblem {
  readonly at: number
  readonly message: string
}

/** The names to spell as variables in one region. */
export interface Occurrence {
  /** In units of the outer text. */
  readonly span: Span
  /** In units of the region's text. */
  readonly within: Span
  readonly variable: string
}

/** Values of variables, by variable name. */
export type Environment = ReadonlyMap<string, string>

/** What a language offers to a rewrite that needs its variables defined somewhere. */
export interface Definitions {
  /**
   * Path of the module, relative to the repository: `setting` as configured (null: the language's default), for a file at `file`.
   * `repository` is its absolute directory, for languages whose module depends on what is there.
   */
  readonly file: (setting: string | null, file: string, repository: string) => string
  /** Why a file at `file` cannot import the module at `module` (both relative to the repository); null where it can. */
  readonly obstacle: (file: string, module: string, repository: string) => string | null
  /**
   * The text of the module at `module`. `values` are the old names by variable. A variable unset or empty gives the old name. With `expands`
   * it has the function {@link expansion} too.
   */
  readonly module: (values: Environment, module: string, repository: string, expands: boolean) => string
  /** The function `expand(sql)` of the module: it replaces `$(NAME)` for these variables and leaves everything else. */
  readonly expansion: (values: Environment, module: string, repository: string) => string
  /** The code of a file, to follow its values; null where it cannot be read. */
  readonly code: (text: string, file: string) => CodeTree | null
  /** Edits that make `variables` available in a file at `file`, the module being at `module` (both relative to the repository). */
  readonly imports: (
    text: string,
    site: ImportSite,
    variables: readonly string[],
    file: string,
    module: string,
    repository: string,
  ) => readonly Edit[]
}

/** What a text is read for: a host need not work out what nobody asks for. */
export interface Reading {
  readonly text: string
  readonly file: string
  /** Sorted places in the text whose regions are asked for; a host may give more of them. Null for all. */
  readonly spans: readonly Span[] | null
  /** Whether somebody may put imports into the text. */
  readonly imports: boolean
}

/** Reads one language. Hosts do not know each other: text in another language is a region of kind `code`. */
export interface Host {
  readonly language: string
  /** Loads what the language needs (a parser), before `read` is called; with `reading`, what that one may do with. */
  readonly load: (reading?: Reading) => Promise<void>
  /** Never throws on any text. `asked` says what of the answer is needed: everything without it. */
  readonly read: (text: string, file: string, asked?: Reading) => HostReading
  /** How one occurrence would be spelled with its variable. */
  readonly site: (text: string, region: Region, occurrence: Occurrence) => Site
  /**
   * Every string value of the text in order, variables taken from `environment`: the ground of the proof. Two texts that mean the
   * same give the same list. Null where the host cannot tell. `file` says what the text is where its name does.
   */
  readonly values: (text: string, environment: Environment, file: string) => readonly string[] | null
  readonly definitions: Definitions | null
}
