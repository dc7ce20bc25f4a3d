import type { Span } from "../model/text.js"

/** The item whose span holds `span` whole, among items sorted by spans that do not overlap; null if there is none. Logarithmic. */
export function enclosingBy<T>(items: readonly T[], span: Span, spanOf: (item: T) => Span): T | null {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spanOf(items[middle] as T).start <= span.start) low = middle + 1
    else high = middle
  }
  const found = items[low - 1]
  return found !== undefined && spanOf(found).end >= span.end ? found : null
}

/** The span that holds `span` whole, among sorted spans that do not overlap; null if there is none. */
export function enclosing<T extends Span>(spans: readonly T[], span: Span): T | null {
  return enclosingBy(spans, span, (each) => each)
}
