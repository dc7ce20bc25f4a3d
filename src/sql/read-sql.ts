import type { Access, MultipartName, SqlReading, SqlString, Statement, StringUse } from "../model/sql.js"
import type { Hole, TextMap } from "../model/text.js"
import { giveColumns } from "./columns.js"
import { flatten, literalText } from "./fold.js"
import { mapReading, sliceReading } from "./map-reading.js"
import { sortedByStart, writeAccesses, writeComments, writeDirectives, writeNames } from "./materialise.js"
import { pushAccess, pushObject, readName, tableKind } from "./names.js"
import { parse, startParser } from "./parse.js"
import { sniffSql } from "./sniff-sql.js"
import { type Execution, type Parser, stringUses } from "./state.js"
import { T } from "./tokens.js"

/** How a text is to be read. */
export interface ReadSqlOptions {
  /** Interpolated parts, as the host language has them: sorted, in units of the text. */
  readonly holes?: readonly Hole[]
  /** Whether `"x"` is a name (the default, as for every current driver) or a string. */
  readonly quotedIdentifier?: boolean
  /** `accesses`: leave `names`, `strings` and `comments` empty, which saves half of the time and most of the memory. */
  readonly want?: "all" | "accesses"
}

/** Executed text within executed text is followed so far. */
const deepest = 12

interface Work {
  readonly quotedIdentifier: boolean
  readonly all: boolean
  /** Units of executed text that may still be read: keeps a script from growing without bound. */
  left: number
}

/**
 * Reads T-SQL: a script, a statement, or a piece of one as it stands in another language. Never throws; linear in the text. What it cannot
 * read is a problem with a place, and the rest is read all the same.
 */
export function readSql(text: string, options: ReadSqlOptions = {}): SqlReading {
  const work: Work = {
    quotedIdentifier: options.quotedIdentifier ?? true,
    all: options.want !== "accesses",
    left: 8 * text.length + 65_536,
  }
  return readText(text, options.holes ?? [], work, 0)
}

function readText(text: string, holes: readonly Hole[], work: Work, depth: number): SqlReading {
  const { parser: p, batches } = parse(text, holes, work.quotedIdentifier)
  const accesses: Access[] = writeAccesses(p)
  const inner: { readonly access: Access }[] = []
  const readings = new Map<number, SqlReading>()
  for (const execution of p.executions) {
    for (const access of readExecution(p, execution, work, depth, readings)) inner.push({ access })
  }
  const seen = new Set<string>()
  for (const { access } of inner) {
    const key = `${access.start} ${access.end} ${access.role} ${access.operation} ${access.statement}`
    if (seen.has(key)) continue
    seen.add(key)
    accesses.push(access)
  }
  const reading: SqlReading = {
    batches,
    statements: p.statements as Statement[],
    accesses: inner.length > 0 ? sortedByStart(accesses) : accesses,
    names: work.all ? writeNames(p, holes) : [],
    strings: work.all ? writeStrings(p, work, depth, readings) : [],
    comments: work.all ? writeComments(p) : [],
    directives: writeDirectives(p),
    problems: p.problems.sort((a, b) => a.at - b.at),
  }
  giveColumns(p.tokens.columns)
  return reading
}

