import { finishDefinition, openStatement, readBegin, readCondition, readEnd, scanned, simple } from "./blocks.js"
import { readCursor, readTransaction } from "./cursors.js"
import { readBackup, readDbcc, readRestore, readUse } from "./databases.js"
import { readAlter, readCreate } from "./ddl.js"
import { readDrop } from "./ddl-drop.js"
import { readExecute } from "./execute.js"
import { K, words } from "./keywords.js"
import { readOther } from "./loose-statements.js"
import { readGrant } from "./permissions.js"
import { expression, type ScanStart, whole } from "./scan-start.js"
import { readWaitFor } from "./service-broker.js"
import { endOf, kindAt, type OpenStatement, type Parser, partText, problem, unfinished, wordAt } from "./state.js"
import { readBulkInsert, readMessage, readSetTextStatement, readTruncate, readUpdateStatistics } from "./table-statements.js"
import { P, T } from "./tokens.js"
import { readDeclare, readSet } from "./variables.js"

/** Reads all statements of a batch. */
export function readBatch(p: Parser): void {
  let first = true
  while (p.at < p.stop) {
    const before = p.at
    const kind = kindAt(p, p.at)
    if (kind === P.SEMICOLON || kind === T.DIRECTIVE || kind === T.GO) {
      p.at++
      continue
    }
    readStatement(p, first)
    first = false
    if (p.at === before) {
      problem(p, p.at, `${JSON.stringify(partText(p, p.at).slice(0, 40))} begins no statement`)
      p.at++
    }
  }
  const open = p.blocks.find(({ kind }) => kind === "begin" || kind === "try")
  if (open !== undefined) unfinished(p, open.at, "this BEGIN has no END")
  for (let block = p.blocks.pop(); block !== undefined; block = p.blocks.pop()) {
    const statement = p.statements[block.statement]
    if (statement !== undefined && p.at > 1) statement.end = Math.max(statement.end, endOf(p, p.at - 1))
  }
  p.branches.length = 0
}

/** Statements whose first word says what they are; a function reads what stands behind it. */
const simples = new Map<number, (p: Parser) => void>([
  [K.EXEC, readExecute],
  [K.EXECUTE, readExecute],
  [K.DECLARE, readDeclare],
  [K.SET, readSet],
  [K.USE, readUse],
  [K.TRUNCATE, readTruncate],
  [K.PRINT, readMessage],
  [K.RAISERROR, readMessage],
  [K.GRANT, readGrant],
  [K.DENY, readGrant],
  [K.REVOKE, readGrant],
  [K.BACKUP, readBackup],
  [K.RESTORE, readRestore],
  [K.DBCC, readDbcc],
  [K.READTEXT, readSetTextStatement],
  [K.WRITETEXT, readSetTextStatement],
  [K.UPDATETEXT, readSetTextStatement],
  [K.FETCH, readCursor],
  [K.OPEN, readCursor],
  [K.CLOSE, readCursor],
  [K.DEALLOCATE, readCursor],
  [K.COMMIT, readTransaction],
  [K.ROLLBACK, readTransaction],
  [K.SAVE, readTransaction],
  [K.BREAK, nothing],
  [K.CONTINUE, nothing],
  [K.CHECKPOINT, nothing],
  [K.REVERT, nothing],
  [K.GOTO, passLabel],
  [K.WAITFOR, readWaitFor],
])

/** Statements that are read as queries and expressions are. */
const scans = new Map<number, ScanStart>([
  [K.SELECT, whole],
  [K.INSERT, whole],
  [K.UPDATE, whole],
  [K.DELETE, whole],
  [K.MERGE, whole],
  [K.WITH, whole],
  [K.RETURN, expression],
  [K.KILL, expression],
  [K.RECONFIGURE, expression],
  [K.SHUTDOWN, expression],
  [K.SETUSER, expression],
])

function nothing(): void {}

function withoutBody(p: Parser, statement: OpenStatement): boolean {
  readDrop(p, statement)
  return false
}

function passLabel(p: Parser): void {
  p.at++
}

function readStatement(p: Parser, first: boolean): void {
  const word = wordAt(p, p.at)
  const next = wordAt(p, p.at + 1)
  switch (word) {
    case K.BEGIN:
      readBegin(p)
      return
    case K.END:
      readEnd(p)
      return
    case K.IF:
    case K.WHILE:
      readCondition(p, word === K.IF ? "if" : "while")
      return
    case K.ELSE:
      // Without its IF: as in a piece of a script.
      p.at++
      return
    case K.CREATE:
      readDefining(p, "create", readCreate)
      return
    case K.ALTER:
      readDefining(p, "alter", readAlter)
      return
    case K.DROP:
      readDefining(p, "drop", withoutBody)
      return
    default:
  }
  const scan = scans.get(word)
  const read = simples.get(word)
  if (word === K.UPDATE && next === K.STATISTICS) simple(p, "update-statistics", readUpdateStatistics)
  else if (word === K.BULK && next === K.INSERT) simple(p, "bulk-insert", readBulkInsert)
  else if (scan !== undefined) scanned(p, words[word] as string, scan)
  else if (read !== undefined) simple(p, word === K.EXEC ? "execute" : (words[word] as string), read)
  else readOther(p, word, next, first)
}

/** A definition, which may have a body that holds all that follows in the batch. */
function readDefining(p: Parser, kind: string, read: (p: Parser, statement: OpenStatement) => boolean): void {
  const statement = openStatement(p, kind)
  finishDefinition(p, statement, read(p, statement))
}
