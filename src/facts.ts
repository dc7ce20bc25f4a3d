import type { Suppression } from "./classify/suppressions.js"
import { readSuppressions } from "./classify/suppressions.js"
import { commentsOf } from "./comments.js"
import { decode, largestText } from "./discover/decode.js"
import { findOccurrences, mentions } from "./discover/find-occurrences.js"
import { languageOf } from "./discover/language-of.js"
import { hostFor } from "./hosts/registry.js"
import type { NameSetting } from "./model/config.js"
import type { Reference } from "./model/reference.js"
import type { Problem, Source } from "./model/source.js"
import { embeddedReaders } from "./readers.js"
import type { FileReferences, Found, ImportPlace } from "./references/read-references.js"
import { readReferences } from "./references/read-references.js"
import { lineStarts, positionAt } from "./text/text-map.js"
import type { FileRescue, FileTask } from "./workers/task.js"

/** What one file says of the names: a fact of its bytes and the names alone. */
export interface FileFacts {
  readonly file: string
  readonly source: Source
  /** How often a name occurs in the text: each has its reference. */
  readonly occurrences: number
  readonly references: readonly Reference[]
  readonly imports: ImportPlace | null
  /** Comments that silence findings. */
  readonly suppressions: readonly Suppression[]
  readonly problems: readonly Problem[]
}

/** What there is to tell of a file: that it is no text, or its facts. */
export type FileReading =
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "facts"; readonly facts: FileFacts }

/** A suppression may be left in a file that holds no name any more. */
const suppression: NameSetting = { name: "unhardcode-", kind: "database", variable: "" }

/** Reads files for these names. A text without any has nothing to tell; that is found out from its bytes, without decoding them. */
export function factsTask(names: readonly NameSetting[]): FileTask<FileReading> {
  const worthReading = [...names, suppression]
  return (file, bytes) => {
    const worth = bytes.length > largestText || mentions(bytes, worthReading)
    // Binary files are listed as skipped whether they hold a name or not.
    return worth || looksBinary(bytes) ? readFacts(file, bytes, worth ? names : null) : null
  }
}

/** Tells of files whose reading failed: every name in them needs a person. */
export function unreadTask(names: readonly NameSetting[]): FileRescue<FileReading> {
  return async (file, bytes, failure) => {
    const decoded = decode(bytes)
    if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
    const source: Source = { file, language: languageOf(file, decoded.text.slice(0, 4096)), ...decoded }
    const found = findOccurrences(source.text, names)
    if (found.length === 0) return null
    const { references, problems } = await unread(source, found, failure)
    const placed = problems.map(({ message }): Problem => ({ file, line: 1, column: 1, message }))
    return {
      kind: "facts",
      facts: { file, source, occurrences: found.length, references, imports: null, suppressions: [], problems: placed },
    }
  }
}

/** `names` is null where the bytes hold none. */
async function readFacts(file: string, bytes: Uint8Array, names: readonly NameSetting[] | null): Promise<FileReading | null> {
  const decoded = decode(bytes)
  if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
  if (names === null) return null
  const language = languageOf(file, decoded.text.slice(0, 4096))
  return { kind: "facts", facts: await readText({ file, language, ...decoded }, names) }
}

/** Reads the references of a text that is at hand, for instance one that was just rewritten. */
export async function readText(source: Source, names: readonly NameSetting[]): Promise<FileFacts> {
  const { file } = source
  const found = findOccurrences(source.text, names)
  const starts = lineStarts(source.text)
  const read = await readReferences(source, found, hostFor, await embeddedReaders()).catch((error: unknown) =>
    unread(source, found, error instanceof Error ? error.message : String(error)),
  )
  const problems = read.problems.map(({ at, message }): Problem => ({ file, ...positionAt(starts, at), message }))
  const suppressions = /hard-?code/i.test(source.text) ? readSuppressions(source.text, await commentsOf(source)) : []
  const { references, imports } = read
  return { file, source, occurrences: found.length, references, imports, suppressions, problems }
}

/** Every occurrence of a file that its host failed on: none is lost, and each needs a person. */
async function unread(source: Source, found: readonly Found[], why: string): Promise<FileReferences> {
  const plain = await readReferences({ ...source, language: "text" }, found, () => null, await embeddedReaders())
  const references = plain.references.map((each): Reference => ({ ...each, context: "identifier", detail: "unread" }))
  const problem = { at: 0, message: `the ${source.language} reader failed, so every name in the file needs a person: ${why}` }
  return { references, imports: null, problems: [problem] }
}

function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0)
}
