import type { AccessKind } from "../model/sql.js"
import { K, words } from "./keywords.js"
import { nameToken, pushAccess, pushName, pushObject, pushToken, readName, tableKind } from "./names.js"
import { scan } from "./query.js"
import { options, whole } from "./scan-start.js"
import {
  endOf,
  hashAt,
  isName,
  kindAt,
  markString,
  type OpenStatement,
  type Parser,
  R,
  skipBrackets,
  startOf,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
import { P, T } from "./tokens.js"
import { readDataType } from "./types.js"
import { readDatabaseName, readDefinitionWord, readPaths, readSecurable, readTableBody } from "./utility.js"

type Operation = "create" | "alter" | "drop"

function readObject(p: Parser, kind: AccessKind, operation: string): boolean {
  if (readName(p, true) === 0) return false
  const temporary = tableKind(p)
  pushObject(p)
  pushAccess(p, kind === "table" && temporary === "temp-table" ? temporary : kind, "define", operation)
  return true
}

function readReference(p: Parser, operation: string, kind: AccessKind | null = null): boolean {
  if (readName(p, true) === 0) return false
  pushObject(p)
  pushAccess(p, kind ?? tableKind(p), "reference", operation)
  return true
}

/** Passes the rest of a definition: names in it are columns, types and functions, unless it says REFERENCES and the like. */
function readRest(p: Parser): void {
  scan(p, options)
}

/** Remembers that the text defines something that is no table. */
function define(p: Parser, kind: AccessKind): void {
  p.defined.set(hashAt(p, p.nameLast), kind)
}

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
      readSecurityPolicy(p)
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
  readRest(p)
  return false
}

/** `table`, `procedure`, `unique-clustered-index` is `index`: what the statement defines. */
function kindOf(p: Parser): string {
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

function readCreateTable(p: Parser): void {
  readObject(p, "table", "create")
  if (kindAt(p, p.at) === P.OPEN) readTableBody(p)
  for (;;) {
    const word = wordAt(p, p.at)
    if (word === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      readDefinitionList(p)
    } else if (
      word === K.AS &&
      (wordAt(p, p.at + 1) === K.SELECT || wordAt(p, p.at + 1) === K.WITH || kindAt(p, p.at + 1) === P.OPEN)
    ) {
      p.at++
      scan(p, whole)
      return
    } else if (word === K.AS) p.at += 2
    else if (
      word === K.ON ||
      (kindAt(p, p.at) === T.WORD && /^(textimage_on|filestream_on)$/i.test(p.text.slice(startOf(p, p.at), endOf(p, p.at))))
    ) {
      p.at++
      if (isName(p, p.at) || wordAt(p, p.at) === K.PRIMARY) {
        if (isName(p, p.at)) pushToken(p, p.at, R.OTHER)
        p.at++
      }
      if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    } else return
  }
}

/** Options in brackets, some of which name objects. */
function readDefinitionList(p: Parser): void {
  let depth = 0
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    if (kind === P.SEMICOLON) return
    if (kind === P.OPEN) depth++
    if (kind === P.CLOSE) depth--
    if (kind === P.OPEN || kind === P.CLOSE) p.at++
    else if (!readDefinitionWord(p)) return
    if (depth === 0) return
  }
}

