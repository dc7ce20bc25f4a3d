import { literalValue } from "./fold.js"
import { C, F, type Frame, openFrame } from "./frames.js"
import { hashOf, K, lastReserved } from "./keywords.js"
import { isTemplate, nameToken, pushAccess, pushName, pushObject, pushToken, readName, tableKind } from "./names.js"
import { addSource, findSource, isMethod } from "./resolve.js"
import {
  hashAt,
  isName,
  kindAt,
  markString,
  type Parser,
  partText,
  problem,
  R,
  skipBrackets,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
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
const dataArgument = hashOf("data")
const tableArgument = hashOf("table")
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
      p.at += 2
      afterSource(p, frame, -1, 0, p.accesses.length)
      return
    }
    const access = p.accesses.length
    pushAccess(p, "table-variable", "read", "select")
    afterSource(p, frame, access, hashAt(p, p.at - 1), access)
    return
  }
  const word = wordAt(p, p.at)
  if (word !== 0 && kindAt(p, p.at + 1) === P.OPEN && readRowset(p, frame, word)) return
  if (kind === P.COLON && kindAt(p, p.at + 1) === P.COLON) p.at += 2
  if (takeWord(p, K.LATERAL) || takeWord(p, K.ONLY)) {
    frame.clause = C.EXPECT
    return
  }
  const parts = readName(p, true)
  if (parts === 0) {
    if (kind === T.STRING || kind === T.PARAMETER || kind === T.NUMBER) p.at++
    else if (kind === T.NONE || kind === P.CLOSE || kind === P.SEMICOLON) return
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
  const call = openFrame(p, F.EXPRESSION, C.REST, frame.level, last)
  p.at++
  frames.push(call)
  call.source = true
  call.accesses = before
}

