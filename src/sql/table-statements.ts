import { pushOwner } from "./ddl-names.js"
import { K } from "./keywords.js"
import { pushAccess, pushObject, pushToken, readName, tableKind } from "./names.js"
import { readSecurable } from "./permissions.js"
import { scan } from "./query.js"
import { expression } from "./scan-start.js"
import { isName, kindAt, markString, type Parser, R, skipBrackets, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** `TRUNCATE TABLE t [WITH (PARTITIONS (…))]` */
export function readTruncate(p: Parser): void {
  takeWord(p, K.TABLE)
  if (readName(p, true) > 0) {
    const kind = tableKind(p)
    pushObject(p)
    pushAccess(p, kind === "pseudo-table" ? "table" : kind, "write", "truncate")
  }
  if (wordAt(p, p.at) === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
    p.at++
    skipBrackets(p)
  }
}

/** PRINT, RAISERROR, THROW: their strings are for people. */
export function readMessage(p: Parser): void {
  const first = p.at
  scan(p, expression)
  for (let token = first; token < p.at; token++) if ((p.uses[token] as number) <= 1) markString(p, token, "message")
}

/** `BULK INSERT t FROM 'path' WITH (…)` */
export function readBulkInsert(p: Parser): void {
  takeWord(p, K.INSERT)
  if (readName(p, true) > 0) {
    const kind = tableKind(p)
    pushObject(p)
    pushAccess(p, kind, "write", "bulk-insert")
  }
  if (takeWord(p, K.FROM) && kindAt(p, p.at) === T.STRING) {
    markString(p, p.at, "path")
    p.at++
  } else if (isName(p, p.at)) p.at++
  if (takeWord(p, K.WITH) && kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}

/** `COPY INTO t [(columns)] FROM 'path' WITH (…)` */
export function readCopy(p: Parser): void {
  takeWord(p, K.INTO)
  if (readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, tableKind(p), "write", "copy-into")
  }
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  if (takeWord(p, K.FROM)) {
    while (kindAt(p, p.at) === T.STRING || kindAt(p, p.at) === P.COMMA) {
      markString(p, p.at, "path")
      p.at++
    }
  }
  if (takeWord(p, K.WITH) && kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}

/** `UPDATE STATISTICS t …`; the next token is STATISTICS. */
export function readUpdateStatistics(p: Parser): void {
  takeWord(p, K.STATISTICS)
  if (readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, tableKind(p), "reference", "update-statistics")
  }
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  else if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
  if (takeWord(p, K.WITH)) scan(p, expression)
}

/** READTEXT, WRITETEXT, UPDATETEXT: `t.c` and what follows; of UPDATETEXT that can be a column that is copied. */
export function readSetTextStatement(p: Parser): void {
  const word = wordAt(p, p.at - 1)
  takeWord(p, K.BULK)
  readTextColumn(p, word !== K.READTEXT)
  if (word === K.UPDATETEXT) {
    // The place, how much is deleted and how much inserted.
    for (let values = 0; values < 3 && isTextPosition(p); values++) p.at += kindAt(p, p.at) === P.MINUS ? 2 : 1
    if (takeWord(p, K.WITH)) p.at++
    if (isName(p, p.at) && kindAt(p, p.at + 1) === P.DOT) readTextColumn(p, false)
  }
  scan(p, expression)
}

function isTextPosition(p: Parser): boolean {
  const kind = kindAt(p, p.at)
  return kind === T.VARIABLE || kind === T.NUMBER || kind === P.MINUS || wordAt(p, p.at) === K.NULL
}

function readTextColumn(p: Parser, write: boolean): void {
  if (readName(p, true) > 1) {
    const column = p.parts.pop() as number
    let last = column - 1
    while (last > p.nameFirst && p.kinds[last] === P.DOT) last--
    p.nameLast = last
    pushObject(p)
    pushAccess(p, tableKind(p), write ? "write" : "read", write ? "update" : "select")
  }
}

/** `ADD SENSITIVITY CLASSIFICATION TO t.c, … WITH (…)`, `ADD [COUNTER] SIGNATURE TO p BY …`; the next token is behind ADD. */
export function readAdd(p: Parser): void {
  const column = takeWord(p, K.SENSITIVITY)
  p.at++
  if (column) readClassified(p, "alter")
  else {
    takeWord(p, K.SIGNATURE)
    readSigned(p, "alter")
  }
}

/** Columns that are classified, from TO or FROM on. */
export function readClassified(p: Parser, operation: string): void {
  if (!takeWord(p, K.TO) && !takeWord(p, K.FROM)) return
  do {
    if (readName(p, true) === 0) return
    pushOwner(p, R.COLUMN, operation)
  } while (takeKind(p, P.COMMA))
  if (takeWord(p, K.WITH) && kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}

/** What is signed, and by what, from TO or FROM on. */
export function readSigned(p: Parser, operation: string): void {
  if (!takeWord(p, K.TO) && !takeWord(p, K.FROM)) return
  readSecurable(p, operation)
  scan(p, expression)
}