function readAlterTable(p: Parser): void {
  readObject(p, "table", "alter")
  const target = p.accesses[p.accesses.length - 1]
  let depth = 0
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    if (kind === P.SEMICOLON || kind === T.GO) return
    if (kind === P.OPEN || kind === P.CLOSE) {
      depth += kind === P.OPEN ? 1 : -1
      p.at++
      continue
    }
    switch (word) {
      case K.SWITCH:
        p.at++
        if (target !== undefined) {
          target.role = "write"
          target.operation = "switch"
        }
        skipPartition(p)
        if (takeWord(p, K.TO) && readName(p, true) > 0) {
          const kindOfTable = tableKind(p)
          pushObject(p)
          pushAccess(p, kindOfTable, "write", "switch")
          skipPartition(p)
        }
        continue
      case K.TRIGGER:
        p.at++
        while (isName(p, p.at) || wordAt(p, p.at) === K.ALL) {
          if (takeWord(p, K.ALL)) break
          readReference(p, "alter", "trigger")
          if (!takeKind(p, P.COMMA)) break
        }
        continue
      case K.ALTER:
        if (wordAt(p, p.at + 1) !== K.COLUMN) return
        p.at += 2
        readColumnType(p)
        continue
      case K.ADD:
        p.at++
        takeWord(p, K.COLUMN)
        readColumnType(p)
        continue
      case K.DROP:
        p.at++
        if (takeWord(p, K.CONSTRAINT) || takeWord(p, K.COLUMN)) {
          if (takeWord(p, K.IF)) takeWord(p, K.EXISTS)
        } else if (takeWord(p, K.IF)) takeWord(p, K.EXISTS)
        if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
        continue
      case K.SET:
        if (kindAt(p, p.at + 1) !== P.OPEN && wordAt(p, p.at + 1) !== K.NULL && wordAt(p, p.at + 1) !== K.DEFAULT) return
        p.at++
        continue
      case K.ON:
        p.at++
        if (wordAt(p, p.at) === K.UPDATE || wordAt(p, p.at) === K.DELETE) p.at++
        continue
      case K.CHECK:
      case K.NOCHECK:
      case K.WITH:
      case K.NOT:
      case K.NULL:
      case K.DEFAULT:
        p.at++
        continue
      default:
    }
    if (depth <= 0 && word > 0 && endsAlter(word)) return
    if (!readDefinitionWord(p)) return
  }
}

function readColumnType(p: Parser): void {
  if (!isName(p, p.at) || wordAt(p, p.at) === K.SIGNATURE) return
  const next = kindAt(p, p.at + 1)
  pushToken(p, p.at++, R.COLUMN)
  if (next === T.WORD || next === T.BRACKET || next === T.DOUBLE) {
    const word = wordAt(p, p.at)
    if (word !== K.AS && word !== K.ADD && word !== K.DROP) readDataType(p)
  }
}

function skipPartition(p: Parser): void {
  if (!takeWord(p, K.PARTITION)) return
  while (p.at < p.stop && wordAt(p, p.at) !== K.TO && kindAt(p, p.at) !== P.SEMICOLON && kindAt(p, p.at) !== T.NONE) {
    if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    else if (kindAt(p, p.at) === T.WORD && wordAt(p, p.at) > 0 && wordAt(p, p.at) !== K.PARTITION) return
    else p.at++
  }
}

/** A word that a column or constraint cannot hold outside brackets. */
function endsAlter(word: number): boolean {
  switch (word) {
    case K.SELECT:
    case K.INSERT:
    case K.UPDATE:
    case K.DELETE:
    case K.MERGE:
    case K.EXEC:
    case K.EXECUTE:
    case K.IF:
    case K.ELSE:
    case K.WHILE:
    case K.BEGIN:
    case K.END:
    case K.PRINT:
    case K.RAISERROR:
    case K.RETURN:
    case K.DECLARE:
    case K.CREATE:
    case K.TRUNCATE:
    case K.USE:
    case K.GRANT:
    case K.DENY:
    case K.REVOKE:
    case K.COMMIT:
    case K.ROLLBACK:
    case K.GOTO:
    case K.DBCC:
    case K.BULK:
    case K.WAITFOR:
    case K.FETCH:
      return true
    default:
      return false
  }
}

function readView(p: Parser): boolean {
  if (kindAt(p, p.at) === P.OPEN) readColumnList(p)
  if (takeWord(p, K.WITH)) while (p.at < p.stop && wordAt(p, p.at) !== K.AS && kindAt(p, p.at) !== P.SEMICOLON) p.at++
  return takeWord(p, K.AS)
}

