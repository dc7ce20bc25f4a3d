import { decode, largestText } from "./discover/decode.js"
import { mentions } from "./discover/find-occurrences.js"
import type { FileFacts } from "./facts.js"
import type { NameSetting } from "./model/config.js"
import { readRunners } from "./runner-task.js"
import type { RunnerFact } from "./runners/index.js"
import { ask, isAsked, noteHeard, type ScriptNotes } from "./script-notes.js"
import type { FileRescue, FileTask } from "./workers/task.js"

/** What files are read for. */
export interface FactsSettings {
  readonly names: readonly NameSetting[]
  /** Null where nobody will ask who runs scripts. */
  readonly notes: ScriptNotes | null
}

/** What there is to tell of a file: that it is no text, or its facts, and what it says of who runs scripts. */
export type FileReading =
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "facts"; readonly facts: FileFacts; readonly runners: readonly RunnerFact[] }
  | { readonly kind: "runners"; readonly runners: readonly RunnerFact[] }

/** A suppression may be left in a file that holds no name any more. */
const suppression: NameSetting = { name: "unhardcode-", kind: "database", variable: "" }

/**
 * Reads files for names. A text without any has nothing to tell; that is found out from its bytes, without decoding them, and nothing is
 * loaded for it. From the first name on where a runner's placeholder would stand, files are also asked who runs scripts.
 */
export function factsTask({ names, notes }: FactsSettings): FileTask<FileReading> {
  const worthReading = [...names, suppression]
  return (file, bytes, index) => {
    if (bytes.length > largestText || mentions(bytes, worthReading)) return readFacts(file, bytes, index, names, notes)
    // Binary files are listed as skipped whether they hold a name or not.
    if (looksBinary(bytes)) {
      const decoded = decode(bytes)
      if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
    }
    if (notes === null || !isAsked(notes)) return null
    noteHeard(notes, index)
    return readRunners(file, bytes)?.then((runners) => (runners.length === 0 ? null : { kind: "runners", runners })) ?? null
  }
}

/** Tells of files whose reading failed: every name in them needs a person. */
export function unreadTask({ names }: FactsSettings): FileRescue<FileReading> {
  return async (file, bytes, failure) => {
    const decoded = decode(bytes)
    if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
    const { unreadSource } = await import("./facts.js")
    const facts = await unreadSource(file, decoded, names, failure)
    return facts === null ? null : { kind: "facts", facts, runners: [] }
  }
}

async function readFacts(
  file: string,
  bytes: Uint8Array,
  index: number,
  names: readonly NameSetting[],
  notes: ScriptNotes | null,
): Promise<FileReading> {
  const decoded = decode(bytes)
  if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
  const { readSource } = await import("./facts.js")
  const facts = await readSource(file, decoded, names)
  if (notes === null) return { kind: "facts", facts, runners: [] }
  if (facts.references.some(({ site }) => site.kind === "placeholder")) ask(notes)
  noteHeard(notes, index)
  return { kind: "facts", facts, runners: (await readRunners(file, bytes)) ?? [] }
}

function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0)
}
