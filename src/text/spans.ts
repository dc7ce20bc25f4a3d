import type { Span } from "../model/text.js"

/** Items that may stand within the one that holds a span, and end before it. */
const mostNested = 500

/**
 * The innermost item whose span holds `span` whole, among items sorted by start of which one may hold others; null if there is none.
 * Logarithmic, but for the items nested before the span.
 */
export function enclosingBy<T>(items: readonly T[], span: Span, spanOf: (item: T) => Span): T | null {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spanOf(items[middle] as T).start <= span.start) low = middle + 1
    else high = middle
  }
  for (let index = low - 1; index >= Math.max(0, low - mostNested); index--) {
    const item = items[index] as T
    if (spanOf(item).end >= span.end) return item
  }
  return null
}

/** The innermost span that holds `span` whole, among sorted spans of which one may hold others; null if there is none. */
export function enclosing<T extends Span>(spans: readonly T[], span: Span): T | null {
  return enclosingBy(spans, span, (each) => each)
}
