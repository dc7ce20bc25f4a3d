import type { Options, OptionTable } from "./command.js"
import { UsageError } from "./command.js"

/** Adds the options that every command has. */
export function commonOptions(table: OptionTable): OptionTable {
  return table
    .option("config", {
      type: "string",
      requiresArg: true,
      describe: "config file (else unhardcode.config.{yaml,yml,json}, found upward)",
    })
    .option("database", {
      type: "string",
      array: true,
      nargs: 1,
      describe: "NAME=VARIABLE: a database to look for and its variable (repeatable)",
    })
    .option("format", { type: "string", requiresArg: true, describe: "output format", default: "text" })
    .option("output", { type: "string", requiresArg: true, describe: "write the result to this file" })
    .option("ignore", { type: "string", array: true, nargs: 1, describe: "glob of files to leave out (repeatable)" })
    .option("gitignore", { type: "boolean", default: true, describe: "honour .gitignore" })
    .option("concurrency", { type: "number", requiresArg: true, describe: "worker threads" })
    .option("cache", {
      type: "boolean",
      describe: "keep facts for the next run, in .unhardcode-cache; only tables has some (default: no)",
    })
    .option("cache-location", { type: "string", requiresArg: true, describe: "keep them in this directory" })
    .option("progress", { type: "boolean", describe: "show progress (default: on a terminal)" })
    .option("color", { type: "boolean", describe: "colours (default: on a terminal, unless NO_COLOR is set)" })
    .option("quiet", { type: "boolean", default: false, describe: "no messages but errors" })
    .option("verbose", { type: "boolean", default: false, describe: "say more" })
    .option("strict", { type: "boolean", default: false, describe: "exit 3 if something could not be analysed" })
}

/** The value of a text option, or null. Given twice, the last counts. */
export function textOption(options: Options, name: string): string | null {
  const value = options[name]
  const last = Array.isArray(value) ? value.at(-1) : value
  return typeof last === "string" ? last : null
}

/** The values of a repeatable option. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name]
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map(String)
}

/** Whether a switch is on; null when it was not given. */
export function switchOption(options: Options, name: string): boolean | null {
  const value = options[name]
  const last = Array.isArray(value) ? value.at(-1) : value
  return typeof last === "boolean" ? last : null
}

/** A whole number of at least `least`, or null when not given. Throws `UsageError` on anything else. */
export function numberOption(options: Options, name: string, least: number): number | null {
  const value = options[name]
  const last: unknown = Array.isArray(value) ? value.at(-1) : value
  if (last === undefined || last === null) return null
  if (typeof last !== "number" || !Number.isInteger(last) || last < least) {
    throw new UsageError(
      `--${name} takes a whole number of at least ${least}${Number.isNaN(last) ? "" : `, not ${String(last)}`}.`,
    )
  }
  return last
}
