import type { Access, SqlReading } from "../model/sql.js"
import type { Span, TextMap } from "../model/text.js"
import { countWhile } from "../text/search.js"
import { composeMaps } from "../text/text-map.js"
import { sortedByStart } from "./materialise.js"
import { mapOf, type Runs, runAt } from "./runs.js"

/** A map to the outer text that finds a place for every span: a part without an origin counts as what stands beside it. */
export function spanMapper(runs: Runs): (span: Span) => Span {
  return (span) => {
    if (runs.length === 0) return { start: 0, end: 0 }
    const first = runAt(runs, span.start)
    const last = runAt(runs, Math.max(span.start, span.end - 1))
    const at = runs[first] as number
    const length = runs[first + 1] as number
    const lastAt = runs[last] as number
    const lastLength = runs[last + 1] as number
    const lastFrom = runs[last + 2] as number
    const lastWidth = runs[last + 3] as number
    let start = runs[first + 2] as number
    if (length === runs[first + 3]) start += Math.min(Math.max(0, span.start - at), length)
    const end = lastFrom + (lastLength === lastWidth ? Math.min(Math.max(0, span.end - lastAt), lastLength) : lastWidth)
    // Pieces can stand in another order outside: the last one holds the object.
    if (end >= start) return { start, end }
    const from =
      lastLength === lastWidth
        ? lastFrom + Math.max(0, Math.min(span.end, lastAt + lastLength) - Math.max(span.start, lastAt) - 1)
        : lastFrom
    return { start: Math.min(lastFrom, from), end }
  }
}

/** What only the reading of a whole text has: the readings within it add theirs to that. */
export const ofWholeTexts = { routines: [], calls: [], executions: [], cuts: [] } as const

/** A reading of a text within another, in units of the outer one. `outer` is the outer text. */
export function mapReading(reading: SqlReading, runs: Runs, outer: string): SqlReading {
  return moveReading(reading, runs, outer, reading.strings.length > 0 ? mapOf(runs) : [])
}

function moveReading(reading: SqlReading, runs: Runs, outer: string, map: TextMap): SqlReading {
  const at = spanMapper(runs)
  const moved = <A extends Span>(item: A): A => ({ ...item, ...at(item) })
  return {
    batches: reading.batches.map((batch) => at(batch)),
    statements: reading.statements.map(moved),
    accesses: sortedByStart(
      reading.accesses.map((access): Access => {
        const span = at(access)
        return { ...access, ...span, text: outer.slice(span.start, span.end) }
      }),
    ),
    names: sortedByStart(reading.names.map((name) => ({ ...moved(name), parts: name.parts.map(moved) }))),
    strings: sortedByStart(
      reading.strings.map((string) => ({
        ...moved(string),
        map: composeMaps(string.map, map),
        reading: string.reading === null ? null : moveReading(string.reading, runs, outer, map),
      })),
    ),
    comments: reading.comments.map((comment) => at(comment)),
    directives: reading.directives.map((directive) => ({ ...moved(directive), arguments: directive.arguments.map(moved) })),
    ...ofWholeTexts,
    problems: reading.problems.map((problem) => ({ ...problem, at: at({ start: problem.at, end: problem.at }).start })),
  }
}

/** Of items sorted by start that do not nest, those that touch a span. */
function touching<A extends Span>(items: readonly A[], span: Span): readonly A[] {
  let first = countWhile(items, (each) => each.start < span.start)
  while (first > 0 && (items[first - 1] as A).end > span.start) first--
  let end = first
  while (end < items.length && (items[end] as A).start < span.end) end++
  return items.slice(first, end)
}

/** What of a reading stands in a span. */
export function sliceReading(reading: SqlReading, span: Span): SqlReading {
  return {
    batches: [span],
    statements: reading.statements,
    accesses: touching(reading.accesses, span),
    names: touching(reading.names, span),
    strings: touching(reading.strings, span),
    comments: touching(reading.comments, span),
    directives: touching(reading.directives, span),
    ...ofWholeTexts,
    problems: reading.problems.filter((problem) => problem.at >= span.start && problem.at < span.end),
  }
}
