import type { Hole, Span, TextMap } from "./text.js"

/** What a region's text is made of. */
export type RegionKind =
  /** A text in a language that has a host of its own (`language` names it): a SQL batch, a notebook cell, a script block. */
  | "code"
  /** A string's value, all its pieces joined. */
  | "string"
  | "comment"
  /** A string that only documents. */
  | "docstring"
  /** A value of a settings file. */
  | "value"
  /** A key of a mapping, an object or a section, in any language. */
  | "key"
  /** Text for people, or of unknown nature. */
  | "text"

/** What a text is to the code around it. */
export type PlaceRole =
  | "value"
  | "argument"
  /** A key where it is defined, and a key that is looked up (`row["x"]`). */
  | "key"
  | "lookup"
  /** Compared with something, or tested for membership. */
  | "comparison"
  /** A `match` or `case` label. */
  | "case"
  /** What an environment or settings look-up falls back to. */
  | "fallback"
  | "parameter-default"
  | "type"
  | "enum"
  | "import"
  | "directive"
  | "decorator"
  | "assertion"
  | "markup"
  /** An expression statement: the string is thrown away. */
  | "unused"

/** A property of a place that rules may ask for. */
export type Mark =
  /** Evaluated once when the module is loaded: a set chosen later is ignored. */
  | "bound-at-import"
  /** Stands in a test. */
  | "test"
  /** Stands in a generated file. */
  | "generated"
  /** Stands in unhardcode's own configuration. */
  | "own-config"
  /** A byte string. */
  | "bytes"
  /** A tagged template whose holes are bound as parameters. */
  | "binds-holes"
  /** Stands in a document for people: its code is an example. */
  | "document"
  /** The reader of the file expands placeholders such as `${V}`. */
  | "expands"

/** What the host knows of the surroundings of a region. */
export interface Place {
  readonly role: PlaceRole
  /** Dotted name of what is called with it, as written (`cursor.execute`, `os.environ.get`); null when it is no argument. */
  readonly callee: string | null
  /** Keyword, or position counted from 0, in that call. */
  readonly argument: string | number | null
  /** The nearest name that the value is given to: variable, attribute, parameter, keyword, mapping key, setting. */
  readonly target: string | null
  /** Names of the enclosing scopes or sections, outermost first: `["class Loader", "run"]`, `["services", "etl"]`. */
  readonly path: readonly string[]
  readonly marks: readonly Mark[]
}

/** A literal of the file, one of those that a region is made of. */
export interface Piece {
  /** The whole literal with prefix and quotes. */
  readonly span: Span
  /** Its value within the region's text. */
  readonly within: Span
}

/** How text inserted into a region has to be written in its file. */
export type Escape =
  | "none"
  | "json"
  | "xml"
  | "yaml-double"
  | "yaml-single"
  | "sql-string"
  | "make"
  /** Strings of a JSON array, one for each line; `between` stands between two of them. */
  | { readonly kind: "json-lines"; readonly between: string }

/** A stretch of a file read as one text. */
export interface Region {
  readonly kind: RegionKind
  /** Language of `text`: a host's language where it is known, else `text`. */
  readonly language: string
  /** From the first to the last unit in the outer text, quotes included. */
  readonly span: Span
  /** As the program sees it: escapes decoded, pieces joined, holes as they are spelled. */
  readonly text: string
  readonly map: TextMap
  /** Sorted, in units of `text`. */
  readonly holes: readonly Hole[]
  readonly place: Place
  /** The literals it is joined from, in order; empty where there are none. */
  readonly pieces: readonly Piece[]
  readonly escape: Escape
}
