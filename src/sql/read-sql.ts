import type { Access, Execution, MultipartName, RoutineCall, SqlReading, SqlString, Statement, StringUse } from "../model/sql.js"
import type { Hole, Span } from "../model/text.js"
import { giveColumns } from "./columns.js"
import { isGone } from "./dml.js"
import { flatten, literalText } from "./flatten.js"
import { mapReading, sliceReading, spanMapper } from "./map-reading.js"
import { sortedByStart, writeAccesses, writeComments, writeDirectives, writeNames } from "./materialise.js"
import { readObjectName } from "./object-name.js"
import { parse } from "./parse.js"
import { isRepeated, newTold, pushDistinct, type Told } from "./repeated-executions.js"
import { handedOn, suppliedNames } from "./routine-arguments.js"
import { mapOf } from "./runs.js"
import { sniffSql } from "./sniff-sql.js"
import { type OpenExecution, type Parser, stringUses } from "./state.js"
import { T } from "./tokens.js"
import type { FlatValue } from "./values.js"
import { dependsOnCaller, mapArgument, writeArguments, writeExecution, writeRoutines } from "./write-executions.js"

/** How a text is to be read. */
export interface ReadSqlOptions {
  /** Interpolated parts, as the host language has them: sorted, in units of the text. */
  readonly holes?: readonly Hole[]
  /** Whether `"x"` is a name (the default, as for every current driver) or a string. */
  readonly quotedIdentifier?: boolean
  /**
   * `accesses`: leave `names`, `strings` and `comments` empty, which saves half of the time and most of the memory. `strings`: have the
   * strings as well, but no reading of what stands in them.
   */
  readonly want?: "all" | "strings" | "accesses"
  /** Names (`@name`) of parameters that whoever sends the text gives values for. */
  readonly parameters?: readonly string[]
}

/** What one execution costs beside its text, in units of text. */
const perExecution = 100
/** Executed text within executed text is followed so far. */
const deepest = 12

interface Work {
  readonly quotedIdentifier: boolean
  readonly all: boolean
  readonly strings: boolean
  /** Units of executed text that may still be read: keeps a script from growing without bound. */
  left: number
  /** Executed texts that were read, by themselves: many are executed at several places, or by several values of a variable. */
  readonly known: Map<string, Known>
}

interface Known {
  readonly holes: readonly Span[]
  readonly depth: number
  readonly reading: SqlReading
}

/**
 * Reads T-SQL: a script, a statement, or a piece of one as it stands in another language. Never throws; linear in the text. What it cannot
 * read is a problem with a place, and the rest is read all the same.
 */
export function readSql(text: string, options: ReadSqlOptions = {}): SqlReading {
  const work: Work = {
    quotedIdentifier: options.quotedIdentifier ?? true,
    all: (options.want ?? "all") === "all",
    strings: options.want !== "accesses",
    left: 8 * text.length + 65_536,
    known: new Map(),
  }
  return readText(text, options.holes ?? [], work, 0, options.parameters ?? [])
}

function readText(
  text: string,
  holes: readonly Hole[],
  work: Work,
  depth: number,
  parameters: readonly string[] = [],
): SqlReading {
  const options = { quotedIdentifier: work.quotedIdentifier, keepsNames: work.all, supplied: depth > 0 }
  const { parser: p, batches } = parse(text, holes, options, parameters)
  const accesses: Access[] = writeAccesses(p)
  const inner: Access[] = []
  const readings = new Map<number, SqlReading>()
  const calls = p.calls.flatMap((call): RoutineCall[] =>
    isGone(call.access) ? [] : [{ access: call.access, arguments: writeArguments(p, call.arguments, call.access.statement) }],
  )
  const executions: Execution[] = []
  if (p.executions.length > 0) readExecutions(p, work, depth, { readings, accesses: inner, calls, executions })
  pushDistinct(sortedByStart(inner), accesses)
  const reading: SqlReading = {
    batches,
    statements: p.statements as Statement[],
    accesses: inner.length > 0 ? sortedByStart(accesses) : accesses,
    names: work.all ? writeNames(p, holes) : [],
    strings: work.strings && (work.all || depth === 0) ? writeStrings(p, work, depth, readings) : [],
    comments: work.all ? writeComments(p) : [],
    directives: p.tokens.directives === 0 ? [] : writeDirectives(p),
    problems: (depth === 0 ? p.problems.concat(p.unfinished) : p.problems).sort((a, b) => a.at - b.at),
    routines: writeRoutines(p),
    calls,
    executions,
    cuts: [...p.cuts],
  }
  giveColumns(p.tokens.columns)
  return reading
}

