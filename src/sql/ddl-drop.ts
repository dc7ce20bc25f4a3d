import type { AccessKind } from "../model/sql.js"
import { readDatabaseName } from "./databases.js"
import { kindOf } from "./ddl.js"
import { pushOwner, readObject, readReference, readRest } from "./ddl-names.js"
import { K } from "./keywords.js"
import { pushAccess, pushName, readName } from "./names.js"
import { readSettings } from "./settings.js"
import { kindAt, type OpenStatement, type Parser, R, skipBrackets, takeKind, takeWord, wordAt } from "./state.js"
import { readClassified, readSigned } from "./table-statements.js"
import { P, T } from "./tokens.js"

const kinds = new Map<number, AccessKind>([
  [K.TABLE, "table"],
  [K.VIEW, "view"],
  [K.PROC, "procedure"],
  [K.PROCEDURE, "procedure"],
  [K.FUNCTION, "function"],
  [K.TRIGGER, "trigger"],
  [K.SYNONYM, "synonym"],
  [K.SEQUENCE, "sequence"],
  [K.TYPE, "type"],
  [K.AGGREGATE, "function"],
  [K.QUEUE, "unknown"],
])

/** Reads DROP. */
export function readDrop(p: Parser, statement: OpenStatement): void {
  p.at++
  statement.kind = `drop-${kindOf(p)}`
  if (wordAt(p, p.at) === K.EXTERNAL && wordAt(p, p.at + 1) === K.TABLE) p.at++
  const word = wordAt(p, p.at)
  const kind = kinds.get(word)
  p.at++
  if (kind !== undefined) {
    skipIfExists(p)
    do {
      if (!readObject(p, kind, "drop")) break
    } while (takeKind(p, P.COMMA))
    if (word === K.TRIGGER && takeWord(p, K.ON)) p.at += wordAt(p, p.at) === K.ALL ? 2 : 1
    return
  }
  if (word === K.DATABASE && wordAt(p, p.at) !== K.AUDIT && wordAt(p, p.at) !== K.ENCRYPTION && wordAt(p, p.at) !== K.SCOPED) {
    skipIfExists(p)
    do {
      if (!readDatabaseName(p, false, "drop")) break
    } while (takeKind(p, P.COMMA))
    return
  }
  if (word === K.INDEX || (word === K.FULLTEXT && wordAt(p, p.at) === K.INDEX)) {
    readDropIndex(p, word === K.FULLTEXT)
    return
  }
  if (word === K.SENSITIVITY) {
    while (kindAt(p, p.at) === T.WORD && wordAt(p, p.at) !== K.FROM) p.at++
    readClassified(p, "drop")
    return
  }
  if (word === K.SIGNATURE || wordAt(p, p.at) === K.SIGNATURE) {
    if (word !== K.SIGNATURE) p.at++
    readSigned(p, "drop")
    return
  }
  if (word === K.STATISTICS) {
    do {
      if (readName(p, true) === 0) break
      pushOwner(p, R.INDEX, "drop")
    } while (takeKind(p, P.COMMA))
    return
  }
  while (kindAt(p, p.at) === T.WORD && kindAt(p, p.at + 1) === T.WORD && wordAt(p, p.at) > 0) p.at++
  if (readName(p, false) > 0) pushName(p, word === K.SCHEMA ? R.SCHEMA : R.OTHER)
  if (word === K.EVENT) readSettings(p, "drop")
  else readRest(p)
}

function skipIfExists(p: Parser): void {
  if (takeWord(p, K.IF)) takeWord(p, K.EXISTS)
}

/** `DROP INDEX ix ON t, …`, `DROP INDEX t.ix` */
function readDropIndex(p: Parser, fulltext: boolean): void {
  if (fulltext) p.at++
  skipIfExists(p)
  do {
    if (!fulltext) {
      const parts = readName(p, true)
      if (parts === 0) break
      if (wordAt(p, p.at) !== K.ON && parts > 1) {
        pushOwner(p, R.INDEX, "drop")
        continue
      }
      pushName(p, R.INDEX)
      pushAccess(p, "index", "define", "drop")
    }
    if (takeWord(p, K.ON)) readReference(p, "drop")
    if (wordAt(p, p.at) === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      skipBrackets(p)
    }
  } while (takeKind(p, P.COMMA))
}
