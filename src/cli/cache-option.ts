import { resolve } from "node:path"
import { prepareCache } from "../cache/pack.js"
import type { Options, Surroundings } from "./command.js"
import { switchOption, textOption } from "./options.js"

const usual = ".unhardcode-cache"

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