function openSource(p: Parser, frames: Frame[], frame: Frame): void {
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

/** OPENQUERY and the other words that make a table of something. */
function readRowset(p: Parser, frame: Frame, word: number): boolean {
  const before = p.accesses.length
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
    case K.PREDICT:
    case K.VECTOR_SEARCH:
      p.at++
      readTableArgument(p, frame, word === K.PREDICT ? dataArgument : tableArgument)
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
  else if (word !== K.PREDICT && word !== K.VECTOR_SEARCH) skipBrackets(p)
  if (word === K.OPENXML && takeWord(p, K.WITH) && kindAt(p, p.at) !== P.OPEN && readName(p, true) > 0) {
    pushObject(p)
    pushAccess(p, tableKind(p), "reference", "select")
  }
  afterSource(p, frame, -1, 0, before)
  return true
}

/** The name behind `OPENDATASOURCE(…)`: its leading dot stands for the server that the function names. */
export function readNameBehindServer(p: Parser): boolean {
  if (kindAt(p, p.at) !== P.DOT || readName(p, true) < 2) return false
  p.parts.shift()
  p.nameFirst++
  return true
}

/** PREDICT reads the table behind `DATA =`, VECTOR_SEARCH that behind `TABLE =`; an alias of it counts outside too. */
function readTableArgument(p: Parser, frame: Frame, argument: number): void {
  const start = p.at
  skipBrackets(p)
  const end = p.at
  for (let index = start; index < end; index++) {
    if (hashAt(p, index) !== argument || kindAt(p, index + 1) !== P.EQUAL) continue
    p.at = index + 2
    if (readName(p, true) === 0) break
    if (p.parts.length === 1 && findSource(p, frame.level, hashAt(p, p.nameLast)) !== null) break
    pushObject(p)
    const access = p.accesses.length
    const object = hashAt(p, p.nameLast)
    pushAccess(p, tableKind(p), "read", "select")
    const alias = readAlias(p)
    const hash = alias > 0 ? hashAt(p, alias) : object
    addSource(p, { level: frame.level, hash, aliased: alias > 0, access, first: -1, last: -1 }, object)
    break
  }
  p.at = end
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

/** Reads what may follow a table: FOR SYSTEM_TIME, a sample, PIVOT, an alias, hints; and makes the table known by its name. */
export function afterSource(p: Parser, frame: Frame, access: number, object: number, first: number): void {
  const last = p.accesses.length
  if (wordAt(p, p.at) === K.FOR) skipTime(p)
  skipSample(p)
  let hash = 0
  let alias = false
  for (;;) {
    const found = readAlias(p)
    if (found > 0) {
      hash = hashAt(p, found)
      alias = true
    }
    skipSample(p)
    const word = wordAt(p, p.at)
    if (word === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      skipBrackets(p)
    } else if (kindAt(p, p.at) === P.OPEN && (found > 0 || access >= 0)) skipBrackets(p)
    else if ((word === K.PIVOT || word === K.UNPIVOT) && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      skipPivot(p)
      continue
    }
    break
  }
  if (!alias && object === 0) return
  const derived = access < 0
  addSource(
    p,
    {
      level: frame.level,
      hash: alias ? hash : object,
      aliased: alias,
      access,
      first: derived ? first : -1,
      last: derived ? last : -1,
    },
    access >= 0 ? object : 0,
  )
}

/** The columns of a pivot are names, its values too: none is an object's. */
function skipPivot(p: Parser): void {
  const start = p.at
  skipBrackets(p)
  for (let index = start; index < p.at; index++) {
    if (isName(p, index) && kindAt(p, index + 1) !== P.OPEN) pushToken(p, index, R.COLUMN)
  }
}

function readAlias(p: Parser): number {
  const as = wordAt(p, p.at) === K.AS
  const token = as ? p.at + 1 : p.at
  const kind = kindAt(p, token)
  if (as && kind === T.STRING) {
    p.at = token + 1
    return -1
  }
  if (!isName(p, token)) return 0
  const word = wordAt(p, token)
  if (!as && word > lastReserved && continues(p, token, word)) return 0
  // A label begins the next statement.
  if (!as && kind === T.WORD && kindAt(p, token + 1) === P.COLON && kindAt(p, token + 2) !== P.COLON) return 0
  pushToken(p, token, R.DEFINES_ALIAS)
  p.at = token + 1
  return token
}

/** Words that are names elsewhere but carry on behind a table. */
function continues(p: Parser, token: number, word: number): boolean {
  switch (word) {
    case K.APPLY:
    case K.OUTPUT:
      return true
    case K.THROW:
      return kindAt(p, token + 1) === P.SEMICOLON || kindAt(p, token + 1) === T.NUMBER
    case K.ENABLE:
    case K.DISABLE:
      return wordAt(p, token + 1) === K.TRIGGER
    case K.REMOTE:
    case K.HASH:
    case K.LOOP:
      return wordAt(p, token + 1) === K.JOIN
    default:
      return false
  }
}

function skipSample(p: Parser): void {
  if (wordAt(p, p.at) !== K.TABLESAMPLE) return
  p.at++
  if (kindAt(p, p.at) === T.WORD) p.at++
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  if (kindAt(p, p.at) === T.WORD && partText(p, p.at).toLowerCase() === "repeatable") {
    p.at++
    if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  }
}

/** `FOR SYSTEM_TIME AS OF x`, `FROM x TO y`, `BETWEEN x AND y`, `CONTAINED IN (x, y)`, `ALL`; `FOR PATH` of graphs. */
function skipTime(p: Parser): void {
  const next = wordAt(p, p.at + 1)
  if (next === K.PATH && kindAt(p, p.at + 2) !== P.OPEN) {
    p.at += 2
    return
  }
  if (next !== K.SYSTEM_TIME) return
  p.at += 2
  const start = p.at
  switch (wordAt(p, p.at)) {
    case K.AS:
      p.at += 2
      skipPoint(p)
      return
    case K.FROM:
      p.at++
      skipPoint(p)
      if (takeWord(p, K.TO)) skipPoint(p)
      return
    case K.BETWEEN:
      p.at++
      skipPoint(p)
      if (takeWord(p, K.AND)) skipPoint(p)
      return
    case K.ALL:
      p.at++
      return
    default:
      // CONTAINED IN
      if (wordAt(p, p.at + 1) === K.IN) {
        p.at += 2
        if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
      } else problem(p, start, "a point in time is expected here")
  }
}

/** A constant, a variable, or an expression that begins with a function. */
function skipPoint(p: Parser): void {
  do {
    if (kindAt(p, p.at) === P.MINUS || kindAt(p, p.at) === P.PLUS) p.at++
    if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    else {
      p.at++
      if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    }
  } while (kindAt(p, p.at) === P.PLUS || kindAt(p, p.at) === P.MINUS)
}
