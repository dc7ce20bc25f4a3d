import { existsSync, readFileSync } from "node:fs"
import { relative, resolve } from "node:path"
import { readBaseline } from "../classify/baseline.js"
import { decode } from "../discover/decode.js"
import type { BaselineEntry } from "../model/check.js"
import type { Config } from "../model/config.js"
import type { Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { textOption } from "./options.js"

/** Where the baseline is kept unless the config or `--baseline` says otherwise, relative to the config's root. */
export const defaultBaseline = "unhardcode.baseline.jsonl"

/** A baseline file and what is in it. */
export interface BaselineFile {
  /** Absolute. */
  readonly path: string
  /** As the user would write it. */
  readonly name: string
  readonly there: boolean
  readonly entries: readonly BaselineEntry[]
}

/**
 * The baseline that a command works with: `--baseline` (relative to the working directory), else the config's, else the default. With
 * `needed`, one that was named must be there. Throws `UsageError` where it can not be read.
 */
export function baselineFile(options: Options, config: Config, surroundings: Surroundings, needed: boolean): BaselineFile {
  const given = textOption(options, "baseline")
  const path = given === null ? resolve(config.root, config.check.baseline ?? defaultBaseline) : resolve(surroundings.cwd, given)
  const name = given ?? relative(surroundings.cwd, path)
  if (!existsSync(path)) {
    if (needed && given !== null)
      throw new UsageError(`There is no baseline ${given}. Write one: unhardcode baseline --baseline ${given}`)
    return { path, name, there: false, entries: [] }
  }
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const decoded = decode(bytes)
  if ("skip" in decoded) throw new UsageError(`${name} is no baseline: ${decoded.skip}.`)
  const reading = readBaseline(decoded.text, name)
  if (reading.kind === "unusable") throw new UsageError(reading.message)
  return { path, name, there: true, entries: reading.entries }
}
