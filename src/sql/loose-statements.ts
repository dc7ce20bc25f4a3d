import { afterStatement, closeStatement, openStatement, simple } from "./blocks.js"
import { readProcedure } from "./execute.js"
import { K, words } from "./keywords.js"
import { pushAccess, pushObject, readName } from "./names.js"
import { scan } from "./query.js"
import { beginsAddition, expression, fragment } from "./scan-start.js"
import { beginsMessaging, readMessaging } from "./service-broker.js"
import { endOf, isName, kindAt, type Parser, partText, problem, startOf, takeKind, takeWord, wordAt } from "./state.js"
import { readAdd, readCopy, readMessage } from "./table-statements.js"
import { P, T } from "./tokens.js"

const rest = (p: Parser): void => scan(p, expression)

/** Reads what begins with no word of a statement: a label, a call without EXEC, a piece of a statement, words that begin one only here. */
export function readOther(p: Parser, word: number, next: number, first: boolean): void {
  const kind = kindAt(p, p.at)
  switch (word) {
    case K.THROW:
      simple(p, "throw", readMessage)
      return
    case K.ENABLE:
    case K.DISABLE:
      if (next === K.TRIGGER) {
        const statement = openStatement(p, `${words[word]}-trigger`)
        p.at += 2
        readTriggerSwitch(p)
        closeStatement(p, statement)
        afterStatement(p)
        return
      }
      break
    case K.COPY:
      if (next === K.INTO) {
        simple(p, "copy", readCopy)
        return
      }
      break
    case K.RENAME:
      if (next === K.OBJECT) {
        const statement = openStatement(p, "rename")
        p.at += 2
        while (kindAt(p, p.at) === P.COLON) p.at++
        if (readName(p, true) > 0) {
          pushObject(p)
          pushAccess(p, "table", "define", "rename")
        }
        rest(p)
        closeStatement(p, statement)
        afterStatement(p)
        return
      }
      break
    case K.SEND:
    case K.RECEIVE:
    case K.GET:
    case K.MOVE:
      if (beginsMessaging(p, p.at)) {
        readMessaging(p)
        return
      }
      break
    case K.ADD:
      if (beginsAddition(p, p.at)) {
        simple(p, next === K.SENSITIVITY ? "add-sensitivity" : "add-signature", readAdd)
        return
      }
      break
    default:
  }
  // A label.
  if (kind === T.WORD && kindAt(p, p.at + 1) === P.COLON && kindAt(p, p.at + 2) !== P.COLON) {
    p.at += 2
    return
  }
  if (kind === P.LEFT_BRACE && isEscapeCall(p)) {
    readEscapeCall(p)
    return
  }
  if (first && isName(p, p.at) && word === 0 && isBareCall(p)) {
    const statement = openStatement(p, "execute")
    if (readName(p, false) > 0) {
      if (isProcedureName(p)) readProcedure(p)
      else {
        p.confidence = "fragment"
        if (kindAt(p, p.at) === T.NONE || kindAt(p, p.at) === P.SEMICOLON) {
          statement.kind = "fragment"
          pushObject(p)
          pushAccess(p, "unknown", "reference", "reference")
        } else readProcedure(p)
      }
    }
    closeStatement(p, statement)
    afterStatement(p)
    return
  }
  const known = word !== 0 || kind !== T.WORD
  const statement = openStatement(p, "fragment")
  // Columns whose SELECT stands elsewhere are a piece of a statement, not a mistake.
  const columns = kindAt(p, p.at + 1) === P.DOT || kindAt(p, p.at + 1) === P.COMMA
  if (!known && !columns) problem(p, p.at, `${JSON.stringify(partText(p, p.at).slice(0, 40))} begins no statement`)
  p.confidence = "fragment"
  scan(p, fragment)
  closeStatement(p, statement)
  afterStatement(p)
}

/** `ENABLE TRIGGER tr ON t`, also behind ALTER TABLE. */
function readTriggerSwitch(p: Parser): void {
  while (wordAt(p, p.at) !== K.ON && p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    if (wordAt(p, p.at) === K.ALL) p.at++
    else if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, "trigger", "reference", "alter")
    } else p.at++
  }
  if (!takeWord(p, K.ON)) return
  if (wordAt(p, p.at) === K.DATABASE || wordAt(p, p.at) === K.ALL) {
    p.at += wordAt(p, p.at) === K.ALL ? 2 : 1
    return
  }
  if (readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, "table", "reference", "alter")
  }
}

/** ODBC: `{call p(?)}`, `{? = call p}` */
function isEscapeCall(p: Parser): boolean {
  for (let index = p.at + 1; index < p.at + 4; index++)
    if (/^call$/i.test(p.text.slice(startOf(p, index), endOf(p, index)))) return true
  return false
}

function readEscapeCall(p: Parser): void {
  const statement = openStatement(p, "execute")
  while (!/^call$/i.test(p.text.slice(startOf(p, p.at), endOf(p, p.at)))) p.at++
  p.at++
  if (readName(p, true) > 0) readProcedure(p, true)
  takeKind(p, P.RIGHT_BRACE)
  closeStatement(p, statement)
  afterStatement(p)
}

/** A batch may begin with a procedure's name alone, without EXEC. */
function isBareCall(p: Parser): boolean {
  let index = p.at
  let dots = 0
  while (isName(p, index) || kindAt(p, index) === P.DOT) {
    if (kindAt(p, index) === P.DOT) dots++
    else if (index > p.at && kindAt(p, index - 1) !== P.DOT) break
    index++
  }
  const kind = kindAt(p, index)
  const procedure = /^(sp|xp|usp|prc|proc|p)_/i.test(partText(p, index - 1))
  if (dots === 0 && !procedure && (kind !== T.VARIABLE || kindAt(p, p.at) === T.DYNAMIC)) return false
  const ends = kind === T.NONE || kind === P.SEMICOLON || kind === T.GO
  const argument = kind === T.VARIABLE || kind === T.STRING || kind === T.NUMBER || kind === T.PARAMETER || kind === T.DYNAMIC
  return ends || argument || (procedure && (isName(p, index) || wordAt(p, index) === K.NULL || wordAt(p, index) === K.DEFAULT))
}

function isProcedureName(p: Parser): boolean {
  return /^(sp|xp|usp|prc|proc|p)_/i.test(partText(p, p.nameLast))
}
