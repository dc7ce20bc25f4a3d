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

/** What an option takes. */
export interface OptionSpec {
  readonly type: "string" | "boolean" | "number"
  readonly describe: string
  /** It may be given several times. */
  readonly array?: boolean
  readonly nargs?: 1
  readonly requiresArg?: boolean
  readonly demandOption?: boolean
  readonly default?: string | boolean
}

/** What a command's options are written into: the parser, or a list of them. */
export interface OptionTable {
  readonly option: (name: string, spec: OptionSpec) => OptionTable
  readonly positional: (name: string, spec: OptionSpec) => OptionTable
  readonly example: (command: string, description: string) => OptionTable
}

/** One command: its own options, and what it does. `run` gives the exit code. */
export interface Command {
  readonly options: (table: OptionTable) => OptionTable
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
