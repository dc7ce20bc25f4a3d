import { resolve } from "node:path"
import { replaceFile } from "../rewrite/write.js"
import type { Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { textOption } from "./options.js"

/** Hands a result over: to `--output`, else to stdout. */
export async function deliver(result: string | Uint8Array, options: Options, surroundings: Surroundings): Promise<void> {
  const output = textOption(options, "output")
  if (output === null) {
    if (result.length > 0) await surroundings.out(result)
    return
  }
  const bytes = typeof result === "string" ? new TextEncoder().encode(result) : result
  try {
    await replaceFile(resolve(surroundings.cwd, output), bytes)
  } catch (error) {
    throw new UsageError(`${output} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
