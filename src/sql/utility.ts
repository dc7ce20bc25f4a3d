import { appends, assign } from "./fold.js"
import { hashOf, K, lastReserved } from "./keywords.js"
import { nameToken, pushAccess, pushName, pushObject, pushToken, readName, tableKind, takeSequence } from "./names.js"
import { scan } from "./query.js"
import { expression, item, options, whole } from "./scan-start.js"
import { hashAt, isName, kindAt, markString, type Parser, R, skipBrackets, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"

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

/** `TRUNCATE TABLE t [WITH (PARTITIONS (…))]` */
export function readTruncate(p: Parser): void {
  takeWord(p, K.TABLE)
  if (readName(p, true) > 0) {
    const kind = tableKind(p)
    pushObject(p)
    pushAccess(p, kind === "pseudo-table" ? "table" : kind, "write", "truncate")
  }
  if (wordAt(p, p.at) === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
    p.at++
    skipBrackets(p)
  }
}

/** PRINT, RAISERROR, THROW: their strings are for people. */
export function readMessage(p: Parser): void {
  const first = p.at
  scan(p, expression)
  for (let token = first; token < p.at; token++) if ((p.uses[token] as number) <= 1) markString(p, token, "message")
}

/** Variables, cursors, table variables. */
export function readDeclare(p: Parser): void {
  if (kindAt(p, p.at) !== T.VARIABLE) {
    // DECLARE c CURSOR … FOR query
    if (isName(p, p.at)) p.at++
    readCursorQuery(p)
    return
  }
  while (kindAt(p, p.at) === T.VARIABLE) {
    const variable = p.at
    p.at++
    takeWord(p, K.AS)
    if (wordAt(p, p.at) === K.CURSOR) {
      p.at++
      if (wordAt(p, p.at) === K.FOR || wordAt(p, p.at) === 0) readCursorQuery(p)
    } else if (wordAt(p, p.at) === K.TABLE && kindAt(p, p.at + 1) === P.OPEN) {
      nameToken(p, variable)
      pushAccess(p, "table-variable", "define", "create")
      p.at++
      readTableBody(p)
    } else {
      readDataType(p)
      if (takeKind(p, P.EQUAL)) {
        const from = p.at
        scan(p, item)
        assign(p, variable, false, from, p.at)
      } else if (p.branches.length === 0) p.variables.delete(hashAt(p, variable))
    }
    if (!takeKind(p, P.COMMA)) return
  }
}

/** Columns and constraints of a table in brackets: types, references, defaults. */
export function readTableBody(p: Parser): void {
  if (kindAt(p, p.at) !== P.OPEN) return
  let depth = 0
  let column = true
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    if (kind === P.OPEN) {
      depth++
      p.at++
    } else if (kind === P.CLOSE) {
      depth--
      p.at++
      if (depth === 0) return
    } else if (kind === P.SEMICOLON) return
    else if (kind === P.COMMA) {
      if (depth === 1) column = true
      p.at++
    } else if (column && isName(p, p.at)) {
      column = false
      pushToken(p, p.at, R.COLUMN)
      p.at++
      if (wordAt(p, p.at) !== K.AS) readDataType(p)
    } else {
      column = false
      if (!readDefinitionWord(p)) return
    }
  }
}

/** One word or name of a table's definition. False where a new statement shows that a bracket was never closed. */
export function readDefinitionWord(p: Parser): boolean {
  const word = wordAt(p, p.at)
  switch (word) {
    case K.REFERENCES:
      p.at++
      if (readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, tableKind(p), "reference", "reference")
      }
      return true
    case K.CONSTRAINT:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return true
    case K.INDEX:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return true
    case K.HISTORY_TABLE:
      p.at++
      if (takeKind(p, P.EQUAL) && readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, "table", "reference", "alter")
      }
      return true
    case K.LEDGER_VIEW:
      p.at++
      if (takeKind(p, P.EQUAL) && readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, "view", "define", "create")
      }
      return true
    case K.CONNECTION:
      p.at++
      if (kindAt(p, p.at) === P.OPEN) readConnection(p)
      return true
    case K.COLLATE:
      p.at++
      if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
      return true
    case K.FOR:
      p.at++
      takeSequence(p)
      return true
    case K.INSERT:
    case K.TRUNCATE:
    case K.DECLARE:
    case K.CREATE:
    case K.PRINT:
      return false
    default:
  }
  if (isName(p, p.at)) {
    const before = p.at
    const parts = readName(p, false)
    if (parts === 0) p.at = before + 1
    else if (kindAt(p, p.at) === P.OPEN) {
      if (parts > 1) p.open.push({ name: pushName(p, R.COLUMN), level: -1, call: true })
    } else if (word === 0) {
      const name = pushName(p, R.COLUMN)
      if (parts > 1) p.open.push({ name, level: -1, call: false })
    }
    return true
  }
  p.at++
  return true
}

