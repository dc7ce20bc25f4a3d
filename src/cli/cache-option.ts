import { resolve } from "node:path"
import { prepareCache } from "../cache/fact-cache.js"
import type { Options, OptionTable, Surroundings } from "./command.js"
import { switchOption, textOption } from "./options.js"

const usual = ".unhardcode-cache"

/** The options of commands that keep facts from run to run. */
export function cacheOptions(table: OptionTable): OptionTable {
  return table
    .option("cache", { type: "boolean", describe: `keep what is found in files, in ${usual} (default: no)` })
    .option("cache-location", { type: "string", requiresArg: true, describe: "keep it in this directory" })
}

/** The directory of the cache, ready to use; null without one. One that cannot be written is told, and done without. */
export function cacheOf(options: Options, surroundings: Surroundings): string | null {
  const given = textOption(options, "cacheLocation")
  const told = switchOption(options, "cache")
  if (told === false || (told === null && given === null)) return null
  const directory = resolve(surroundings.cwd, given ?? usual)
  const failure = prepareCache(directory)
  if (failure === null) return directory
  surroundings.err(`unhardcode: nothing can be kept in ${directory}, going on without (${failure})\n`)
  return null
}
