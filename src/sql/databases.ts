import { hashOf, K } from "./keywords.js"
import { nameToken, pushAccess, pushName, pushObject, readName, tableKind } from "./names.js"
import { scan } from "./query.js"
import { options } from "./scan-start.js"
import {
  hashAt,
  isName,
  kindAt,
  markString,
  type Parser,
  partText,
  R,
  skipBrackets,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
import { P, T } from "./tokens.js"
import { literalValue } from "./values.js"

/** A database by itself. */
export function readDatabaseName(p: Parser, use: boolean, operation: string): boolean {
  const kind = kindAt(p, p.at)
  if (kind === T.STRING) {
    markString(p, p.at, "database-name")
    p.at++
    return true
  }
  if (kind === T.VARIABLE || kind === T.PARAMETER) {
    p.at++
    return true
  }
  if (!isName(p, p.at) && kind !== T.WORD) return false
  nameToken(p, p.at++)
  pushName(p, use ? R.USE : R.DATABASE)
  pushAccess(
    p,
    "database",
    operation === "create" || operation === "alter" || operation === "drop" ? "define" : "reference",
    operation,
  )
  return true
}

/** `USE x` */
export function readUse(p: Parser): void {
  readDatabaseName(p, true, "use")
}

/** `BACKUP DATABASE x TO DISK = '…'` */
export function readBackup(p: Parser): void {
  if (wordAt(p, p.at) === K.DATABASE || isLog(p)) {
    p.at++
    readDatabaseName(p, false, "backup")
  }
  readPaths(p)
}

function isLog(p: Parser): boolean {
  return wordAt(p, p.at) === K.LOG
}

/** `RESTORE DATABASE x FROM DISK = '…' WITH MOVE '…' TO '…'` */
export function readRestore(p: Parser): void {
  if (wordAt(p, p.at) === K.DATABASE || isLog(p)) {
    p.at++
    readDatabaseName(p, false, "restore")
  }
  readPaths(p)
}

/** Options with paths and logical file names. */
export function readPaths(p: Parser): void {
  const first = p.at
  scan(p, options)
  while (p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON && (wordAt(p, p.at) === K.WITH || kindAt(p, p.at) === P.COMMA)) {
    p.at++
    scan(p, options)
  }
  for (let token = first; token < p.at; token++) if (kindAt(p, token) === T.STRING) markString(p, token, "path")
}

const ofDatabase = new Set(
  "checkdb checkalloc checkcatalog shrinkdatabase checkprimaryfile dbreindexall clonedatabase flushprocindb loginfo dbinfo opentran"
    .split(" ")
    .map(hashOf),
)

const cloneDatabase = hashOf("clonedatabase")

const ofObjectInDatabase = new Set("cleantable indexdefrag updateusage".split(" ").map(hashOf))

const ofObject = new Set(
  "checktable checkident checkconstraints dbreindex show_statistics showcontig pdw_showspaceused".split(" ").map(hashOf),
)

/** `DBCC command (arguments)` */
export function readDbcc(p: Parser): void {
  const command = hashAt(p, p.at)
  p.at++
  if (kindAt(p, p.at) !== P.OPEN) {
    if (wordAt(p, p.at) === K.WITH) p.at += 2
    return
  }
  const end = p.at
  p.at++
  if (ofDatabase.has(command)) {
    readDatabaseName(p, false, "dbcc")
    if (command === cloneDatabase && takeKind(p, P.COMMA)) readDatabaseName(p, false, "create")
  } else if (ofObject.has(command) || ofObjectInDatabase.has(command)) {
    let database: string | null = null
    if (ofObjectInDatabase.has(command)) {
      if (isName(p, p.at)) database = partText(p, p.at)
      readDatabaseName(p, false, "dbcc")
      takeKind(p, P.COMMA)
    }
    // In double quotes, it is the text of a name all the same.
    const kind = kindAt(p, p.at)
    if (kind === T.STRING || (kind === T.DOUBLE && partText(p, p.at).includes("."))) {
      markString(p, p.at, "object-name")
      p.executions.push({
        value: literalValue(p, p.at),
        use: "object-name",
        statement: p.statement,
        server: null,
        database,
        operation: "dbcc",
        arguments: [],
      })
    } else if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, tableKind(p), "reference", "dbcc")
    }
  }
  p.at = end
  skipBrackets(p)
  if (takeWord(p, K.WITH)) while (isName(p, p.at) || kindAt(p, p.at) === P.COMMA) p.at++
}