function readColumnList(p: Parser): void {
  const first = p.at
  skipBrackets(p)
  for (let index = first; index < p.at; index++) if (isName(p, index)) pushToken(p, index, R.COLUMN)
}

/** Parameters up to AS, which begins the body. */
function readParameters(p: Parser): void {
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    if (kind === T.VARIABLE) {
      p.at++
      takeWord(p, K.AS)
      readDataType(p)
      if (takeKind(p, P.EQUAL)) {
        if (kindAt(p, p.at) === P.MINUS || kindAt(p, p.at) === P.PLUS) p.at++
        if (kindAt(p, p.at) === T.STRING) markString(p, p.at, "data")
        p.at++
      }
    } else return
    while (
      takeWord(p, K.OUTPUT) ||
      takeWord(p, K.OUT) ||
      takeWord(p, K.READONLY) ||
      takeWord(p, K.NOT) ||
      takeWord(p, K.NULL) ||
      takeWord(p, K.VARYING)
    );
    if (!takeKind(p, P.COMMA)) return
  }
}

function toBody(p: Parser): boolean {
  while (p.at < p.stop) {
    const word = wordAt(p, p.at)
    if (word === K.AS) {
      // WITH EXECUTE AS OWNER
      if (wordAt(p, p.at - 1) !== K.EXECUTE && wordAt(p, p.at - 1) !== K.EXEC) {
        p.at++
        if (takeWord(p, K.EXTERNAL)) {
          p.at++
          if (readName(p, true) > 0) pushName(p, R.OTHER)
          return false
        }
        return true
      }
    } else if (
      word === K.SELECT ||
      word === K.INSERT ||
      word === K.UPDATE ||
      word === K.DELETE ||
      word === K.BEGIN ||
      word === K.RETURN
    )
      return true
    if (kindAt(p, p.at) === P.SEMICOLON) return false
    p.at++
  }
  return false
}

function readProcedureHead(p: Parser): boolean {
  if (kindAt(p, p.at) === P.SEMICOLON && kindAt(p, p.at + 1) === T.NUMBER) p.at += 2
  const brackets = takeKind(p, P.OPEN)
  readParameters(p)
  if (brackets) takeKind(p, P.CLOSE)
  return toBody(p)
}

function readFunctionHead(p: Parser): boolean {
  if (takeKind(p, P.OPEN)) {
    readParameters(p)
    takeKind(p, P.CLOSE)
  }
  if (takeWord(p, K.RETURNS)) {
    if (kindAt(p, p.at) === T.VARIABLE) {
      const variable = p.at
      p.at++
      if (takeWord(p, K.TABLE)) {
        const after = p.at
        nameToken(p, variable)
        pushAccess(p, "table-variable", "define", "create")
        p.at = after
        readTableBody(p)
      }
    } else if (takeWord(p, K.TABLE)) {
      if (kindAt(p, p.at) === P.OPEN) readTableBody(p)
    } else readDataType(p)
  }
  return toBody(p)
}

