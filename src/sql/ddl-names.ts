import type { AccessKind } from "../model/sql.js"
import { K } from "./keywords.js"
import { pushAccess, pushName, pushObject, readName, tableKind } from "./names.js"
import { scan } from "./query.js"
import { options } from "./scan-start.js"
import { hashAt, type Parser, problem, wordAt } from "./state.js"
import { P } from "./tokens.js"

/** Reads the name of what a statement defines. False if there is none. */
export function readObject(p: Parser, kind: AccessKind, operation: string): boolean {
  if (wordAt(p, p.at) === K.IF && wordAt(p, p.at + 1) === K.NOT && wordAt(p, p.at + 2) === K.EXISTS) {
    problem(p, p.at, "IF NOT EXISTS is no T-SQL here")
    p.at += 3
  }
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

/** Records the name of a table's part that was read last, an index or a column, and the access to the table in front of it. */
export function pushOwner(p: Parser, role: number, operation: string): void {
  pushName(p, role)
  if (p.parts.length < 2) return
  const last = p.nameLast
  p.parts.pop()
  let token = last - 1
  while (token > p.nameFirst && p.kinds[token] === P.DOT) token--
  p.nameLast = token
  pushAccess(p, tableKind(p), "reference", operation)
}

/** Passes the rest of a definition: names in it are columns, types and functions, unless it says REFERENCES and the like. */
export function readRest(p: Parser): void {
  scan(p, options)
}

/** Remembers that the text defines something that is no table. */
export function define(p: Parser, kind: AccessKind): void {
  p.defined.set(hashAt(p, p.nameLast), kind)
}