/** `CONNECTION (a TO b, …)`: the tables that an edge of a graph joins. */
function readConnection(p: Parser): void {
  do {
    p.at++
    if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, tableKind(p), "reference", "reference")
    }
  } while (wordAt(p, p.at) === K.TO || kindAt(p, p.at) === P.COMMA)
  takeKind(p, P.CLOSE)
}

function readCursorQuery(p: Parser): void {
  while (p.at < p.stop && wordAt(p, p.at) !== K.FOR && kindAt(p, p.at) === T.WORD) p.at++
  if (takeWord(p, K.FOR)) scan(p, whole)
}

/** `SET @v = …`, `SET IDENTITY_INSERT t ON`, options. */
export function readSet(p: Parser): void {
  if (kindAt(p, p.at) === T.VARIABLE) {
    const variable = p.at
    p.at++
    if (kindAt(p, p.at) === P.DOT) {
      scan(p, expression)
      return
    }
    const append = appends(p, p.at) > 0
    // Other signs: -=, ^= and the like.
    while (kindAt(p, p.at) !== P.EQUAL && kindAt(p, p.at) > 32 && kindAt(p, p.at) !== P.SEMICOLON) p.at++
    if (!takeKind(p, P.EQUAL)) return
    if (wordAt(p, p.at) === K.CURSOR) {
      readCursorQuery(p)
      return
    }
    const from = p.at
    scan(p, expression)
    assign(p, variable, append, from, p.at)
    return
  }
  if (takeWord(p, K.IDENTITY_INSERT)) {
    if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, tableKind(p), "reference", "set")
    }
    if (!takeWord(p, K.ON)) takeWord(p, K.OFF)
    return
  }
  readOptions(p)
}

/** Words of an option up to the next statement: `SET NOCOUNT, XACT_ABORT ON`, `SET TRANSACTION ISOLATION LEVEL …`. */
function readOptions(p: Parser): void {
  if (wordAt(p, p.at) === K.TRANSACTION) {
    p.at++
    while (
      kindAt(p, p.at) === T.WORD &&
      /^(isolation|level|read|uncommitted|committed|repeatable|snapshot|serializable)$/i.test(wordText(p))
    )
      p.at++
    return
  }
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    p.at++
    if (word === K.ON || word === K.OFF) return
    const next = kindAt(p, p.at)
    if (kind === T.NUMBER || kind === T.VARIABLE || kind === T.STRING) return
    if (next === P.SEMICOLON || next === T.NONE) return
    if (
      next === T.WORD &&
      wordAt(p, p.at) <= lastReserved &&
      wordAt(p, p.at) > 0 &&
      wordAt(p, p.at) !== K.ON &&
      wordAt(p, p.at) !== K.OFF
    ) {
      const after = wordAt(p, p.at)
      if (after !== K.STATISTICS && after !== K.IDENTITY_INSERT && after !== K.ROWCOUNT && after !== K.TEXTSIZE) return
    }
    if (
      kind === T.WORD &&
      next === T.WORD &&
      word === 0 &&
      wordAt(p, p.at) === 0 &&
      kindAt(p, p.at - 2) === T.WORD &&
      wordAt(p, p.at - 2) === 0
    )
      return
  }
}

function wordText(p: Parser): string {
  return p.text.slice(p.tokens.starts[p.at], p.tokens.ends[p.at])
}

const classes = new Map(
  (
    [
      ["database", R.DATABASE],
      ["schema", R.SCHEMA],
      ["server", R.SERVER],
    ] as const
  ).map(([name, role]) => [hashOf(name), role] as const),
)

/** `OBJECT::dbo.t`, `DATABASE::x`, or a name alone: what GRANT and ALTER AUTHORIZATION are about. */
export function readSecurable(p: Parser, operation: string): void {
  let index = p.at
  while (kindAt(p, index) === T.WORD && index < p.at + 4) index++
  if (kindAt(p, index) === P.COLON && kindAt(p, index + 1) === P.COLON && index > p.at) {
    const role = index === p.at + 1 ? classes.get(hashAt(p, p.at)) : undefined
    const object = /^(object|type)$/i.test(wordText(p))
    p.at = index + 2
    if (role === R.DATABASE) {
      readDatabaseName(p, false, operation)
      return
    }
    if (readName(p, true) === 0) return
    if (object) {
      pushObject(p)
      pushAccess(p, "unknown", "reference", operation)
    } else pushName(p, role ?? R.OTHER)
    return
  }
  if (readName(p, true) === 0) return
  pushObject(p)
  pushAccess(p, p.defined.get(hashAt(p, p.nameLast)) ?? "unknown", "reference", operation)
}

