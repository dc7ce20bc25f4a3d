import { flatten, replaceFlat, sliceFlat } from "./flatten.js"
import { atMost, combineValues, distinctValues, distinguished, isPartial, partial } from "./fold-alternatives.js"
import { evaluateSum } from "./fold-expression.js"
import { hashOf } from "./keywords.js"
import { occurrencesOf } from "./occurrences.js"
import { perRun } from "./runs.js"
import { endOf, hashAt, type Parser, partText } from "./state.js"
import { P, T } from "./tokens.js"
import { type FlatValue, joinPicks, madeValue, unknownValue, type Value } from "./values.js"

type Range = readonly [from: number, to: number]

/** A call of a function in an expression that makes text. */
export interface Call {
  readonly p: Parser
  readonly from: number
  readonly to: number
  readonly arguments: readonly Range[]
  readonly depth: number
}

/** The call between two tokens: a name and what stands in the bracket behind it. */
export function callOf(p: Parser, from: number, to: number, depth: number): Call {
  return { p, from, to, arguments: splitArguments(p, from + 2, to - 1), depth }
}

function splitArguments(p: Parser, from: number, to: number): Range[] {
  const result: Range[] = []
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

/** The values that a call can have. */
export function functionValue(call: Call): readonly Value[] {
  if (call.arguments.length === 0) return unknown(call)
  return functions.get(hashAt(call.p, call.from))?.(call) ?? unknown(call)
}

function unknown({ p, from, to }: Call): readonly Value[] {
  return [unknownValue(p, from, to)]
}

/** The values of an argument; unknown where there is none. A number is its own text. */
function value(call: Call, index: number): readonly Value[] {
  const { p } = call
  const range = call.arguments[index]
  if (range === undefined) return unknown(call)
  const [from, to] = range
  if (to === from + 1 && p.kinds[from] === T.NUMBER) return [madeValue(p, partText(p, from), from, to)]
  return evaluateSum(p, from, to, call.depth)
}

/** What a run of a map costs, in units of text. */
const perSegment = 16

/** A value written out, as long as that is not too much work altogether; null where it is, or where nothing is known of it. */
export function written(p: Parser, value: Value): FlatValue | null {
  if (value.kind === "unknown" || value.length > p.effort) return null
  p.effort -= value.length
  const flat = flatten(p, value)
  if (flat !== null) p.effort -= perSegment * (flat.runs.length / perRun + flat.literals.length)
  return flat
}

/** Does something with each value of the first argument written out; what is null is unknown. */
function mapFirst(call: Call, change: (flat: FlatValue) => Value | null): readonly Value[] {
  const { p, from, to } = call
  return value(call, 0).map((each) => {
    const flat = written(p, each)
    const changed = (flat === null ? null : change(flat)) ?? unknownValue(p, from, to)
    const picked = { ...changed, picks: each.picks }
    return isPartial(each) ? partial(picked) : picked
  })
}

/** Numbers and lengths, added and subtracted. Null where it is anything else. */
function integer(call: Call, index: number): number | null {
  const { p } = call
  const range = call.arguments[index]
  if (range === undefined) return null
  let sum = 0
  let sign = 1
  for (let at = range[0]; at < range[1]; at++) {
    const kind = p.kinds[at]
    if (kind === P.PLUS) sign = 1
    else if (kind === P.MINUS) sign = -1
    else if (kind === T.NUMBER) sum += sign * Number(partText(p, at))
    else if (hashAt(p, at) === length && p.kinds[at + 1] === P.OPEN) {
      let close = at + 2
      for (let open = 1; close < range[1]; close++) {
        if (p.kinds[close] === P.OPEN) open++
        else if (p.kinds[close] === P.CLOSE && --open === 0) break
      }
      const of = evaluateSum(p, at + 2, close, call.depth)[0]
      const flat = of === undefined ? null : written(p, of)
      if (flat === null) return null
      sum += sign * flat.text.trimEnd().length
      at = close
    } else return null
  }
  return Number.isSafeInteger(sum) ? sum : null
}

const length = hashOf("len")

/** The part of a text; what cuts through an unknown part takes all of it. */
function part(flat: FlatValue, from: number, to: number): Value {
  let start = Math.max(0, Math.min(from, flat.text.length))
  let end = Math.max(start, Math.min(to, flat.text.length))
  for (const hole of flat.holes) {
    if (hole.start < start && hole.end > start) start = hole.start
    if (hole.start < end && hole.end > end) end = hole.end
  }
  return sliceFlat(flat, start, end)
}

function joinAll(call: Call, lists: readonly (readonly Value[])[]): readonly Value[] {
  const { p, from, to } = call
  let result = lists[0] ?? unknown(call)
  for (const list of lists.slice(1)) result = combineValues(p, result, list, from, to)
  return result
}

function concat(call: Call): readonly Value[] {
  return joinAll(
    call,
    call.arguments.map((_, index) => value(call, index)),
  )
}

function concatWith(call: Call): readonly Value[] {
  const separator = value(call, 0)
  return joinAll(
    call,
    call.arguments.slice(1).flatMap((_, index) => (index === 0 ? [value(call, 1)] : [separator, value(call, index + 1)])),
  )
}

function quoteName(call: Call): readonly Value[] {
  const { p, from, to } = call
  const mark = call.arguments[1]
  const quote = mark !== undefined && p.kinds[mark[0]] === T.STRING ? p.text.charAt(endOf(p, mark[0]) - 2) : "["
  const [left, right] = quote === "'" || quote === '"' || quote === "`" ? [quote, quote] : (pairs.get(quote) ?? ["[", "]"])
  const doubled = flatten(p, madeValue(p, right + right, from, from + 1))
  const inner = value(call, 0).map((each) => {
    const flat = written(p, each)
    if (flat === null || doubled === null || !flat.text.includes(right)) return each
    return replaceFlat(flat, occurrencesOf(flat, right) ?? [], right.length, doubled) ?? each
  })
  return joinAll(call, [[madeValue(p, left, from, from + 1)], inner, [madeValue(p, right, to - 1, to)]])
}

const pairs: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["(", ["(", ")"]],
  [")", ["(", ")"]],
  ["<", ["<", ">"]],
  [">", ["<", ">"]],
  ["{", ["{", "}"]],
  ["}", ["{", "}"]],
])

