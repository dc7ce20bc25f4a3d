import { decode } from "./discover/decode.js"
import { nameSearch } from "./discover/find-occurrences.js"
import { languageOf } from "./discover/language-of.js"
import type { RunnerFact } from "./runners/index.js"
import type { FileTask } from "./workers/task.js"

/** Larger files are data: nobody says there who runs a script. */
const largestTelling = 2_000_000

/** Who says something about scripts and who runs them uses one of these words; … */
const words = [
  "flyway",
  "liquibase",
  "databaseChangeLog",
  "sqlcmd",
  "sqlproj",
  "DeployChanges",
  ":setvar",
  "grate",
  "dbup",
  ".sql",
]
/** … and what includes other scripts, one of these. */
const includes = [":r ", ":r\t"]

/** Words to look for in the bytes of a file, for {@link mayTell}. */
export const tellingWords: readonly (readonly string[])[] = [words, includes]
const search = nameSearch([], tellingWords)

/** Whether a file may say who runs scripts: a cheap look at its bytes, before they are decoded. Bit n + 1 of `found` says whether they hold one of `tellingWords[n]`. */
export function mayTell(file: string, bytes: Uint8Array, found: number): boolean {
  if (bytes.length > largestTelling) return false
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe
  if (wide || (found & 0b10) !== 0 || /flyway|sqlproj|liquibase|\.sql\.conf$/i.test(file)) {
    const language = languageOf(file, "")
    return language !== "markdown" && language !== "csv"
  }
  if ((found & 0b100) === 0) return false
  const language = languageOf(file, "")
  return language === "tsql" || language === "text"
}

/** What one file says of who runs scripts, if anything. */
export function readRunners(file: string, bytes: Uint8Array): Promise<readonly RunnerFact[]> | null {
  return mayTell(file, bytes, search(bytes)) ? readTelling(file, bytes) : null
}

async function readTelling(file: string, bytes: Uint8Array): Promise<readonly RunnerFact[]> {
  const decoded = decode(bytes)
  if ("skip" in decoded) return []
  const { runnerFacts } = await import("./runners/runner-facts.js")
  return runnerFacts(file, decoded.text, languageOf(file, decoded.text.slice(0, 4096)))
}

/** Reads what files say of who runs scripts; most have nothing to tell, which their bytes show. */
export function runnerTask(): FileTask<readonly RunnerFact[]> {
  return (file, bytes) => readRunners(file, bytes)?.then((found) => (found.length === 0 ? null : found)) ?? null
}