/** Permissions: what stands behind ON. */
export function readGrant(p: Parser): void {
  const operation = wordAt(p, p.at - 1) === K.GRANT ? "grant" : wordAt(p, p.at - 1) === K.DENY ? "deny" : "revoke"
  let on = false
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    if (kind === P.SEMICOLON) return
    if (word === K.ON && !on) {
      p.at++
      on = true
      readSecurable(p, operation)
    } else if (kind === P.OPEN) skipBrackets(p)
    else if (word === K.TO || word === K.FROM) {
      p.at++
      readPrincipals(p)
      return
    } else if (!on && (word === K.IF || word === K.PRINT || word === K.DECLARE)) return
    else p.at++
  }
}

function readPrincipals(p: Parser): void {
  do {
    if (wordAt(p, p.at) === K.PUBLIC) p.at++
    else if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
    else if (kindAt(p, p.at) === T.VARIABLE || kindAt(p, p.at) === T.STRING) p.at++
  } while (takeKind(p, P.COMMA))
  if (wordAt(p, p.at) === K.WITH && wordAt(p, p.at + 1) === K.GRANT) p.at += 3
  if (takeWord(p, K.CASCADE)) return
  if (wordAt(p, p.at) === K.AS && isName(p, p.at + 1)) p.at += 2
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
  "checkdb checkalloc checkcatalog shrinkdatabase updateusage checkprimaryfile dbreindexall clonedatabase flushprocindb loginfo dbinfo opentran"
    .split(" ")
    .map(hashOf),
)
const ofObjectInDatabase = new Set("cleantable indexdefrag".split(" ").map(hashOf))
const ofObject = new Set("checktable checkident checkconstraints dbreindex show_statistics showcontig".split(" ").map(hashOf))

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
  } else if (ofObject.has(command) || ofObjectInDatabase.has(command)) {
    if (ofObjectInDatabase.has(command)) {
      readDatabaseName(p, false, "dbcc")
      takeKind(p, P.COMMA)
    }
    if (kindAt(p, p.at) === T.STRING) markString(p, p.at, "object-name")
    else if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, tableKind(p), "reference", "dbcc")
    }
  }
  p.at = end
  skipBrackets(p)
  if (takeWord(p, K.WITH)) while (isName(p, p.at) || kindAt(p, p.at) === P.COMMA) p.at++
}

/** `BULK INSERT t FROM 'path' WITH (…)` */
export function readBulkInsert(p: Parser): void {
  takeWord(p, K.INSERT)
  if (readName(p, true) > 0) {
    const kind = tableKind(p)
    pushObject(p)
    pushAccess(p, kind, "write", "bulk-insert")
  }
  if (takeWord(p, K.FROM) && kindAt(p, p.at) === T.STRING) {
    markString(p, p.at, "path")
    p.at++
  } else if (isName(p, p.at)) p.at++
  if (takeWord(p, K.WITH) && kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}

/** `COPY INTO t [(columns)] FROM 'path' WITH (…)` */
export function readCopy(p: Parser): void {
  takeWord(p, K.INTO)
  if (readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, tableKind(p), "write", "copy-into")
  }
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  if (takeWord(p, K.FROM)) {
    while (kindAt(p, p.at) === T.STRING || kindAt(p, p.at) === P.COMMA) {
      markString(p, p.at, "path")
      p.at++
    }
  }
  if (takeWord(p, K.WITH) && kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}

/** `UPDATE STATISTICS t …`; the next token is STATISTICS. */
export function readUpdateStatistics(p: Parser): void {
  takeWord(p, K.STATISTICS)
  if (readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, tableKind(p), "reference", "update-statistics")
  }
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  else if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
  if (takeWord(p, K.WITH)) scan(p, expression)
}

/** READTEXT, WRITETEXT, UPDATETEXT: `t.c` and what follows. */
export function readSetTextStatement(p: Parser): void {
  const write = wordAt(p, p.at - 1) !== K.READTEXT
  takeWord(p, K.BULK)
  if (readName(p, true) > 1) {
    const column = p.parts.pop() as number
    let last = column - 1
    while (last > p.nameFirst && p.kinds[last] === P.DOT) last--
    p.nameLast = last
    pushObject(p)
    pushAccess(p, tableKind(p), write ? "write" : "read", write ? "update" : "select")
  }
  scan(p, expression)
}
