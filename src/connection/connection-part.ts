import type { Span } from "../model/text.js"

/** What a part of a connection string says. */
export type ConnectionRole = "database" | "server" | "user" | "password" | "other"

/** One setting of a connection string. Spans are in units of the text that was read. */
export interface ConnectionPart {
  /** As written (`Initial Catalog`); `host`, `path`, `user` and `password` for the unnamed parts of a URL. */
  readonly key: string
  /** Without quotes or braces, percent-encoding undone. */
  readonly value: string
  /** Empty and at the value where the part has no name. */
  readonly keySpan: Span
  /** Inside the quotes or braces. */
  readonly valueSpan: Span
  readonly role: ConnectionRole
}