function readTriggerHead(p: Parser, operation: Operation): boolean {
  readObject(p, "trigger", operation)
  if (takeWord(p, K.ON)) {
    if (wordAt(p, p.at) === K.DATABASE) p.at++
    else if (wordAt(p, p.at) === K.ALL) p.at += 2
    else readReference(p, operation)
  }
  // WITH EXECUTE AS … FOR | AFTER | INSTEAD OF INSERT, UPDATE … AS
  while (p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    if (wordAt(p, p.at) === K.AS && wordAt(p, p.at - 1) !== K.EXECUTE && wordAt(p, p.at - 1) !== K.EXEC) {
      p.at++
      return true
    }
    p.at++
  }
  return false
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
  if (word === K.AUDIT || word === K.ENCRYPTION || word === K.SCOPED) {
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

function readSecurityPolicy(p: Parser): void {
  if (readName(p, true) > 0) pushName(p, R.OTHER)
  while (p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    const word = wordAt(p, p.at)
    if (word === K.PREDICATE) {
      p.at++
      if (readName(p, true) > 0) {
        pushObject(p)
        pushAccess(p, "function", "reference", "create")
        if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
      }
    } else if (word === K.ON && isName(p, p.at + 1)) {
      p.at++
      readReference(p, "create")
    } else if (word > 0 && endsAlter(word) && word !== K.UPDATE && word !== K.INSERT && word !== K.DELETE) return
    else p.at++
  }
}

const kinds = new Map<number, AccessKind>([
  [K.TABLE, "table"],
  [K.VIEW, "view"],
  [K.PROC, "procedure"],
  [K.PROCEDURE, "procedure"],
  [K.FUNCTION, "function"],
  [K.TRIGGER, "trigger"],
  [K.SYNONYM, "synonym"],
  [K.SEQUENCE, "sequence"],
  [K.TYPE, "type"],
])

/** Reads DROP. */
export function readDrop(p: Parser, statement: OpenStatement): void {
  p.at++
  statement.kind = `drop-${kindOf(p)}`
  if (wordAt(p, p.at) === K.EXTERNAL && wordAt(p, p.at + 1) === K.TABLE) p.at++
  const word = wordAt(p, p.at)
  const kind = kinds.get(word)
  p.at++
  if (kind !== undefined) {
    skipIfExists(p)
    do {
      if (!readObject(p, kind, "drop")) break
    } while (takeKind(p, P.COMMA))
    if (word === K.TRIGGER && takeWord(p, K.ON)) p.at += wordAt(p, p.at) === K.ALL ? 2 : 1
    return
  }
  if (word === K.DATABASE && wordAt(p, p.at) !== K.AUDIT && wordAt(p, p.at) !== K.ENCRYPTION && wordAt(p, p.at) !== K.SCOPED) {
    skipIfExists(p)
    do {
      if (!readDatabaseName(p, false, "drop")) break
    } while (takeKind(p, P.COMMA))
    return
  }
  if (word === K.INDEX || (word === K.FULLTEXT && wordAt(p, p.at) === K.INDEX)) {
    readDropIndex(p, word === K.FULLTEXT)
    return
  }
  if (word === K.STATISTICS) {
    do {
      if (readName(p, true) === 0) break
      readIndexOwner(p, "drop")
    } while (takeKind(p, P.COMMA))
    return
  }
  while (kindAt(p, p.at) === T.WORD && kindAt(p, p.at + 1) === T.WORD && wordAt(p, p.at) > 0) p.at++
  if (readName(p, false) > 0) pushName(p, word === K.SCHEMA ? R.SCHEMA : R.OTHER)
  readRest(p)
}

function skipIfExists(p: Parser): void {
  if (takeWord(p, K.IF)) takeWord(p, K.EXISTS)
}

/** `DROP INDEX ix ON t, …`, `DROP INDEX t.ix` */
function readDropIndex(p: Parser, fulltext: boolean): void {
  if (fulltext) p.at++
  skipIfExists(p)
  do {
    if (!fulltext) {
      const parts = readName(p, true)
      if (parts === 0) break
      if (wordAt(p, p.at) !== K.ON && parts > 1) {
        readIndexOwner(p, "drop")
        continue
      }
      pushName(p, R.INDEX)
      pushAccess(p, "index", "define", "drop")
    }
    if (takeWord(p, K.ON)) readReference(p, "drop")
    if (wordAt(p, p.at) === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      skipBrackets(p)
    }
  } while (takeKind(p, P.COMMA))
}

/** The table in front of the index's or statistics' name that was read last. */
function readIndexOwner(p: Parser, operation: string): void {
  pushName(p, R.INDEX)
  if (p.parts.length < 2) return
  const last = p.nameLast
  p.parts.pop()
  let token = last - 1
  while (token > p.nameFirst && p.kinds[token] === P.DOT) token--
  p.nameLast = token
  pushAccess(p, tableKind(p), "reference", operation)
}
