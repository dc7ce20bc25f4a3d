import type { FileFacts } from "../model/lineage.js"
import type { Problem } from "../model/source.js"
import { getCalls, getScopes, putCalls, putScopes } from "./code-text.js"
import type { CompactReader } from "./compact-read.js"
import { compactWriter, takeWritten } from "./compact-write.js"
import { putLines, rememberLines } from "./lines.js"
import { type Outline, outlineOf, rememberOutline } from "./outline.js"
import { getValues, putValues } from "./value-text.js"

/** What is told of a file for the tables. */
export interface TableFacts {
  readonly facts: FileFacts
  readonly problems: readonly Problem[]
}

/** The same, with the offsets at which the lines of the file begin: whoever places something need not read the file again. */
export interface PlacedFacts extends TableFacts {
  readonly lines: readonly number[]
}

/** Changes whenever facts or their text do: what was kept in another form is not used. */
export const formOfFacts = 3

interface Head {
  readonly facts: Omit<FileFacts, Part>
  readonly problems: readonly Problem[]
  readonly outline: Outline
  /** Whether parts follow. */
  readonly program: boolean
}

/** The parts of a program's facts, which are large and wanted only if a process comes by. */
type Part = "values" | "calls" | "scopes"

/**
 * Facts as a text of six lines: what is small, as JSON; the lengths of the file's lines; the texts of the parts, as JSON; and the parts. Lengths and parts
 * have signs of their own, so that what nobody asks for need not be read. A file without a program has the first two lines alone.
 */
export function writeFacts({ facts, problems, lines }: PlacedFacts): string {
  const { values, calls, scopes, ...head } = facts
  const program = values.length + calls.length + scopes.length > 0
  const first = JSON.stringify({ facts: head, problems, outline: outlineOf(facts), program } satisfies Head)
  const writer = compactWriter()
  putLines(writer, lines)
  const ofLines = takeWritten(writer)
  if (!program) return `${first}\n${ofLines}`
  putValues(writer, values)
  const ofValues = takeWritten(writer)
  putCalls(writer, calls)
  const ofCalls = takeWritten(writer)
  putScopes(writer, scopes)
  const ofScopes = takeWritten(writer)
  return [first, ofLines, JSON.stringify([...writer.texts.keys()]), ofValues, ofCalls, ofScopes].join("\n")
}

/** The facts of such a text; what is large in them is read when it is first asked for. */
export function readFacts(text: string): TableFacts {
  const head = endOfLine(text, 0)
  const end = endOfLine(text, head + 1)
  const { facts, problems, outline, program } = JSON.parse(text.slice(0, head)) as Head
  if (head === text.length || program === (end === text.length)) throw new RangeError("the text of facts lacks a part")
  const whole: FileFacts = program ? new LaterFacts(facts, text, end + 1) : { ...facts, values: [], calls: [], scopes: [] }
  // The text of a file without a program is let go: a slice of it would hold it.
  const lines = program ? text : Buffer.from(text.slice(head + 1, end), "latin1").toString("latin1")
  rememberLines(whole, { text: lines, at: program ? head + 1 : 0, end: program ? end : lines.length, texts: [] })
  rememberOutline(whole, outline)
  return { facts: whole, problems }
}

/**
 * Lets go of what was read of facts if it is of more than `most` units of text; it is read again when it is asked for. Nothing that knows calls or scopes
 * by their identity may be in use.
 */
export function forgetParts(all: Iterable<FileFacts>, most: number): void {
  const held: LaterFacts[] = []
  let units = 0
  for (const facts of all) {
    if (!(facts instanceof LaterFacts) || facts.held === 0) continue
    held.push(facts)
    units += facts.held
  }
  if (units > most) for (const facts of held) facts.forget()
}

/** Where the parts of a file are kept until they are asked for. */
interface Kept {
  readonly text: string
  /** Where the table of texts begins. */
  readonly from: number
  texts: readonly string[] | null
}

/** Facts whose parts are read when they are asked for. A class, so that those of all files are of one form and quick to ask. */
class LaterFacts implements FileFacts {
  readonly file: string
  readonly language: string
  readonly exports: FileFacts["exports"]
  readonly contributions: FileFacts["contributions"]
  readonly data: FileFacts["data"]
  readonly sql: FileFacts["sql"]
  readonly jobs: FileFacts["jobs"]
  readonly problems: FileFacts["problems"]
  #values: FileFacts["values"] | null = null
  #calls: FileFacts["calls"] | null = null
  #scopes: FileFacts["scopes"] | null = null
  readonly #kept: Kept

  constructor(facts: Omit<FileFacts, Part>, text: string, from: number) {
    this.file = facts.file
    this.language = facts.language
    this.exports = facts.exports
    this.contributions = facts.contributions
    this.data = facts.data
    this.sql = facts.sql
    this.jobs = facts.jobs
    this.problems = facts.problems
    this.#kept = { text, from, texts: null }
  }

  get values(): FileFacts["values"] {
    this.#values ??= getValues(this.#part(1))
    return this.#values
  }

  get calls(): FileFacts["calls"] {
    this.#calls ??= getCalls(this.#part(2))
    return this.#calls
  }

  get scopes(): FileFacts["scopes"] {
    this.#scopes ??= getScopes(this.#part(3))
    return this.#scopes
  }

  /** Units of text of which parts are held. */
  get held(): number {
    return this.#values === null && this.#calls === null && this.#scopes === null ? 0 : this.#kept.text.length
  }

  forget(): void {
    this.#values = null
    this.#calls = null
    this.#scopes = null
    this.#kept.texts = null
  }

  /** A reader of one of the lines behind the table. */
  #part(line: number): CompactReader {
    const kept = this.#kept
    const { text, from } = kept
    const table = endOfLine(text, from)
    let at = from
    let end = table
    for (let behind = 0; behind < line; behind++) {
      if (end === text.length) throw new RangeError("the text of facts lacks a part")
      at = end + 1
      end = endOfLine(text, at)
    }
    kept.texts ??= JSON.parse(text.slice(from, table)) as readonly string[]
    return { text, at, end, texts: kept.texts }
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end
}
