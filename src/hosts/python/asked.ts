import type { Span } from "../../model/text.js"
import type { Analysis } from "./analysis.js"
import type { PlainToken, StringToken, Token } from "./lexer.js"
import { collect } from "./literals.js"

/** The literals and comments of some logical lines, sorted by start. */
export interface Asked {
  readonly literals: readonly StringToken[]
  readonly comments: readonly PlainToken[]
}

/** Those of all logical lines that hold a part of one of `spans` (sorted): an expression may join all literals of its line. Null asks for everything. */
export function askedOf(analysis: Analysis, spans: readonly Span[] | null): Asked {
  if (spans === null) return analysis
  const chosen: Token[] = []
  const { tokens } = analysis
  let at = 0
  for (let from = 0; from < tokens.length; ) {
    let to = from
    while (to < tokens.length && tokens[to]?.kind !== "newline") to++
    const first = tokens[from]
    const last = tokens[to - 1]
    if (to > from && first !== undefined && last !== undefined) {
      while (at < spans.length && (spans[at] as Span).end <= first.start) at++
      const next = spans[at]
      if (next === undefined) break
      if (next.start < last.end) chosen.push(...tokens.slice(from, to))
    }
    from = to + 1
  }
  return collect(chosen)
}
