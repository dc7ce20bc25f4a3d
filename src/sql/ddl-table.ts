import { readObject } from "./ddl-names.js"
import { K } from "./keywords.js"
import { pushAccess, pushName, pushObject, pushToken, readName, tableKind, takeSequence } from "./names.js"
import { scan } from "./query.js"
import { whole } from "./scan-start.js"
import { endOf, isName, kindAt, type Parser, R, skipBrackets, startOf, takeKind, unfinished, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"

/** Columns and constraints of a table in brackets: types, references, defaults. */
export function readTableBody(p: Parser): void {
  if (kindAt(p, p.at) !== P.OPEN) return
  const open = p.at
  if (!passTableBody(p)) unfinished(p, open, "the bracket that opens here is not closed")
}

/** Whether the bracket is closed. */
function passTableBody(p: Parser): boolean {
  let depth = 0
  let column = true
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    if (kind === P.OPEN) {
      depth++
      p.at++
    } else if (kind === P.CLOSE) {
      depth--
      p.at++
      if (depth === 0) return true
    } else if (kind === P.SEMICOLON) return false
    else if (kind === P.COMMA) {
      if (depth === 1) column = true
      p.at++
    } else if (column && isName(p, p.at)) {
      column = false
      pushToken(p, p.at, R.COLUMN)
      p.at++
      if (wordAt(p, p.at) !== K.AS) readDataType(p)
    } else {
      column = false
      if (!readDefinitionWord(p)) return false
    }
  }
  return false
}

/** One word or name of a table's definition. False where a new statement shows that a bracket was never closed. */
export function readDefinitionWord(p: Parser): boolean {
  const word = wordAt(p, p.at)
  switch (word) {
    case K.REFERENCES:
      p.at++
      if (readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, tableKind(p), "reference", "reference")
      }
      return true
    case K.CONSTRAINT:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return true
    case K.INDEX:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return true
    case K.HISTORY_TABLE:
      p.at++
      if (takeKind(p, P.EQUAL) && readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, "table", "reference", "alter")
      }
      return true
    case K.LEDGER_VIEW:
      p.at++
      if (takeKind(p, P.EQUAL) && readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, "view", "define", "create")
      }
      return true
    case K.CONNECTION:
      p.at++
      if (kindAt(p, p.at) === P.OPEN) readConnection(p)
      return true
    case K.COLLATE:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return true
    case K.FOR:
      p.at++
      takeSequence(p)
      return true
    case K.INSERT:
    case K.TRUNCATE:
    case K.DECLARE:
    case K.CREATE:
    case K.PRINT:
      return false
    default:
  }
  if (isName(p, p.at)) {
    const before = p.at
    const parts = readName(p, false)
    if (parts === 0) p.at = before + 1
    else if (kindAt(p, p.at) === P.OPEN) {
      if (parts > 1) p.open.push({ name: pushName(p, R.COLUMN), level: -1, call: true })
    } else if (word === 0) {
      const name = pushName(p, R.COLUMN)
      if (parts > 1) p.open.push({ name, level: -1, call: false })
    }
    return true
  }
  p.at++
  return true
}

/** `CONNECTION (a TO b, …)`: the tables that an edge of a graph joins. */
function readConnection(p: Parser): void {
  do {
    p.at++
    if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, tableKind(p), "reference", "reference")
    }
  } while (wordAt(p, p.at) === K.TO || kindAt(p, p.at) === P.COMMA)
  takeKind(p, P.CLOSE)
}

/** Reads CREATE TABLE from the name on. */
export function readCreateTable(p: Parser): void {
  readObject(p, "table", "create")
  if (kindAt(p, p.at) === P.OPEN) readTableBody(p)
  for (;;) {
    const word = wordAt(p, p.at)
    if (word === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      readDefinitionList(p)
    } else if (
      word === K.AS &&
      (wordAt(p, p.at + 1) === K.SELECT || wordAt(p, p.at + 1) === K.WITH || kindAt(p, p.at + 1) === P.OPEN)
    ) {
      p.at++
      scan(p, whole)
      return
    } else if (word === K.AS && wordAt(p, p.at + 2) === K.OF) {
      p.at += 3
      if (readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, tableKind(p), "read", "clone")
      }
      return
    } else if (word === K.AS) p.at += 2
    else if (
      word === K.ON ||
      (kindAt(p, p.at) === T.WORD && /^(textimage_on|filestream_on)$/i.test(p.text.slice(startOf(p, p.at), endOf(p, p.at))))
    ) {
      p.at++
      if (isName(p, p.at) || wordAt(p, p.at) === K.PRIMARY) {
        if (isName(p, p.at)) pushToken(p, p.at, R.OTHER)
        p.at++
      }
      if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    } else return
  }
}

/** Options in brackets, some of which name objects. */
function readDefinitionList(p: Parser): void {
  let depth = 0
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    if (kind === P.SEMICOLON) return
    if (kind === P.OPEN) depth++
    if (kind === P.CLOSE) depth--
    if (kind === P.OPEN || kind === P.CLOSE) p.at++
    else if (!readDefinitionWord(p)) return
    if (depth === 0) return
  }
}
