import type { Command } from "./command.js"

/** A line of the command table. The command itself is loaded only when it is asked for. */
export interface CommandEntry {
  readonly usage: string
  readonly describe: string
  readonly load: () => Promise<Command>
}

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = []
