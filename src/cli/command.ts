import type { Argv } from "yargs"

/** What a command may know of the process around it. */
export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: NodeJS.ReadableStream
  /** Results. */
  readonly out: (text: string | Uint8Array) => Promise<void>
  /** Messages and progress. */
  readonly err: (text: string) => void
  /** A person is watching stderr, or reads stdout. */
  readonly terminal: { readonly out: boolean; readonly err: boolean; readonly in: boolean }
}

/** Parsed options of a command, by their long names in camel case. */
export type Options = Readonly<Record<string, unknown>>

/** One command: its own options, and what it does. `run` gives the exit code. */
export interface Command {
  readonly options: (yargs: Argv) => Argv
  readonly run: (options: Options, surroundings: Surroundings) => Promise<number>
}

/**
 * What `-` becomes among the words, since yargs drops it from lists of files: no argument of a process can hold this character.
 */
export const standardInput = "\u0000-"

/** Wrong use: the message says what to do. Ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}
