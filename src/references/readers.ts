import type { Region } from "../model/region.js"
import type { SqlReading } from "../model/sql.js"
import type { Hole, Span } from "../model/text.js"

/** One `key=value` of a connection string. */
export interface ConnectionPart {
  readonly value: string
  readonly valueSpan: Span
  readonly role: "database" | "server" | "user" | "password" | "other"
}

/** Reads a connection string; null where the text is none. */
export type ConnectionReader = (text: string, holes: readonly Hole[]) => readonly ConnectionPart[] | null

/** The readers of embedded languages, handed in so that a file without SQL loads no SQL engine. */
export interface Readers {
  readonly connection: ConnectionReader
  readonly sql: {
    readonly holdsSql: (region: Region) => boolean
    readonly read: (region: Region) => SqlReading
    readonly readText: (text: string) => SqlReading
  }
}
