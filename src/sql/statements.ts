import { readAlter, readCreate, readDrop } from "./ddl.js"
import { readExecute, readProcedure } from "./execute.js"
import { K, lastReserved, words } from "./keywords.js"
import { pushAccess, pushObject, readName } from "./names.js"
import { scan } from "./query.js"
import { resolveStatement } from "./resolve.js"
import { expression, fragment, type ScanStart, whole } from "./scan-start.js"
import {
  endOf,
  isName,
  kindAt,
  type OpenStatement,
  type Parser,
  partText,
  problem,
  startOf,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
import { P, T } from "./tokens.js"
import {
  readBackup,
  readBulkInsert,
  readCopy,
  readDbcc,
  readDeclare,
  readGrant,
  readMessage,
  readRestore,
  readSet,
  readSetTextStatement,
  readTruncate,
  readUpdateStatistics,
  readUse,
} from "./utility.js"

/** Opens a statement whose first token is the next one. */
export function openStatement(p: Parser, kind: string): OpenStatement {
  const statement: OpenStatement = {
    start: startOf(p, p.at),
    end: startOf(p, p.at),
    kind,
    batch: p.batch,
    parent: p.blocks.length > 0 ? (p.blocks[p.blocks.length - 1] as { statement: number }).statement : -1,
  }
  p.statements.push(statement)
  p.statement = p.statements.length - 1
  p.confidence = "certain"
  return statement
}

function closeStatement(p: Parser, statement: OpenStatement): void {
  statement.end = Math.max(statement.end, endOf(p, p.at - 1))
  resolveStatement(p)
}

/** Closes the blocks that a finished statement ends: an IF without ELSE, a WHILE. */
function afterStatement(p: Parser): void {
  for (let top = p.blocks[p.blocks.length - 1]; top !== undefined; top = p.blocks[p.blocks.length - 1]) {
    if (top.kind === "if") {
      let next = p.at
      while (kindAt(p, next) === P.SEMICOLON) next++
      if (wordAt(p, next) === K.ELSE) {
        p.at = next + 1
        p.blocks.pop()
        p.blocks.push({ kind: "else", statement: top.statement })
        p.branches.pop()
        enterBranch(p)
        return
      }
    } else if (top.kind !== "while" && top.kind !== "else") return
    p.blocks.pop()
    p.branches.pop()
    const statement = p.statements[top.statement]
    if (statement !== undefined) statement.end = endOf(p, p.at - 1)
  }
}

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
  for (let block = p.blocks.pop(); block !== undefined; block = p.blocks.pop()) {
    const statement = p.statements[block.statement]
    if (statement !== undefined && p.at > 1) statement.end = Math.max(statement.end, endOf(p, p.at - 1))
  }
  p.branches.length = 0
}

function simple(p: Parser, kind: string, read: (p: Parser) => void): void {
  const statement = openStatement(p, kind)
  p.at++
  read(p)
  closeStatement(p, statement)
  afterStatement(p)
}

function scanned(p: Parser, kind: string, start: ScanStart): void {
  const statement = openStatement(p, kind)
  if (start === expression) p.at++
  scan(p, start)
  closeStatement(p, statement)
  afterStatement(p)
}

const rest = (p: Parser): void => scan(p, expression)

