import type { AccessKind, AccessRole, MultipartName, StringUse } from "../model/sql.js"
import type { Frame } from "./frames.js"
import { K, lastReserved } from "./keywords.js"
import type { ScanStart } from "./scan-start.js"
import { P, T, type Tokens } from "./tokens.js"
import type { Held, Value } from "./values.js"

/** Uses of strings by number: what the columns of a parser keep. */
export const stringUses: readonly StringUse[] = [
  "other",
  "data",
  "executed",
  "object-name",
  "database-name",
  "database-guard",
  "message",
  "linked-server-catalog",
  "remote-query",
  "connection-string",
  "job-database",
  "job-command",
  "path",
  "like-pattern",
  "assigned",
]

/** How the parts of a recorded name are to be understood. */
export const R = {
  /** server.database.schema.object, from the right. */
  OBJECT: 0,
  /** server.database.schema.object.column, from the right. */
  COLUMN: 1,
  /** alias.column.member */
  ALIAS: 2,
  /** object.column: the object by its own name. */
  TABLE: 3,
  /** An alias where it is defined. */
  DEFINES_ALIAS: 4,
  /** A database by itself. */
  DATABASE: 5,
  USE: 6,
  SERVER: 7,
  SCHEMA: 8,
  /** Table and index, from the right. */
  INDEX: 9,
  OTHER: 10,
} as const

/** An access while its statement is still being read: role and kind can change. */
export interface OpenAccess {
  start: number
  end: number
  name: MultipartName
  kind: AccessKind
  role: AccessRole
  operation: string
  statement: number
  confidence: "certain" | "recovered" | "fragment"
  /** Filled in when all is read. */
  text: string
}

/** A statement while it is still being read. */
export interface OpenStatement {
  start: number
  end: number
  kind: string
  readonly batch: number
  readonly parent: number
}

/** Something that FROM names, as far as names are resolved with it. */
export interface Source {
  readonly level: number
  /** Hash of the alias; of the object's own name where there is none. */
  readonly hash: number
  readonly aliased: boolean
  /** The access, -1 for a derived table. */
  readonly access: number
  /**
   * Number of the first access that a derived table or CTE reads itself, -1 for others; see `last`. Below that for rows that a text selects
   * elsewhere: -2 less the number of its execution.
   */
  readonly first: number
  readonly last: number
}

/** A common table expression: the accesses that it makes, tokens of its name and of the bracket behind it, the level of its query. */
export interface Cte {
  readonly first: number
  readonly last: number
  readonly name: number
  readonly open: number
  readonly level: number
}

/** `SELECT @v = …`: tokens of the variable and of the expression. */
interface Assignment {
  readonly variable: number
  readonly append: boolean
  readonly from: number
}

/** A call or column whose first part can only be told when the whole statement is read. */
export interface OpenName {
  /** Index of the name. */
  readonly name: number
  readonly level: number
  readonly call: boolean
}

/** An enclosing IF, WHILE, BEGIN or body. */
export interface Block {
  readonly kind: "if" | "else" | "while" | "begin" | "try" | "body"
  readonly statement: number
  /** Token of its word; of a body, the first in it. */
  readonly at: number
}

/** Dynamic SQL found: what is executed, and where. */
export interface OpenExecution {
  readonly value: Value
  readonly use: StringUse
  readonly statement: number
  /** Where it is executed, when that is elsewhere. */
  readonly server: string | null
  readonly database: string | null
  /** What happens to the object named, or to the table that a remote query reads; empty where the text says it all. */
  readonly operation: string
  readonly arguments: readonly OpenArgument[]
}

/** What a call gives for a parameter; `name` is empty for one by position. */
export interface OpenArgument {
  readonly name: string
  readonly position: number
  readonly values: readonly Value[]
}

/** A parameter of a routine; `value` is its default, if that is a constant other than NULL. */
export interface OpenParameter {
  readonly name: string
  readonly value: Value | null
}

