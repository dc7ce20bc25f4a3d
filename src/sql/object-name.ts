import type { SqlReading, Statement } from "../model/sql.js"
import type { Hole } from "../model/text.js"
import { giveColumns } from "./columns.js"
import { ofWholeTexts } from "./map-reading.js"
import { writeAccesses, writeNames } from "./materialise.js"
import { pushAccess, pushObject, readName, tableKind } from "./names.js"
import { startParser } from "./parse.js"

/** A text that is an object's name: `sp_rename N'dbo.T', …`. With an operation, an access as well. */
export function readObjectName(text: string, holes: readonly Hole[], operation: string, keepsNames: boolean): SqlReading {
  const p = startParser(text, holes, true, keepsNames)
  if (readName(p, true) > 0) {
    p.statements.push({ start: 0, end: text.length, kind: "name", batch: 0, parent: -1 })
    p.statement = 0
    pushObject(p)
    if (operation === "rename") pushAccess(p, p.parts.length > 2 ? "unknown" : tableKind(p), "define", "rename")
    else if (operation === "dbcc") pushAccess(p, tableKind(p), "reference", "dbcc")
    else if (operation === "rename-part" && p.parts.length > 1) {
      p.parts.pop()
      p.nameLast = p.parts.at(-1) ?? p.nameFirst
      pushAccess(p, tableKind(p), "define", "alter")
    } else if (operation === "execute") pushAccess(p, "procedure", "execute", "execute")
  }
  const reading: SqlReading = {
    batches: [{ start: 0, end: text.length }],
    statements: p.statements as Statement[],
    accesses: writeAccesses(p),
    names: writeNames(p, holes),
    strings: [],
    comments: [],
    directives: [],
    problems: [],
    ...ofWholeTexts,
  }
  giveColumns(p.tokens.columns)
  return reading
}
