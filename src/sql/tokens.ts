import type { Columns } from "./columns.js"

/** Kinds of token. Punctuation has its character code as kind; these stand below all of them. */
export const T = {
  /** Before the first token and after the last. */
  NONE: 0,
  WORD: 1,
  BRACKET: 2,
  DOUBLE: 3,
  STRING: 4,
  NUMBER: 5,
  VARIABLE: 6,
  /** A name made of holes, or glued to some: `{db}_B`, `$(DB)`, `<table, sysname, x>`. */
  DYNAMIC: 7,
  /** A bound parameter: `?`, `:id`. */
  PARAMETER: 8,
  GO: 9,
  DIRECTIVE: 10,
} as const

/** Character codes of the punctuation that the reader asks for. */
export const P = {
  OPEN: 40,
  CLOSE: 41,
  STAR: 42,
  PLUS: 43,
  COMMA: 44,
  MINUS: 45,
  DOT: 46,
  COLON: 58,
  SEMICOLON: 59,
  LESS: 60,
  EQUAL: 61,
  GREATER: 62,
  LEFT_BRACE: 123,
  BAR: 124,
  RIGHT_BRACE: 125,
} as const

/**
 * The tokens of a text, in columns: a script of 100 MB has twenty million of them. Token 0 and the eight after the last are empty, so that
 * looking around needs no test. White space is what lies between tokens and comments.
 */
export interface Tokens {
  readonly text: string
  /** Index after the last token; the first is 1. */
  readonly end: number
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Number of the word (see K), 0 for all that is none. */
  readonly words: Uint16Array
  /** Hash of a name without its quotes, ignoring case. */
  readonly hashes: Int32Array
  /** For the reader: what each string is for, all 0 at first. */
  readonly uses: Uint8Array
  /** What the columns are part of, to give back when nothing looks at them any more. */
  readonly columns: Columns
  /** How many lines are for sqlcmd. */
  readonly directives: number
  /** Start and end of each, in turn. */
  readonly comments: readonly number[]
  readonly problems: readonly { readonly at: number; readonly message: string }[]
}
