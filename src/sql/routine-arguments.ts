import type { SqlReading } from "../model/sql.js"
import { constantValue, valuesOf } from "./fold.js"
import { written } from "./fold-functions.js"
import { type OpenArgument, type OpenExecution, type Parser, problem } from "./state.js"
import { T } from "./tokens.js"
import type { FlatValue, Value } from "./values.js"

/** What an argument can be, as far as it is known. */
export function argumentValues(p: Parser, from: number, to: number): readonly Value[] {
  if (to > from + 1) return []
  if (p.kinds[from] === T.VARIABLE)
    return (valuesOf(p, from) ?? []).filter((value) => value.kind !== "unknown" || isParameter(value))
  const value = constantValue(p, from)
  return value === null ? [] : [value]
}

/** What sp_executesql hands on: the arguments behind the text and the list of parameters, by the names that the list declares. */
export function declaredArguments(p: Parser, given: readonly OpenArgument[]): readonly OpenArgument[] {
  const [list] = given.find((each) => each.position === 1)?.values ?? []
  const declared = list === undefined ? [] : namesIn(p, list)
  return given
    .filter((each) => each.position >= 2)
    .map((each) => (each.name === "" ? { ...each, name: declared[each.position - 2] ?? "" } : each))
}

/** The names in a list of parameters. A list that grows from call to call is followed as far as that is not too much, which is told. */
function namesIn(p: Parser, list: Value): readonly string[] {
  if (list.kind !== "unknown" && list.length > p.effort && !p.cuts.has(p.statement)) {
    p.cuts.add(p.statement)
    problem(p, p.at, "the list of parameters is too long to follow")
  }
  const text = written(p, list)?.text ?? ""
  return [...text.matchAll(/@[\w@#$]+/g)]
    .filter((each) => /\s/.test(text.charAt(each.index + each[0].length)))
    .map(([name]) => name)
}

/** Whether a value is what the caller of the routine around gives. */
export function isParameter(value: Value): boolean {
  return value.kind === "unknown" && value.parameter !== null
}

/** Parameters of a text that it may execute, and whose values are known. */
export function suppliedNames(execution: OpenExecution, { text }: FlatValue): readonly string[] {
  if (execution.arguments.length === 0 || !/\bexec/i.test(text)) return []
  return execution.arguments.filter(({ name, values }) => name !== "" && values.length > 0).map(({ name }) => name)
}

/** What a text executes of what it is given, and nothing else: `EXEC sp_executesql @stmt`. */
export function handedOn(execution: OpenExecution, { executions }: SqlReading): readonly OpenExecution[] {
  return executions.flatMap(({ text, holes: [hole], use, server, database }): readonly OpenExecution[] => {
    if (hole?.parameter == null || text.trim().length > hole.end - hole.start || use === "object-name") return []
    const wanted = hole.parameter.toLowerCase()
    const given = execution.arguments.find(({ name }) => name.toLowerCase() === wanted)
    return (given?.values ?? []).map((value) => ({
      value,
      use,
      statement: execution.statement,
      server: server ?? execution.server,
      database: database ?? execution.database,
      operation: "",
      arguments: [],
    }))
  })
}
