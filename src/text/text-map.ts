import type { Edit, Position, Segment, Span, TextMap } from "../model/text.js"
import { countWhile } from "./search.js"

/** The map of a text that stands as it is at `from` in the outer text. */
export function identityMap(length: number, from: number): TextMap {
  return length === 0 ? [] : [{ at: 0, length, from, width: length }]
}

/** Index of the segment that holds `offset`, else of the one before it; -1 before the first. */
function segmentAt(map: TextMap, offset: number): number {
  return countWhile(map, (each) => each.at <= offset) - 1
}

/** Where a span of the text stands in the outer text; null if an end of it has no origin. Part of an escape counts as the whole escape. */
export function toOuter(map: TextMap, span: Span): Span | null {
  const first = map[segmentAt(map, span.start)]
  const last = map[segmentAt(map, span.end > span.start ? span.end - 1 : span.end)]
  if (first === undefined || last === undefined) return null
  const into = span.start - first.at
  const lastUnit = (span.end > span.start ? span.end - 1 : span.end) - last.at
  if (into > first.length || lastUnit > last.length) return null
  if (span.end > span.start && (into === first.length || lastUnit === last.length)) return null
  const start = first.length === first.width ? first.from + into : first.from
  if (span.end === span.start) return { start, end: start }
  const end = last.length === last.width ? last.from + lastUnit + 1 : last.from + last.width
  return { start, end }
}

/** Where a unit of the text begins in the outer text; null if it has no origin. Its end has one where that of what stands before it has. */
export function toOuterStart(map: TextMap, offset: number): number | null {
  const segment = map[segmentAt(map, offset)]
  if (segment === undefined) return null
  const into = offset - segment.at
  if (into > segment.length) return null
  return segment.length === segment.width ? segment.from + into : segment.from
}

/** Where a span of the outer text stands in the text; null if it does not lie in it whole. */
export function toInner(map: TextMap, outer: Span): Span | null {
  let start = -1
  let end = -1
  for (const segment of map) {
    const far = segment.from + segment.width
    if (outer.start >= segment.from && outer.start < far) {
      start = segment.length === segment.width ? segment.at + outer.start - segment.from : segment.at
    }
    if (outer.end > segment.from && outer.end <= far) {
      end = segment.length === segment.width ? segment.at + outer.end - segment.from : segment.at + segment.length
    }
  }
  return start < 0 || end < 0 || end < start ? null : { start, end }
}

/** The map from the innermost text to the outermost, given inner-to-middle and middle-to-outer. */
export function composeMaps(inner: TextMap, outer: TextMap): TextMap {
  const result: Segment[] = []
  for (const segment of inner) {
    if (segment.length !== segment.width) {
      const span = toOuter(outer, { start: segment.from, end: segment.from + segment.width })
      if (span !== null) result.push({ at: segment.at, length: segment.length, from: span.start, width: span.end - span.start })
      continue
    }
    const end = segment.from + segment.width
    for (let index = Math.max(0, segmentAt(outer, segment.from)); index < outer.length; index++) {
      const over = outer[index] as Segment
      if (over.at >= end) break
      const from = Math.max(over.at, segment.from)
      const to = Math.min(over.at + over.length, end)
      if (to <= from) continue
      const at = segment.at + from - segment.from
      const same = over.length === over.width
      result.push({
        at,
        length: to - from,
        from: same ? over.from + from - over.at : over.from,
        width: same ? to - from : over.width,
      })
    }
  }
  return result
}

/** Offsets at which the lines of a text begin. `\r\n`, `\n` and `\r` end a line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  if (!text.includes("\r")) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
    return starts
  }
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 10 || (unit === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1)
  }
  return starts
}

/** The line and column of an offset, given the text's line starts. */
export function positionAt(starts: readonly number[], offset: number): Position {
  const line = countWhile(starts, (start) => start <= offset)
  return { line, column: offset - (starts[line - 1] as number) + 1 }
}

/** Applies edits that do not overlap, in any order; equal edits count once. Throws on overlapping ones. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  let result = ""
  let position = 0
  let previous: Edit | null = null
  for (const edit of sorted) {
    if (previous !== null && previous.start === edit.start && previous.end === edit.end && previous.text === edit.text) continue
    if (edit.start < position) throw new RangeError(`edits overlap at ${edit.start}`)
    result += text.slice(position, edit.start) + edit.text
    position = edit.end
    previous = edit
  }
  return result + text.slice(position)
}