function readStatement(p: Parser, first: boolean): void {
  const word = wordAt(p, p.at)
  const next = wordAt(p, p.at + 1)
  switch (word) {
    case K.SELECT:
      scanned(p, "select", whole)
      return
    case K.INSERT:
      scanned(p, "insert", whole)
      return
    case K.UPDATE:
      if (next === K.STATISTICS) {
        simple(p, "update-statistics", readUpdateStatistics)
        return
      }
      scanned(p, "update", whole)
      return
    case K.DELETE:
      scanned(p, "delete", whole)
      return
    case K.MERGE:
      scanned(p, "merge", whole)
      return
    case K.WITH:
      scanned(p, "with", whole)
      return
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
    case K.EXEC:
    case K.EXECUTE:
      simple(p, "execute", readExecute)
      return
    case K.DECLARE:
      simple(p, "declare", readDeclare)
      return
    case K.SET:
      simple(p, "set", readSet)
      return
    case K.CREATE: {
      const statement = openStatement(p, "create")
      const body = readCreate(p, statement)
      finishDefinition(p, statement, body)
      return
    }
    case K.ALTER: {
      const statement = openStatement(p, "alter")
      const body = readAlter(p, statement)
      finishDefinition(p, statement, body)
      return
    }
    case K.DROP: {
      const statement = openStatement(p, "drop")
      readDrop(p, statement)
      finishDefinition(p, statement, false)
      return
    }
    case K.USE:
      simple(p, "use", readUse)
      return
    case K.TRUNCATE:
      simple(p, "truncate", readTruncate)
      return
    case K.PRINT:
      simple(p, "print", readMessage)
      return
    case K.RAISERROR:
      simple(p, "raiserror", readMessage)
      return
    case K.GRANT:
    case K.DENY:
    case K.REVOKE:
      simple(p, words[word] as string, readGrant)
      return
    case K.BACKUP:
      simple(p, "backup", readBackup)
      return
    case K.RESTORE:
      simple(p, "restore", readRestore)
      return
    case K.DBCC:
      simple(p, "dbcc", readDbcc)
      return
    case K.BULK:
      if (next === K.INSERT) {
        simple(p, "bulk-insert", readBulkInsert)
        return
      }
      break
    case K.READTEXT:
    case K.WRITETEXT:
    case K.UPDATETEXT:
      simple(p, words[word] as string, readSetTextStatement)
      return
    case K.RETURN:
      scanned(p, "return", expression)
      return
    case K.FETCH:
    case K.OPEN:
    case K.CLOSE:
    case K.DEALLOCATE:
      simple(p, words[word] as string, readCursor)
      return
    case K.COMMIT:
    case K.ROLLBACK:
    case K.SAVE:
      simple(p, words[word] as string, readTransaction)
      return
    case K.BREAK:
    case K.CONTINUE:
    case K.CHECKPOINT:
    case K.REVERT:
      simple(p, words[word] as string, () => {})
      return
    case K.GOTO:
      simple(p, "goto", (q) => {
        q.at++
      })
      return
    case K.WAITFOR:
    case K.KILL:
    case K.RECONFIGURE:
    case K.SHUTDOWN:
    case K.SETUSER:
      scanned(p, words[word] as string, expression)
      return
    default:
      readOther(p, word, next, first)
      return
  }
  readOther(p, word, next, first)
}

/** Definitions with a body hold all that follows in the batch. */
function finishDefinition(p: Parser, statement: OpenStatement, body: boolean): void {
  closeStatement(p, statement)
  if (body) p.blocks.push({ kind: "body", statement: p.statements.indexOf(statement, p.statement) })
  else afterStatement(p)
}

function readBegin(p: Parser): void {
  const next = wordAt(p, p.at + 1)
  if (next === K.TRAN || next === K.TRANSACTION || next === K.DISTRIBUTED) {
    simple(p, "begin-transaction", readTransaction)
    return
  }
  if (next === K.DIALOG || next === K.CONVERSATION) {
    scanned(p, "begin-dialog", expression)
    return
  }
  const parent = p.blocks.length > 0 ? (p.blocks[p.blocks.length - 1] as { statement: number }).statement : -1
  p.at++
  if (next === K.TRY || next === K.CATCH) {
    p.at++
    p.blocks.push({ kind: "try", statement: parent })
    enterBranch(p)
    return
  }
  if (takeWord(p, K.ATOMIC) && wordAt(p, p.at) === K.WITH) {
    while (kindAt(p, p.at) !== P.CLOSE && kindAt(p, p.at) !== T.NONE && kindAt(p, p.at) !== P.SEMICOLON) p.at++
    takeKind(p, P.CLOSE)
  }
  p.blocks.push({ kind: "begin", statement: parent })
}

function readEnd(p: Parser): void {
  const at = p.at
  p.at++
  const next = wordAt(p, p.at)
  if (next === K.TRY || next === K.CATCH) p.at++
  else if (next === K.CONVERSATION) {
    p.at = at
    scanned(p, "end-conversation", expression)
    return
  }
  const top = p.blocks[p.blocks.length - 1]
  if (top === undefined || (top.kind !== "begin" && top.kind !== "try")) {
    // In a piece of a script, its BEGIN stands elsewhere.
    if (p.batch >= 0 && top?.kind === "body") problem(p, at, "this END has no BEGIN")
    return
  }
  p.blocks.pop()
  if (top.kind === "try") p.branches.pop()
  afterStatement(p)
}

