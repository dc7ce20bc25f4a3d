import type { Hole } from "../model/text.js"
import type { ConnectionPart } from "./connection-part.js"
import { holdsConnectionString, readPairs } from "./read-pairs.js"
import { readUrl } from "./read-url.js"

export type { ConnectionPart } from "./connection-part.js"

/**
 * Reads a connection string by its grammar: ODBC, OLE DB and ADO.NET pairs, JDBC, and URLs of SQLAlchemy and Go, whole or a piece of one
 * (`;Database=X`). Holes are opaque. Null where the text is none. Parts are in the order of the text; a connection string within a value
 * follows the part that holds it. Linear in the text; never throws.
 */
export function readConnectionString(text: string, holes: readonly Hole[] = []): readonly ConnectionPart[] | null {
  const url = text.includes("://") ? readUrl(text, holes) : null
  if (url !== null) return url
  if (!text.includes("=")) return null
  const parts = readPairs(text, 0, text.length, holes)
  return parts === null ? null : parts.flatMap((part) => [part, ...nested(text, part, holes)])
}

function nested(text: string, part: ConnectionPart, holes: readonly Hole[]): readonly ConnectionPart[] {
  return holdsConnectionString(part) ? (readPairs(text, part.valueSpan.start, part.valueSpan.end, holes) ?? []) : []
}
