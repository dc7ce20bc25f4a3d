import type { Suppression } from "./classify/suppressions.js"
import { readSuppressions } from "./classify/suppressions.js"
import { commentsOf } from "./comments.js"
import type { Decoded } from "./discover/decode.js"
import { findOccurrences } from "./discover/find-occurrences.js"
import { languageOf } from "./discover/language-of.js"
import { hostFor } from "./hosts/registry.js"
import type { NameSetting } from "./model/config.js"
import type { Host } from "./model/host.js"
import type { Reference } from "./model/reference.js"
import type { Problem, Source } from "./model/source.js"
import { embeddedReaders } from "./readers.js"
import type { FileReferences, Found, ImportPlace } from "./references/read-references.js"
import { readReferences } from "./references/read-references.js"
import { lineStarts, positionAt } from "./text/text-map.js"

/** What one file says of the names: a fact of its bytes and the names alone. */
export interface FileFacts {
  readonly file: string
  readonly source: Source
  /** How often a name occurs in the text: each has its reference. */
  readonly occurrences: number
  readonly references: readonly Reference[]
  /** Null too where nobody asked. */
  readonly imports: ImportPlace | null
  /** Comments that silence findings. */
  readonly suppressions: readonly Suppression[]
  readonly problems: readonly Problem[]
}

/** Reads the references of a file that was decoded. The place for imports is worked out only where an import may not be possible: a variable's name is there already. */
export function readSource(file: string, decoded: Decoded, names: readonly NameSetting[]): Promise<FileFacts> {
  const source: Source = { file, language: languageOf(file, decoded.text.slice(0, 4096)), ...decoded }
  // No module of another kind can be imported into these.
  const imports = /\.cts$/i.test(file) || names.some(({ variable }) => variable !== "" && source.text.includes(variable))
  return readText(source, names, imports)
}

/** The facts of a file whose reading failed (`failure` says how): every name in it needs a person. Null without any. */
export async function unreadSource(
  file: string,
  decoded: Decoded,
  names: readonly NameSetting[],
  failure: string,
): Promise<FileFacts | null> {
  const source: Source = { file, language: languageOf(file, decoded.text.slice(0, 4096)), ...decoded }
  const found = findOccurrences(source.text, names)
  if (found.length === 0) return null
  const { references, problems } = await unread(source, found, failure)
  const placed = problems.map(({ message }): Problem => ({ file, line: 1, column: 1, message }))
  return { file, source, occurrences: found.length, references, imports: null, suppressions: [], problems: placed }
}

/** Reads the references of a text that is at hand, for instance one that is rewritten. */
export async function readText(source: Source, names: readonly NameSetting[], withImports = true): Promise<FileFacts> {
  const { file } = source
  const found = findOccurrences(source.text, names)
  const read = await readReferences(source, found, hostFor, await embeddedReaders(), withImports).catch((error: unknown) =>
    unread(source, found, error instanceof Error ? error.message : String(error)),
  )
  const starts = read.problems.length === 0 ? [] : lineStarts(source.text)
  const problems = read.problems.map(({ at, message }): Problem => ({ file, ...positionAt(starts, at), message }))
  const suppressions = /hard-?code/i.test(source.text) ? readSuppressions(source.text, await commentsOf(source)) : []
  const { references, imports } = read
  return { file, source, occurrences: found.length, references, imports, suppressions, problems }
}

/** The reader that is left where a language's own has failed. */
function textHost(language: string): Promise<Host> | null {
  return language === "text" ? hostFor(language) : null
}

/** Every occurrence of a file that its host failed on: none is lost, and each needs a person. */
async function unread(source: Source, found: readonly Found[], why: string): Promise<FileReferences> {
  const plain = await readReferences({ ...source, language: "text" }, found, textHost, await embeddedReaders(), false)
  const references = plain.references.map((each): Reference => ({ ...each, context: "identifier", detail: "unread" }))
  const problem = { at: 0, message: `the ${source.language} reader failed, so every name in the file needs a person: ${why}` }
  return { references, imports: null, problems: [problem] }
}
