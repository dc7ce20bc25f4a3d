import type { DynamicHole } from "../model/sql.js"
import type { Segment } from "../model/text.js"
import { endOf, type Parser, startOf } from "./state.js"
import { type FlatValue, flatValue, longestValue, type Value } from "./values.js"

/** A literal's text, doubled quotes undone, with its map. */
export function literalText(p: Parser, token: number): { readonly text: string; readonly map: Segment[] } {
  const { text } = p
  const first = startOf(p, token)
  const quote =
    text.charCodeAt(first) === 39 || text.charCodeAt(first) === 34 || text.charCodeAt(first) === 91 ? first : first + 1
  const mark = text.charAt(quote)
  const end = endOf(p, token)
  const close = end > quote + 1 && text.charAt(end - 1) === mark ? end - 1 : end
  const raw = text.slice(quote + 1, close)
  if (!raw.includes(mark))
    return { text: raw, map: raw === "" ? [] : [{ at: 0, length: raw.length, from: quote + 1, width: raw.length }] }
  const map: Segment[] = []
  let out = ""
  let from = 0
  for (let found = raw.indexOf(mark); found >= 0; found = raw.indexOf(mark, from)) {
    if (found > from) map.push({ at: out.length, length: found - from, from: quote + 1 + from, width: found - from })
    out += raw.slice(from, found)
    map.push({ at: out.length, length: 1, from: quote + 1 + found, width: 2 })
    out += mark
    from = found + 2
  }
  if (from < raw.length) {
    map.push({ at: out.length, length: raw.length - from, from: quote + 1 + from, width: raw.length - from })
    out += raw.slice(from)
  }
  return { text: out, map }
}

/** Writes a value out; null if it would be too long. */
export function flatten(p: Parser, value: Value): FlatValue | null {
  if (value.kind === "flat") return value.flat
  if (value.length > longestValue) return null
  if (value.kind !== "joined" && value.kind !== "literal") return writeOut(p, value)
  value.written ??= value.kind === "literal" ? writeLiteral(p, value.token) : writeOut(p, value)
  return value.written
}

function writeLiteral(p: Parser, token: number): FlatValue {
  return { ...literalText(p, token), holes: [], literals: [token], lower: null }
}

/** No recursion: a rope can be as deep as the script is long. What is written out already is copied. */
function writeOut(p: Parser, value: Value): FlatValue {
  const pieces: string[] = []
  const map: Segment[] = []
  const holes: DynamicHole[] = []
  const literals: number[] = []
  let length = 0
  // Parts of one text have the same literals.
  let mixed = false
  const todo: Value[] = [value]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const flat = next.kind === "joined" ? next.written : next.kind === "flat" ? next.flat : null
    if (flat !== null) {
      copy(flat, 0, flat.text.length, length, map, holes)
      pieces.push(flat.text)
      length += flat.text.length
      for (const literal of flat.literals) literals.push(literal)
      mixed = true
    } else if (next.kind === "joined") {
      todo.push(next.right, next.left)
    } else if (next.kind === "literal") {
      const literal = literalText(p, next.token)
      for (const { at, length: units, from, width } of literal.map) map.push({ at: at + length, length: units, from, width })
      pieces.push(literal.text)
      length += literal.text.length
      literals.push(next.token)
    } else {
      if (next.kind === "parameter" || next.kind === "flat") continue
      const expression = p.text.slice(next.start, next.end)
      const lineEnd = next.kind === "unknown" && isLineEnd(next, expression, pieces)
      const text = next.kind === "made" ? next.text : lineEnd ? "\n" : spelling(expression)
      map.push({ at: length, length: text.length, from: next.start, width: next.end - next.start })
      if (next.kind === "unknown" && !lineEnd) {
        holes.push({ start: length, end: length + text.length, expression, parameter: next.parameter })
      }
      pieces.push(text)
      length += text.length
    }
  }
  return { text: pieces.join(""), map, holes, literals: mixed ? [...new Set(literals)] : literals, lower: null }
}

