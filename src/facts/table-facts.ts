import { contentKey } from "../cache/pack.js"
import { decode } from "../discover/decode.js"
import { languageOf } from "../discover/language-of.js"
import type { FactReader } from "../model/lineage.js"
import type { Problem } from "../model/source.js"
import { lineStarts, positionAt } from "../text/text-map.js"
import type { FileTask } from "../workers/task.js"
import { factReaders } from "./fact-readers.js"
import { formOfFacts, writeFacts } from "./facts-text.js"

/**
 * What there is to tell of a file for the tables: that it is no text, or the facts of its code as a text, as which they are kept and sent. The
 * `key` is equal for equal contents of one file; null where nothing is kept.
 */
export type TableReading =
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "facts"; readonly text: string; readonly key: string | null }
  /** A text without facts. */
  | { readonly kind: "text"; readonly key: string }
  /** What it tells is kept. */
  | { readonly kind: "kept"; readonly key: string }

/** Settings of the task. */
export interface TableTaskSettings {
  /** Version of the tool: facts of another one are not used. */
  readonly version: string
  /** The keys of all contents of which is kept what they tell, each on a line; null where nothing is kept. */
  readonly kept: string | null
}

/** What keys of contents stand for beside them: changes with whatever else decides what is told. */
export const tagOfReadings = (version: string): string => `tables ${version} ${formOfFacts}`

/** Reads the facts of files for the tables. A text in a language without a reader has nothing to tell. */
export function tableTask({ version, kept }: TableTaskSettings): FileTask<TableReading> {
  const known = kept === null ? null : new Set(kept.split("\n"))
  const tag = tagOfReadings(version)
  const readers = new Map<string, Promise<FactReader | null>>()
  const readerOf = (language: string): Promise<FactReader | null> => {
    const loaded = readers.get(language) ?? loadReader(language)
    readers.set(language, loaded)
    return loaded
  }
  return async (file, bytes) => {
    const key = known === null ? null : contentKey(tag, file, bytes)
    if (key !== null && known?.has(key) === true) return { kind: "kept", key }
    const decoded = decode(bytes)
    if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
    const reader = await readerOf(languageOf(file, decoded.text.slice(0, 4096)))
    if (reader === null) return key === null ? null : { kind: "text", key }
    const facts = await reader.read(decoded.text, file)
    const lines = lineStarts(decoded.text)
    const problems = facts.problems.map(({ at, message }): Problem => ({ file, ...positionAt(lines, at), message }))
    return { kind: "facts", text: writeFacts({ facts, problems, lines }), key }
  }
}

async function loadReader(language: string): Promise<FactReader | null> {
  const load = Object.hasOwn(factReaders, language) ? factReaders[language] : undefined
  if (load === undefined) return null
  const reader = await load()
  await reader.load()
  return reader
}
