import type { Access, DynamicText, Execution, Routine, RoutineArgument } from "../model/sql.js"
import type { TextMap } from "../model/text.js"
import { composeMaps } from "../text/text-map.js"
import { flatten } from "./flatten.js"
import type { OpenArgument, OpenExecution, Parser } from "./state.js"
import type { FlatValue, Value } from "./values.js"

/** Whether what a text does is told only by what the routine around, or the text itself, is given. */
export function dependsOnCaller(execution: OpenExecution, flat: FlatValue): boolean {
  if (flat.holes.some((hole) => hole.parameter !== null)) return true
  if (execution.use === "object-name") return execution.arguments.some((argument) => argument.values.length > 0)
  return execution.arguments.length > 0 && /\bexec/i.test(flat.text)
}

/** The arguments of a call, written out. */
export function writeArguments(p: Parser, given: readonly OpenArgument[]): readonly RoutineArgument[] {
  return given.map(({ name, position, values }) => ({
    name: name === "" ? null : name,
    position,
    values: values.map((value) => writeText(p, value)).filter((text) => text !== null),
  }))
}

/** An argument of a call within an executed text, in units of the text around. */
export function mapArgument(argument: RoutineArgument, map: TextMap): RoutineArgument {
  return { ...argument, values: argument.values.map((value) => ({ ...value, map: composeMaps(value.map, map) })) }
}

/** An executed text that depends on what it is given. */
export function writeExecution(p: Parser, execution: OpenExecution, flat: FlatValue, accesses: readonly Access[]): Execution {
  const { statement, use, server, database } = execution
  const { text, map, holes } = flat
  return { text, map, holes, statement, use, server, database, arguments: writeArguments(p, execution.arguments), accesses }
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
  return flat === null ? null : { text: flat.text, map: flat.map, holes: flat.holes }
}
