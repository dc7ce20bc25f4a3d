import { readTableBody } from "./ddl-table.js"
import { appends, assign } from "./fold.js"
import { K, lastReserved } from "./keywords.js"
import { nameToken, pushAccess, pushObject, pushToken, readName, tableKind } from "./names.js"
import { scan } from "./query.js"
import { expression, item, whole } from "./scan-start.js"
import { hashAt, isName, kindAt, type Parser, partText, R, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"

/** Variables, cursors, table variables. */
export function readDeclare(p: Parser): void {
  if (kindAt(p, p.at) !== T.VARIABLE) {
    // DECLARE c CURSOR … FOR query
    if (isName(p, p.at)) pushToken(p, p.at++, R.ALIAS)
    readCursorQuery(p)
    return
  }
  while (kindAt(p, p.at) === T.VARIABLE) {
    const variable = p.at
    p.at++
    takeWord(p, K.AS)
    // `@c SCROLL CURSOR`
    if (wordAt(p, p.at + 1) === K.CURSOR) p.at++
    if (wordAt(p, p.at) === K.CURSOR) {
      p.at++
      if (wordAt(p, p.at) === K.FOR || wordAt(p, p.at) === 0) readCursorQuery(p)
    } else if (wordAt(p, p.at) === K.TABLE && kindAt(p, p.at + 1) === P.OPEN) {
      nameToken(p, variable)
      pushAccess(p, "table-variable", "define", "create")
      p.at++
      readTableBody(p)
    } else {
      readDataType(p)
      if (takeKind(p, P.EQUAL)) {
        const from = p.at
        scan(p, item)
        assign(p, variable, false, from, p.at)
      } else if (p.branches.length === 0) p.variables.delete(hashAt(p, variable))
    }
    if (!takeKind(p, P.COMMA)) return
  }
}

function readCursorQuery(p: Parser): void {
  while (p.at < p.stop && wordAt(p, p.at) !== K.FOR && kindAt(p, p.at) === T.WORD) p.at++
  if (takeWord(p, K.FOR)) scan(p, whole)
}

/** `SET @v = …`, `SET IDENTITY_INSERT t ON`, options. */
export function readSet(p: Parser): void {
  if (kindAt(p, p.at) === T.VARIABLE) {
    const variable = p.at
    p.at++
    if (kindAt(p, p.at) === P.DOT) {
      scan(p, expression)
      return
    }
    const append = appends(p, p.at) > 0
    // Other signs: -=, ^= and the like.
    while (kindAt(p, p.at) !== P.EQUAL && kindAt(p, p.at) > 32 && kindAt(p, p.at) !== P.SEMICOLON) p.at++
    if (!takeKind(p, P.EQUAL)) return
    if (wordAt(p, p.at) === K.CURSOR) {
      readCursorQuery(p)
      return
    }
    const from = p.at
    scan(p, expression)
    assign(p, variable, append, from, p.at)
    return
  }
  if (takeWord(p, K.IDENTITY_INSERT)) {
    if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, tableKind(p), "reference", "set")
    }
    if (!takeWord(p, K.ON)) takeWord(p, K.OFF)
    return
  }
  readOptions(p)
}

/** Words of an option up to the next statement: `SET NOCOUNT, XACT_ABORT ON`, `SET TRANSACTION ISOLATION LEVEL …`. */
function readOptions(p: Parser): void {
  if (wordAt(p, p.at) === K.TRANSACTION) {
    p.at++
    while (
      kindAt(p, p.at) === T.WORD &&
      /^(isolation|level|read|uncommitted|committed|repeatable|snapshot|serializable)$/i.test(partText(p, p.at))
    )
      p.at++
    return
  }
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    p.at++
    if (word === K.ON || word === K.OFF) return
    const next = kindAt(p, p.at)
    if (kind === T.NUMBER || kind === T.VARIABLE || kind === T.STRING) return
    if (next === P.SEMICOLON || next === T.NONE) return
    if (
      next === T.WORD &&
      wordAt(p, p.at) <= lastReserved &&
      wordAt(p, p.at) > 0 &&
      wordAt(p, p.at) !== K.ON &&
      wordAt(p, p.at) !== K.OFF
    ) {
      const after = wordAt(p, p.at)
      if (after !== K.STATISTICS && after !== K.IDENTITY_INSERT && after !== K.ROWCOUNT && after !== K.TEXTSIZE) return
    }
    if (
      kind === T.WORD &&
      next === T.WORD &&
      word === 0 &&
      wordAt(p, p.at) === 0 &&
      kindAt(p, p.at - 2) === T.WORD &&
      wordAt(p, p.at - 2) === 0
    )
      return
  }
}
