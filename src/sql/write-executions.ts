import type { Access, DynamicText, Execution, Routine, RoutineArgument } from "../model/sql.js"
import type { TextMap } from "../model/text.js"
import { composeMaps } from "../text/text-map.js"
import { flatten } from "./flatten.js"
import { mapOf } from "./runs.js"
import type { OpenArgument, OpenExecution, Parser } from "./state.js"
import type { FlatValue, Value } from "./values.js"

/** Whether what a text does is told only by what the routine around, or the text itself, is given. */
export function dependsOnCaller(execution: OpenExecution, flat: FlatValue): boolean {
  if (flat.holes.some((hole) => hole.parameter !== null)) return true
  if (execution.use === "object-name") return execution.arguments.some((argument) => argument.values.length > 0)
  return execution.arguments.length > 0 && /\bexec/i.test(flat.text)
}

/** What a value that is handed on costs beside its text, and each run of its map, in units of text. */
const perValue = 16

/** The arguments of a call in a statement, written out. Those that are too much are left out, which is told. */
export function writeArguments(p: Parser, given: readonly OpenArgument[], statement: number): readonly RoutineArgument[] {
  return given.map(({ name, position, values }) => ({
    name: name === "" ? null : name,
    position,
    values: values.flatMap((value) => {
      if (!spend(p, value.length + perValue, statement)) return []
      const text = writeText(p, value)
      if (text === null) return []
      p.handing -= perValue * text.map.length
      return [text]
    }),
  }))
}

/** An argument of a call within an executed text, in units of the text around. */
export function mapArgument(p: Parser, argument: RoutineArgument, map: TextMap, statement: number): RoutineArgument {
  return {
    ...argument,
    values: argument.values.flatMap((value) =>
      spend(p, perValue * (1 + value.map.length), statement) ? [{ ...value, map: composeMaps(value.map, map) }] : [],
    ),
  }
}

/** Takes what writing a value out costs from what may be spent on it; says so where that is not left. */
function spend(p: Parser, cost: number, statement: number): boolean {
  if (p.handing >= cost) {
    p.handing -= cost
    return true
  }
  p.handing = 0
  if (p.cuts.has(statement)) return false
  p.cuts.add(statement)
  p.problems.push({ at: p.statements[statement]?.start ?? 0, message: "what is handed over here is too long to follow" })
  return false
}

/** An executed text that depends on what it is given. */
export function writeExecution(p: Parser, execution: OpenExecution, flat: FlatValue, accesses: readonly Access[]): Execution {
  const { statement, use, server, database } = execution
  const { text, runs, holes } = flat
  const given = writeArguments(p, execution.arguments, statement)
  return { text, map: mapOf(runs), holes, statement, use, server, database, arguments: given, accesses }
}

/** The routines of a text, with their parameters. */
export function writeRoutines(p: Parser): readonly Routine[] {
  return p.routines.map(({ statement, parameters }) => ({
    statement,
    parameters: parameters.map(({ name, value }) => ({ name, default: value === null ? null : writeText(p, value) })),
  }))
}

function writeText(p: Parser, value: Value): DynamicText | null {
  const flat = flatten(p, value)
  return flat === null ? null : { text: flat.text, map: mapOf(flat.runs), holes: flat.holes }
}
