import type { DynamicHole } from "../model/sql.js"
import { perRun, pushRun, pushRuns, type Runs, runsBefore, startRuns, takeRuns } from "./runs.js"
import { endOf, type Parser, startOf } from "./state.js"
import { type FlatValue, flatValue, longestValue, type Value } from "./values.js"

/** A literal's text, doubled quotes undone, with its map. */
export function literalText(p: Parser, token: number): { readonly text: string; readonly runs: Runs } {
  startRuns()
  const text = pushLiteral(p, token, 0)
  return { text, runs: takeRuns() }
}

/** A literal's text, whose map is appended as if it stood at an offset. */
function pushLiteral(p: Parser, token: number, offset: number): string {
  const { text } = p
  const first = startOf(p, token)
  const quote =
    text.charCodeAt(first) === 39 || text.charCodeAt(first) === 34 || text.charCodeAt(first) === 91 ? first : first + 1
  const mark = text.charAt(quote)
  const end = endOf(p, token)
  const close = end > quote + 1 && text.charAt(end - 1) === mark ? end - 1 : end
  const raw = text.slice(quote + 1, close)
  if (!raw.includes(mark)) {
    if (raw !== "") pushRun(offset, raw.length, quote + 1, raw.length)
    return raw
  }
  let out = ""
  let from = 0
  for (let found = raw.indexOf(mark); found >= 0; found = raw.indexOf(mark, from)) {
    if (found > from) pushRun(offset + out.length, found - from, quote + 1 + from, found - from)
    out += raw.slice(from, found)
    pushRun(offset + out.length, 1, quote + 1 + found, 2)
    out += mark
    from = found + 2
  }
  if (from < raw.length) {
    pushRun(offset + out.length, raw.length - from, quote + 1 + from, raw.length - from)
    out += raw.slice(from)
  }
  return out
}

/** Writes a value out; null if it would be too long. */
export function flatten(p: Parser, value: Value): FlatValue | null {
  if (value.kind === "flat") return value.flat
  if (value.length > longestValue) return null
  if (value.kind !== "joined" && value.kind !== "literal") return writeOut(p, value)
  value.written ??= value.kind === "literal" ? writeLiteral(p, value.token) : writeOut(p, value)
  return value.written
}

const noHoles: readonly DynamicHole[] = []

function writeLiteral(p: Parser, token: number): FlatValue {
  const { text, runs } = literalText(p, token)
  return { text, runs, holes: noHoles, literals: [token], lower: null }
}

/** No recursion: a rope can be as deep as the script is long. What is written out already is copied. */
function writeOut(p: Parser, value: Value): FlatValue {
  const pieces: string[] = []
  startRuns()
  const holes: DynamicHole[] = []
  const literals: number[] = []
  let length = 0
  // Parts of one text have the same literals.
  let mixed = false
  const todo: Value[] = [value]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const flat = next.kind === "joined" ? next.written : next.kind === "flat" ? next.flat : null
    if (flat !== null) {
      copy(flat, 0, flat.text.length, length, holes)
      pieces.push(flat.text)
      length += flat.text.length
      for (const literal of flat.literals) literals.push(literal)
      mixed = true
    } else if (next.kind === "joined") {
      todo.push(next.right, next.left)
    } else if (next.kind === "literal") {
      const literal = pushLiteral(p, next.token, length)
      pieces.push(literal)
      length += literal.length
      literals.push(next.token)
    } else {
      if (next.kind === "parameter" || next.kind === "flat") continue
      const expression = p.text.slice(next.start, next.end)
      const lineEnd = next.kind === "unknown" && isLineEnd(next, expression, pieces)
      const text = next.kind === "made" ? next.text : lineEnd ? "\n" : spelling(expression)
      pushRun(length, text.length, next.start, next.end - next.start)
      if (next.kind === "unknown" && !lineEnd) {
        holes.push({ start: length, end: length + text.length, expression, parameter: next.parameter })
      }
      pieces.push(text)
      length += text.length
    }
  }
  return { text: pieces.join(""), runs: takeRuns(), holes, literals: mixed ? [...new Set(literals)] : literals, lower: null }
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

/** Appends what of a text stands between two offsets to the map and to holes, as if it stood at `at`. */
function copy(flat: FlatValue, from: number, to: number, at: number, holes: DynamicHole[]): void {
  const { runs } = flat
  if (at === 0 && from === 0 && to === flat.text.length) {
    pushRuns(runs, 0)
    for (const hole of flat.holes) holes.push(hole)
    return
  }
  for (let index = runsBefore(runs, from) * perRun; index < runs.length; index += perRun) {
    const begin = runs[index] as number
    if (begin >= to) break
    const length = runs[index + 1] as number
    const origin = runs[index + 2] as number
    const width = runs[index + 3] as number
    const start = Math.max(begin, from)
    const end = Math.min(begin + length, to)
    const same = length === width
    pushRun(at + start - from, end - start, same ? origin + start - begin : origin, same ? end - start : width)
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
  startRuns()
  const holes: DynamicHole[] = []
  copy(flat, from, to, 0, holes)
  return flatValue({ text: flat.text.slice(from, to), runs: takeRuns(), holes, literals: flat.literals, lower: null })
}

/** A value in whose text all that a pattern finds is unknown: filled in when it is executed. */
export function withHolesFor(p: Parser, value: Value, pattern: RegExp): Value {
  // One that grows from call to call is followed no further than other texts that are put together.
  const flat = value.length > p.effort ? null : flatten(p, value)
  if (flat === null) return value
  p.effort -= value.length
  const found = [...flat.text.matchAll(pattern)].map(({ 0: expression, index }): DynamicHole => {
    return { start: index, end: index + expression.length, expression, parameter: null }
  })
  if (found.length === 0) return value
  const holes = [...flat.holes, ...found].sort((a, b) => a.start - b.start)
  return flatValue({ ...flat, holes })
}

/** Puts a value in the places of others of some length; what takes the place leads back to where it is written. Null if it becomes too long. */
export function replaceFlat(flat: FlatValue, places: readonly number[], length: number, by: FlatValue): Value | null {
  startRuns()
  const pieces: string[] = []
  const holes: DynamicHole[] = []
  let at = 0
  let end = 0
  for (const place of places) {
    copy(flat, at, place, end, holes)
    end += place - at
    copy(by, 0, by.text.length, end, holes)
    end += by.text.length
    pieces.push(flat.text.slice(at, place), by.text)
    at = place + length
    if (end > longestValue) return null
  }
  copy(flat, at, flat.text.length, end, holes)
  pieces.push(flat.text.slice(at))
  const literals = [...new Set(flat.literals.concat(by.literals))]
  return flatValue({ text: pieces.join(""), runs: takeRuns(), holes, literals, lower: null })
}
