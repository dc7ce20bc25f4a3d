import { type KnownText, shownText, slicePiece } from "./known-text.js"
import { type Result, unknownResult } from "./result.js"

/** Most elements that lists taken together can have: the combinations of what each can hold. */
const mostTogether = 256

/** Lists taken together, element by element. Where an element can be several things, each goes with each: which belong together is not known. */
export function zipped(lists: readonly (readonly (readonly Result[])[] | null)[]): Result {
  const known = lists.filter((list) => list !== null)
  if (known.length < lists.length || known.length === 0) return unknownResult("zip")
  const list = (items: readonly Result[]): Result => ({ kind: "list", items })
  if (known.every((items) => items.every((options) => options.length === 1))) {
    const length = Math.min(...known.map((items) => items.length))
    return list(Array.from({ length }, (_, index) => list(known.flatMap((items) => items[index] ?? []))))
  }
  let rows: readonly (readonly Result[])[] = [[]]
  for (const items of known) rows = rows.flatMap((row) => items.flat().map((item) => [...row, item])).slice(0, mostTogether)
  return list(rows.map(list))
}

/** The part of a sequence from one place to before another; null: its end, or a place that is not known. A list's own elements where that is so. */
export function slicedList(items: readonly Result[], start: Bound, end: Bound): Result {
  if (start === "unknown" || end === "unknown") return { kind: "list", items }
  return { kind: "list", items: items.slice(start ?? undefined, end ?? undefined) }
}

/** The same of a text. */
export function slicedText(text: KnownText, start: Bound, end: Bound): Result {
  const [piece] = text
  const shown = shownText(text)
  if (start === "unknown" || end === "unknown" || piece === undefined || text.length > 1 || piece.hole)
    return unknownResult(shown.slice(0, 40))
  const place = (bound: number): number => Math.min(shown.length, Math.max(0, bound < 0 ? shown.length + bound : bound))
  const from = place(start ?? 0)
  return { kind: "text", text: [slicePiece(piece, from, Math.max(from, place(end ?? shown.length)))] }
}

/** Where a slice begins or ends. */
export type Bound = number | null | "unknown"

/** What a result says of where a slice begins or ends. */
export function boundOf(result: Result | undefined): Bound {
  if (result === undefined) return null
  if (result.kind !== "constant") return "unknown"
  return typeof result.value === "number" || result.value === null ? result.value : "unknown"
}