function replace(call: Call): readonly Value[] {
  const { p, from, to } = call
  const what = value(call, 1)[0]
  const search = what === undefined ? null : written(p, what)
  if (search === null || search.holes.length > 0 || search.text === "") return value(call, 0)
  const { length } = search.text.toLowerCase()
  const result: Value[] = []
  for (const text of value(call, 0)) {
    const flat = written(p, text)
    if (flat === null) {
      result.push(unknownValue(p, from, to))
      continue
    }
    const places = occurrencesOf(flat, search.text)
    const first = places?.[0]
    if (places !== null && first === undefined) {
      result.push(text)
      continue
    }
    const given = value(call, 2)
    for (const by of given.length < 2 ? given : distinguished(p, sliceFlat(flat, 0, first ?? 0), given)) {
      const picks = joinPicks(text.picks, by.picks)
      if (picks === null) continue
      const other = by.kind === "unknown" ? flatten(p, by) : written(p, by)
      const replaced = other === null || places === null ? null : replaceFlat(flat, places, length, other)
      const picked = { ...(replaced ?? unknownValue(p, from, to)), picks }
      result.push(isPartial(text) || isPartial(by) ? partial(picked) : picked)
    }
  }
  return atMost(result)
}

function character(call: Call): readonly Value[] {
  const { p, from, to } = call
  const code = integer(call, 0)
  return code !== null && code > 0 && code < 0x10000 ? [madeValue(p, String.fromCharCode(code), from, to)] : unknown(call)
}

/** Whatever takes a text's beginning: one whose length is not known is taken whole. */
function left(call: Call): readonly Value[] {
  const count = integer(call, 1)
  return count === null ? value(call, 0) : mapFirst(call, (flat) => part(flat, 0, count))
}

function right(call: Call): readonly Value[] {
  const count = integer(call, 1)
  return count === null ? value(call, 0) : mapFirst(call, (flat) => part(flat, flat.text.length - count, flat.text.length))
}

function substring(call: Call): readonly Value[] {
  const start = integer(call, 1)
  const count = integer(call, 2)
  if (start === null) return value(call, 0)
  return mapFirst(call, (flat) => part(flat, start - 1, count === null ? flat.text.length : start - 1 + count))
}

function stuff(call: Call): readonly Value[] {
  const { p, from, to } = call
  const start = integer(call, 1)
  const count = integer(call, 2)
  if (start === null || count === null) return value(call, 0)
  const before = mapFirst(call, (flat) => part(flat, 0, start - 1))
  const behind = mapFirst(call, (flat) => part(flat, start - 1 + count, flat.text.length))
  const by = value(call, 3)
  // The beginning and the end of the same text belong together.
  return by.flatMap((inner) =>
    before.flatMap((first, index) => joinAll(call, [[first], [inner], [behind[index] ?? unknownValue(p, from, to)]])),
  )
}

