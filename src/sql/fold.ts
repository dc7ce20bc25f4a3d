import type { Hole, Segment } from "../model/text.js"
import { hashOf } from "./keywords.js"
import { endOf, hashAt, kindAt, type Parser, partText, startOf, stringUses } from "./state.js"
import { P, T } from "./tokens.js"
import type { FlatValue, Value } from "./values.js"

/** A value longer than this is not followed. */
const longest = 4_000_000
/** Branches can give a variable several values: so many are followed. */
const mostAlternatives = 4
const deepest = 40

/** The value of a literal. */
export function literalValue(p: Parser, token: number): Value {
  return { kind: "literal", token, length: endOf(p, token) - startOf(p, token) }
}

function unknown(p: Parser, from: number, to: number): Value {
  const start = startOf(p, from)
  const end = endOf(p, Math.max(from, to - 1))
  return { kind: "unknown", start, end, length: 8 }
}

function joined(p: Parser, left: Value | null, right: Value, from: number, to: number): Value {
  if (left === null) return right
  const length = left.length + right.length
  return length > longest ? unknown(p, from, to) : { kind: "joined", left, right, length }
}

/** How many tokens before an equals sign say that text is appended: `+`, `||`. */
export function appends(p: Parser, token: number): number {
  return p.kinds[token] === P.PLUS ? 1 : p.kinds[token] === P.BAR && p.kinds[token + 1] === P.BAR ? 2 : 0
}

/**
 * Gives a variable the value of the expression between two tokens. It takes the place of what the same block gave before; what the
 * blocks around gave stays possible behind this block, as it may not run.
 */
export function assign(p: Parser, variable: number, append: boolean, from: number, to: number): void {
  if (to <= from) return
  const name = hashAt(p, variable)
  const old = valuesOf(p, name)
  if (!holdsText(p, from, to, old !== null)) {
    if (old !== null && !append && p.branches.length === 0) p.variables.delete(name)
    return
  }
  const values = evaluate(p, from, to)
  for (let token = from; token < to; token++) {
    if (p.kinds[token] === T.STRING && (p.uses[token] as number) <= 1) p.uses[token] = assigned
  }
  const given = append ? combine(p, old ?? [unknown(p, variable, variable + 1)], values, from, to) : values
  const branch = p.branches.at(-1) ?? 0
  // What goes on with the old text leaves nothing out that the old one held. Blocks opened behind this one stand in it.
  const goesOn = append || mentions(p, name, from, to)
  const before = goesOn ? [] : (p.variables.get(name) ?? []).filter((each) => each.branch < branch)
  p.variables.set(name, [...before.slice(-mostAlternatives), ...given.map((value) => ({ value, branch }))])
}

/** The values that a variable can have here; null if it was given none. An empty text gives way: the others hold what it leaves out. */
export function valuesOf(p: Parser, name: number): readonly Value[] | null {
  const given = p.variables.get(name)
  if (given === undefined) return null
  // What a block around here gave for certain outdoes whatever came before.
  const last = given.findLast((each) => each.branch === 0 || p.branches.includes(each.branch))
  const first = last === undefined ? 0 : given.findIndex((each) => each.branch === last.branch)
  const values = given.slice(first).map((each) => each.value)
  const full = values.filter((value) => value.kind !== "literal" || !isEmpty(p, value.token))
  return (full.length > 0 ? full : values).slice(-mostAlternatives)
}

const isEmpty = (p: Parser, token: number): boolean =>
  /^N?(''|"")$/i.test(p.text.slice(startOf(p, token), Math.min(endOf(p, token), startOf(p, token) + 4)))

const assigned = stringUses.indexOf("assigned")

function mentions(p: Parser, name: number, from: number, to: number): boolean {
  for (let token = from; token < to; token++) if (p.kinds[token] === T.VARIABLE && hashAt(p, token) === name) return true
  return false
}

/** Whether an expression can make text worth following. */
function holdsText(p: Parser, from: number, to: number, known: boolean): boolean {
  for (let token = from; token < to; token++) {
    const kind = p.kinds[token]
    if (kind === T.STRING || kind === T.DOUBLE) return true
    if (kind === T.VARIABLE && (known || p.variables.has(hashAt(p, token)))) return true
  }
  return false
}

function combine(p: Parser, left: readonly Value[], right: readonly Value[], from: number, to: number): readonly Value[] {
  const result: Value[] = []
  for (const a of left) for (const b of right) if (result.length < mostAlternatives) result.push(joined(p, a, b, from, to))
  return result
}

/** The values that the expression between two tokens can have. What cannot be told is a hole. */
export function evaluate(p: Parser, from: number, to: number): readonly Value[] {
  return sum(p, from, to, 0)
}

function sum(p: Parser, from: number, to: number, depth: number): readonly Value[] {
  let result: readonly Value[] | null = null
  let at = from
  while (at < to) {
    let end = at
    let open = 0
    for (; end < to; end++) {
      const kind = p.kinds[end]
      if (kind === P.OPEN) open++
      else if (kind === P.CLOSE) open--
      else if (open === 0 && end > at && (kind === P.PLUS || (kind === P.BAR && p.kinds[end + 1] === P.BAR))) break
    }
    const values = term(p, at, end, depth)
    result = result === null ? values : combine(p, result, values, from, to)
    at = p.kinds[end] === P.BAR ? end + 2 : end + 1
  }
  return result ?? [unknown(p, from, to)]
}

const quoteName = hashOf("quotename")
const concat = hashOf("concat")
const replace = hashOf("replace")
const char = hashOf("char")
const nchar = hashOf("nchar")
const convert = hashOf("convert")
const cast = hashOf("cast")
const isNull = hashOf("isnull")
const coalesce = hashOf("coalesce")
const plain = new Set(["ltrim", "rtrim", "trim", "lower", "upper", "try_convert", "try_cast"].map(hashOf))