/** What is found in executed texts. */
interface Within {
  /** By literals: tokens. */
  readonly readings: Map<number, SqlReading>
  readonly accesses: Access[]
  readonly calls: RoutineCall[]
  readonly executions: Execution[]
}

/** Reads what a text executes. */
function readExecutions(p: Parser, work: Work, depth: number, within: Within): void {
  const told = newTold()
  const reads = p.executions.map((execution) => readExecution(p, execution, work, depth, within.readings, told))
  // Of what independent choices put together, not all occurs: what is no SQL leaves it to what is.
  const least = new Map<number, number>()
  reads.forEach((read, index) => {
    const { statement } = p.executions[index] as OpenExecution
    if (read !== null && read.faults >= 0) least.set(statement, Math.min(least.get(statement) ?? read.faults, read.faults))
  })
  for (const [index, execution] of p.executions.entries()) {
    const read = reads[index] ?? null
    if (read === null || read.faults > (least.get(execution.statement) ?? 0)) continue
    for (const access of read.accesses) within.accesses.push(access)
    for (const call of read.calls) within.calls.push(call)
    if (dependsOnCaller(execution, read.flat)) within.executions.push(writeExecution(p, execution, read.flat, read.accesses))
  }
}

/** What is executed, with its accesses and calls in units of the text around. */
interface ReadExecution {
  readonly flat: FlatValue
  readonly accesses: readonly Access[]
  readonly calls: readonly RoutineCall[]
  /** Places that could not be read; -1 where nothing is known of the text. */
  readonly faults: number
}

/** Reads what is executed, and notes for each literal in it what stands there. Null where it is too long, too deep, or nothing new. */
function readExecution(
  p: Parser,
  execution: OpenExecution,
  work: Work,
  depth: number,
  readings: Map<number, SqlReading>,
  told: Told,
): ReadExecution | null {
  const start = p.statements[execution.statement]?.start ?? 0
  const flat = execution.value.length > work.left ? null : flatten(p, execution.value)
  if (flat === null || flat.text.length > work.left || depth >= deepest) {
    p.problems.push({ at: start, message: "the executed text is too long or too deep to follow" })
    p.cuts.add(execution.statement)
    return null
  }
  if (execution.value.kind === "unknown") return { flat, accesses: [], calls: [], faults: -1 }
  if (isRepeated(execution, flat, told)) return null
  work.left -= flat.text.length + perExecution
  for (const literal of flat.literals) {
    const old = stringUses[p.uses[literal] as number] as StringUse
    if (old === "other" || old === "data" || old === "assigned" || old === "executed")
      p.uses[literal] = stringUses.indexOf(execution.use)
  }
  const read =
    execution.use === "object-name"
      ? readObjectName(flat.text, flat.holes, execution.operation, work.all)
      : readKnown(flat, work, depth + 1, suppliedNames(execution, flat))
  const at = spanMapper(flat.runs)
  // Of a text for many databases, only what `?` stands for is unknown.
  const known = flat.holes.every(({ expression }) => expression === "?")
  // With unknown parts, what could not be read may be theirs.
  if (known)
    for (const problem of read.problems) p.problems.push({ ...problem, at: at({ start: problem.at, end: problem.at }).start })
  if (read.cuts.length > 0) p.cuts.add(execution.statement)
  const accesses: Access[] = []
  const moved = new Map<Access, Access>()
  const isTarget = execution.use === "remote-query" && execution.operation !== ""
  for (const access of read.accesses) {
    const { start, end } = at(access)
    const written = isTarget && access.role === "read"
    const here: Access = {
      start,
      end,
      name: nameThere(access.name, execution),
      kind: access.kind,
      role: written ? "write" : access.role,
      operation: written ? execution.operation : access.operation,
      statement: execution.statement,
      confidence:
        access.confidence === "certain" && flat.holes.length > 0 && !(known && isKnown(access.name))
          ? "recovered"
          : access.confidence,
      text: p.text.slice(start, end),
    }
    accesses.push(here)
    moved.set(access, here)
  }
  if (work.all) noteReading(p, flat, mapReading(read, flat.runs, p.text), readings)
  const map = read.calls.length > 0 ? mapOf(flat.runs) : []
  const calls = read.calls.flatMap((call): RoutineCall[] => {
    const access = moved.get(call.access)
    if (access === undefined) return []
    return [{ access, arguments: call.arguments.map((each) => mapArgument(p, each, map, execution.statement)) }]
  })
  for (const handed of handedOn(execution, read)) {
    const inner = readExecution(p, handed, work, depth + 1, readings, told)
    if (inner !== null) accesses.push(...inner.accesses)
    if (inner !== null) calls.push(...inner.calls)
  }
  return { flat, accesses, calls, faults: read.problems.length }
}

