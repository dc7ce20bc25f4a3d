import { readTransaction } from "./cursors.js"
import { K } from "./keywords.js"
import { scan } from "./query.js"
import { resolveStatement } from "./resolve.js"
import { expression, type ScanStart } from "./scan-start.js"
import { readDialog } from "./service-broker.js"
import { endOf, kindAt, type OpenStatement, type Parser, problem, startOf, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

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

/** Ends a statement behind the token passed last, and resolves the names that had to wait for its end. */
export function closeStatement(p: Parser, statement: OpenStatement): void {
  statement.end = Math.max(statement.end, endOf(p, p.at - 1))
  resolveStatement(p)
}

/** Closes the blocks that a finished statement ends: an IF without ELSE, a WHILE. */
export function afterStatement(p: Parser): void {
  for (let top = p.blocks[p.blocks.length - 1]; top !== undefined; top = p.blocks[p.blocks.length - 1]) {
    if (top.kind === "if") {
      let next = p.at
      while (kindAt(p, next) === P.SEMICOLON) next++
      if (wordAt(p, next) === K.ELSE) {
        p.at = next + 1
        p.blocks.pop()
        p.blocks.push({ kind: "else", statement: top.statement, at: next })
        p.branches.pop()
        enterBranch(p)
        return
      }
    } else if (top.kind !== "while" && top.kind !== "else") return
    p.blocks.pop()
    p.branches.pop()
    const statement = p.statements[top.statement]
    if (statement !== undefined) statement.end = Math.max(statement.end, endOf(p, p.at - 1))
  }
}

/** Reads a statement of which `read` takes what stands behind the first word. */
export function simple(p: Parser, kind: string, read: (p: Parser) => void): void {
  const statement = openStatement(p, kind)
  p.at++
  read(p)
  closeStatement(p, statement)
  afterStatement(p)
}

/** Reads a statement that is a query, DML, or a word with an expression. */
export function scanned(p: Parser, kind: string, start: ScanStart): void {
  const statement = openStatement(p, kind)
  if (start === expression) p.at++
  scan(p, start)
  closeStatement(p, statement)
  afterStatement(p)
}

/** Definitions with a body hold all that follows in the batch. */
export function finishDefinition(p: Parser, statement: OpenStatement, body: boolean): void {
  closeStatement(p, statement)
  if (body) p.blocks.push({ kind: "body", statement: p.statements.indexOf(statement, p.statement), at: p.at })
  else afterStatement(p)
}

/** Reads BEGIN: of a block, a TRY or CATCH, a transaction or a dialog. */
export function readBegin(p: Parser): void {
  const next = wordAt(p, p.at + 1)
  if (next === K.TRAN || next === K.TRANSACTION || next === K.DISTRIBUTED) {
    simple(p, "begin-transaction", readTransaction)
    return
  }
  if (next === K.DIALOG || next === K.CONVERSATION) {
    simple(p, "begin-dialog", readDialog)
    return
  }
  const parent = p.blocks.length > 0 ? (p.blocks[p.blocks.length - 1] as { statement: number }).statement : -1
  const at = p.at++
  if (next === K.TRY || next === K.CATCH) {
    p.at++
    p.blocks.push({ kind: "try", statement: parent, at })
    enterBranch(p)
    return
  }
  if (takeWord(p, K.ATOMIC) && wordAt(p, p.at) === K.WITH) {
    while (kindAt(p, p.at) !== P.CLOSE && kindAt(p, p.at) !== T.NONE && kindAt(p, p.at) !== P.SEMICOLON) p.at++
    takeKind(p, P.CLOSE)
  }
  p.blocks.push({ kind: "begin", statement: parent, at })
}

/** Reads END, and closes the block that it ends. */
export function readEnd(p: Parser): void {
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

/** Reads IF or WHILE with its condition; what it governs is the next statement. */
export function readCondition(p: Parser, kind: "if" | "while"): void {
  const statement = openStatement(p, kind)
  const index = p.statement
  const at = p.at++
  scan(p, expression)
  closeStatement(p, statement)
  p.blocks.push({ kind, statement: index, at })
  enterBranch(p)
}

/** What stands in the block that opens here may not run. */
function enterBranch(p: Parser): void {
  p.branches.push(++p.lastBranch)
}
