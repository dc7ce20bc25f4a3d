import type { AccessKind } from "../model/sql.js"
import { pushAccess, pushObject, readName, tableKind } from "./names.js"
import { scan } from "./query.js"
import { options } from "./scan-start.js"
import { hashAt, type Parser } from "./state.js"

/** Reads the name of what a statement defines. False if there is none. */
export function readObject(p: Parser, kind: AccessKind, operation: string): boolean {
  if (readName(p, true) === 0) return false
  const temporary = tableKind(p)
  pushObject(p)
  pushAccess(p, kind === "table" && temporary === "temp-table" ? temporary : kind, "define", operation)
  return true
}

/** Reads the name of what a definition refers to: a table, unless `kind` says otherwise. False if there is none. */
export function readReference(p: Parser, operation: string, kind: AccessKind | null = null): boolean {
  if (readName(p, true) === 0) return false
  pushObject(p)
  pushAccess(p, kind ?? tableKind(p), "reference", operation)
  return true
}

/** Passes the rest of a definition: names in it are columns, types and functions, unless it says REFERENCES and the like. */
export function readRest(p: Parser): void {
  scan(p, options)
}

/** Remembers that the text defines something that is no table. */
export function define(p: Parser, kind: AccessKind): void {
  p.defined.set(hashAt(p, p.nameLast), kind)
}
