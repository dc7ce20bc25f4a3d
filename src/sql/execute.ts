import type { MultipartName } from "../model/sql.js"
import { flatten, withHolesFor } from "./flatten.js"
import { forget, valuesOf } from "./fold.js"
import { isPartial } from "./fold-alternatives.js"
import { evaluate } from "./fold-expression.js"
import { hashOf, K } from "./keywords.js"
import { isTemplate, pushAccess, pushName, pushObject, readName } from "./names.js"
import { executesForEach, type ProcedureArgument, procedureArguments } from "./procedures.js"
import { argumentValues, declaredArguments, isParameter } from "./routine-arguments.js"
import {
  endOf,
  hashAt,
  kindAt,
  markString,
  type OpenArgument,
  type OpenExecution,
  type Parser,
  partText,
  problem,
  R,
  skipBrackets,
  startOf,
  takeKind,
  takeWord,
  wordAt,
} from "./state.js"
import { P, T } from "./tokens.js"
import { literalValue, type Value } from "./values.js"

/** Reads what follows EXEC: a procedure with its arguments, a text in brackets, a context. The next token is behind EXEC. */
export function readExecute(p: Parser): void {
  if (kindAt(p, p.at) === P.OPEN) {
    readExecutedText(p)
    return
  }
  if (wordAt(p, p.at) === K.AS) {
    readContext(p)
    return
  }
  // A return code: `@rc = `.
  if (kindAt(p, p.at) === T.VARIABLE && kindAt(p, p.at + 1) === P.EQUAL) p.at += 2
  else if (kindAt(p, p.at) === T.PARAMETER && kindAt(p, p.at + 1) === P.EQUAL) p.at += 2
  if (kindAt(p, p.at) === T.VARIABLE && !isTemplate(p, p.at)) {
    const values = valuesOf(p, p.at) ?? []
    tellCut(p, p.at, values)
    p.at++
    const names = values.map((value) => heldName(p, value))
    const given = readArguments(p, names.findLast((name) => name !== null) ?? null)
    values.forEach((value, index) => {
      if (names[index] !== null || isParameter(value))
        execute(p, value, "object-name", { operation: "execute", arguments: given })
    })
    return
  }
  if (kindAt(p, p.at) === T.STRING) {
    // `EXEC 'text'` is no T-SQL, but some drivers send it.
    markString(p, p.at, "object-name")
    p.at++
    readArguments(p, null)
    return
  }
  if (readName(p, true) === 0) {
    problem(p, p.at, "the name of a procedure is expected here")
    return
  }
  readProcedure(p)
}

/** Reads the arguments of the procedure whose name was read last. `called`: by `{call p (…)}`, where they stand in brackets. */
export function readProcedure(p: Parser, called = false): void {
  pushObject(p)
  const access = pushAccess(p, "procedure", "execute", "execute")
  if (kindAt(p, p.at) === P.SEMICOLON && kindAt(p, p.at + 1) === T.NUMBER && startOf(p, p.at + 1) === startOf(p, p.at) + 1)
    p.at += 2
  const given = readArguments(p, access.name, called)
  if (hashOf(access.name.object) !== executeSql && given.some((argument) => argument.values.length > 0))
    p.calls.push({ access, arguments: given })
}

const renames = hashOf("sp_rename")
const executeSql = hashOf("sp_executesql")
const jobStep = new Set(["sp_add_jobstep", "sp_update_jobstep"].map(hashOf))
const subsystem = hashOf("@subsystem")

