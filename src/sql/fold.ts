import type { DynamicHole } from "../model/sql.js"
import type { Segment } from "../model/text.js"
import { copy, flatten, longest } from "./flatten.js"
import { hashOf, K } from "./keywords.js"
import { endOf, hashAt, kindAt, type Parser, partText, startOf, stringUses, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import type { Value } from "./values.js"

/** Branches can give a variable several values: so many are followed. */
const mostAlternatives = 4
const deepest = 40

/** The value of a literal. */
export function literalValue(p: Parser, token: number): Value {
  return { kind: "literal", token, length: endOf(p, token) - startOf(p, token) }
}

function unknown(p: Parser, from: number, to: number, parameter: string | null = null): Value {
  const start = startOf(p, from)
  const end = endOf(p, Math.max(from, to - 1))
  return { kind: "unknown", start, end, length: 8, parameter }
}

/** The value of a token that is a constant: a literal, a number, a word in a procedure's arguments. NULL and DEFAULT are none. */
export function constantValue(p: Parser, token: number): Value | null {
  const kind = kindAt(p, token)
  if (kind === T.STRING || kind === T.DOUBLE) return literalValue(p, token)
  const word = kind === T.WORD && wordAt(p, token) !== K.NULL && wordAt(p, token) !== K.DEFAULT
  if (!word && kind !== T.NUMBER && kind !== T.BRACKET) return null
  return made(p, partText(p, token), token, token + 1)
}

/** Says that a variable holds what the caller of the routine gives. */
export function giveParameter(p: Parser, variable: number, name: string): void {
  p.variables.set(variable, [{ value: { kind: "parameter", name, length: 8 }, branch: 0 }])
}

/** Says that a variable of the caller may have been given something else. */
export function forget(p: Parser, variable: number): void {
  if (p.variables.get(variable)?.some((each) => each.value.kind === "parameter")) p.variables.delete(variable)
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
  p.overflow = false
  const old = valuesOf(p, variable)
  if (!holdsText(p, from, to, old !== null)) {
    if (old === null || append) return
    if (p.branches.length === 0) p.variables.delete(name)
    else forget(p, name)
    return
  }
  if (!append) p.overflow = false
  const values = evaluate(p, from, to)
  for (let token = from; token < to; token++) {
    if (p.kinds[token] === T.STRING && (p.uses[token] as number) <= 1) p.uses[token] = assigned
  }
  const given = append ? combine(p, old ?? [unknown(p, variable, variable + 1)], values, from, to) : values
  const branch = p.branches.at(-1) ?? 0
  // What goes on with the old text leaves nothing out that the old one held. Blocks opened behind this one stand in it.
  const goesOn = append || mentions(p, name, from, to)
  const before = goesOn ? [] : (p.variables.get(name) ?? []).filter((each) => each.branch < branch)
  if (before.length > mostAlternatives || p.overflow) p.cutVariables.add(name)
  p.variables.set(name, [...before.slice(-mostAlternatives), ...given.map((value) => ({ value, branch }))])
}

/** The values that the variable at a token can have here; null if it was given none. An empty text gives way: the others hold what it leaves out. */
export function valuesOf(p: Parser, variable: number): readonly Value[] | null {
  const given = p.variables.get(hashAt(p, variable))
  if (given === undefined) return null
  // What a block around here gave for certain outdoes whatever came before.
  const last = given.findLast((each) => each.branch === 0 || p.branches.includes(each.branch))
  const first = last === undefined ? 0 : given.findIndex((each) => each.branch === last.branch)
  const values = given
    .slice(first)
    .map(({ value }) => (value.kind === "parameter" ? unknown(p, variable, variable + 1, value.name) : value))
  const full = values.filter((value) => value.kind !== "literal" || !isEmpty(p, value.token))
  if (full.length > mostAlternatives || p.cutVariables.has(hashAt(p, variable))) p.overflow = true
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
  if (left.length * right.length > mostAlternatives) p.overflow = true
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
    if (kind === T.VARIABLE) return valuesOf(p, from) ?? [unknown(p, from, to)]
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
  const holes: DynamicHole[] = []
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
