import { decode } from "./discover/decode.js"
import { languageOf } from "./discover/language-of.js"
import type { RunnerFact } from "./runners/index.js"
import { runnerFacts } from "./runners/index.js"
import type { FileTask } from "./workers/task.js"

/** Larger files are data: nobody says there who runs a script. */
const largestTelling = 2_000_000

/** A cheap look before a file is decoded: does it say anything about scripts and who runs them? */
const telling =
  /\.sql\b|flyway|liquibase|databaseChangeLog|sqlcmd|grate|sqlproj|Microsoft\.Build\.Sql|dbup|DeployChanges|:setvar|^:r\s/im

/** Reads what files say of who runs scripts; most have nothing to tell, which their bytes show. */
export function runnerTask(): FileTask<readonly RunnerFact[]> {
  return (file, bytes) => {
    if (bytes.length > largestTelling) return null
    const wide = bytes[0] === 0xff || bytes[0] === 0xfe
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")
    if (!wide && !telling.test(text) && !/flyway|sqlproj|liquibase|\.sql\.conf$/i.test(file)) return null
    const decoded = decode(bytes)
    if ("skip" in decoded) return null
    const found = runnerFacts(file, decoded.text, languageOf(file, decoded.text.slice(0, 4096)))
    return found.length === 0 ? null : found
  }
}
