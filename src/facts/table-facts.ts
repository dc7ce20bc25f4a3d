import { type FactCache, factCache, factKey } from "../cache/fact-cache.js"
import { decode } from "../discover/decode.js"
import { languageOf } from "../discover/language-of.js"
import type { FactReader } from "../model/lineage.js"
import type { Problem } from "../model/source.js"
import { lineStarts, positionAt } from "../text/text-map.js"
import type { FileTask } from "../workers/task.js"
import { factReaders } from "./fact-readers.js"
import { formOfFacts, type PlacedFacts, writeFacts } from "./facts-text.js"

/**
 * What there is to tell of a file for the tables: that it is no text, or the facts of its code as a text, as which they are kept and sent. The
 * `key` is equal for equal contents of one file; null where nobody asks for it.
 */
export type TableReading =
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "facts"; readonly text: string; readonly key: string | null }
  /** A text without facts. */
  | { readonly kind: "text"; readonly key: string }

/** Settings of the task. */
export interface TableTaskSettings {
  /** Directory of the cache; null for none. */
  readonly cache: string | null
  /** Version of the tool: facts of another one are not used. */
  readonly version: string
  /** Whether keys of contents are told. */
  readonly keys: boolean
}

/** Reads the facts of files for the tables. A text in a language without a reader has nothing to tell. */
export function tableTask(settings: TableTaskSettings): FileTask<TableReading> {
  const cache = settings.cache === null ? null : factCache(settings.cache)
  const readers = new Map<string, Promise<FactReader | null>>()
  const readerOf = (language: string): Promise<FactReader | null> => {
    const known = readers.get(language) ?? loadReader(language)
    readers.set(language, known)
    return known
  }
  const tell = (text: string, key: string): TableReading | null => {
    if (text !== nothing) return { kind: "facts", text, key: settings.keys ? key : null }
    return settings.keys ? { kind: "text", key } : null
  }
  return async (file, bytes) => {
    const key = cache === null ? "" : factKey(`tables ${settings.version} ${formOfFacts}`, file, bytes)
    const kept = cache?.get(key) ?? null
    if (kept !== null) return tell(kept, key)
    const decoded = decode(bytes)
    if ("skip" in decoded) return { kind: "skipped", reason: decoded.skip }
    const reader = await readerOf(languageOf(file, decoded.text.slice(0, 4096)))
    if (reader === null) return tell(keep(cache, key, null), key)
    const facts = await reader.read(decoded.text, file)
    const lines = lineStarts(decoded.text)
    const problems = facts.problems.map(({ at, message }): Problem => ({ file, ...positionAt(lines, at), message }))
    return tell(keep(cache, key, { facts, problems, lines }), key)
  }
}

/** What is kept of a file without facts. */
const nothing = "null"

function keep(cache: FactCache | null, key: string, found: PlacedFacts | null): string {
  const text = found === null ? nothing : writeFacts(found)
  cache?.set(key, text)
  return text
}

async function loadReader(language: string): Promise<FactReader | null> {
  const load = Object.hasOwn(factReaders, language) ? factReaders[language] : undefined
  if (load === undefined) return null
  const reader = await load()
  await reader.load()
  return reader
}