/** Whether no part of a name is filled in when it is executed. */
function isKnown({ database, schema, object }: MultipartName): boolean {
  return object !== "?" && schema !== "?" && database !== "?"
}

/** Reads an executed text, unless it was read before with the same holes. */
function readKnown(flat: FlatValue, work: Work, depth: number, supplied: readonly string[]): SqlReading {
  if (supplied.length > 0) return readText(flat.text, flat.holes, work, depth, supplied)
  const known = work.known.get(flat.text)
  if (known !== undefined && known.depth <= depth && isSameHoles(known.holes, flat.holes)) return known.reading
  const reading = readText(flat.text, flat.holes, work, depth)
  work.known.set(flat.text, { holes: flat.holes, depth, reading })
  return reading
}

function isSameHoles(a: readonly Span[], b: readonly Span[]): boolean {
  return a.length === b.length && a.every((hole, index) => hole.start === b[index]?.start && hole.end === b[index]?.end)
}

/** Keeps, for each literal of an executed text, what of its reading stands in it. */
function noteReading(p: Parser, flat: FlatValue, mapped: SqlReading, readings: Map<number, SqlReading>): void {
  const single = flat.literals.length === 1
  for (const literal of flat.literals) {
    if (readings.has(literal)) continue
    const span = { start: p.tokens.starts[literal] as number, end: p.tokens.ends[literal] as number }
    readings.set(literal, single ? mapped : sliceReading(mapped, span))
  }
}

/** A name as it is understood where the text is executed. */
function nameThere(name: MultipartName, { server, database }: OpenExecution): MultipartName {
  if ((server === null && database === null) || name.server !== null) return name
  return { ...name, server, database: name.database ?? database }
}

function writeStrings(p: Parser, work: Work, depth: number, readings: Map<number, SqlReading>): SqlString[] {
  const result: SqlString[] = []
  const statements = statementFinder(p)
  const { kinds, tokens } = p
  for (let token = 1; token < tokens.end; token++) {
    if (kinds[token] !== T.STRING) continue
    const start = tokens.starts[token] as number
    const { text, runs } = literalText(p, token)
    let use = stringUses[p.uses[token] as number] as StringUse
    let reading = readings.get(token) ?? null
    if (use === "assigned" && reading === null) {
      if (depth < deepest && text.length <= work.left && sniffSql(text) === "sql") {
        work.left -= text.length
        if (work.all) reading = mapReading(readText(text, [], work, depth + 1), runs, p.text)
      } else use = "data"
    } else if (use === "object-name" && reading === null && work.all) {
      reading = mapReading(readObjectName(text, [], "", true), runs, p.text)
    }
    result.push({
      start,
      end: tokens.ends[token] as number,
      text,
      map: mapOf(runs),
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