/** Reads the arguments of a call; returns what is known of those of a procedure that is none of the server's own. */
function readArguments(p: Parser, called: MultipartName | null, inBrackets = false): readonly OpenArgument[] {
  const procedure = called === null ? 0 : hashOf(called.object)
  const known = procedureArguments(procedure)
  let position = 0
  const given: OpenArgument[] = []
  const texts: number[] = []
  const command: number[] = []
  let other = false
  // Some call procedures as functions.
  const brackets = kindAt(p, p.at) === P.OPEN && (inBrackets || startOf(p, p.at) === endOfName(p))
  if (brackets) p.at++
  while (p.at < p.stop) {
    let name = 0
    if (kindAt(p, p.at) === T.VARIABLE && kindAt(p, p.at + 1) === P.EQUAL) {
      name = hashAt(p, p.at)
      p.at += 2
    }
    const first = p.at
    if (!takeValue(p)) break
    if (known !== null) {
      if (name === subsystem && jobStep.has(procedure) && p.kinds[first] === T.STRING) {
        other = !/tsql/i.test(partText(p, first))
      }
      for (const argument of known) {
        if (name !== 0 ? argument.name !== name : argument.position !== position) continue
        if (argument.use === "job-command") command.push(first)
        else if (argument.use === "executed") {
          // Behind the text, `@stmt` is a parameter of its own.
          if (procedure !== executeSql || texts.length === 0) texts.push(first)
        } else useArgument(p, argument, first, procedure)
        break
      }
    }
    if (p.kinds[first] === T.STRING && p.uses[first] === 0) markString(p, first, "data")
    if (known === null || procedure === executeSql)
      given.push({ name: name === 0 ? "" : partText(p, first - 2), position, values: argumentValues(p, first, p.at) })
    if ((takeWord(p, K.OUTPUT) || takeWord(p, K.OUT)) && p.kinds[first] === T.VARIABLE) forget(p, first)
    position++
    if (!takeKind(p, P.COMMA)) break
  }
  for (const token of texts) {
    markString(p, token, "executed")
    if (procedure === executeSql) executeValues(p, token, "executed", called, declaredArguments(p, given))
    else executeEach(p, token, token + 1, "executed", {}, executesForEach(procedure))
  }
  for (const token of command) {
    markString(p, token, "job-command")
    if (!other) executeValues(p, token, "job-command")
  }
  if (brackets) takeKind(p, P.CLOSE)
  if (wordAt(p, p.at) === K.WITH && (wordAt(p, p.at + 1) === K.RECOMPILE || wordAt(p, p.at + 1) === K.RESULT)) readResultSets(p)
  if (wordAt(p, p.at) === K.AT && kindAt(p, p.at + 1) !== T.NONE && wordAt(p, p.at + 1) === K.DATA_SOURCE) p.at += 3
  return given
}

function endOfName(p: Parser): number {
  return p.tokens.ends[p.nameLast] as number
}

function readResultSets(p: Parser): void {
  p.at += 2
  while (kindAt(p, p.at) === T.WORD && /^(sets|undefined|none)$/i.test(partText(p, p.at))) p.at++
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}

/** One argument: a constant, a variable, a word, a hole. */
function takeValue(p: Parser): boolean {
  const kind = kindAt(p, p.at)
  if (kind === P.MINUS || kind === P.PLUS) p.at++
  switch (kindAt(p, p.at)) {
    case T.STRING:
    case T.NUMBER:
    case T.VARIABLE:
    case T.PARAMETER:
    case T.BRACKET:
    case T.DOUBLE:
    case T.DYNAMIC:
      p.at++
      return true
    case T.WORD: {
      const word = wordAt(p, p.at)
      if (word === K.NULL || word === K.DEFAULT || word === K.ON || word === K.OFF || word === 0 || word > K.WRITETEXT) {
        // A label: the statement is over.
        if (kindAt(p, p.at + 1) === P.COLON) return false
        p.at++
        if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
        while (kindAt(p, p.at) === P.DOT) p.at += 2
        return true
      }
      return false
    }
    default:
      return false
  }
}

function useArgument(p: Parser, argument: ProcedureArgument, token: number, procedure: number): void {
  markString(p, token, argument.use)
  if (argument.use === "object-name" && procedure === renames && p.kinds[token] === T.STRING)
    execute(p, literalValue(p, token), "object-name", { operation: renamesPart(p, token) ? "rename-part" : "rename" })
}

/** Notes that a value is executed; what is not said has nothing to say. */
function execute(p: Parser, value: Value, use: OpenExecution["use"], said: Partial<OpenExecution>): void {
  // Many values at many places: each statement has a few tokens at least.
  if (p.executions.length > p.tokens.end) {
    p.cuts.add(p.statement)
    return
  }
  const { server = null, database = null, operation = "", arguments: given = [] } = said
  p.executions.push({ value, use, statement: p.statement, server, database, operation, arguments: given })
}

/** Notes each value that an executed text can have, and says which are not known. `marked`: a `?` in them stands for a name. */
function executeEach(
  p: Parser,
  from: number,
  to: number,
  use: OpenExecution["use"],
  said: Partial<OpenExecution>,
  marked = false,
): void {
  const values = evaluate(p, from, to)
  tellCut(p, from, values)
  for (const value of values) {
    if (value.kind === "unknown" && !(p.supplied && isParameter(value)))
      problem(p, from, "the text that is executed here is not known")
    if (value.kind !== "unknown" || isParameter(value)) execute(p, marked ? withHolesFor(p, value, bareMark) : value, use, said)
    else if (values.length > 1) p.cuts.add(p.statement)
  }
}

