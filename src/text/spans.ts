import type { Span } from "../model/text.js"
import { countWhile } from "./search.js"

/** Items that may stand within the one that holds a span, and end before it. */
const mostNested = 500

/**
 * The innermost item whose span holds `span` whole, among items sorted by start of which one may hold others; null if there is none.
 * Logarithmic, but for the items nested before the span.
 */
export function enclosingBy<T>(items: readonly T[], span: Span, spanOf: (item: T) => Span): T | null {
  const after = countWhile(items, (each) => spanOf(each).start <= span.start)
  for (let index = after - 1; index >= Math.max(0, after - mostNested); index--) {
    const item = items[index] as T
    if (spanOf(item).end >= span.end) return item
  }
  return null
}

/** The innermost span that holds `span` whole, among sorted spans of which one may hold others; null if there is none. */
export function enclosing<T extends Span>(spans: readonly T[], span: Span): T | null {
  return enclosingBy(spans, span, (each) => each)
}