/** A variable that ends lines, whatever gave it its value: what follows begins a word. In a name it would be a part of that. */
function isLineEnd({ parameter }: { readonly parameter: string | null }, expression: string, pieces: readonly string[]): boolean {
  return parameter === null && lineEnds.test(expression) && !/[.[]$/.test(pieces.at(-1) ?? "")
}

const lineEnds = /^@_?(?:cr_?lf|new_?line|nl|eol|line_?(?:break|feed|end))$/i

/** How an unknown part is spelled in the text that it is part of: a variable as itself, anything else short. */
function spelling(expression: string): string {
  return /^@[\w@#$]{1,60}$/.test(expression) ? expression : "@"
}

/** The first of some sorted items that ends behind an offset. */
function firstBehind(ends: (index: number) => number, count: number, offset: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ends(middle) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Appends what of a text stands between two offsets to a map and to holes, as if it stood at `at`. */
function copy(flat: FlatValue, from: number, to: number, at: number, map: Segment[], holes: DynamicHole[]): void {
  const segments = flat.map
  if (at === 0 && from === 0 && to === flat.text.length) {
    for (const segment of segments) map.push(segment)
    for (const hole of flat.holes) holes.push(hole)
    return
  }
  const segmentEnd = (index: number): number => (segments[index] as Segment).at + (segments[index] as Segment).length
  for (let index = firstBehind(segmentEnd, segments.length, from); index < segments.length; index++) {
    const segment = segments[index] as Segment
    if (segment.at >= to) break
    const start = Math.max(segment.at, from)
    const end = Math.min(segment.at + segment.length, to)
    const same = segment.length === segment.width
    map.push({
      at: at + start - from,
      length: end - start,
      from: same ? segment.from + start - segment.at : segment.from,
      width: same ? end - start : segment.width,
    })
  }
  const holeEnd = (index: number): number => (flat.holes[index] as DynamicHole).end
  for (let index = firstBehind(holeEnd, flat.holes.length, from); index < flat.holes.length; index++) {
    const hole = flat.holes[index] as DynamicHole
    if (hole.end > to) break
    if (hole.start >= from) holes.push({ ...hole, start: at + hole.start - from, end: at + hole.end - from })
  }
}

/** A part of a text. Its offsets must not lie in a hole. */
export function sliceFlat(flat: FlatValue, from: number, to: number): Value {
  const map: Segment[] = []
  const holes: DynamicHole[] = []
  copy(flat, from, to, 0, map, holes)
  return flatValue({ text: flat.text.slice(from, to), map, holes, literals: flat.literals, lower: null })
}

/** A value in whose text all that a pattern finds is unknown: filled in when it is executed. */
export function withHolesFor(p: Parser, value: Value, pattern: RegExp): Value {
  const flat = flatten(p, value)
  if (flat === null) return value
  const found = [...flat.text.matchAll(pattern)].map(({ 0: expression, index }): DynamicHole => {
    return { start: index, end: index + expression.length, expression, parameter: null }
  })
  if (found.length === 0) return value
  const holes = [...flat.holes, ...found].sort((a, b) => a.start - b.start)
  return flatValue({ ...flat, holes })
}

/** A text as one looks for another in it without regard to case: in lower case, unless what is looked for has no letters. */
export function foldedFor(flat: FlatValue, needle: string): string {
  if (needle.toUpperCase() === needle && needle.toLowerCase() === needle) return flat.text
  flat.lower ??= flat.text.toLowerCase()
  return flat.lower
}

/** REPLACE in a text, without regard to case; what takes the place leads back to where it is written. Null if it becomes too long. */
export function replaceFlat(flat: FlatValue, what: string, by: FlatValue): Value | null {
  const lower = foldedFor(flat, what)
  const needle = what.toLowerCase()
  if (needle === "" || lower.length !== flat.text.length) return null
  let out = ""
  const map: Segment[] = []
  const holes: DynamicHole[] = []
  let at = 0
  for (;;) {
    const found = lower.indexOf(needle, at)
    const end = found < 0 ? flat.text.length : found
    copy(flat, at, end, out.length, map, holes)
    out += flat.text.slice(at, end)
    if (found < 0) break
    copy(by, 0, by.text.length, out.length, map, holes)
    out += by.text
    at = found + needle.length
    if (out.length > longestValue) return null
  }
  return flatValue({ text: out, map, holes, literals: [...new Set(flat.literals.concat(by.literals))], lower: null })
}
