import type { DynamicHole } from "../model/sql.js"
import type { Segment } from "../model/text.js"
import { endOf, type Parser, startOf } from "./state.js"
import type { FlatValue, Value } from "./values.js"

/** A value longer than this is not followed. */
export const longest = 4_000_000

/** Copies the part of a value's map and holes between two offsets to where it stands at `at`. */
export function copy(flat: FlatValue, from: number, to: number, at: number, map: Segment[], holes: DynamicHole[]): void {
  for (const segment of flat.map) {
    const start = Math.max(segment.at, from)
    const end = Math.min(segment.at + segment.length, to)
    if (end <= start) continue
    const same = segment.length === segment.width
    map.push({
      at: at + start - from,
      length: end - start,
      from: same ? segment.from + start - segment.at : segment.from,
      width: same ? end - start : segment.width,
    })
  }
  for (const hole of flat.holes) {
    if (hole.start >= from && hole.end <= to) holes.push({ ...hole, start: at + hole.start - from, end: at + hole.end - from })
  }
}

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

/** Writes a value out; null if it would be too long. No recursion: a rope can be as deep as the script is long. */
export function flatten(p: Parser, value: Value): FlatValue | null {
  if (value.kind === "flat") return value.flat
  if (value.length > longest) return null
  const pieces: string[] = []
  const map: Segment[] = []
  const holes: DynamicHole[] = []
  const literals: number[] = []
  let length = 0
  const todo: Value[] = [value]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.kind === "joined") {
      todo.push(next.right, next.left)
    } else if (next.kind === "literal") {
      const literal = literalText(p, next.token)
      for (const segment of literal.map) map.push({ ...segment, at: segment.at + length })
      pieces.push(literal.text)
      length += literal.text.length
      literals.push(next.token)
    } else if (next.kind === "flat") {
      copy(next.flat, 0, next.flat.text.length, length, map, holes)
      pieces.push(next.flat.text)
      length += next.flat.text.length
      literals.push(...next.flat.literals)
    } else {
      if (next.kind === "parameter") continue
      const text = next.kind === "made" ? next.text : spelling(p.text.slice(next.start, next.end))
      map.push({ at: length, length: text.length, from: next.start, width: next.end - next.start })
      if (next.kind === "unknown") {
        const expression = p.text.slice(next.start, next.end)
        holes.push({ start: length, end: length + text.length, expression, parameter: next.parameter })
      }
      pieces.push(text)
      length += text.length
    }
  }
  return { text: pieces.join(""), map, holes, literals }
}

/** How an unknown part is spelled in the text that it is part of: a variable as itself, anything else short. */
function spelling(expression: string): string {
  return /^@[\w@#$]{1,60}$/.test(expression) ? expression : "@"
}
