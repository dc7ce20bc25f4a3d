import { notebookHost } from "../hosts/notebook/notebook-host.js"
import type { Call, Effect, FactReader, FileFacts, Scope, Value } from "../model/lineage.js"
import type { Region } from "../model/region.js"
import type { Segment, Span, TextMap } from "../model/text.js"
import { composeMaps, toOuter } from "../text/text-map.js"

/**
 * Reads the facts of notebooks: all cells of Python are one program, in their order; cells and lines of SQL are sent, those of a shell
 * are started.
 */
export function notebookReader(python: FactReader): FactReader {
  return {
    language: "notebook",
    load: python.load,
    read: async (text, file) => {
      const reading = notebookHost.read(text, file)
      const cells = reading.regions.filter((region) => region.kind === "code")
      const { program, map } = joined(cells.filter((cell) => cell.language === "python"))
      const facts = withMagics(inFile(await python.read(program, file), map), cells)
      const problems = [...reading.problems, ...facts.problems]
      return { ...facts, problems }
    },
  }
}

/** The cells as one text, with the way back to the file. */
function joined(cells: readonly Region[]): { readonly program: string; readonly map: TextMap } {
  const map: Segment[] = []
  let program = ""
  for (const cell of cells) {
    for (const segment of cell.map) map.push({ ...segment, at: segment.at + program.length })
    program += `${cell.text}\n`
  }
  return { program, map }
}

/** The facts of a joined text with all places in the file. */
function inFile(facts: FileFacts, map: TextMap): FileFacts {
  const at = (offset: number): number => toOuter(map, { start: offset, end: offset + 1 })?.start ?? map.at(-1)?.from ?? 0
  const placed = <T extends Span>(each: T): T => ({
    ...each,
    start: at(each.start),
    end: Math.max(at(each.start), at(each.end - 1) + 1),
  })
  return {
    ...facts,
    values: facts.values.map((value): Value => (value.kind === "text" ? { ...value, map: composeMaps(value.map, map) } : value)),
    calls: facts.calls.map(placed),
    scopes: facts.scopes.map(
      (scope): Scope => ({
        ...placed(scope),
        at: at(scope.at),
        actions: scope.actions.map((action) => (action.kind === "import" ? placed(action) : action)),
      }),
    ),
    problems: facts.problems.map((problem) => ({ ...problem, at: at(problem.at) })),
  }
}

/** The same with cells and lines in other languages as calls of the notebook. */
function withMagics(facts: FileFacts, cells: readonly Region[]): FileFacts {
  const values: Value[] = [...facts.values]
  const calls: Call[] = [...facts.calls]
  const [module, ...functions] = facts.scopes
  if (module === undefined) return facts
  const actions = [...module.actions]
  for (const cell of cells) {
    if (cell.language !== "tsql" && cell.language !== "shell") continue
    const text = values.push({ kind: "text", text: cell.text, map: cell.map }) - 1
    const callee = values.push({ kind: "unknown", expression: cell.place.callee ?? "" }) - 1
    const effect: Effect =
      cell.language === "tsql"
        ? { kind: "sql", text, connection: null, database: null, sure: true, parameters: null }
        : { kind: "command", command: text, directory: null }
    const call = calls.push({
      start: cell.span.start,
      end: cell.span.end,
      scope: 0,
      callee,
      text: cell.text.slice(0, 80),
      arguments: [],
      effects: [effect],
      result: null,
    })
    actions.push({ kind: "call", call: call - 1 })
  }
  return { ...facts, values, calls, scopes: [{ ...module, actions }, ...functions] }
}
