import type { AccessKind, AccessRole } from "../model/sql.js"
import { C, type Frame } from "./frames.js"
import { hashOf, K } from "./keywords.js"
import { isTemplate, nameToken, pushAccess, pushName, pushObject, pushToken, readName, tableKind } from "./names.js"
import { addSource, findByName, findTarget } from "./resolve.js"
import { readNameBehindServer } from "./rowsets.js"
import {
  type Cte,
  hashAt,
  isName,
  kindAt,
  markString,
  type OpenAccess,
  type Parser,
  partText,
  problem,
  R,
  type Source,
  skipBrackets,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
import { P, T } from "./tokens.js"
import { columnSet, originOf } from "./updated-table.js"
import { literalValue } from "./values.js"

/** `TOP (n) [PERCENT]` */
function skipTop(p: Parser): void {
  if (!takeWord(p, K.TOP)) return
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  else p.at++
  takeWord(p, K.PERCENT)
}

/** `WITH (TABLOCK)` behind a target. */
function skipHints(p: Parser): void {
  if (wordAt(p, p.at) === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
    p.at++
    skipBrackets(p)
  }
}

function writes(p: Parser, kind: AccessKind, role: AccessRole, operation: string): number {
  pushAccess(p, kind, role, operation)
  return p.accesses.length - 1
}

/** The table that a statement changes. A single name may turn out to be an alias when FROM is read. */
function readTarget(p: Parser, frame: Frame, operation: string): void {
  frame.clause = C.TARGET
  const kind = kindAt(p, p.at)
  if (kind === T.VARIABLE && !isTemplate(p, p.at)) {
    nameToken(p, p.at++)
    frame.target = writes(p, "table-variable", "write", operation)
    return
  }
  const word = wordAt(p, p.at)
  if ((word === K.OPENQUERY || word === K.OPENROWSET || word === K.OPENDATASOURCE) && kindAt(p, p.at + 1) === P.OPEN) {
    readRemoteTarget(p, word, operation)
    return
  }
  if (readName(p, true) === 0) {
    if (kind === P.OPEN || kind === P.CLOSE) return
    problem(p, p.at, "the name of a table is expected here")
    return
  }
  const single = p.parts.length === 1
  const hash = hashAt(p, p.nameLast)
  frame.targetHash = hash
  const what = tableKind(p)
  frame.targetName = single ? pushName(p, R.OBJECT) : pushObject(p)
  frame.target = writes(p, what === "pseudo-table" && operation === "insert" ? "table" : what, "write", operation)
  skipHints(p)
}

/** Changes through a linked server: the text that selects the rows is the target. */
function readRemoteTarget(p: Parser, word: number, operation: string): void {
  const open = p.at + 1
  if (word === K.OPENQUERY) {
    p.at = open + 1
    let server: string | null = null
    if (readName(p, true) > 0) {
      pushName(p, R.SERVER)
      server = partText(p, p.nameLast)
    }
    if (takeKind(p, P.COMMA) && kindAt(p, p.at) === T.STRING) {
      markString(p, p.at, "remote-query")
      p.executions.push({
        value: literalValue(p, p.at),
        use: "remote-query",
        statement: p.statement,
        server,
        database: null,
        operation,
        arguments: [],
      })
    }
  } else if (word === K.OPENROWSET) {
    for (
      let index = open, commas = 0;
      index < open + 12 && kindAt(p, index) !== P.CLOSE && kindAt(p, index) !== T.NONE;
      index++
    ) {
      if (kindAt(p, index) === P.COMMA) commas++
      else if (commas === 2 && kindAt(p, index) === T.STRING) {
        markString(p, index, "remote-query")
        p.executions.push({
          value: literalValue(p, index),
          use: "remote-query",
          statement: p.statement,
          server: null,
          database: null,
          operation,
          arguments: [],
        })
      } else if (commas === 2 && isName(p, index)) {
        p.at = index
        if (readName(p, true) > 0) {
          pushObject(p)
          writes(p, "table", "write", operation)
        }
        break
      } else if (commas === 1 && kindAt(p, index) === T.STRING) markString(p, index, "connection-string")
    }
  } else if (kindAt(p, open + 3) === T.STRING) markString(p, open + 3, "connection-string")
  p.at = open
  skipBrackets(p)
  if (readNameBehindServer(p)) {
    pushObject(p)
    writes(p, "table", "write", operation)
  }
}

/** Reads `INSERT [TOP] [INTO] target [hints]`; the next token is behind INSERT. */
export function startInsert(p: Parser, frame: Frame): void {
  skipTop(p)
  // What drivers send before rows: `INSERT BULK t (…)`.
  const bulk = wordAt(p, p.at) === K.BULK && isName(p, p.at + 1)
  if (bulk) p.at++
  if (!takeWord(p, K.INTO)) takeWord(p, K.OVER)
  readTarget(p, frame, bulk ? "bulk-insert" : "insert")
}

/** Reads `UPDATE [TOP] target [hints]`. */
export function startUpdate(p: Parser, frame: Frame): void {
  skipTop(p)
  readTarget(p, frame, "update")
}

/** Reads `DELETE [TOP] [FROM] target [hints]`. */
export function startDelete(p: Parser, frame: Frame): void {
  skipTop(p)
  takeWord(p, K.FROM)
  readTarget(p, frame, "delete")
  // Of other dialects, and no harm here: an alias behind the target.
  if (frame.target >= 0 && (wordAt(p, p.at) === K.AS || (isName(p, p.at) && wordAt(p, p.at) !== K.OUTPUT)))
    takeTargetAlias(p, frame)
}

/** Reads `MERGE [TOP] [INTO] target [hints] [[AS] alias]`. */
export function startMerge(p: Parser, frame: Frame): void {
  skipTop(p)
  takeWord(p, K.INTO)
  readTarget(p, frame, "merge")
  takeTargetAlias(p, frame)
  skipHints(p)
  frame.targetHash = 0
}

function takeTargetAlias(p: Parser, frame: Frame): void {
  const first = frame.target
  const object = frame.targetHash
  let alias = 0
  const as = wordAt(p, p.at) === K.AS
  const token = as ? p.at + 1 : p.at
  if (isName(p, token) && (as || wordAt(p, token) !== K.USING)) {
    pushToken(p, token, R.DEFINES_ALIAS)
    alias = hashAt(p, token)
    p.at = token + 1
  }
  if (first < 0) return
  addSource(
    p,
    { level: frame.level, hash: alias !== 0 ? alias : object, aliased: alias !== 0, access: first, first: -1, last: -1 },
    0,
  )
}

/** Reads the target of `OUTPUT … INTO`; the next token is behind INTO. */
export function takeOutputTarget(p: Parser, frame: Frame): void {
  if (kindAt(p, p.at) === T.VARIABLE && !isTemplate(p, p.at)) {
    nameToken(p, p.at++)
    writes(p, "table-variable", "write", "output-into")
  } else if (readName(p, true) > 0) {
    const kind = tableKind(p)
    pushObject(p)
    writes(p, kind, "write", "output-into")
  } else return
  if (kindAt(p, p.at) === P.OPEN && wordAt(p, p.at + 1) !== K.SELECT) {
    const first = p.at
    skipBrackets(p)
    for (let index = first; index < p.at; index++) if (isName(p, index)) pushToken(p, index, R.COLUMN)
  }
  // The rows of an INSERT may still come.
  frame.clause = C.OUTPUT
}

/** What accesses a query makes; of a common table expression, how it came to them as well. */
type Stretch = Cte | Pick<Source, "first" | "last">

const gone = -1

/** Whether an access was found to be none: an alias, say. */
export function isGone(access: OpenAccess): boolean {
  return access.statement === gone
}

/** At the end of a DML statement: finds what its target is in FROM, and what a CTE or derived table as target changes. */
export function finishDml(p: Parser, frame: Frame): void {
  const target = p.accesses[frame.target]
  if (target === undefined) return
  if (frame.op === K.INSERT) {
    if (target.kind === "cte") changeCte(p, frame, target)
    return
  }
  const single = target.name.schema === null && target.name.database === null
  if (frame.op !== K.MERGE && frame.targetHash !== 0) {
    let source = findTarget(p, frame.level, frame.targetHash, single)
    if (!single && source !== null && source.access < 0) source = findByName(p, frame.level, target)
    if (source !== null && source.access !== frame.target) {
      if (source.access >= 0) {
        const access = p.accesses[source.access] as OpenAccess
        if (source.aliased && single && !sameObject(access, target, source.hash !== frame.targetHash)) drop(p, frame, target)
        else if (!single && access.name.schema !== null && access.name.schema.toLowerCase() !== target.name.schema?.toLowerCase())
          return
        access.role = "write"
        access.operation = target.operation
        if (access.kind === "cte") changeCte(p, frame, access)
        return
      }
      if (single && source.first < -1) {
        drop(p, frame, target)
        changeRemote(p, -2 - source.first, target.operation)
        return
      }
      if (single && source.first >= 0) {
        drop(p, frame, target)
        changeFirst(p, frame, source, target.operation)
        return
      }
    }
  }
  // Columns may be qualified by the target's own name.
  const { level, targetHash: hash } = frame
  if (frame.op !== K.MERGE && hash !== 0)
    addSource(p, { level, hash, aliased: false, access: frame.target, first: -1, last: -1 }, 0)
  if (target.kind === "cte") changeCte(p, frame, target)
}

/** The name in FROM is the target itself, not an alias that hides it. */
function sameObject(access: OpenAccess, target: OpenAccess, byObject: boolean): boolean {
  return byObject && access.name.object.toLowerCase() === target.name.object.toLowerCase()
}

function drop(p: Parser, frame: Frame, target: OpenAccess): void {
  target.statement = gone
  p.names[frame.targetName * 5 + 2] = R.ALIAS
}

/** A change of rows that a text selects elsewhere: it changes what the text reads. */
function changeRemote(p: Parser, index: number, operation: string): void {
  const execution = p.executions[index]
  if (execution !== undefined) p.executions[index] = { ...execution, operation }
}

function changeCte(p: Parser, frame: Frame, access: OpenAccess): void {
  const cte = p.ctes.get(hashOf(access.name.object))
  if (cte !== undefined) changeFirst(p, frame, cte, access.operation)
}

/**
 * A change through a CTE or derived table changes the table that it reads. With several, the column that is set says which one; where it
 * does not, the first is taken to be written. It stays read.
 */
function changeFirst(p: Parser, frame: Frame, from: Stretch, operation: string): void {
  let query = from
  let column = frame.set === 0 ? 0 : columnSet(p, frame.set)
  // A CTE may read another one: earlier ones only, so this ends.
  for (;;) {
    const { found: first, more } = firstRead(p, query.first, query.last)
    if (first === null) return
    const origin = column !== 0 && "open" in query ? originOf(p, query.name, query.open, query.level, column) : null
    const found = origin === null ? first : (p.accesses[origin.source.access] ?? first)
    if (origin !== null) column = origin.column
    if (found.kind === "cte") {
      const inner = p.ctes.get(hashOf(found.name.object))
      if (inner === undefined || inner.first >= query.first) return
      query = inner
      continue
    }
    if (more) p.accesses.push({ ...found, role: "write", operation })
    else {
      found.role = "write"
      found.operation = operation
    }
    return
  }
}

/** The first table that a stretch of accesses reads, and whether there are more. */
function firstRead(p: Parser, first: number, last: number): { readonly found: OpenAccess | null; readonly more: boolean } {
  let found: OpenAccess | null = null
  let more = false
  for (let index = first; index < last; index++) {
    const access = p.accesses[index] as OpenAccess
    if (
      access.role !== "read" ||
      (access.kind !== "table" && access.kind !== "view" && access.kind !== "temp-table" && access.kind !== "cte")
    )
      continue
    if (found === null) found = access
    else more = true
  }
  return { found, more }
}
