import { takeOutputTarget } from "./dml.js"
import { readExecute } from "./execute.js"
import { C, F } from "./frames.js"
import { beginsStatement, hashOf, K, lastReserved } from "./keywords.js"
import { isTemplate, pushAccess, pushName, pushObject, pushToken, readName, tableKind, takeSequence } from "./names.js"
import { endsHere, finishAssignment, recover, startCte, startDml, startQuery } from "./query-frames.js"
import { nameInExpression, readColumns } from "./query-names.js"
import { beginsAddition } from "./scan-start.js"
import { hashAt, isName, kindAt, type Parser, problem, R, skipBrackets, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** Functions in whose brackets FROM is no clause. */
function hasOwnFrom(p: Parser, fn: number): boolean {
  switch (p.words[fn]) {
    case K.TRIM:
    case K.EXTRACT:
    case K.SUBSTRING:
    case K.OVERLAY:
      return true
    default:
      return false
  }
}

const duplicateKey = [hashOf("duplicate"), hashOf("key")] as const
const recursive = hashOf("recursive")

/** Handles a word of the list that is no name here. Returns true when the statement ends before it. */
export function keyword(p: Parser, word: number): boolean {
  const { frame, words } = p
  const previous = words[p.at - 1] as number
  switch (word) {
    case K.SELECT:
      if (
        frame.clause === C.NONE ||
        frame.clause === C.CTE ||
        previous === K.UNION ||
        previous === K.ALL ||
        previous === K.EXCEPT ||
        previous === K.INTERSECT
      ) {
        startQuery(p)
        return false
      }
      if (frame.op === K.INSERT && (frame.clause === C.TARGET || frame.clause === C.OUTPUT)) {
        startQuery(p)
        return false
      }
      if (p.frames.length === 1) return true
      if (frame.kind === F.EXPRESSION) {
        startQuery(p)
        return false
      }
      recover(p)
      return true
    case K.FROM:
      if (previous === K.DISTINCT && (words[p.at - 2] === K.IS || words[p.at - 2] === K.NOT)) break
      if (frame.kind === F.EXPRESSION && frame.fn > 0 && hasOwnFrom(p, frame.fn)) break
      if (!p.start.tables && p.frames.length === 1) break
      if (frame.clause === C.FROM && !p.start.fragment) problem(p, p.at, "a query has FROM once")
      finishAssignment(p)
      p.at++
      frame.clause = C.EXPECT
      return false
    case K.JOIN:
    case K.APPLY:
      if (word === K.APPLY && previous !== K.CROSS && previous !== K.OUTER) {
        nameInExpression(p)
        return false
      }
      finishAssignment(p)
      p.at++
      frame.clause = C.EXPECT
      return false
    case K.USING:
      p.at++
      // DELETE has it in other dialects.
      if (frame.op === K.MERGE || frame.op === K.DELETE || p.start.fragment) frame.clause = C.EXPECT
      return false
    case K.INTO:
      finishAssignment(p)
      p.at++
      if (frame.clause === C.SELECT) takeInto(p, "select-into")
      else if (frame.clause === C.OUTPUT) takeOutputTarget(p, frame)
      else if (p.start.fragment && frame.clause === C.NONE) takeInto(p, "insert")
      return false
    case K.ON:
      p.at++
      if (frame.clause === C.EXPECT) frame.clause = C.FROM
      return false
    case K.GROUP:
      // STRING_AGG(…) WITHIN GROUP (ORDER BY …)
      if (previous === K.WITHIN) break
      finishAssignment(p)
      p.at++
      frame.clause = C.REST
      return false
    case K.WHERE:
    case K.HAVING:
    case K.ORDER:
      finishAssignment(p)
      p.at++
      frame.clause = C.REST
      return false
    case K.SET:
      if (previous === K.UPDATE || (frame.op === K.UPDATE && frame.clause === C.TARGET)) {
        if (frame.set === 0) frame.set = p.at
        p.at++
        frame.clause = C.SET
        return false
      }
      // An option of a definition: `SET (ONLINE = ON)`.
      if (!p.start.tables && kindAt(p, p.at + 1) === P.OPEN) return skip(p)
      return endsHere(p, word) || skip(p)
    case K.OUTPUT:
      p.at++
      if (frame.op !== 0) frame.clause = C.OUTPUT
      return false
    case K.VALUES:
      p.at++
      if (frame.op !== 0 || p.start.fragment) frame.clause = C.REST
      return false
    case K.UNION:
    case K.EXCEPT:
    case K.INTERSECT:
      finishAssignment(p)
      p.at++
      if (previous === K.MERGE || previous === K.HASH || previous === K.CONCAT) return false
      frame.clause = C.NONE
      return false
    case K.CASE:
      frame.cases++
      break
    case K.END:
      if (frame.cases > 0) {
        frame.cases--
        break
      }
      if (p.frames.length > 1) recover(p)
      return true
    case K.ELSE:
      if (frame.cases > 0) break
      if (p.frames.length > 1) recover(p)
      return true
    case K.ADD:
      return (p.frames.length === 1 && beginsAddition(p, p.at)) || skip(p)
    case K.UPDATE:
    case K.DELETE:
    case K.INSERT:
    case K.MERGE:
      return dmlWord(p, word, previous)
    case K.EXEC:
    case K.EXECUTE:
      if (previous === K.WITH || wordAt(p, p.at + 1) === K.AS) break
      if (frame.op === K.INSERT && (frame.clause === C.TARGET || frame.clause === C.OUTPUT)) {
        p.at++
        readExecute(p)
        return p.frames.length === 1
      }
      return endsHere(p, word) || skip(p)
    case K.WITH:
      return withWord(p)
    case K.AS:
      return asWord(p)
    case K.FOR:
      p.at++
      takeSequence(p)
      if (wordAt(p, p.at) === K.UPDATE || wordAt(p, p.at) === K.XML || wordAt(p, p.at) === K.JSON) {
        p.at++
        if (frame.clause === C.FROM) frame.clause = C.REST
      }
      return false
    case K.OPTION:
      p.at++
      if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
      return false
    case K.COLLATE:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return false
    case K.FETCH:
      // Of OFFSET … FETCH NEXT n ROWS ONLY; otherwise a cursor's.
      if ((previous === K.ROWS || previous === K.ROW) && wordAt(p, p.at + 2) !== K.FROM) break
      return endsHere(p, word) || skip(p)
    case K.USE:
    case K.CLOSE:
    case K.OPEN:
    case K.KILL:
    case K.SAVE:
      return (p.frames.length === 1 && previous !== K.AS) || skip(p)
    case K.AT:
      // AT TIME ZONE
      p.at += 3
      return false
    default:
      if (word > lastReserved) return otherWord(p, word)
      if (beginsStatement(word)) return endsHere(p, word) || skip(p)
      if (word === K.BULK && wordAt(p, p.at + 1) === K.INSERT) return p.frames.length === 1 || skip(p)
  }
  p.at++
  return false
}

function skip(p: Parser): false {
  p.at++
  return false
}

function dmlWord(p: Parser, word: number, previous: number): boolean {
  const { frame } = p
  const next = kindAt(p, p.at + 1)
  if (word === K.UPDATE && next === P.OPEN && wordAt(p, p.at + 2) !== K.TOP) return skip(p)
  if (previous === K.THEN && frame.op === K.MERGE) {
    p.at++
    if (word === K.INSERT) {
      frame.clause = C.REST
      if (kindAt(p, p.at) === P.OPEN) readColumns(p)
    }
    return false
  }
  if (word === K.MERGE && !p.start.tables) return skip(p)
  if (word === K.MERGE && (wordAt(p, p.at + 1) === K.JOIN || wordAt(p, p.at + 1) === K.UNION)) return skip(p)
  if (word === K.UPDATE && hashAt(p, p.at - 1) === duplicateKey[1] && hashAt(p, p.at - 2) === duplicateKey[0]) {
    problem(p, p.at - 2, "ON DUPLICATE KEY is no T-SQL")
    return skip(p)
  }
  if (frame.clause !== C.NONE && (previous === K.ON || (previous === K.FOR && word === K.UPDATE))) return skip(p)
  if (frame.clause === C.NONE || frame.clause === C.CTE || (p.frames.length > 1 && kindAt(p, p.at - 1) === P.OPEN)) {
    startDml(p, word)
    return false
  }
  if (p.frames.length === 1) return true
  if (word === K.INSERT && wordAt(p, p.at + 1) === K.INTO) {
    recover(p)
    return true
  }
  return skip(p)
}

function withWord(p: Parser): boolean {
  const { frame } = p
  const skipped = hashAt(p, p.at + 1) === recursive && isName(p, p.at + 2) ? 1 : 0
  const next = p.at + 1 + skipped
  if (kindAt(p, next) === P.OPEN) {
    p.at = next
    skipBrackets(p)
    return false
  }
  if (wordAt(p, next) === K.XMLNAMESPACES && kindAt(p, next + 1) === P.OPEN && (frame.clause === C.NONE || p.frames.length > 1)) {
    p.at = next + 1
    skipBrackets(p)
    frame.clause = C.CTE
    return false
  }
  if (wordAt(p, next) === K.CHANGE_TRACKING_CONTEXT) {
    if (frame.clause !== C.NONE) return p.frames.length === 1 || skip(p)
    p.at = next + 1
    skipBrackets(p)
    frame.clause = C.CTE
    return false
  }
  const after = isName(p, next) ? next + 1 : 0
  const cte = after > 0 && ((wordAt(p, after) === K.AS && kindAt(p, after + 1) === P.OPEN) || kindAt(p, after) === P.OPEN)
  if (!cte && wordAt(p, next) !== K.XMLNAMESPACES) {
    p.at++
    if (kindAt(p, p.at) === T.WORD && wordAt(p, p.at) > 0) p.at++
    return false
  }
  if (frame.clause === C.NONE || frame.kind !== F.STATEMENT || (frame.op === K.INSERT && frame.clause === C.TARGET)) {
    if (skipped > 0) problem(p, p.at + 1, "WITH RECURSIVE is no T-SQL: any common table expression can name itself")
    p.at = next
    if (!startCte(p)) p.at++
    return false
  }
  return true
}

function asWord(p: Parser): boolean {
  p.at++
  const fn = p.frame.kind === F.EXPRESSION ? (p.words[p.frame.fn] as number) : 0
  if (fn === K.CAST || fn === K.TRY_CAST || fn === K.PARSE || fn === K.TRY_PARSE) {
    if (readName(p, true) > 0) {
      pushName(p, R.OTHER)
      if (p.parts.length > 1) {
        p.names[p.nameEnd - 3] = R.OBJECT
        pushAccess(p, "type", "reference", "select")
      }
    }
    return false
  }
  if (isName(p, p.at) && kindAt(p, p.at + 1) !== P.DOT) pushToken(p, p.at++, R.DEFINES_ALIAS)
  else if (kindAt(p, p.at) === T.STRING) p.at++
  return false
}

function otherWord(p: Parser, word: number): boolean {
  const next = wordAt(p, p.at + 1)
  if (word === K.THROW && p.frames.length === 1) {
    const kind = kindAt(p, p.at + 1)
    if (kind === P.SEMICOLON || kind === T.NONE || (kind === T.NUMBER && kindAt(p, p.at + 2) === P.COMMA) || next === K.END)
      return true
  }
  if ((word === K.ENABLE || word === K.DISABLE) && next === K.TRIGGER && p.frames.length === 1) return true
  nameInExpression(p)
  return false
}

function takeInto(p: Parser, operation: string): void {
  if (kindAt(p, p.at) === T.VARIABLE && !isTemplate(p, p.at)) return
  if (readName(p, true) === 0) return
  const kind = tableKind(p)
  pushObject(p)
  pushAccess(p, kind === "pseudo-table" ? "table" : kind, "write", operation)
}
