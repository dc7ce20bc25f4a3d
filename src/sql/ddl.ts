import { readDatabaseName, readPaths } from "./databases.js"
import { endsAlter, readAlterTable } from "./ddl-alter-table.js"
import { define, readObject, readReference, readRest } from "./ddl-names.js"
import { readFunctionHead, readProcedureHead, readTriggerHead, readView } from "./ddl-programs.js"
import { readCreateTable, readTableBody } from "./ddl-table.js"
import { K, words } from "./keywords.js"
import { pushAccess, pushName, pushObject, pushToken, readName } from "./names.js"
import { readSecurable } from "./permissions.js"
import { readSettings } from "./settings.js"
import { isName, kindAt, type OpenStatement, type Parser, R, skipBrackets, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"

/** What a definition does. */
export type Operation = "create" | "alter" | "drop"

/** Reads CREATE. Returns true where a body follows that takes the rest of the batch. */
export function readCreate(p: Parser, statement: OpenStatement): boolean {
  p.at++
  if (takeWord(p, K.OR)) takeWord(p, K.ALTER)
  return readDefinition(p, statement, "create")
}

/** Reads ALTER; see {@link readCreate}. */
export function readAlter(p: Parser, statement: OpenStatement): boolean {
  p.at++
  return readDefinition(p, statement, "alter")
}

/** Reads what follows CREATE or ALTER. */
function readDefinition(p: Parser, statement: OpenStatement, operation: Operation): boolean {
  takeWord(p, K.MATERIALIZED)
  const word = wordAt(p, p.at)
  statement.kind = `${operation}-${kindOf(p)}`
  switch (word) {
    case K.TABLE:
      p.at++
      if (operation === "create") readCreateTable(p)
      else readAlterTable(p)
      return false
    case K.VIEW:
      p.at++
      if (readObject(p, "view", operation)) define(p, "view")
      return readView(p)
    case K.PROC:
    case K.PROCEDURE:
      p.at++
      readObject(p, "procedure", operation)
      return readProcedureHead(p)
    case K.FUNCTION:
      p.at++
      if (readObject(p, "function", operation)) define(p, "function")
      return readFunctionHead(p)
    case K.TRIGGER:
      p.at++
      return readTriggerHead(p, operation)
    case K.SYNONYM:
      p.at++
      if (readObject(p, "synonym", operation)) define(p, "synonym")
      if (takeWord(p, K.FOR)) readReference(p, operation, "unknown")
      return false
    case K.SEQUENCE:
      p.at++
      readObject(p, "sequence", operation)
      readRest(p)
      return false
    case K.TYPE:
      p.at++
      readObject(p, "type", operation)
      if (takeWord(p, K.FROM)) readDataType(p)
      else if (takeWord(p, K.AS) && takeWord(p, K.TABLE)) readTableBody(p)
      readRest(p)
      return false
    case K.SCHEMA:
      p.at++
      readSchema(p, operation)
      return false
    case K.DATABASE:
      p.at++
      readDatabase(p, operation)
      return false
    case K.AUTHORIZATION:
      p.at++
      if (takeWord(p, K.ON)) readSecurable(p, "alter")
      readRest(p)
      return false
    case K.STATISTICS:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      if (takeWord(p, K.ON)) readReference(p, operation)
      readRest(p)
      return false
    case K.SECURITY:
      p.at += 2
      readSecurityPolicy(p, operation)
      return false
    case K.QUEUE:
      p.at++
      readObject(p, "unknown", operation)
      readSettings(p, operation)
      return false
    case K.AGGREGATE:
      p.at++
      readObject(p, "function", operation)
      readRest(p)
      return false
    case K.EXTERNAL:
      if (wordAt(p, p.at + 1) === K.TABLE) {
        p.at += 2
        readCreateTable(p)
        return false
      }
      break
    default:
  }
  if (readIndexHead(p, operation)) return false
  // Whatever else there is: words, then a name that is nobody's table.
  while (kindAt(p, p.at) === T.WORD && kindAt(p, p.at + 1) === T.WORD && wordAt(p, p.at) > 0 && wordAt(p, p.at + 1) > 0) p.at++
  p.at++
  if (isName(p, p.at) && readName(p, false) > 0) pushName(p, R.OTHER)
  if (settled.has(word)) readSettings(p, operation)
  else readRest(p)
  return false
}

/** What is made of settings. */
const settled = new Set<number>([K.SERVICE, K.EVENT, K.LOGIN, K.AVAILABILITY, K.RESOURCE])

/** `table`, `procedure`, `unique-clustered-index` is `index`: what the statement defines. */
export function kindOf(p: Parser): string {
  for (let index = p.at; index < p.at + 6; index++) {
    const word = wordAt(p, index)
    if (word === K.INDEX) return "index"
    if (word === 0) break
  }
  const word = wordAt(p, p.at)
  return word === K.PROC ? "procedure" : word === 0 ? "other" : (words[word] as string)
}

function readIndexHead(p: Parser, operation: Operation): boolean {
  let index = p.at
  let fulltext = false
  for (; index < p.at + 6; index++) {
    const word = wordAt(p, index)
    if (word === K.FULLTEXT) fulltext = true
    if (word === K.INDEX) break
    if (word === 0) return false
  }
  if (wordAt(p, index) !== K.INDEX) return false
  p.at = index + 1
  if (!fulltext) {
    if (wordAt(p, p.at) === K.ALL) p.at++
    else if (readName(p, true) > 0) {
      pushName(p, R.INDEX)
      pushAccess(p, "index", "define", operation)
    }
  }
  if (takeWord(p, K.ON)) readReference(p, operation)
  if (fulltext && operation === "alter") readFulltextChange(p)
  else readRest(p)
  return true
}

/** `ADD (…)`, `ALTER COLUMN c DROP …`, `SET CHANGE_TRACKING = OFF`, `START UPDATE POPULATION` */
function readFulltextChange(p: Parser): void {
  while (p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    const word = wordAt(p, p.at)
    if (
      word === K.SELECT ||
      word === K.CREATE ||
      word === K.INSERT ||
      word === K.PRINT ||
      word === K.IF ||
      word === K.END ||
      word === K.EXEC
    )
      return
    if ((word === K.ALTER || word === K.DROP) && (wordAt(p, p.at + 1) === K.FULLTEXT || wordAt(p, p.at + 1) === K.TABLE)) return
    p.at++
  }
}

function readSchema(p: Parser, operation: Operation): void {
  if (wordAt(p, p.at) !== K.AUTHORIZATION && isName(p, p.at)) pushToken(p, p.at++, R.SCHEMA)
  if (operation === "alter" && wordAt(p, p.at) === K.TRANSFER) {
    p.at++
    readSecurable(p, "alter")
    return
  }
  if (takeWord(p, K.AUTHORIZATION) && isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
}

function readDatabase(p: Parser, operation: Operation): void {
  const word = wordAt(p, p.at)
  if (word === K.AUDIT) {
    p.at += 2
    if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
    readSettings(p, operation)
    return
  }
  if (word === K.ENCRYPTION || word === K.SCOPED) {
    readRest(p)
    return
  }
  if (word === K.CURRENT) p.at++
  else readDatabaseName(p, false, operation)
  // MODIFY NAME = other
  if (kindAt(p, p.at) === T.WORD && wordAt(p, p.at + 1) === K.NAME && kindAt(p, p.at + 2) === P.EQUAL) {
    p.at += 3
    readDatabaseName(p, false, "rename")
    return
  }
  takeWord(p, K.SET)
  // AS COPY OF server.database, AS SNAPSHOT OF database
  readPaths(p)
}

function readSecurityPolicy(p: Parser, operation: Operation): void {
  if (readName(p, true) > 0) pushName(p, R.OTHER)
  while (p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    const word = wordAt(p, p.at)
    if (word === K.PREDICATE) {
      p.at++
      if (readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, "function", "reference", operation)
        if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
      }
    } else if (word === K.ON && isName(p, p.at + 1)) {
      p.at++
      readReference(p, operation)
    } else if (word > 0 && endsAlter(word) && word !== K.UPDATE && word !== K.INSERT && word !== K.DELETE) return
    else p.at++
  }
}
