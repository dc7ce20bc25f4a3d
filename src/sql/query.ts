import { appends } from "./fold.js"
import { C, dropFrame, F, type Frame, openFrame } from "./frames.js"
import { K } from "./keywords.js"
import { beginScan, closeFrame, finish, finishAssignment, startCte } from "./query-frames.js"
import { nameInExpression, readColumns } from "./query-names.js"
import { keyword } from "./query-words.js"
import type { ScanStart } from "./scan-start.js"
import { kindAt, type Parser, wordAt } from "./state.js"
import { readString } from "./strings.js"
import { readTableSource } from "./table-source.js"
import { P, T } from "./tokens.js"

/**
 * Reads queries, DML and expressions from the next token to the end of the statement: a semicolon, or a word that can only begin the next
 * one. Open brackets are frames on a list of its own, so depth costs no stack. No scan is part of another.
 */
export function scan(p: Parser, start: ScanStart): void {
  beginScan(p, start)
  readTokens(p)
  finish(p)
  for (let open = p.frames.pop(); open !== undefined; open = p.frames.pop()) dropFrame(p, open)
}

/** Reads up to the end of the statement, or to a word that begins the next one. */
function readTokens(p: Parser): void {
  const first = p.at
  const { kinds, words, frames } = p
  while (p.at < p.stop) {
    if (p.frame.clause === C.EXPECT) {
      const before = p.at
      readTableSource(p, frames, p.frame)
      p.frame = frames[frames.length - 1] as Frame
      if (p.at > before || p.frame.clause !== C.EXPECT) continue
    }
    const kind = kinds[p.at] as number
    switch (kind) {
      case T.WORD: {
        const word = words[p.at] as number
        if (word !== 0) {
          if (keyword(p, word)) {
            return
          }
          break
        }
        if (kinds[p.at + 1] === P.COLON && frames.length === 1 && p.at > first && kinds[p.at + 2] !== P.COLON && !isTernary(p)) {
          return
        }
        nameInExpression(p)
        break
      }
      case T.BRACKET:
      case T.DOUBLE:
      case T.DYNAMIC:
        nameInExpression(p)
        break
      case T.STRING:
        readString(p, p.frame)
        p.at++
        break
      case P.OPEN:
        openBracket(p)
        break
      case P.CLOSE:
        p.at++
        if (frames.length > 1) closeFrame(p)
        else if (p.frame.op === 0) p.frame.clause = p.frame.clause === C.SELECT ? C.REST : p.frame.clause
        break
      case P.COMMA:
        if (frames.length === 1 && p.start.stopAtComma) {
          return
        }
        p.at++
        if (p.frame.kind === F.STATEMENT) {
          p.at--
          finishAssignment(p)
          p.at++
        }
        if (p.frame.clause === C.FROM) p.frame.clause = C.EXPECT
        else if (p.frame.clause === C.CTE) startCte(p)
        else p.frame.commas++
        break
      case P.SEMICOLON:
        return
      case T.VARIABLE:
        if (p.frame.clause === C.SELECT && p.frame.kind === F.STATEMENT && p.assignment === null) {
          const sign = appends(p, p.at + 1)
          if (kinds[p.at + 1 + sign] === P.EQUAL) {
            p.assignment = { variable: p.at, append: sign > 0, from: p.at + 2 + sign }
            p.at += 2 + sign
            break
          }
        }
        p.at++
        // Methods of a variable: `@x.value('…')`.
        if (kinds[p.at] === P.DOT && kinds[p.at + 1] === T.WORD) p.at += 2
        break
      case T.GO:
        return
      default:
        p.at++
    }
  }
}

function isTernary(p: Parser): boolean {
  return p.kinds[p.at - 1] === P.COLON
}

function openBracket(p: Parser): void {
  const { frame } = p
  const before = p.at - 1
  const fn = p.kinds[before] === T.WORD ? before : p.kinds[before] === T.BRACKET || p.kinds[before] === T.DOUBLE ? before : 0
  const next = wordAt(p, p.at + 1)
  const query = next === K.SELECT || (next === K.WITH && frame.clause !== C.EXPECT)
  if (frame.op !== 0 && frame.clause === C.TARGET && !query && frame.op === K.INSERT) {
    readColumns(p)
    return
  }
  const inner = openFrame(p, query ? F.QUERY : F.EXPRESSION, query ? C.NONE : C.REST, frame.level, fn)
  // What opens a statement in brackets is a query: `(SELECT …) UNION (SELECT …)`.
  if (frame.clause === C.NONE) {
    if (!query && kindAt(p, p.at + 1) === P.OPEN) inner.clause = C.NONE
    if (frame.kind === F.STATEMENT && p.start.fragment && !query) inner.clause = C.NONE
    else if (query || inner.clause === C.NONE) frame.clause = C.REST
  }
  if (frame.op === K.INSERT && query && frame.clause === C.TARGET) frame.clause = C.REST
  p.at++
  p.frames.push(inner)
  p.frame = inner
}
