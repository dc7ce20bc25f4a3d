import { byteSearch } from "./discover/byte-search.js"
import { decode } from "./discover/decode.js"
import { languageOf } from "./discover/language-of.js"
import type { RunnerFact } from "./runners/index.js"
import type { FileTask } from "./workers/task.js"

/** Larger files are data: nobody says there who runs a script. */
const largestTelling = 2_000_000

/** Who says something about scripts and who runs them uses one of these words. */
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
const telling = byteSearch(words)
const includes = [":r ", ":r\t", ":R ", ":R\t"]

/** Whether a file may say who runs scripts: a cheap look at its bytes, before they are decoded. */
function mayTell(file: string, bytes: Uint8Array): boolean {
  if (bytes.length > largestTelling) return false
  const language = languageOf(file, "")
  if (language === "markdown" || language === "csv") return false
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe
  if (wide || /flyway|sqlproj|liquibase|\.sql\.conf$/i.test(file) || telling?.(bytes) === true) return true
  if (language !== "tsql" && language !== "text") return false
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return includes.some((include) => buffer.includes(include, 0, "latin1"))
}

/** What one file says of who runs scripts, if anything. */
export function readRunners(file: string, bytes: Uint8Array): Promise<readonly RunnerFact[]> | null {
  return mayTell(file, bytes) ? readTelling(file, bytes) : null
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
