import type { Surroundings } from "./command.js"
import { standardInput } from "./command.js"
import { commands } from "./commands.js"
import { readPlainWords } from "./plain-words.js"
import { processSurroundings } from "./surroundings.js"

/**
 * Runs the command line and gives its exit code. Never throws: wrong use is one message on stderr and 2.
 * `words` are the arguments after the program's name.
 */
export async function main(words: readonly string[], surroundings: Surroundings = processSurroundings()): Promise<number> {
  const given = words.map((word, index) => (word === "-" && words[index - 1] !== "--output" ? standardInput : word))
  try {
    const plain = await readPlainWords(given, commands)
    if (plain !== null) return await plain.command.run(plain.options, surroundings)
    const { runAnyWords } = await import("./any-words.js")
    return await runAnyWords(given, commands, surroundings)
  } catch (error) {
    return reportFailure(error, surroundings)
  }
}

/** Errors that carry a message for the user are one line; anything else is ours and shows where it happened. */
function reportFailure(error: unknown, surroundings: Surroundings): number {
  if (error instanceof Error && (error.name === "UsageError" || error.name === "ConfigError")) {
    surroundings.err(`unhardcode: ${error.message}\n`)
  } else if (error instanceof Error && "code" in error && error.code === "EPIPE") {
    return 0
  } else {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    surroundings.err(`unhardcode: internal error, please report it: ${detail}\n`)
  }
  return 2
}