/** A question mark that is a name, or a part of one: in brackets it is read as one anyway. */
const bareMark = /(?<=^|[\s(,.;=])\?(?=$|[\s).,;])/g

/** Says where values that are executed are not all there are. */
function tellCut(p: Parser, token: number, values: readonly Value[]): void {
  if (!values.some(isPartial)) return
  p.cuts.add(p.statement)
  problem(p, token, "more texts can be executed here than are followed: not every combination of their parts was read")
}

/** What is renamed is a part of the table, as the third argument says: `'COLUMN'`. */
function renamesPart(p: Parser, first: number): boolean {
  for (let token = first + 1; token < p.stop && p.kinds[token] !== P.SEMICOLON && token < first + 12; token++) {
    if (p.kinds[token] === T.STRING && /^N?'(column|index|statistics)'$/i.test(p.text.slice(startOf(p, token), endOf(p, token))))
      return true
  }
  return false
}

/** `caller` is the procedure that executes: `server.db.sys.sp_executesql` does so there. */
function executeValues(
  p: Parser,
  token: number,
  use: "executed" | "job-command",
  caller: MultipartName | null = null,
  given: readonly OpenArgument[] = [],
): void {
  const said = { server: named(caller?.server), database: named(caller?.database), arguments: given }
  executeEach(p, token, token + 1, use, said)
}

function named(part: string | null | undefined): string | null {
  return part === undefined || part === "" ? null : part
}

/** `EXEC (text)`, `EXEC (text) AT server`. */
function readExecutedText(p: Parser): void {
  const first = p.at + 1
  const close = matching(p)
  let end = close
  // Behind a comma: values for the parameters of a text for another server.
  let depth = 0
  for (let token = first; token < close; token++) {
    const kind = p.kinds[token]
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE) depth--
    else if (kind === P.COMMA && depth === 0) {
      end = token
      break
    }
  }
  for (let token = first; token < end; token++) {
    if (p.kinds[token] === T.STRING) markString(p, token, "executed")
  }
  p.at = kindAt(p, close) === P.CLOSE ? close + 1 : close
  if (wordAt(p, p.at) === K.AS) readContext(p)
  let server: string | null = null
  if (wordAt(p, p.at) === K.AT) {
    p.at++
    if (wordAt(p, p.at) === K.DATA_SOURCE) p.at++
    if (readName(p, true) > 0) {
      pushName(p, R.SERVER)
      server = partText(p, p.nameLast)
      for (let token = first; token < end; token++) if (p.kinds[token] === T.STRING) markString(p, token, "remote-query")
    }
  }
  executeEach(p, first, end, server === null ? "executed" : "remote-query", { server })
}

/** The token that closes the bracket at the next one; the end of the statement where nothing does. */
function matching(p: Parser): number {
  let depth = 0
  for (let token = p.at; token < p.stop; token++) {
    const kind = p.kinds[token]
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE) {
      depth--
      if (depth === 0) return token
    } else if (kind === P.SEMICOLON) {
      problem(p, p.at, "the bracket that opens here is not closed")
      return token
    }
  }
  problem(p, p.at, "the bracket that opens here is not closed")
  return p.stop
}

const no = hashOf("no")

/** `AS USER = 'x'`, `AS CALLER` */
function readContext(p: Parser): void {
  p.at += 2
  if (takeKind(p, P.EQUAL)) p.at++
  if (wordAt(p, p.at) === K.WITH) {
    p.at++
    // NO REVERT, COOKIE INTO @v
    if (hashAt(p, p.at) === no) p.at += 2
    else if (wordAt(p, p.at + 1) === K.INTO) p.at += 3
  }
}

const longestName = 600

/** The name of a procedure that a variable holds; null if it is not known at all. */
function heldName(p: Parser, value: Value): MultipartName | null {
  if (value.kind === "unknown" || value.length > 4 * longestName) return null
  const flat = flatten(p, value)
  if (flat === null || flat.text.trim() === "" || flat.text.length > longestName) return null
  for (const literal of flat.literals) markString(p, literal, "object-name")
  const parts = (flat.text.match(/\[(?:[^\]]|\]\])*\]|[^.[\]\s]+|(?<=\.)(?=\.)/g) ?? []).map((part) =>
    part.replace(/^\[|\]$/g, ""),
  )
  const part = (fromEnd: number): string | null => parts[parts.length - 1 - fromEnd] ?? null
  return { server: part(3), database: part(2), schema: part(1), object: part(0) ?? "" }
}
