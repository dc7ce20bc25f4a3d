import type { Frame } from "./frames.js"
import { hashOf, K } from "./keywords.js"
import { pushAccess, pushName, pushObject, readName, tableKind } from "./names.js"
import { addSource, findSource } from "./resolve.js"
import { afterSource, readAlias } from "./source-tail.js"
import { hashAt, kindAt, markString, type Parser, partText, R, skipBrackets, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { literalValue } from "./values.js"

const dataArgument = hashOf("data")

const tableArgument = hashOf("table")

/** OPENQUERY and the other words that make a table of something. */
export function readRowset(p: Parser, frame: Frame, word: number): boolean {
  const before = p.accesses.length
  const remote = p.executions.length
  switch (word) {
    case K.OPENQUERY: {
      const start = p.at
      p.at += 2
      let server: string | null = null
      if (readName(p, true) > 0) {
        pushName(p, R.SERVER)
        server = partText(p, p.nameLast)
      }
      takeKind(p, P.COMMA)
      if (kindAt(p, p.at) === T.STRING) {
        markString(p, p.at, "remote-query")
        p.executions.push({
          value: literalValue(p, p.at),
          use: "remote-query",
          statement: p.statement,
          server,
          database: null,
          operation: "",
          arguments: [],
        })
      }
      p.at = start + 1
      break
    }
    case K.OPENROWSET:
      readOpenRowset(p)
      break
    case K.OPENDATASOURCE: {
      p.at++
      if (kindAt(p, p.at + 3) === T.STRING) markString(p, p.at + 3, "connection-string")
      skipBrackets(p)
      if (readNameBehindServer(p)) {
        pushObject(p)
        pushAccess(p, "table", "read", "select")
      }
      afterSource(p, frame, before < p.accesses.length ? before : -1, 0, before)
      return true
    }
    case K.OPENXML:
      p.at++
      break
    case K.CHANGETABLE:
    case K.CONTAINSTABLE:
    case K.FREETEXTTABLE:
    case K.SEMANTICKEYPHRASETABLE:
    case K.SEMANTICSIMILARITYTABLE:
    case K.SEMANTICSIMILARITYDETAILSTABLE: {
      const start = p.at + 1
      p.at += 2
      if (
        word === K.CHANGETABLE &&
        (wordAt(p, p.at) === K.CHANGES || wordAt(p, p.at) === K.VERSION) &&
        kindAt(p, p.at + 1) !== P.COMMA
      )
        p.at++
      if (readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, tableKind(p), "read", "select")
      }
      p.at = start
      break
    }
    default:
      return false
  }
  if (word === K.OPENROWSET) skipRowset(p)
  else skipBrackets(p)
  if (word === K.OPENXML && takeWord(p, K.WITH) && kindAt(p, p.at) !== P.OPEN && readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, tableKind(p), "reference", "select")
  }
  afterSource(p, frame, -1, 0, p.executions.length > remote ? -2 - remote : before)
  return true
}

/** The name behind `OPENDATASOURCE(…)`: its leading dot stands for the server that the function names. */
export function readNameBehindServer(p: Parser): boolean {
  if (kindAt(p, p.at) !== P.DOT || readName(p, true) < 2) return false
  p.parts.shift()
  p.nameFirst++
  return true
}

/**
 * PREDICT reads the table behind `DATA =`, VECTOR_SEARCH that behind `TABLE =`; an alias of it counts outside too. The next token is the
 * word; it stays there. Returns the token from which the other arguments are to be read.
 */
export function readTableArgument(p: Parser, frame: Frame): number {
  const start = p.at
  const argument = wordAt(p, start) === K.PREDICT ? dataArgument : tableArgument
  let next = start + 2
  let depth = 0
  let brackets = 0
  for (let index = start + 1; index < p.stop && index < start + 200; index++) {
    const kind = kindAt(p, index)
    if (kind === P.OPEN) {
      depth++
      brackets++
    } else if (kind === P.CLOSE && --depth === 0) break
    if (depth !== 1 || hashAt(p, index) !== argument || kindAt(p, index + 1) !== P.EQUAL) continue
    p.at = index + 2
    if (readName(p, true) === 0) break
    // Arguments before it can hold a query of their own: then all are read.
    const first = brackets === 1
    if (first) next = p.at
    if (p.parts.length === 1 && findSource(p, frame.level, hashAt(p, p.nameLast)) !== null) break
    pushObject(p)
    const access = p.accesses.length
    const object = hashAt(p, p.nameLast)
    pushAccess(p, tableKind(p), "read", "select")
    const alias = readAlias(p)
    const hash = alias > 0 ? hashAt(p, alias) : object
    addSource(p, { level: frame.level, hash, aliased: alias > 0, access, first: -1, last: -1 }, object)
    if (first) next = p.at
    break
  }
  p.at = start
  return next
}

/** Finds the bracket that closes the one at the next token, whatever semicolons are in it. */
function skipRowset(p: Parser): void {
  let depth = 0
  for (let index = p.at; index < p.stop && index < p.at + 200; index++) {
    const kind = kindAt(p, index)
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE) depth--
    if (depth > 0) continue
    p.at = index + 1
    return
  }
  skipBrackets(p)
}

function readOpenRowset(p: Parser): void {
  const start = p.at + 1
  p.at += 2
  if (takeWord(p, K.BULK)) {
    if (kindAt(p, p.at) === T.STRING) markString(p, p.at, "path")
  } else {
    if (kindAt(p, p.at) === T.STRING && kindAt(p, p.at + 2) === T.STRING) markString(p, p.at + 2, "connection-string")
    let commas = 0
    for (let index = p.at; index < p.at + 12; index++) {
      const kind = kindAt(p, index)
      if (kind === P.CLOSE || kind === T.NONE) break
      if (kind === P.COMMA) commas++
      else if (kind === P.SEMICOLON) continue
      else if (commas === 2) {
        p.at = index
        if (kind === T.STRING) {
          markString(p, index, "remote-query")
          p.executions.push({
            value: literalValue(p, index),
            use: "remote-query",
            statement: p.statement,
            server: null,
            database: null,
            operation: "",
            arguments: [],
          })
        } else if (readName(p, true) > 0) {
          pushObject(p)
          pushAccess(p, "table", "read", "select")
        }
        break
      }
    }
  }
  p.at = start
}