function term(p: Parser, from: number, to: number, depth: number): readonly Value[] {
  const kind = p.kinds[from]
  if (to === from + 1) {
    if (kind === T.STRING || kind === T.DOUBLE) return [literalValue(p, from)]
    if (kind === T.VARIABLE) return valuesOf(p, hashAt(p, from)) ?? [unknown(p, from, to)]
    return [unknown(p, from, to)]
  }
  if (depth > deepest || to <= from) return [unknown(p, from, to)]
  const closes = p.kinds[to - 1] === P.CLOSE
  if (kind === P.OPEN && closes) return sum(p, from + 1, to - 1, depth + 1)
  // A collation behind a literal.
  if (kind === T.STRING && to === from + 3 && p.kinds[from + 1] === T.WORD) return [literalValue(p, from)]
  if (kind === T.WORD && kindAt(p, from + 1) === P.OPEN && closes) return call(p, from, to, depth)
  return [unknown(p, from, to)]
}

function call(p: Parser, from: number, to: number, depth: number): readonly Value[] {
  const name = hashAt(p, from)
  const args = splitArguments(p, from + 2, to - 1)
  const first = args[0]
  if (first === undefined) return [unknown(p, from, to)]
  const value = (which: readonly [number, number]) => sum(p, which[0], which[1], depth + 1)
  if (name === concat) {
    let result = value(first)
    for (const argument of args.slice(1)) result = combine(p, result, value(argument), from, to)
    return result
  }
  if (name === quoteName) {
    const second = args[1]
    const quote = second !== undefined && p.kinds[second[0]] === T.STRING ? p.text.charAt(endOf(p, second[0]) - 2) : "["
    const [left, right] = quote === "'" || quote === '"' ? [quote, quote] : quote === "(" ? ["(", ")"] : ["[", "]"]
    return value(first).map((inner) => {
      const before = joined(p, made(p, left, from, from + 1), inner, from, to)
      return joined(p, before, made(p, right, to - 1, to), from, to)
    })
  }
  if (name === replace && args.length === 3) {
    const [, what, by] = args as [readonly [number, number], readonly [number, number], readonly [number, number]]
    const search = value(what)[0] as Value
    const replacement = value(by)[0] as Value
    return value(first).map((text) => replaced(p, text, search, replacement) ?? unknown(p, from, to))
  }
  if ((name === char || name === nchar) && p.kinds[first[0]] === T.NUMBER) {
    const code = Number(partText(p, first[0]))
    if (code > 0 && code < 0x10000) return [made(p, String.fromCharCode(code), from, to)]
  }
  if (name === convert && args[1] !== undefined) return value(args[1])
  if (name === cast) {
    for (let token = first[0]; token < first[1]; token++) {
      if ((p.text.charCodeAt(startOf(p, token)) | 32) === 97 && partText(p, token).toLowerCase() === "as")
        return sum(p, first[0], token, depth + 1)
    }
  }
  if (name === isNull || name === coalesce || plain.has(name)) return value(first)
  return [unknown(p, from, to)]
}

function made(p: Parser, text: string, from: number, to: number): Value {
  return { kind: "made", text, start: startOf(p, from), end: endOf(p, Math.max(from, to - 1)), length: text.length }
}

function splitArguments(p: Parser, from: number, to: number): (readonly [number, number])[] {
  const result: (readonly [number, number])[] = []
  let start = from
  let open = 0
  for (let token = from; token < to; token++) {
    const kind = p.kinds[token]
    if (kind === P.OPEN) open++
    else if (kind === P.CLOSE) open--
    else if (kind === P.COMMA && open === 0) {
      result.push([start, token])
      start = token + 1
    }
  }
  if (start < to) result.push([start, to])
  return result
}

/** REPLACE of a text: what takes the place leads back to where it is written. Null where the search text is not known. */
function replaced(p: Parser, text: Value, search: Value, by: Value): Value | null {
  const what = flatten(p, search)
  if (what === null || what.holes.length > 0 || what.text === "") return null
  const flat = flatten(p, text)
  const other = flatten(p, by)
  if (flat === null || other === null) return null
  let out = ""
  const map: Segment[] = []
  const holes: Hole[] = []
  const lower = flat.text.toLowerCase()
  const needle = what.text.toLowerCase()
  if (lower.length !== flat.text.length) return null
  let at = 0
  for (let turns = 0; ; turns++) {
    if (turns * flat.map.length > 1_000_000) return null
    const found = lower.indexOf(needle, at)
    const end = found < 0 ? flat.text.length : found
    copy(flat, at, end, out.length, map, holes)
    out += flat.text.slice(at, end)
    if (found < 0) break
    copy(other, 0, other.text.length, out.length, map, holes)
    out += other.text
    at = found + needle.length
    if (out.length > longest) return null
  }
  return { kind: "flat", flat: { text: out, map, holes, literals: [...flat.literals, ...other.literals] }, length: out.length }
}

function copy(flat: FlatValue, from: number, to: number, at: number, map: Segment[], holes: Hole[]): void {
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
    if (hole.start >= from && hole.end <= to)
      holes.push({ start: at + hole.start - from, end: at + hole.end - from, expression: hole.expression })
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
  const holes: Hole[] = []
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
      const text = next.kind === "made" ? next.text : spelling(p.text.slice(next.start, next.end))
      map.push({ at: length, length: text.length, from: next.start, width: next.end - next.start })
      if (next.kind === "unknown")
        holes.push({ start: length, end: length + text.length, expression: p.text.slice(next.start, next.end) })
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
