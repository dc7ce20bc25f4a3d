import { readObject, readReference } from "./ddl-names.js"
import { readDefinitionWord } from "./ddl-table.js"
import { K } from "./keywords.js"
import { pushAccess, pushObject, pushToken, readName, tableKind } from "./names.js"
import { beginsAddition } from "./scan-start.js"
import { isName, kindAt, type Parser, R, skipBrackets, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"

/** Reads ALTER TABLE from the table's name on. */
export function readAlterTable(p: Parser): void {
  readObject(p, "table", "alter")
  const target = p.accesses[p.accesses.length - 1]
  let depth = 0
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    if (kind === P.SEMICOLON || kind === T.GO) return
    if (kind === P.OPEN || kind === P.CLOSE) {
      depth += kind === P.OPEN ? 1 : -1
      p.at++
      continue
    }
    switch (word) {
      case K.SWITCH:
        p.at++
        if (target !== undefined) {
          target.role = "write"
          target.operation = "switch"
        }
        skipPartition(p)
        if (takeWord(p, K.TO) && readName(p, true) > 0) {
          const kindOfTable = tableKind(p)
          pushObject(p)
          pushAccess(p, kindOfTable, "write", "switch")
          skipPartition(p)
        }
        continue
      case K.TRIGGER:
        p.at++
        while (isName(p, p.at) || wordAt(p, p.at) === K.ALL) {
          if (takeWord(p, K.ALL)) break
          readReference(p, "alter", "trigger")
          if (!takeKind(p, P.COMMA)) break
        }
        continue
      case K.ALTER:
        if (wordAt(p, p.at + 1) !== K.COLUMN) return
        p.at += 2
        readColumnType(p)
        continue
      case K.ADD:
        if (beginsAddition(p, p.at)) return
        p.at++
        takeWord(p, K.COLUMN)
        readColumnType(p)
        continue
      case K.DROP:
        p.at++
        if (takeWord(p, K.CONSTRAINT) || takeWord(p, K.COLUMN)) {
          if (takeWord(p, K.IF)) takeWord(p, K.EXISTS)
        } else if (takeWord(p, K.IF)) takeWord(p, K.EXISTS)
        if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
        continue
      case K.SET:
        if (kindAt(p, p.at + 1) !== P.OPEN && wordAt(p, p.at + 1) !== K.NULL && wordAt(p, p.at + 1) !== K.DEFAULT) return
        p.at++
        continue
      case K.ON:
        p.at++
        if (wordAt(p, p.at) === K.UPDATE || wordAt(p, p.at) === K.DELETE) p.at++
        continue
      case K.CHECK:
      case K.NOCHECK:
      case K.WITH:
      case K.NOT:
      case K.NULL:
      case K.DEFAULT:
        p.at++
        continue
      default:
    }
    if (depth <= 0 && word > 0 && endsAlter(word)) return
    if (!readDefinitionWord(p)) return
  }
}

function readColumnType(p: Parser): void {
  if (!isName(p, p.at) || wordAt(p, p.at) === K.SIGNATURE) return
  const next = kindAt(p, p.at + 1)
  pushToken(p, p.at++, R.COLUMN)
  if (next === T.WORD || next === T.BRACKET || next === T.DOUBLE) {
    const word = wordAt(p, p.at)
    if (word !== K.AS && word !== K.ADD && word !== K.DROP) readDataType(p)
  }
}

function skipPartition(p: Parser): void {
  if (!takeWord(p, K.PARTITION)) return
  while (p.at < p.stop && wordAt(p, p.at) !== K.TO && kindAt(p, p.at) !== P.SEMICOLON && kindAt(p, p.at) !== T.NONE) {
    if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    else if (kindAt(p, p.at) === T.WORD && wordAt(p, p.at) > 0 && wordAt(p, p.at) !== K.PARTITION) return
    else p.at++
  }
}

/** A word that a column or constraint cannot hold outside brackets. */
export function endsAlter(word: number): boolean {
  switch (word) {
    case K.SELECT:
    case K.INSERT:
    case K.UPDATE:
    case K.DELETE:
    case K.MERGE:
    case K.EXEC:
    case K.EXECUTE:
    case K.IF:
    case K.ELSE:
    case K.WHILE:
    case K.BEGIN:
    case K.END:
    case K.PRINT:
    case K.RAISERROR:
    case K.RETURN:
    case K.DECLARE:
    case K.CREATE:
    case K.TRUNCATE:
    case K.USE:
    case K.GRANT:
    case K.DENY:
    case K.REVOKE:
    case K.COMMIT:
    case K.ROLLBACK:
    case K.GOTO:
    case K.DBCC:
    case K.BULK:
    case K.WAITFOR:
    case K.FETCH:
      return true
    default:
      return false
  }
}
