import type { Hole } from "../model/text.js"
import { hashSeed, hashUnit } from "./keywords.js"
import { placeholderEnd } from "./placeholders.js"
import { isWordUnit } from "./units.js"

/** Unclosed strings of which no more than a line is taken; with more of them the text is not worth the search. */
const patience = 16

/** What cutting a text into tokens keeps beside the tokens. */
export interface Lexing {
  readonly text: string
  /** The text's units, zeros behind them. */
  readonly units: Uint16Array
  /** Sorted, not overlapping. */
  readonly holes: readonly Hole[]
  /** The next hole, and where it starts: at the text's length if none is left. */
  hole: number
  holeAt: number
  /** `"x"` is a name, not a string. */
  quoted: boolean
  unclosed: number
  /** The next carriage return from where one was last looked for. */
  returnAt: number
  /** The next line feed, likewise. */
  feedAt: number
  /** Start and end of each, in turn. */
  readonly comments: number[]
  readonly problems: { readonly at: number; readonly message: string }[]
  /** Lines for sqlcmd so far. */
  directives: number
  /** The kind of the token at hand, and its hash. */
  token: number
  hash: number
  /** Whether only white space and comments stand before it on its line. */
  lineStart: boolean
  /** The kind of the token before it, and where that ends. */
  before: number
  beforeEnd: number
}

/** Leaves the holes that end before an offset behind; returns where the next one starts. */
export function passHoles(l: Lexing, position: number): number {
  const { holes } = l
  while (l.hole < holes.length && (holes[l.hole] as Hole).end <= position) l.hole++
  l.holeAt = l.hole < holes.length ? (holes[l.hole] as Hole).start : l.text.length
  return l.holeAt
}

/** Where the line ends that an offset stands in. */
export function lineEnd(l: Lexing, from: number): number {
  const { text } = l
  if (l.returnAt < from) {
    const found = text.indexOf("\r", from)
    l.returnAt = found < 0 ? text.length : found
  }
  if (l.feedAt < from) {
    const found = text.indexOf("\n", from)
    l.feedAt = found < 0 ? text.length : found
  }
  return Math.min(l.feedAt, l.returnAt)
}

/** The end of what begins at `start` and is closed by `close`, doubled ones and holes apart; -1 if nothing closes it. */
function closed(l: Lexing, start: number, close: string): number {
  const { text, units, holes } = l
  let from = start + 1
  for (;;) {
    const found = text.indexOf(close, from)
    if (found < 0) return -1
    if (l.holeAt < found) {
      const passed = holes[l.hole] as Hole
      if (passed.start >= start && passed.end > found) {
        from = passed.end
        passHoles(l, from)
        continue
      }
      if (passHoles(l, found) <= found) {
        from = Math.max(found, (holes[l.hole] as Hole).end)
        passHoles(l, from)
        continue
      }
    }
    if ((units[found + 1] as number) !== close.charCodeAt(0)) return found + 1
    from = found + 2
  }
}

/** The end of what the quote at `quote` opens. What is never closed is a problem, and ends with its line. */
export function closedEnd(l: Lexing, quote: number, close: string, what: string): number {
  const { hole } = l
  const end = closed(l, quote, close)
  if (end >= 0) return end
  l.hole = hole
  passHoles(l, quote)
  l.problems.push({ at: quote, message: `${what} that begins here is not closed` })
  l.unclosed++
  return l.unclosed < patience ? lineEnd(l, quote + 1) : l.text.length
}

/** Hash of a stretch of the text, without regard to case. */
export function hashBetween(units: Uint16Array, from: number, to: number): number {
  let hash = hashSeed
  for (let at = from; at < to; at++) hash = hashUnit(hash, units[at] as number)
  return hash
}

/** The end of a name that holes and placeholders may be part of, negative if some are. */
export function wordEnd(l: Lexing, start: number): number {
  const { text, units, holes } = l
  let dynamic = false
  let at = start
  for (;;) {
    while (at < l.holeAt) {
      const unit = units[at] as number
      if (!isWordUnit(unit)) break
      if (unit === 36 && ((units[at + 1] as number) === 40 || (units[at + 1] as number) === 123)) break
      at++
    }
    if (at >= l.holeAt && l.hole < holes.length) {
      at = (holes[l.hole] as Hole).end
      passHoles(l, at)
      dynamic = true
      if (at > start) continue
    }
    const unit = units[at] as number
    const opens = unit === 36 || unit === 123 || (at === start && (unit === 60 || unit === 37))
    const end = opens ? placeholderEnd(text, at) : -1
    if (end < 0) break
    at = end
    passHoles(l, at)
    dynamic = true
  }
  // dbup: `$name$`.
  if (at - start > 2 && (units[start] as number) === 36 && (units[at - 1] as number) === 36) dynamic = true
  return dynamic ? -at : at
}

/** The end of a variable's name. */
export function variableEnd(l: Lexing, start: number): number {
  const { units } = l
  let at = start + 1
  while (at < l.holeAt && isWordUnit(units[at] as number)) at++
  return at
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

/** The end of a number that begins at `start`. */
export function numberEnd(l: Lexing, start: number): number {
  const { units } = l
  let at = start + 1
  if ((units[start] as number) === 48 && ((units[at] as number) | 32) === 120) {
    at++
    while (isDigit(units[at] as number) || (((units[at] as number) | 32) >= 97 && ((units[at] as number) | 32) <= 102)) at++
  } else {
    while (isDigit(units[at] as number)) at++
    if ((units[at] as number) === 46 && (units[start] as number) !== 46) {
      at++
      while (isDigit(units[at] as number)) at++
    }
    if (((units[at] as number) | 32) === 101) {
      const sign = units[at + 1] as number
      const first = sign === 43 || sign === 45 ? at + 2 : at + 1
      if (isDigit(units[first] as number)) {
        at = first
        while (isDigit(units[at] as number)) at++
      }
    }
  }
  return l.holeAt < at ? Math.max(start + 1, l.holeAt) : at
}

const commentMark = /\/\*|\*\//g

/** The end of the comment that `/*` opens. Comments nest. */
export function commentEnd(l: Lexing, start: number): number {
  const { text } = l
  let depth = 1
  commentMark.lastIndex = start + 2
  for (let mark = commentMark.exec(text); mark !== null; mark = commentMark.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1
    if (depth === 0) return mark.index + 2
  }
  l.problems.push({ at: start, message: "the comment that begins here is not closed" })
  return text.length
}

/** The end of `GO` or `GO 5` alone on a line; -1 for a word that only begins so. */
export function goEnd(l: Lexing, start: number): number {
  const { text, units } = l
  if (((units[start + 1] as number) | 32) !== 111) return -1
  const at = start + 2
  if (isWordUnit(units[at] as number) && at < text.length) return -1
  const rest = text.slice(at, Math.min(lineEnd(l, at), at + 200))
  const found = /^(?:[ \t\f\v\u00a0;]+(\d+)?)?[ \t;]*(?:--.*|\/\*[^*]*\*\/[ \t]*)?$/.exec(rest)
  if (found === null) return -1
  const digits = found[1]
  if (digits !== undefined) return at + rest.indexOf(digits) + digits.length
  return rest.trimStart().startsWith(";") ? at + rest.indexOf(";") + 1 : at
}

const directive = /:(?:setvar|r|connect|on|out|error|perftrace|list|listvar|reset|quit|exit|ed|help|serverlist|xml)(?![\w:])|!!/iy

/** Whether a line that begins at `at` is one for sqlcmd rather than for the server. */
export function isDirective(text: string, at: number): boolean {
  directive.lastIndex = at
  return directive.test(text)
}