/** Reads what is executed, notes for each literal in it what stands there, and returns the accesses in units of the text. */
function readExecution(
  p: Parser,
  execution: Execution,
  work: Work,
  depth: number,
  readings: Map<number, SqlReading>,
): readonly Access[] {
  const start = p.statements[execution.statement]?.start ?? 0
  const flat = execution.value.length > work.left ? null : flatten(p, execution.value)
  if (flat === null || flat.text.length > work.left || depth >= deepest) {
    p.problems.push({ at: start, message: "the executed text is too long or too deep to follow" })
    return []
  }
  work.left -= flat.text.length
  for (const literal of flat.literals) {
    const old = stringUses[p.uses[literal] as number] as StringUse
    if (old === "other" || old === "data" || old === "assigned" || old === "executed")
      p.uses[literal] = stringUses.indexOf(execution.use)
  }
  const read =
    execution.use === "object-name"
      ? readObjectName(flat.text, flat.holes, execution.operation)
      : readText(flat.text, flat.holes, work, depth + 1)
  const mapped = mapReading(read, flat.map, p.text)
  // With unknown parts, what could not be read may be theirs.
  if (flat.holes.length === 0) for (const problem of mapped.problems) p.problems.push(problem)
  const single = flat.literals.length === 1
  // Of use to `writeStrings` alone.
  for (const literal of work.all ? flat.literals : []) {
    if (readings.has(literal)) continue
    const span = { start: p.tokens.starts[literal] as number, end: p.tokens.ends[literal] as number }
    readings.set(literal, single ? mapped : sliceReading(mapped, span))
  }
  return mapped.accesses.map((access) => ({
    ...access,
    name: nameThere(access.name, execution),
    ...(execution.use === "remote-query" && execution.operation !== "" && access.role === "read"
      ? { role: "write" as const, operation: execution.operation }
      : {}),
    statement: execution.statement,
    confidence: access.confidence === "certain" && flat.holes.length > 0 ? "recovered" : access.confidence,
  }))
}

/** A name as it is understood where the text is executed. */
function nameThere(name: MultipartName, { server, database }: Execution): MultipartName {
  if ((server === null && database === null) || name.server !== null) return name
  return { ...name, server, database: name.database ?? database }
}

/** A text that is an object's name: `sp_rename N'dbo.T', …`. With an operation, an access as well. */
function readObjectName(text: string, holes: readonly Hole[], operation: string): SqlReading {
  const p = startParser(text, holes, true)
  if (readName(p, true) > 0) {
    p.statements.push({ start: 0, end: text.length, kind: "name", batch: 0, parent: -1 })
    p.statement = 0
    pushObject(p)
    if (operation === "rename") pushAccess(p, p.parts.length > 2 ? "unknown" : tableKind(p), "define", "rename")
    else if (operation === "rename-part" && p.parts.length > 1) {
      p.parts.pop()
      p.nameLast = p.parts.at(-1) ?? p.nameFirst
      pushAccess(p, tableKind(p), "define", "alter")
    } else if (operation === "execute") pushAccess(p, "procedure", "execute", "execute")
  }
  const reading: SqlReading = {
    batches: [{ start: 0, end: text.length }],
    statements: p.statements as Statement[],
    accesses: writeAccesses(p),
    names: writeNames(p, holes),
    strings: [],
    comments: [],
    directives: [],
    problems: [],
  }
  giveColumns(p.tokens.columns)
  return reading
}

function writeStrings(p: Parser, work: Work, depth: number, readings: Map<number, SqlReading>): SqlString[] {
  const result: SqlString[] = []
  const statements = statementFinder(p)
  const { kinds, tokens } = p
  for (let token = 1; token < tokens.end; token++) {
    if (kinds[token] !== T.STRING) continue
    const start = tokens.starts[token] as number
    const { text, map } = literalText(p, token)
    let use = stringUses[p.uses[token] as number] as StringUse
    let reading = readings.get(token) ?? null
    if (use === "assigned" && reading === null) {
      if (depth < deepest && text.length <= work.left && sniffSql(text) === "sql") {
        work.left -= text.length
        reading = mapReading(readText(text, [], work, depth + 1), map, p.text)
      } else use = "data"
    } else if (use === "object-name" && reading === null) {
      reading = mapReading(readObjectName(text, [], ""), map, p.text)
    }
    result.push({
      start,
      end: tokens.ends[token] as number,
      text,
      map: map as TextMap,
      use,
      reading,
      statement: statements(start),
    })
  }
  return result
}

/** Finds the innermost statement at ascending offsets. */
function statementFinder(p: Parser): (offset: number) => number {
  let next = 0
  const open: number[] = []
  return (offset) => {
    while (next < p.statements.length && (p.statements[next] as Statement).start <= offset) open.push(next++)
    while (open.length > 0 && (p.statements[open[open.length - 1] as number] as Statement).end <= offset) open.pop()
    return open[open.length - 1] ?? -1
  }
}
