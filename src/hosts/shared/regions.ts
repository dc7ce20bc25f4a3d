import type { Escape, Mark, Place, PlaceRole, Region, RegionKind } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { countWhile } from "../../text/search.js"
import { identityMap } from "../../text/text-map.js"
import type { BuiltText } from "./text-builder.js"

/** A place of that role; what is not said is null or empty. */
export function placeOf(role: PlaceRole, rest: Partial<Place> = {}): Place {
  return { role, callee: null, argument: null, target: null, path: [], marks: [], ...rest }
}

/** A region of text that has been read. `language` of its text is `text` unless said. */
export function regionOf(
  kind: RegionKind,
  span: Span,
  built: BuiltText,
  place: Place,
  options: { readonly language?: string; readonly escape?: Escape } = {},
): Region {
  const pieces = kind === "string" ? [{ span, within: { start: 0, end: built.text.length } }] : []
  const { text, map, holes } = built
  return { kind, language: options.language ?? "text", span, text, map, holes, place, pieces, escape: options.escape ?? "none" }
}

/** A region that is its stretch of the source unit by unit. */
export function plainRegion(kind: RegionKind, source: string, span: Span, place: Place, language = "text"): Region {
  const text = source.slice(span.start, span.end)
  return regionOf(kind, span, { text, map: identityMap(text.length, span.start), holes: [] }, place, { language })
}

/** The comment at a span. */
export function commentRegion(source: string, span: Span): Region {
  return plainRegion("comment", source, span, placeOf("value"))
}

/** Sorted by start; of two with the same start the longer first, so that what is nested follows what holds it. */
export function sortRegions(regions: readonly Region[]): readonly Region[] {
  return [...regions].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
}

/** Marks with one more. */
export function withMark(place: Place, mark: Mark): Place {
  return place.marks.includes(mark) ? place : { ...place, marks: [...place.marks, mark] }
}

/** Remembers the result for the last text only: reading a file and asking for its sites parse it once. */
export function lastOnly<T>(compute: (text: string) => T): (text: string) => T {
  let key: string | null = null
  let value: T | null = null
  return (text) => {
    if (key !== text || value === null) {
      value = compute(text)
      key = text
    }
    return value
  }
}

/** The one of sorted spans that do not overlap which holds `span` whole; null if there is none. */
export function holding<T extends Span>(spans: readonly T[], span: Span): T | null {
  const after = countWhile(spans, (each) => each.start <= span.start)
  const found = spans[after - 1]
  return found !== undefined && found.end >= span.end ? found : null
}