function readCondition(p: Parser, kind: "if" | "while"): void {
  const statement = openStatement(p, kind)
  const index = p.statement
  p.at++
  scan(p, expression)
  closeStatement(p, statement)
  p.blocks.push({ kind, statement: index })
  enterBranch(p)
}

/** What stands in the block that opens here may not run. */
function enterBranch(p: Parser): void {
  p.branches.push(++p.lastBranch)
}

/** Cursors have names of their own: they are nobody's objects. */
function readCursor(p: Parser): void {
  const start = wordAt(p, p.at - 1)
  if (start === K.FETCH) {
    while (kindAt(p, p.at) === T.WORD && /^(next|prior|first|last|absolute|relative)$/i.test(partText(p, p.at))) p.at++
    if (kindAt(p, p.at) === P.MINUS) p.at++
    if (kindAt(p, p.at) === T.NUMBER || (kindAt(p, p.at) === T.VARIABLE && wordAt(p, p.at + 1) === K.FROM)) p.at++
    takeWord(p, K.FROM)
  } else if (start === K.OPEN || start === K.CLOSE) {
    const next = wordAt(p, p.at)
    if (next === K.MASTER || next === K.SYMMETRIC || next === K.ALL) {
      scan(p, expression)
      return
    }
  }
  if (kindAt(p, p.at) === T.WORD && /^global$/i.test(partText(p, p.at)) && isName(p, p.at + 1)) p.at++
  if (isName(p, p.at) || kindAt(p, p.at) === T.VARIABLE) p.at++
  if (start !== K.FETCH || !takeWord(p, K.INTO)) return
  while (kindAt(p, p.at) === T.VARIABLE) {
    p.at++
    if (!takeKind(p, P.COMMA)) return
  }
}

function readTransaction(p: Parser): void {
  takeWord(p, K.DISTRIBUTED)
  if (takeWord(p, K.TRAN) || takeWord(p, K.TRANSACTION) || takeWord(p, K.WORK)) {
    const kind = kindAt(p, p.at)
    if (kind === T.VARIABLE || (isName(p, p.at) && wordAt(p, p.at) !== K.THROW && kindAt(p, p.at + 1) !== P.COLON)) p.at++
  }
  // Behind ROLLBACK and COMMIT alone, some write the name without TRAN.
  if (isName(p, p.at) && kindAt(p, p.at + 1) === P.SEMICOLON && wordAt(p, p.at) === 0) p.at++
  if (wordAt(p, p.at) === K.WITH) {
    p.at++
    while (
      kindAt(p, p.at) === T.WORD ||
      kindAt(p, p.at) === P.OPEN ||
      kindAt(p, p.at) === P.EQUAL ||
      kindAt(p, p.at) === P.CLOSE ||
      kindAt(p, p.at) === T.STRING
    ) {
      if (
        kindAt(p, p.at) === T.WORD &&
        wordAt(p, p.at) !== 0 &&
        wordAt(p, p.at) <= lastReserved &&
        wordAt(p, p.at) !== K.ON &&
        wordAt(p, p.at) !== K.OFF
      )
        return
      p.at++
    }
  }
}

