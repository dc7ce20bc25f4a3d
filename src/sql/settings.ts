import type { AccessKind } from "../model/sql.js"
import { readReference } from "./ddl-names.js"
import { beginsStatement, endsBrackets, hashOf, K } from "./keywords.js"
import { nameToken, pushAccess, pushName } from "./names.js"
import { readSecurable } from "./permissions.js"
import { hashAt, isName, kindAt, type Parser, R, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** Settings whose value is the name of an object. */
const objects = new Map<number, AccessKind>([
  [hashOf("procedure_name"), "procedure"],
  [hashOf("classifier_function"), "function"],
])
const databases = hashOf("default_database")
const target = hashOf("target")

/**
 * Reads what follows the name of something that holds no rows: a queue, a service, a login, a session of events, an audit. Most words are
 * settings; some name queues, databases, procedures, or the objects that are watched.
 */
export function readSettings(p: Parser, operation: string): void {
  let depth = 0
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    if (kind === P.SEMICOLON || kind === T.GO) return
    if (depth > 0 ? endsBrackets(word) && kindAt(p, p.at - 1) !== P.OPEN : beginsStatement(word) && !goesOn(p)) return
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE) depth--
    p.at++
    if (word === K.ON) {
      if (takeWord(p, K.QUEUE)) readReference(p, operation, "unknown")
      else if (depth > 0 && kindAt(p, p.at - 2) !== P.EQUAL) readSecurable(p, operation)
    } else if (word === K.DATABASE) readDatabases(p, operation)
    else if (kind === T.WORD && kindAt(p, p.at) === P.EQUAL) readSetting(p, operation)
  }
}

/** `DROP EVENT e`, `DROP TARGET t` of a session, `DROP (…)` of an audit: no statements of their own. */
function goesOn(p: Parser): boolean {
  const next = p.at + 1
  if (wordAt(p, p.at) !== K.DROP) return false
  return (
    kindAt(p, next) === P.OPEN || hashAt(p, next) === target || (wordAt(p, next) === K.EVENT && kindAt(p, next + 2) === P.DOT)
  )
}

function readSetting(p: Parser, operation: string): void {
  const setting = hashAt(p, p.at - 1)
  const kind = objects.get(setting)
  if (kind === undefined && setting !== databases) return
  p.at++
  if (kind !== undefined) readReference(p, operation, kind)
  else pushDatabase(p, operation)
}

/** `FOR DATABASE a, b`, `ADD DATABASE a`, `REMOVE DATABASE a`: of a group that is kept available. */
function readDatabases(p: Parser, operation: string): void {
  const before = wordAt(p, p.at - 2)
  if (before !== K.FOR && before !== K.ADD && before !== K.REMOVE) return
  do {
    if (!pushDatabase(p, operation)) return
  } while (takeKind(p, P.COMMA))
}

function pushDatabase(p: Parser, operation: string): boolean {
  if (!isName(p, p.at)) return false
  nameToken(p, p.at++)
  pushName(p, R.DATABASE)
  pushAccess(p, "database", "reference", operation)
  return true
}
