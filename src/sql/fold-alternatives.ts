import { flatten } from "./flatten.js"
import { endOf, type Parser } from "./state.js"
import { joinPicks, longestValue, unknownValue, type Value } from "./values.js"

/** Branches can give a variable several values: so many are followed. Where there are more, that is told. */
export const mostValues = 32
const nothing: Value = { kind: "made", text: "", start: 0, end: 0, length: 0, picks: [] }

/** Marks a value as one of more than are followed. */
export function partial(value: Value): Value {
  return value.kind === "joined"
    ? { ...value, partial: true }
    : { kind: "joined", left: value, right: nothing, length: value.length, partial: true, picks: value.picks, written: null }
}

/** Whether a value is one of more than are followed. */
export function isPartial(value: Value): boolean {
  return value.kind === "joined" && value.partial
}

/** One value behind the other; unknown where that becomes too long. Null where they can not stand together. */
function joinValues(p: Parser, left: Value, right: Value, from: number, to: number): Value | null {
  const picks = joinPicks(left.picks, right.picks)
  if (picks === null) return null
  const length = left.length + right.length
  if (length > longestValue) return unknownValue(p, from, to)
  return { kind: "joined", left, right, length, partial: isPartial(left) || isPartial(right), picks, written: null }
}

/** Texts of so many units altogether are put together from alternatives; a few always. */
const mostUnits = 16_000
const fewValues = 4

/** What each value can make with each other. Where that is too much, every value is part of some text, but not with every other. */
export function combineValues(
  p: Parser,
  left: readonly Value[],
  all: readonly Value[],
  from: number,
  to: number,
): readonly Value[] {
  const result: Value[] = []
  // What goes with one of the others only must be there for it, whatever it reads like.
  const bound = all.length > 1 && left.some((a) => all.some((b) => joinPicks(a.picks, b.picks) === null))
  const right = bound ? all : distinguished(p, left[0] as Value, all)
  if (left.length === 1 && right.length === 1) {
    const only = joinValues(p, left[0] as Value, right[0] as Value, from, to)
    return [only ?? unknownValue(p, from, to)]
  }
  for (const a of left) {
    for (const b of right) {
      const value = joinValues(p, a, b, from, to)
      if (value !== null) result.push(value)
    }
  }
  const units = result.length * (longestOf(left) + longestOf(right))
  if (result.length <= fewValues || (result.length <= mostValues && units <= mostUnits)) return result
  const some: Value[] = []
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const a = left[index % left.length] as Value
    for (let step = 0; step < right.length; step++) {
      const value = joinValues(p, a, right[(index + step) % right.length] as Value, from, to)
      if (value === null) continue
      some.push(value)
      break
    }
  }
  // The same variable at both places: nothing was left out.
  return some.length === result.length ? atMost(some) : atMost(some.map(partial))
}

/** Several parts that can stand behind a text, without those that read like another: of those that name no object, one. */
export function distinguished(p: Parser, before: Value, parts: readonly Value[]): readonly Value[] {
  if (parts.length < 2) return parts
  const plain = plainOnes(p, before, parts)
  return atMost(plain.length < 2 ? parts : parts.filter((part) => part === plain[0] || !plain.includes(part)))
}

/** As many values as are followed. */
export function atMost(values: readonly Value[]): readonly Value[] {
  return values.length <= mostValues ? values : values.slice(0, mostValues).map(partial)
}

/**
 * Those of several parts behind a text that name no object: columns to sort by, a further condition. One of them says as much as all.
 */
function plainOnes(p: Parser, before: Value, parts: readonly Value[]): readonly Value[] {
  const plain = parts.filter((value) => !namesObjects(p, value))
  if (plain.length < 2 || isExpression(p, before)) return plain
  return plain.filter((value) => goesOn.test(flatten(p, value)?.text ?? ""))
}

/** Words and signs without which an expression names no object: a column, a list of columns, a comparison has none. */
const naming =
  /;|\b(?:from|join|apply|into|using|update|delete|insert|merge|truncate|exec|execute|table|use|openquery)\b|\.\s*[\w[\]"#$]+\s*\(/i
const goesOn = /^\s*(?:and|or|where|order|group|having|option)\b/i
const longestPlain = 2000

function namesObjects(p: Parser, value: Value): boolean {
  if (value.length > longestPlain || value.kind === "unknown") return true
  const flat = flatten(p, value)
  return flat === null || naming.test(flat.text)
}

const clause =
  /\b(?:(select|distinct|where|order|group|by|having|set|and|or|case|when|then|else|like|between|partition)|from|join|apply|into|using|update|delete|insert|merge|truncate|exec|execute|table|use|on|as|with|view|procedure|proc|database|index|for|output|declare)\b/gi
const looked = 200
const mostLeaves = 8

/** Whether a text ends where an expression goes on, so that a name alone is a column. */
function isExpression(p: Parser, value: Value): boolean {
  let tail = ""
  const todo: Value[] = [value]
  for (let leaves = 0; leaves < mostLeaves && tail.length < looked; ) {
    const next = todo.pop()
    if (next === undefined) break
    if (next.kind === "joined") {
      todo.push(next.left, next.right)
      continue
    }
    leaves++
    const long = next.kind === "literal" && next.length > looked
    const text = long ? p.text.slice(endOf(p, next.token) - looked, endOf(p, next.token) - 1) : flatten(p, next)?.text
    tail = (text ?? "").slice(-looked) + tail
  }
  return [...tail.matchAll(clause)].at(-1)?.[1] !== undefined
}

function longestOf(values: readonly Value[]): number {
  let longest = 0
  for (const { length } of values) longest = Math.max(longest, length)
  return longest
}

/**
 * The values that one of several expressions can have: what is NULL, empty or white space gives way to the others, as they hold what it
 * leaves out.
 */
export function distinctValues(p: Parser, values: readonly Value[], from: number, to: number): readonly Value[] {
  const full = values.filter((value) => !isBlank(p, value))
  const kept = full.length > 0 ? full : values.slice(0, 1)
  return kept.length > 0 ? atMost(kept) : [unknownValue(p, from, to)]
}

const longestBlank = 200

function isBlank(p: Parser, value: Value): boolean {
  if (value.kind === "unknown") return /^null$/i.test(p.text.slice(value.start, Math.min(value.end, value.start + 5)))
  if (value.length > longestBlank) return false
  return flatten(p, value)?.text.trim() === ""
}
