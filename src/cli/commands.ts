import type { Command } from "./command.js"

/** A line of the command table. The command itself is loaded only when it is asked for. */
export interface CommandEntry {
  readonly usage: string
  readonly describe: string
  readonly load: () => Promise<Command>
}

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    usage: "audit [paths..]",
    describe: "find every database name and say what kind of place it stands in",
    load: async () => (await import("./audit.js")).auditCommand,
  },
  {
    usage: "rewrite [paths..]",
    describe: "show the diff that puts variables in their place; --write applies it",
    load: async () => (await import("./rewrite.js")).rewriteCommand,
  },
  {
    usage: "tables [paths..]",
    describe: "source and destination tables of each process, and what processes collide on",
    load: async () => (await import("./tables.js")).tablesCommand,
  },
  {
    usage: "sql [files..]",
    describe: "what each statement of T-SQL reads and writes; - for standard input",
    load: async () => (await import("./sql.js")).sqlCommand,
  },
  {
    usage: "init [paths..]",
    describe: "look for database names and write a config",
    load: async () => (await import("./init.js")).initCommand,
  },
  {
    usage: "check [paths..]",
    describe: "fail on names that are new: for pull requests and pre-commit",
    load: async () => (await import("./check.js")).checkCommand,
  },
  {
    usage: "baseline [paths..]",
    describe: "accept the names that are there now, so that check speaks of new ones alone",
    load: async () => (await import("./baseline.js")).baselineCommand,
  },
  {
    usage: "merge <files..>",
    describe: "put the shards of an audit or of tables together: the result of one run",
    load: async () => (await import("./merge.js")).mergeCommand,
  },
  {
    usage: "explain <place>",
    describe: "why a place (file:line[:column]) was judged so, or what a rule means",
    load: async () => (await import("./explain.js")).explainCommand,
  },
]