function readOther(p: Parser, word: number, next: number, first: boolean): void {
  const kind = kindAt(p, p.at)
  switch (word) {
    case K.THROW:
      simple(p, "throw", readMessage)
      return
    case K.ENABLE:
    case K.DISABLE:
      if (next === K.TRIGGER) {
        const statement = openStatement(p, `${words[word]}-trigger`)
        p.at += 2
        readTriggerSwitch(p)
        closeStatement(p, statement)
        afterStatement(p)
        return
      }
      break
    case K.COPY:
      if (next === K.INTO) {
        simple(p, "copy", readCopy)
        return
      }
      break
    case K.RENAME:
      if (next === K.OBJECT) {
        const statement = openStatement(p, "rename")
        p.at += 2
        while (kindAt(p, p.at) === P.COLON) p.at++
        if (readName(p, true) > 0) {
          pushObject(p)
          pushAccess(p, "table", "define", "rename")
        }
        rest(p)
        closeStatement(p, statement)
        afterStatement(p)
        return
      }
      break
    case K.SEND:
    case K.RECEIVE:
    case K.GET:
    case K.MOVE:
      if (kindAt(p, p.at + 1) !== T.NONE && first === false) {
        scanned(p, words[word] as string, fragment)
        return
      }
      break
    default:
  }
  // A label.
  if (kind === T.WORD && kindAt(p, p.at + 1) === P.COLON && kindAt(p, p.at + 2) !== P.COLON) {
    p.at += 2
    return
  }
  if (kind === P.LEFT_BRACE && isEscapeCall(p)) {
    readEscapeCall(p)
    return
  }
  if (first && isName(p, p.at) && word === 0 && isBareCall(p)) {
    const statement = openStatement(p, "execute")
    if (readName(p, false) > 0) {
      if (isProcedureName(p)) readProcedure(p)
      else {
        p.confidence = "fragment"
        if (kindAt(p, p.at) === T.NONE || kindAt(p, p.at) === P.SEMICOLON) {
          statement.kind = "fragment"
          pushObject(p)
          pushAccess(p, "unknown", "reference", "reference")
        } else readProcedure(p)
      }
    }
    closeStatement(p, statement)
    afterStatement(p)
    return
  }
  const known = word !== 0 || kind !== T.WORD
  const statement = openStatement(p, "fragment")
  // Columns whose SELECT stands elsewhere are a piece of a statement, not a mistake.
  const columns = kindAt(p, p.at + 1) === P.DOT || kindAt(p, p.at + 1) === P.COMMA
  if (!known && !columns) problem(p, p.at, `${JSON.stringify(partText(p, p.at).slice(0, 40))} begins no statement`)
  p.confidence = "fragment"
  scan(p, fragment)
  closeStatement(p, statement)
  afterStatement(p)
}

/** `ENABLE TRIGGER tr ON t`, also behind ALTER TABLE. */
function readTriggerSwitch(p: Parser): void {
  while (wordAt(p, p.at) !== K.ON && p.at < p.stop && kindAt(p, p.at) !== P.SEMICOLON) {
    if (wordAt(p, p.at) === K.ALL) p.at++
    else if (readName(p, true) > 0) {
      pushObject(p)
      pushAccess(p, "trigger", "reference", "alter")
    } else p.at++
  }
  if (!takeWord(p, K.ON)) return
  if (wordAt(p, p.at) === K.DATABASE || wordAt(p, p.at) === K.ALL) {
    p.at += wordAt(p, p.at) === K.ALL ? 2 : 1
    return
  }
  if (readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, "table", "reference", "alter")
  }
}

/** ODBC: `{call p(?)}`, `{? = call p}` */
function isEscapeCall(p: Parser): boolean {
  for (let index = p.at + 1; index < p.at + 4; index++)
    if (/^call$/i.test(p.text.slice(startOf(p, index), endOf(p, index)))) return true
  return false
}

function readEscapeCall(p: Parser): void {
  const statement = openStatement(p, "execute")
  while (!/^call$/i.test(p.text.slice(startOf(p, p.at), endOf(p, p.at)))) p.at++
  p.at++
  if (readName(p, true) > 0) readProcedure(p)
  takeKind(p, P.RIGHT_BRACE)
  closeStatement(p, statement)
  afterStatement(p)
}

/** A batch may begin with a procedure's name alone, without EXEC. */
function isBareCall(p: Parser): boolean {
  let index = p.at
  let dots = 0
  while (isName(p, index) || kindAt(p, index) === P.DOT) {
    if (kindAt(p, index) === P.DOT) dots++
    else if (index > p.at && kindAt(p, index - 1) !== P.DOT) break
    index++
  }
  const kind = kindAt(p, index)
  const procedure = /^(sp|xp|usp|prc|proc|p)_/i.test(partText(p, index - 1))
  if (dots === 0 && !procedure) return false
  const ends = kind === T.NONE || kind === P.SEMICOLON || kind === T.GO
  const argument = kind === T.VARIABLE || kind === T.STRING || kind === T.NUMBER || kind === T.PARAMETER || kind === T.DYNAMIC
  return ends || argument || (procedure && (isName(p, index) || wordAt(p, index) === K.NULL || wordAt(p, index) === K.DEFAULT))
}

function isProcedureName(p: Parser): boolean {
  return /^(sp|xp|usp|prc|proc|p)_/i.test(partText(p, p.nameLast))
}
