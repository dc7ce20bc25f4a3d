import type { Operation } from "./ddl.js"
import { readObject, readReference } from "./ddl-names.js"
import { readTableBody } from "./ddl-table.js"
import { constantValue, giveParameter } from "./fold.js"
import { K } from "./keywords.js"
import { nameToken, pushAccess, pushName, pushToken, readName } from "./names.js"
import {
  hashAt,
  isName,
  kindAt,
  markString,
  type OpenParameter,
  type Parser,
  partText,
  R,
  skipBrackets,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"
import type { Value } from "./values.js"

/** Reads CREATE VIEW from the name on. */
export function readView(p: Parser): boolean {
  if (kindAt(p, p.at) === P.OPEN) readColumnList(p)
  if (takeWord(p, K.WITH)) while (p.at < p.stop && wordAt(p, p.at) !== K.AS && kindAt(p, p.at) !== P.SEMICOLON) p.at++
  return takeWord(p, K.AS)
}

function readColumnList(p: Parser): void {
  const first = p.at
  skipBrackets(p)
  for (let index = first; index < p.at; index++) if (isName(p, index)) pushToken(p, index, R.COLUMN)
}

/** Parameters up to AS, which begins the body. */
function readParameters(p: Parser): void {
  const parameters: OpenParameter[] = []
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    if (kind === T.VARIABLE) {
      const variable = p.at
      let value: Value | null = null
      p.at++
      takeWord(p, K.AS)
      readDataType(p)
      if (takeKind(p, P.EQUAL)) {
        if (kindAt(p, p.at) === P.MINUS || kindAt(p, p.at) === P.PLUS) p.at++
        if (kindAt(p, p.at) === T.STRING) markString(p, p.at, "data")
        value = constantValue(p, p.at)
        p.at++
      }
      const name = partText(p, variable)
      parameters.push({ name, value })
      giveParameter(p, hashAt(p, variable), name)
      if (parameters.length === 1) p.routines.push({ statement: p.statement, parameters })
    } else return
    while (
      takeWord(p, K.OUTPUT) ||
      takeWord(p, K.OUT) ||
      takeWord(p, K.READONLY) ||
      takeWord(p, K.NOT) ||
      takeWord(p, K.NULL) ||
      takeWord(p, K.VARYING)
    );
    if (!takeKind(p, P.COMMA)) return
  }
}

function toBody(p: Parser): boolean {
  while (p.at < p.stop) {
    const word = wordAt(p, p.at)
    if (word === K.AS) {
      // WITH EXECUTE AS OWNER
      if (wordAt(p, p.at - 1) !== K.EXECUTE && wordAt(p, p.at - 1) !== K.EXEC) {
        p.at++
        if (takeWord(p, K.EXTERNAL)) {
          p.at++
          if (readName(p, true) > 0) pushName(p, R.OTHER)
          return false
        }
        return true
      }
    } else if (
      word === K.SELECT ||
      word === K.INSERT ||
      word === K.UPDATE ||
      word === K.DELETE ||
      word === K.BEGIN ||
      word === K.RETURN
    )
      return true
    if (kindAt(p, p.at) === P.SEMICOLON) return false
    p.at++
  }
  return false
}

/** Reads CREATE PROCEDURE from the name to the body. Returns whether a body follows. */
export function readProcedureHead(p: Parser): boolean {
  if (kindAt(p, p.at) === P.SEMICOLON && kindAt(p, p.at + 1) === T.NUMBER) p.at += 2
  const brackets = takeKind(p, P.OPEN)
  readParameters(p)
  if (brackets) takeKind(p, P.CLOSE)
  return toBody(p)
}

/** Reads CREATE FUNCTION from the name to the body. Returns whether a body follows. */
export function readFunctionHead(p: Parser): boolean {
  if (takeKind(p, P.OPEN)) {
    readParameters(p)
    takeKind(p, P.CLOSE)
  }
  if (takeWord(p, K.RETURNS)) {
    if (kindAt(p, p.at) === T.VARIABLE) {
      const variable = p.at
      p.at++
      if (takeWord(p, K.TABLE)) {
        const after = p.at
        nameToken(p, variable)
        pushAccess(p, "table-variable", "define", "create")
        p.at = after
        readTableBody(p)
      }
    } else if (takeWord(p, K.TABLE)) {
      if (kindAt(p, p.at) === P.OPEN) readTableBody(p)
    } else readDataType(p)
  }
  return toBody(p)
}

/** Reads CREATE TRIGGER from the name to the body. Returns whether a body follows. */
export function readTriggerHead(p: Parser, operation: Operation): boolean {
  readObject(p, "trigger", operation)
  if (takeWord(p, K.ON)) {
    if (wordAt(p, p.at) === K.DATABASE) p.at++
    else if (wordAt(p, p.at) === K.ALL) p.at += 2
    else readReference(p, operation)
  }
  // WITH EXECUTE AS … FOR | AFTER | INSTEAD OF INSERT, UPDATE … AS
  while (p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    if (wordAt(p, p.at) === K.AS && wordAt(p, p.at - 1) !== K.EXECUTE && wordAt(p, p.at - 1) !== K.EXEC) {
      p.at++
      return true
    }
    p.at++
  }
  return false
}
