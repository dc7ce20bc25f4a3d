import { finishDml, startDelete, startInsert, startMerge, startUpdate, takeOutputTarget } from "./dml.js"
import { readExecute } from "./execute.js"
import { appends, assign } from "./fold.js"
import { C, F, type Frame, openFrame, openLevel } from "./frames.js"
import { beginsStatement, endsBrackets, hashOf, K, lastReserved } from "./keywords.js"
import { isTemplate, pushAccess, pushName, pushObject, pushToken, readName, tableKind, takeSequence } from "./names.js"
import { beginsAddition, type ScanStart } from "./scan-start.js"
import { afterSource, limit, noLimit } from "./source-tail.js"
import { hashAt, isName, kindAt, type Parser, problem, R, skipBrackets, unfinished, wordAt } from "./state.js"
import { readString } from "./strings.js"
import { readTableSource } from "./table-source.js"
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

interface Assignment {
  readonly variable: number
  readonly append: boolean
  readonly from: number
}

/**
 * Reads queries, DML and expressions from the next token to the end of the statement: a semicolon, or a word that can only begin the next
 * one. Open brackets are frames on a list of its own, so depth costs no stack.
 */
export function scan(p: Parser, start: ScanStart): void {
  const base = openFrame(p, F.STATEMENT, start.clause, openLevel(p, -1), 0)
  const frames: Frame[] = [base]
  let frame = base
  let assignment: Assignment | null = null
  const { kinds, words } = p

  function finishAssignment(): void {
    if (assignment === null) return
    assign(p, assignment.variable, assignment.append, assignment.from, p.at)
    assignment = null
  }
  function setCte({ cte: name, accesses: first, opened: open, level }: Frame): void {
    p.ctes.set(hashAt(p, name), { first, last: p.accesses.length, name, open, level })
  }
  function closeFrame(): void {
    if (frame.op !== 0) finishDml(p, frame)
    const closed = frames.pop() as Frame
    frame = frames[frames.length - 1] as Frame
    if (closed.cte !== 0) {
      setCte(closed)
      frame.clause = C.CTE
    } else if (closed.source) afterSource(p, frame, -1, 0, closed.accesses)
  }
  /** Leaves all brackets that a new statement shows to be open by mistake. */
  function recover(): void {
    problem(p, frame.opened, "the bracket that opens here is not closed")
    while (frames.length > 1) {
      const closed = frames.pop() as Frame
      if (closed.op !== 0) finishDml(p, closed)
      if (closed.cte !== 0) setCte(closed)
    }
    for (let index = base.accesses; index < p.accesses.length; index++) {
      const access = p.accesses[index]
      if (access !== undefined && access.confidence === "certain") access.confidence = "recovered"
    }
    frame = base
  }
  function finish(): void {
    finishAssignment()
    if (frames.length > 1) recover()
    if (base.cases > 0) unfinished(p, base.opened, "a CASE in this statement has no END")
    if (!start.fragment) tellMissing()
    if (base.op !== 0) finishDml(p, base)
  }
  /** Says what a statement lacks that ends too early. */
  function tellMissing(): void {
    if (base.clause === C.EXPECT) unfinished(p, p.at, "the name of a table is expected here")
    else if (base.clause === C.SET && words[p.at - 1] === K.SET) unfinished(p, p.at, "the columns that are set are expected here")
  }
  function startQuery(): void {
    frame.level = openLevel(p, frame.outer)
    frame.clause = C.SELECT
    if (frame.kind === F.EXPRESSION || frame.kind === F.TABLES) frame.kind = F.QUERY
    p.at++
  }
  /** The common table expression whose name is next. */
  function startCte(): boolean {
    const name = p.at
    if (!isName(p, name)) return false
    let index = name + 1
    if (kindAt(p, index) === P.OPEN) {
      p.at = index
      skipBrackets(p)
      index = p.at
      for (let column = name + 2; column < index - 1; column++) if (isName(p, column)) pushToken(p, column, R.COLUMN)
    }
    if (wordAt(p, index) !== K.AS || kindAt(p, index + 1) !== P.OPEN) {
      p.at = name
      return false
    }
    pushToken(p, name, R.DEFINES_ALIAS)
    p.at = index + 2
    // It can name itself.
    const query = openFrame(p, F.QUERY, C.NONE, -1, 0)
    query.cte = name
    query.opened = index + 1
    setCte(query)
    frames.push(query)
    frame = query
    return true
  }
  function startDml(word: number): void {
    frame.level = openLevel(p, frame.outer)
    frame.op = word
    if (frame.kind === F.EXPRESSION || frame.kind === F.TABLES) frame.kind = F.QUERY
    p.at++
    switch (word) {
      case K.INSERT:
        startInsert(p, frame)
        break
      case K.UPDATE:
        startUpdate(p, frame)
        break
      case K.DELETE:
        startDelete(p, frame)
        break
      default:
        startMerge(p, frame)
    }
  }
  /** Whether the statement ends before a word that may begin another. */
  function endsHere(word: number): boolean {
    if (frames.length === 1) return true
    if (
      endsBrackets(word) &&
      kindAt(p, p.at - 1) !== P.OPEN &&
      kindAt(p, p.at - 1) !== P.COMMA &&
      kindAt(p, p.at - 1) !== P.EQUAL
    ) {
      recover()
      return true
    }
    return false
  }
  /** Handles a word of the list that is no name here. Returns true when the statement ends before it. */
  function keyword(word: number): boolean {
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
          startQuery()
          return false
        }
        if (frame.op === K.INSERT && (frame.clause === C.TARGET || frame.clause === C.OUTPUT)) {
          startQuery()
          return false
        }
        if (frames.length === 1) return true
        if (frame.kind === F.EXPRESSION) {
          startQuery()
          return false
        }
        recover()
        return true
      case K.FROM:
        if (previous === K.DISTINCT && (words[p.at - 2] === K.IS || words[p.at - 2] === K.NOT)) break
        if (frame.kind === F.EXPRESSION && frame.fn > 0 && hasOwnFrom(p, frame.fn)) break
        if (!start.tables && frames.length === 1) break
        if (frame.clause === C.FROM && !start.fragment) problem(p, p.at, "a query has FROM once")
        finishAssignment()
        p.at++
        frame.clause = C.EXPECT
        return false
      case K.JOIN:
      case K.APPLY:
        if (word === K.APPLY && previous !== K.CROSS && previous !== K.OUTER) {
          nameInExpression()
          return false
        }
        finishAssignment()
        p.at++
        frame.clause = C.EXPECT
        return false
      case K.USING:
        p.at++
        // DELETE has it in other dialects.
        if (frame.op === K.MERGE || frame.op === K.DELETE || start.fragment) frame.clause = C.EXPECT
        return false
      case K.INTO:
        finishAssignment()
        p.at++
        if (frame.clause === C.SELECT) takeInto("select-into")
        else if (frame.clause === C.OUTPUT) takeOutputTarget(p, frame)
        else if (start.fragment && frame.clause === C.NONE) takeInto("insert")
        return false
      case K.ON:
        p.at++
        if (frame.clause === C.EXPECT) frame.clause = C.FROM
        return false
      case K.GROUP:
        // STRING_AGG(…) WITHIN GROUP (ORDER BY …)
        if (previous === K.WITHIN) break
        finishAssignment()
        p.at++
        frame.clause = C.REST
        return false
      case K.WHERE:
      case K.HAVING:
      case K.ORDER:
        finishAssignment()
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
        if (!start.tables && kindAt(p, p.at + 1) === P.OPEN) return skip()
        return endsHere(word) || skip()
      case K.OUTPUT:
        p.at++
        if (frame.op !== 0) frame.clause = C.OUTPUT
        return false
      case K.VALUES:
        p.at++
        if (frame.op !== 0 || start.fragment) frame.clause = C.REST
        return false
      case K.UNION:
      case K.EXCEPT:
      case K.INTERSECT:
        finishAssignment()
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
        if (frames.length > 1) recover()
        return true
      case K.ELSE:
        if (frame.cases > 0) break
        if (frames.length > 1) recover()
        return true
      case K.ADD:
        return (frames.length === 1 && beginsAddition(p, p.at)) || skip()
      case K.UPDATE:
      case K.DELETE:
      case K.INSERT:
      case K.MERGE:
        return dmlWord(word, previous)
      case K.EXEC:
      case K.EXECUTE:
        if (previous === K.WITH || wordAt(p, p.at + 1) === K.AS) break
        if (frame.op === K.INSERT && (frame.clause === C.TARGET || frame.clause === C.OUTPUT)) {
          p.at++
          readExecute(p)
          return frames.length === 1
        }
        return endsHere(word) || skip()
      case K.WITH:
        return withWord()
      case K.AS:
        return asWord()
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
        return endsHere(word) || skip()
      case K.USE:
      case K.CLOSE:
      case K.OPEN:
      case K.KILL:
      case K.SAVE:
        return (frames.length === 1 && previous !== K.AS) || skip()
      case K.AT:
        // AT TIME ZONE
        p.at += 3
        return false
      default:
        if (word > lastReserved) return otherWord(word)
        if (beginsStatement(word)) return endsHere(word) || skip()
        if (word === K.BULK && wordAt(p, p.at + 1) === K.INSERT) return frames.length === 1 || skip()
    }
    p.at++
    return false
  }
  function skip(): false {
    p.at++
    return false
  }
  function dmlWord(word: number, previous: number): boolean {
    const next = kindAt(p, p.at + 1)
    if (word === K.UPDATE && next === P.OPEN && wordAt(p, p.at + 2) !== K.TOP) return skip()
    if (previous === K.THEN && frame.op === K.MERGE) {
      p.at++
      if (word === K.INSERT) {
        frame.clause = C.REST
        if (kindAt(p, p.at) === P.OPEN) readColumns()
      }
      return false
    }
    if (word === K.MERGE && !start.tables) return skip()
    if (word === K.MERGE && (wordAt(p, p.at + 1) === K.JOIN || wordAt(p, p.at + 1) === K.UNION)) return skip()
    if (word === K.UPDATE && hashAt(p, p.at - 1) === duplicateKey[1] && hashAt(p, p.at - 2) === duplicateKey[0]) {
      problem(p, p.at - 2, "ON DUPLICATE KEY is no T-SQL")
      return skip()
    }
    if (frame.clause !== C.NONE && (previous === K.ON || (previous === K.FOR && word === K.UPDATE))) return skip()
    if (frame.clause === C.NONE || frame.clause === C.CTE || (frames.length > 1 && kindAt(p, p.at - 1) === P.OPEN)) {
      startDml(word)
      return false
    }
    if (frames.length === 1) return true
    if (word === K.INSERT && wordAt(p, p.at + 1) === K.INTO) {
      recover()
      return true
    }
    return skip()
  }
  function withWord(): boolean {
    const skipped = hashAt(p, p.at + 1) === recursive && isName(p, p.at + 2) ? 1 : 0
    const next = p.at + 1 + skipped
    if (kindAt(p, next) === P.OPEN) {
      p.at = next
      skipBrackets(p)
      return false
    }
    if (wordAt(p, next) === K.XMLNAMESPACES && kindAt(p, next + 1) === P.OPEN && (frame.clause === C.NONE || frames.length > 1)) {
      p.at = next + 1
      skipBrackets(p)
      frame.clause = C.CTE
      return false
    }
    if (wordAt(p, next) === K.CHANGE_TRACKING_CONTEXT) {
      if (frame.clause !== C.NONE) return frames.length === 1 || skip()
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
      if (!startCte()) p.at++
      return false
    }
    return true
  }
  function asWord(): boolean {
    p.at++
    const fn = frame.kind === F.EXPRESSION ? (words[frame.fn] as number) : 0
    if (fn === K.CAST || fn === K.TRY_CAST || fn === K.PARSE || fn === K.TRY_PARSE) {
      if (readName(p, true) > 0) {
        pushName(p, R.OTHER)
        if (p.parts.length > 1) {
          p.names[p.names.length - 3] = R.OBJECT
          pushAccess(p, "type", "reference", "select")
        }
      }
      return false
    }
    if (isName(p, p.at) && kindAt(p, p.at + 1) !== P.DOT) pushToken(p, p.at++, R.DEFINES_ALIAS)
    else if (kindAt(p, p.at) === T.STRING) p.at++
    return false
  }
  function otherWord(word: number): boolean {
    const next = wordAt(p, p.at + 1)
    if (word === K.THROW && frames.length === 1) {
      const kind = kindAt(p, p.at + 1)
      if (kind === P.SEMICOLON || kind === T.NONE || (kind === T.NUMBER && kindAt(p, p.at + 2) === P.COMMA) || next === K.END)
        return true
    }
    if ((word === K.ENABLE || word === K.DISABLE) && next === K.TRIGGER && frames.length === 1) return true
    nameInExpression()
    return false
  }
  /** Names in brackets that are columns for certain. */
  function readColumns(): void {
    const first = p.at
    skipBrackets(p)
    for (let index = first; index < p.at; index++) if (isName(p, index)) pushToken(p, index, R.COLUMN)
  }
  function takeInto(operation: string): void {
    if (kindAt(p, p.at) === T.VARIABLE && !isTemplate(p, p.at)) return
    if (readName(p, true) === 0) return
    const kind = tableKind(p)
    pushObject(p)
    pushAccess(p, kind === "pseudo-table" ? "table" : kind, "write", operation)
  }
  function nameInExpression(): void {
    const token = p.at
    if (hashAt(p, token) === limit && kindAt(p, token + 1) === T.NUMBER) problem(p, token, noLimit)
    // Behind an operand, a name in the list of SELECT can only be the column's alias.
    if (frame.clause === C.SELECT && frame.cases === 0 && isOperandEnd(token - 1) && kindAt(p, token + 1) !== P.DOT) {
      pushToken(p, token, R.DEFINES_ALIAS)
      p.at++
      return
    }
    const parts = readName(p, false)
    if (parts === 0) {
      p.at = token + 1
      return
    }
    if (kindAt(p, p.at) === P.OPEN) {
      if (parts > 1) p.open.push({ name: pushName(p, R.COLUMN), level: frame.level, call: true })
      else if ((p.words[token] as number) === 0 && kindAt(p, token) !== T.WORD) pushName(p, R.OTHER)
      return
    }
    if (kindAt(p, p.at) === P.COLON && kindAt(p, p.at + 1) === P.COLON) {
      pushName(p, R.OTHER)
      p.at += 2
      if (isName(p, p.at)) p.at++
      return
    }
    const name = pushName(p, R.COLUMN)
    if (kindAt(p, p.at) === P.DOT && kindAt(p, p.at + 1) === P.STAR) {
      p.names[name * 5 + 2] = R.ALIAS
      // `t.*`: what stands before the star is a table.
      if (parts > 1) p.names[name * 5 + 2] = R.OBJECT
      p.at += 2
      return
    }
    if (parts > 1) p.open.push({ name, level: frame.level, call: false })
  }
  function isOperandEnd(index: number): boolean {
    const kind = kinds[index] as number
    if (kind === T.WORD) {
      const word = words[index] as number
      return word === 0 || word > lastReserved || word === K.END || word === K.NULL
    }
    return (
      kind === P.CLOSE ||
      kind === T.STRING ||
      kind === T.NUMBER ||
      kind === T.BRACKET ||
      kind === T.VARIABLE ||
      kind === T.DOUBLE ||
      kind === T.DYNAMIC
    )
  }

  const first = p.at
  while (p.at < p.stop) {
    if (frame.clause === C.EXPECT) {
      const before = p.at
      readTableSource(p, frames, frame)
      frame = frames[frames.length - 1] as Frame
      if (p.at > before || frame.clause !== C.EXPECT) continue
    }
    const kind = kinds[p.at] as number
    switch (kind) {
      case T.WORD: {
        const word = words[p.at] as number
        if (word !== 0) {
          if (keyword(word)) {
            finish()
            return
          }
          break
        }
        if (kinds[p.at + 1] === P.COLON && frames.length === 1 && p.at > first && kinds[p.at + 2] !== P.COLON && !isTernary()) {
          finish()
          return
        }
        nameInExpression()
        break
      }
      case T.BRACKET:
      case T.DOUBLE:
      case T.DYNAMIC:
        nameInExpression()
        break
      case T.STRING:
        readString(p, frame)
        p.at++
        break
      case P.OPEN:
        openBracket()
        break
      case P.CLOSE:
        p.at++
        if (frames.length > 1) closeFrame()
        else if (frame.op === 0) frame.clause = frame.clause === C.SELECT ? C.REST : frame.clause
        break
      case P.COMMA:
        if (frames.length === 1 && start.stopAtComma) {
          finish()
          return
        }
        p.at++
        if (frame.kind === F.STATEMENT) {
          p.at--
          finishAssignment()
          p.at++
        }
        if (frame.clause === C.FROM) frame.clause = C.EXPECT
        else if (frame.clause === C.CTE) startCte()
        else frame.commas++
        break
      case P.SEMICOLON:
        finish()
        return
      case T.VARIABLE:
        if (frame.clause === C.SELECT && frame.kind === F.STATEMENT && assignment === null) {
          const sign = appends(p, p.at + 1)
          if (kinds[p.at + 1 + sign] === P.EQUAL) {
            assignment = { variable: p.at, append: sign > 0, from: p.at + 2 + sign }
            p.at += 2 + sign
            break
          }
        }
        p.at++
        // Methods of a variable: `@x.value('…')`.
        if (kinds[p.at] === P.DOT && kinds[p.at + 1] === T.WORD) p.at += 2
        break
      case T.GO:
        finish()
        return
      default:
        p.at++
    }
  }
  finish()

  function isTernary(): boolean {
    return kinds[p.at - 1] === P.COLON
  }
  function openBracket(): void {
    const before = p.at - 1
    const fn = kinds[before] === T.WORD ? before : kinds[before] === T.BRACKET || kinds[before] === T.DOUBLE ? before : 0
    const next = wordAt(p, p.at + 1)
    const query = next === K.SELECT || (next === K.WITH && frame.clause !== C.EXPECT)
    if (frame.op !== 0 && frame.clause === C.TARGET && !query && frame.op === K.INSERT) {
      readColumns()
      return
    }
    const inner = openFrame(p, query ? F.QUERY : F.EXPRESSION, query ? C.NONE : C.REST, frame.level, fn)
    // What opens a statement in brackets is a query: `(SELECT …) UNION (SELECT …)`.
    if (frame.clause === C.NONE) {
      if (!query && kindAt(p, p.at + 1) === P.OPEN) inner.clause = C.NONE
      if (frame.kind === F.STATEMENT && start.fragment && !query) inner.clause = C.NONE
      else if (query || inner.clause === C.NONE) frame.clause = C.REST
    }
    if (frame.op === K.INSERT && query && frame.clause === C.TARGET) frame.clause = C.REST
    p.at++
    frames.push(inner)
    frame = inner
  }
}
