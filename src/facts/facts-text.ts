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
export const formOfFacts = 4

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

/** The text of facts that need not be at hand before parts of it are asked for. */
export interface FactsSource {
  /** The first line. */
  readonly head: string
  /** Gives all of it. */
  readonly text: () => string
}

/** The facts of such a text; what is large in them is read when it is first asked for. */
export function readFacts(source: string | FactsSource): TableFacts {
  const { head, text } = typeof source === "string" ? inMemory(source) : source
  const { facts, problems, outline, program } = JSON.parse(head) as Head
  const lines = (): CompactReader => {
    const all = text()
    const at = endOfLine(all, 0) + 1
    return { text: all, at, end: endOfLine(all, at), texts: [] }
  }
  const whole: FileFacts = program ? new LaterFacts(facts, text) : { ...facts, values: [], calls: [], scopes: [] }
  rememberLines(whole, lines)
  rememberOutline(whole, outline)
  return { facts: whole, problems }
}

function inMemory(text: string): FactsSource {
  return { head: text.slice(0, endOfLine(text, 0)), text: () => text }
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
  readonly #load: () => string
  /** Held while parts are. */
  #text: string | null = null
  #texts: readonly string[] | null = null

  constructor(facts: Omit<FileFacts, Part>, load: () => string) {
    this.file = facts.file
    this.language = facts.language
    this.exports = facts.exports
    this.contributions = facts.contributions
    this.data = facts.data
    this.sql = facts.sql
    this.jobs = facts.jobs
    this.problems = facts.problems
    this.#load = load
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
    return this.#text?.length ?? 0
  }

  forget(): void {
    this.#values = null
    this.#calls = null
    this.#scopes = null
    this.#text = null
    this.#texts = null
  }

  /** A reader of one of the lines behind the table of texts, which is the third. */
  #part(line: number): CompactReader {
    this.#text ??= this.#load()
    const text = this.#text
    const from = endOfLine(text, endOfLine(text, 0) + 1) + 1
    let [at, end] = [from, endOfLine(text, from)]
    this.#texts ??= JSON.parse(text.slice(at, end)) as readonly string[]
    for (let behind = 0; behind < line; behind++) {
      if (end === text.length) throw new RangeError("the text of facts lacks a part")
      at = end + 1
      end = endOfLine(text, at)
    }
    return { text, at, end, texts: this.#texts }
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end
}