/** Everything that the reader of one text keeps. The functions around it are the parser. */
export interface Parser {
  readonly text: string
  readonly tokens: Tokens
  readonly kinds: Uint8Array
  readonly words: Uint16Array
  /** The next token. */
  at: number
  /** End of the batch. */
  stop: number
  batch: number
  statement: number
  confidence: "certain" | "recovered" | "fragment"
  readonly statements: OpenStatement[]
  readonly accesses: OpenAccess[]
  /** Five numbers for each name: first token, last token, R, ambiguous, statement. */
  names: Int32Array
  /** How many of those numbers there are. */
  nameEnd: number
  /** Names are kept when the statement they stand in is read. */
  readonly keepsNames: boolean
  /** For each token that is a string: index into {@link stringUses}. */
  readonly uses: Uint8Array
  readonly problems: { at: number; message: string }[]
  readonly unfinished: { at: number; message: string }[]
  readonly blocks: Block[]
  /** The enclosing blocks that may not run, outermost first: a number for each, ascending in the text. */
  branches: number[]
  /** The number of the block opened last. */
  lastBranch: number
  readonly executions: OpenExecution[]
  readonly routines: { readonly statement: number; readonly parameters: OpenParameter[] }[]
  readonly calls: { readonly access: OpenAccess; readonly arguments: readonly OpenArgument[] }[]
  /** Statements that execute a text of which not all values are followed. */
  readonly cuts: Set<number>
  /** Whoever executes the text gives its parameters values that are known: what is executed of them is read there. */
  supplied: boolean
  /** What variables hold, by the hash of their name. */
  variables: Map<number, Held>
  /** Choices between several values of a variable so far (see Picks). */
  choices: number
  /** Units of text that functions such as REPLACE may still write out: what is beyond is unknown. */
  effort: number
  /** Units of text that may still be written out for what calls are given. */
  handing: number
  /** Names that the text itself defines as something else than a table, by hash of the last part. */
  readonly defined: Map<number, AccessKind>
  /** Strings compared with a column `name`: guards where the statement reads the list of databases. */
  readonly guards: number[]
  /** The statement reads `sys.databases` or the like. */
  readsDatabases: boolean
  /** What the statement being read knows of names. */
  sources: Map<number, Source>
  ctes: Map<number, Cte>
  readonly open: OpenName[]
  /** Parent of each query level. */
  readonly levels: number[]
  /** Frames that nothing uses (see frames.ts). */
  readonly spareFrames: Frame[]
  /** The brackets that are open in what is scanned, the statement first, and the innermost. */
  readonly frames: Frame[]
  frame: Frame
  /** How the scan began. */
  start: ScanStart
  /** The variable that SELECT gives what is read now. */
  assignment: Assignment | null
  /** Parts of the name read last: tokens, -1 for an empty one. */
  readonly parts: number[]
  nameFirst: number
  nameLast: number
}

/** Kind of the token `ahead` of the next one. */
export function kindAt(p: Parser, index: number): number {
  return index < p.stop ? (p.kinds[index] as number) : T.NONE
}

/** Word of a token; 0 for none. */
export function wordAt(p: Parser, index: number): number {
  return index < p.stop ? (p.words[index] as number) : 0
}

/** Offset at which a token starts. */
export function startOf(p: Parser, token: number): number {
  return p.tokens.starts[token] as number
}

/** Offset behind a token. */
export function endOf(p: Parser, token: number): number {
  return p.tokens.ends[token] as number
}

/** Hash of a token that is a word, without regard to case. */
export function hashAt(p: Parser, token: number): number {
  return p.tokens.hashes[token] as number
}

/** Says what a string is for. */
export function markString(p: Parser, token: number, use: StringUse): void {
  if (p.kinds[token] === T.STRING) p.uses[token] = stringUses.indexOf(use)
}

/** Takes the next token if it is this word. */
export function takeWord(p: Parser, word: number): boolean {
  if (wordAt(p, p.at) !== word) return false
  p.at++
  return true
}

/** Takes the next token if it is of this kind. */
export function takeKind(p: Parser, kind: number): boolean {
  if (kindAt(p, p.at) !== kind) return false
  p.at++
  return true
}

/** Notes a problem at a token, or at the end of the text. */
export function problem(p: Parser, token: number, message: string): void {
  p.problems.push({ at: token < p.tokens.end ? startOf(p, token) : p.text.length, message })
}

/** Notes at a token that something lacks its end. That is told of a script, not of what it executes: pieces of that stand elsewhere. */
export function unfinished(p: Parser, token: number, message: string): void {
  p.unfinished.push({ at: token < p.tokens.end ? startOf(p, token) : p.text.length, message })
}

/** A token that can be a name where one is likely: an identifier that is not reserved, a quoted one, a hole. */
export function isName(p: Parser, index: number): boolean {
  const kind = kindAt(p, index)
  if (kind === T.WORD) return wordAt(p, index) <= lastReserved ? wordAt(p, index) === 0 : true
  return kind === T.BRACKET || kind === T.DOUBLE || kind === T.DYNAMIC
}

/** The text of a name's part without its quotes. */
export function partText(p: Parser, token: number): string {
  const start = startOf(p, token)
  const end = endOf(p, token)
  switch (kindOf(p, token)) {
    case T.BRACKET:
      return unquote(p.text, start, end, "]")
    case T.DOUBLE:
      return unquote(p.text, start, end, '"')
    default:
      return p.text.slice(start, end)
  }
}

function kindOf(p: Parser, token: number): number {
  return p.kinds[token] as number
}

function unquote(text: string, start: number, end: number, quote: string): string {
  const inner = text.slice(start + 1, text.charAt(end - 1) === quote && end > start + 1 ? end - 1 : end)
  return inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner
}

/** Passes a bracketed list without reading it. Stops at what no list can hold: then it was never closed. */
export function skipBrackets(p: Parser): void {
  const first = p.at
  let depth = 0
  while (p.at < p.stop) {
    const kind = p.kinds[p.at] as number
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE) {
      depth--
      if (depth === 0) {
        p.at++
        return
      }
    } else if (kind === P.SEMICOLON || isCertainEnd(p, p.at)) break
    p.at++
  }
  problem(p, first, "the bracket that opens here is not closed")
  p.confidence = p.confidence === "certain" ? "recovered" : p.confidence
}

/** A word that no list of hints or options holds. */
function isCertainEnd(p: Parser, index: number): boolean {
  switch (p.words[index]) {
    case K.CREATE:
    case K.DECLARE:
    case K.TRUNCATE:
    case K.PRINT:
    case K.RAISERROR:
    case K.WHILE:
    case K.SELECT:
    case K.INSERT:
    case K.WHERE:
      return true
    default:
      return false
  }
}
