import { C, F, type Frame, openFrame } from "./frames.js"
import { hashOf, K } from "./keywords.js"
import { isTemplate, nameToken, pushAccess, pushName, pushObject, readName, tableKind } from "./names.js"
import { isMethod } from "./resolve.js"
import { readRowset, readTableArgument } from "./rowsets.js"
import { afterSource } from "./source-tail.js"
import { hashAt, kindAt, type Parser, problem, R, takeWord, unfinished, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** Functions of the server that FROM can name without a schema. */
const builtIn = new Set(
  "string_split openjson generate_series openxml predict ai_generate_chunks regexp_matches regexp_split_to_table fn_helpcollations fn_trace_gettable fn_dblog fn_virtualfilestats fn_listextendedproperty fn_my_permissions fn_xe_file_target_read_file"
    .split(" ")
    .map(hashOf),
)

const oldHints = new Set(
  "nolock holdlock updlock rowlock paglock tablock tablockx xlock readpast readuncommitted readcommitted readcommittedlock repeatableread serializable snapshot nowait noexpand keepidentity keepdefaults ignore_constraints ignore_triggers fastfirstrow forcescan forceseek index spatial_window_max_cells"
    .split(" ")
    .map(hashOf),
)

const databaseLists = new Set(["databases", "sysdatabases"].map(hashOf))

/** Reads what stands where FROM, JOIN, APPLY or USING want a table. The frame is then behind it. */
export function readTableSource(p: Parser, frames: Frame[], frame: Frame): void {
  frame.clause = C.FROM
  const kind = kindAt(p, p.at)
  if (kind === P.OPEN) {
    openSource(p, frames, frame)
    return
  }
  if (kind === T.VARIABLE && !isTemplate(p, p.at, true)) {
    nameToken(p, p.at++)
    if (kindAt(p, p.at) === P.DOT) {
      readRowsOfVariable(p, frames, frame)
      return
    }
    const access = p.accesses.length
    pushAccess(p, "table-variable", "read", "select")
    afterSource(p, frame, access, hashAt(p, p.at - 1), access)
    return
  }
  const word = wordAt(p, p.at)
  if ((word === K.PREDICT || word === K.VECTOR_SEARCH) && kindAt(p, p.at + 1) === P.OPEN) {
    const before = p.accesses.length
    const next = readTableArgument(p, frame)
    const fn = p.at++
    openCall(p, frames, frame, fn, before)
    p.at = next
    return
  }
  if (word !== 0 && kindAt(p, p.at + 1) === P.OPEN && readRowset(p, frame, word)) return
  if (kind === P.COLON && kindAt(p, p.at + 1) === P.COLON) p.at += 2
  if (takeWord(p, K.LATERAL) || takeWord(p, K.ONLY)) {
    frame.clause = C.EXPECT
    return
  }
  const parts = readName(p, true)
  if (parts === 0) {
    if (kind === T.STRING || kind === T.PARAMETER || kind === T.NUMBER) p.at++
    else if (kind === P.CLOSE || kind === P.SEMICOLON) unfinished(p, p.at, "the name of a table is expected here")
    else if (kind === T.NONE) return
    else if (kind !== T.WORD) problem(p, p.at++, "the name of a table is expected here")
    return
  }
  const last = p.nameLast
  if (kindAt(p, p.at) === P.OPEN && isCall(p)) {
    readFunction(p, frames, frame, parts)
    return
  }
  const access = p.accesses.length
  pushObject(p)
  pushAccess(p, tableKind(p), "read", "select")
  if (databaseLists.has(hashAt(p, last))) p.readsDatabases = true
  afterSource(p, frame, access, hashAt(p, last), access)
}

const longestCall = 60

/** `@x.nodes('/a')`: rows that a method of a variable makes. They have no name but the call, so that is where the access stands. */
function readRowsOfVariable(p: Parser, frames: Frame[], frame: Frame): void {
  const before = p.accesses.length
  const method = p.at + 1
  p.at += 2
  if (kindAt(p, p.at) !== P.OPEN) {
    afterSource(p, frame, -1, 0, before)
    return
  }
  let depth = 0
  for (let token = p.at; token < p.at + longestCall && token < p.stop; token++) {
    const kind = kindAt(p, token)
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE && --depth === 0) {
      p.nameLast = token
      break
    }
  }
  pushAccess(p, "table-variable", "read", "select")
  openCall(p, frames, frame, method, before)
}

/** Whether the bracket behind a table's name opens arguments rather than hints of the old form. */
function isCall(p: Parser): boolean {
  const next = p.at + 1
  if (kindAt(p, next) === T.WORD && oldHints.has(hashAt(p, next))) {
    const after = kindAt(p, next + 1)
    return !(after === P.CLOSE || after === P.COMMA || after === P.OPEN || after === P.EQUAL)
  }
  return true
}

function readFunction(p: Parser, frames: Frame[], frame: Frame, parts: number): void {
  const last = p.nameLast
  const before = p.accesses.length
  if (parts > 1 && isMethod(p, last)) {
    p.open.push({ name: pushName(p, R.COLUMN), level: frame.level, call: true })
  } else if (parts > 1 || !builtIn.has(hashAt(p, last))) {
    pushObject(p)
    pushAccess(p, "function", "read", "select")
  }
  openCall(p, frames, frame, last, before)
}

/** Opens the arguments of a function that FROM names; `before` is how many accesses there were before it. */
function openCall(p: Parser, frames: Frame[], frame: Frame, fn: number, before: number): void {
  const call = openFrame(p, F.EXPRESSION, C.REST, frame.level, fn)
  p.at++
  frames.push(call)
  call.source = true
  call.accesses = before
}

function openSource(p: Parser, frames: Frame[], frame: Frame): void {
  // What is not known and stands in brackets by itself is a query: a table has none around it.
  if (kindAt(p, p.at + 1) === T.DYNAMIC && kindAt(p, p.at + 2) === P.CLOSE) {
    p.at += 3
    afterSource(p, frame, -1, 0, p.accesses.length)
    return
  }
  const word = wordAt(p, p.at + 1)
  const query =
    word === K.SELECT ||
    word === K.WITH ||
    word === K.INSERT ||
    word === K.UPDATE ||
    word === K.DELETE ||
    word === K.MERGE ||
    word === K.EXEC
  const inner = query
    ? openFrame(p, F.QUERY, C.NONE, frame.level, 0)
    : word === K.VALUES
      ? openFrame(p, F.EXPRESSION, C.REST, frame.level, 0)
      : openFrame(p, F.TABLES, C.EXPECT, frame.level, 0)
  inner.source = true
  p.at++
  frames.push(inner)
}
