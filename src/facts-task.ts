import { decode, largestText } from "./discover/decode.js"
import { nameSearch, zeroBit } from "./discover/find-occurrences.js"
import type { FileFacts } from "./facts.js"
import type { NameSetting } from "./model/config.js"
import { mayTell, readRunners, tellingWords } from "./runner-task.js"
import type { RunnerFact } from "./runners/index.js"
import { ask, isAsked, noteHeard, type ScriptNotes } from "./script-notes.js"
import { type FileRescue, type FileSieve, type FileTask, later } from "./workers/task.js"

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

/** What is to be done with a file, after a look at its bytes. */
type Look = "facts" | "runners" | FileReading | null

/** Looks at files; who says something of scripts is noted where somebody may ask. */
function lookFor({ names, notes }: FactsSettings): (file: string, bytes: Uint8Array, index: number) => Look {
  const search = nameSearch([...names, suppression], notes === null ? [] : tellingWords)
  return (file, bytes, index) => {
    if (bytes.length > largestText) return "facts"
    const found = search(bytes)
    if ((found & 1) === 1) return "facts"
    // Binary files are listed as skipped whether they hold a name or not.
    if ((found & zeroBit) !== 0 && looksBinary(bytes)) {
      const decoded = decode(bytes)
      if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
    }
    if (notes === null) return null
    if (mayTell(file, bytes, found)) return isAsked(notes) ? "runners" : null
    noteHeard(notes, index)
    return null
  }
}

/**
 * Reads files for names. A text without any has nothing to tell; that is found out from its bytes, without decoding them, and nothing is
 * loaded for it. From the first name on where a runner's placeholder would stand, files are also asked who runs scripts.
 */
export function factsTask(settings: FactsSettings): FileTask<FileReading> {
  const { names, notes } = settings
  const look = lookFor(settings)
  return (file, bytes, index) => {
    const seen = look(file, bytes, index)
    if (seen === "facts") return readFacts(file, bytes, index, names, notes)
    if (seen !== "runners") return seen
    if (notes !== null) noteHeard(notes, index)
    return readRunners(file, bytes)?.then((runners) => (runners.length === 0 ? null : { kind: "runners", runners })) ?? null
  }
}

/** Tells which files {@link factsTask} would have to read, and of the others what it would. */
export function factsSieve(settings: FactsSettings): FileSieve<FileReading> {
  const look = lookFor(settings)
  return (file, bytes, index) => {
    const seen = look(file, bytes, index)
    return seen === "facts" || seen === "runners" ? later : seen
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
