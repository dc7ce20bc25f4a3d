import { finishDml, startDelete, startInsert, startMerge, startUpdate } from "./dml.js"
import { assign } from "./fold.js"
import { C, dropFrame, F, type Frame, openFrame, openLevel } from "./frames.js"
import { endsBrackets, K } from "./keywords.js"
import { pushToken } from "./names.js"
import type { ScanStart } from "./scan-start.js"
import { afterSource } from "./source-tail.js"
import { hashAt, isName, kindAt, type Parser, problem, R, skipBrackets, unfinished, wordAt } from "./state.js"
import { P } from "./tokens.js"

/** Begins a scan: no other may be under way in the text. */
export function beginScan(p: Parser, start: ScanStart): void {
  p.start = start
  p.assignment = null
  p.frame = openFrame(p, F.STATEMENT, start.clause, openLevel(p, -1), 0)
  p.frames.push(p.frame)
}

/** Ends the expression of `SELECT @v = …`, if one is being read. */
export function finishAssignment(p: Parser): void {
  if (p.assignment === null) return
  assign(p, p.assignment.variable, p.assignment.append, p.assignment.from, p.at)
  p.assignment = null
}

function setCte(p: Parser, { cte: name, accesses: first, opened: open, level }: Frame): void {
  p.ctes.set(hashAt(p, name), { first, last: p.accesses.length, name, open, level })
}

/** Closes the bracket read last. */
export function closeFrame(p: Parser): void {
  if (p.frame.op !== 0) finishDml(p, p.frame)
  const closed = p.frames.pop() as Frame
  p.frame = p.frames[p.frames.length - 1] as Frame
  if (closed.cte !== 0) {
    setCte(p, closed)
    p.frame.clause = C.CTE
  } else if (closed.source) afterSource(p, p.frame, -1, 0, closed.accesses)
  dropFrame(p, closed)
}

/** Leaves all brackets that a new statement shows to be open by mistake. */
export function recover(p: Parser): void {
  const { frames } = p
  const base = frames[0] as Frame
  problem(p, p.frame.opened, "the bracket that opens here is not closed")
  while (frames.length > 1) {
    const closed = frames.pop() as Frame
    if (closed.op !== 0) finishDml(p, closed)
    if (closed.cte !== 0) setCte(p, closed)
    dropFrame(p, closed)
  }
  for (let index = base.accesses; index < p.accesses.length; index++) {
    const access = p.accesses[index]
    if (access !== undefined && access.confidence === "certain") access.confidence = "recovered"
  }
  p.frame = base
}

/** Ends the scan: what is still open is closed, and what the statement lacks is told. */
export function finish(p: Parser): void {
  const base = p.frames[0] as Frame
  finishAssignment(p)
  if (p.frames.length > 1) recover(p)
  if (base.cases > 0) unfinished(p, base.opened, "a CASE in this statement has no END")
  if (!p.start.fragment) tellMissing(p, base)
  if (base.op !== 0) finishDml(p, base)
}

/** Says what a statement lacks that ends too early. */
function tellMissing(p: Parser, base: Frame): void {
  if (base.clause === C.EXPECT) unfinished(p, p.at, "the name of a table is expected here")
  else if (base.clause === C.SET && p.words[p.at - 1] === K.SET) unfinished(p, p.at, "the columns that are set are expected here")
}

/** Begins a query at its SELECT. */
export function startQuery(p: Parser): void {
  p.frame.level = openLevel(p, p.frame.outer)
  p.frame.clause = C.SELECT
  if (p.frame.kind === F.EXPRESSION || p.frame.kind === F.TABLES) p.frame.kind = F.QUERY
  p.at++
}

/** Reads the beginning of the common table expression whose name is next; false where none is. */
export function startCte(p: Parser): boolean {
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
  setCte(p, query)
  p.frames.push(query)
  p.frame = query
  return true
}

/** Begins a DML statement at its first word, and reads its target. */
export function startDml(p: Parser, word: number): void {
  p.frame.level = openLevel(p, p.frame.outer)
  p.frame.op = word
  if (p.frame.kind === F.EXPRESSION || p.frame.kind === F.TABLES) p.frame.kind = F.QUERY
  p.at++
  switch (word) {
    case K.INSERT:
      startInsert(p, p.frame)
      break
    case K.UPDATE:
      startUpdate(p, p.frame)
      break
    case K.DELETE:
      startDelete(p, p.frame)
      break
    default:
      startMerge(p, p.frame)
  }
}

/** Whether the statement ends before a word that may begin another. */
export function endsHere(p: Parser, word: number): boolean {
  if (p.frames.length === 1) return true
  if (
    endsBrackets(word) &&
    kindAt(p, p.at - 1) !== P.OPEN &&
    kindAt(p, p.at - 1) !== P.COMMA &&
    kindAt(p, p.at - 1) !== P.EQUAL
  ) {
    recover(p)
    return true
  }
  return false
}