function trimmed(start: boolean, end: boolean): (call: Call) => readonly Value[] {
  return (call) =>
    mapFirst(call, (flat) => {
      const { text } = flat
      const from = start ? text.length - text.trimStart().length : 0
      return part(flat, from, Math.max(from, end ? text.trimEnd().length : text.length))
    })
}

const longestRepeated = 8000

function space(call: Call): readonly Value[] {
  const { p, from, to } = call
  const count = integer(call, 0)
  return count === null ? unknown(call) : [madeValue(p, " ".repeat(Math.max(0, Math.min(count, longestRepeated))), from, to)]
}

function replicate(call: Call): readonly Value[] {
  const { p, from, to } = call
  const count = integer(call, 1)
  // How often it is repeated says nothing of what it names.
  if (count === null) return value(call, 0)
  return mapFirst(call, (flat) =>
    flat.holes.length > 0 || count * flat.text.length > longestRepeated
      ? sliceFlat(flat, 0, flat.text.length)
      : madeValue(p, flat.text.repeat(Math.max(0, count)), from, to),
  )
}

/** `CAST(x AS type)` */
function cast(call: Call): readonly Value[] {
  const { p, depth } = call
  const [from, to] = call.arguments[0] ?? [0, 0]
  let open = 0
  for (let token = from; token < to; token++) {
    if (p.kinds[token] === P.OPEN) open++
    else if (p.kinds[token] === P.CLOSE) open--
    else if (open === 0 && hashAt(p, token) === as) {
      if (token === from + 1 && p.kinds[from] === T.NUMBER) return [madeValue(p, partText(p, from), from, token)]
      return evaluateSum(p, from, token, depth)
    }
  }
  return unknown(call)
}

const as = hashOf("as")

/** `FORMATMESSAGE('… %s …', x)` */
function formatMessage(call: Call): readonly Value[] {
  return value(call, 0).flatMap((each) => {
    const flat = written(call.p, each)
    if (flat === null) return unknown(call)
    const pieces: (readonly Value[])[] = []
    let at = 0
    let argument = 1
    for (const mark of flat.text.matchAll(/%(?:%|[-+0 #]*\d*(?:\.\d+)?(?:h|l|I64)?[diosuxX])/g)) {
      pieces.push([sliceFlat(flat, at, mark.index)])
      at = mark.index + mark[0].length
      pieces.push(mark[0] === "%%" ? [sliceFlat(flat, at - 1, at)] : value(call, argument++))
    }
    pieces.push([sliceFlat(flat, at, flat.text.length)])
    return joinAll(call, pieces)
  })
}

/** Functions whose value is that of one of their arguments, whatever they do besides. */
function argument(index: number): (call: Call) => readonly Value[] {
  return (call) => value(call, index)
}

/** Functions that give one of several arguments. */
function oneOf(first: number): (call: Call) => readonly Value[] {
  return (call) => {
    const { p, from, to } = call
    const values = call.arguments.slice(first).flatMap((_, index) => value(call, first + index))
    return distinctValues(p, values, from, to)
  }
}

/** Its first argument that is not NULL: a text that is known is none. */
function firstKnown(call: Call): readonly Value[] {
  const values: Value[] = []
  for (let index = 0; index < call.arguments.length; index++) {
    const own = value(call, index)
    values.push(...own)
    if (own.every((each) => each.kind !== "unknown")) break
  }
  return distinctValues(call.p, values, call.from, call.to)
}

const functions: ReadonlyMap<number, (call: Call) => readonly Value[]> = new Map(
  (
    [
      ["concat", concat],
      ["concat_ws", concatWith],
      ["quotename", quoteName],
      ["replace", replace],
      ["char nchar", character],
      ["left", left],
      ["right", right],
      ["substring", substring],
      ["stuff", stuff],
      ["ltrim", trimmed(true, false)],
      ["rtrim", trimmed(false, true)],
      ["trim", trimmed(true, true)],
      ["space", space],
      ["replicate", replicate],
      ["cast try_cast", cast],
      ["convert try_convert", argument(1)],
      ["formatmessage", formatMessage],
      ["isnull coalesce", firstKnown],
      ["iif choose", oneOf(1)],
      ["lower upper nullif string_agg max min string_escape", argument(0)],
    ] as const
  ).flatMap(([names, fold]) => names.split(" ").map((name) => [hashOf(name), fold] as const)),
)
