import { valuesOf } from "./fold.js"
import { combineValues, distinctValues } from "./fold-alternatives.js"
import { callOf, functionValue } from "./fold-functions.js"
import { K } from "./keywords.js"
import { kindAt, type Parser, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { literalValue, unknownValue, type Value } from "./values.js"

const deepest = 40

/** The values that the expression between two tokens can have, behind others if there are some. What cannot be told is a hole. */
export function evaluate(p: Parser, from: number, to: number, before: readonly Value[] | null = null): readonly Value[] {
  return evaluateSum(p, from, to, 0, before)
}

/** See {@link evaluate}; `depth` counts the brackets around. */
export function evaluateSum(
  p: Parser,
  from: number,
  to: number,
  depth: number,
  before: readonly Value[] | null = null,
): readonly Value[] {
  let result = before
  let at = from
  while (at < to) {
    let end = at
    let open = 0
    for (; end < to; end++) {
      const kind = p.kinds[end]
      if (kind === P.OPEN) open++
      else if (kind === P.CLOSE) open--
      else if (kind === T.WORD) {
        const word = p.words[end]
        if (word === K.CASE) open++
        else if (word === K.END) open--
      } else if (open === 0 && end > at && (kind === P.PLUS || (kind === P.BAR && p.kinds[end + 1] === P.BAR))) break
    }
    const values = term(p, at, end, depth)
    result = result === null ? values : combineValues(p, result, values, from, to)
    at = p.kinds[end] === P.BAR ? end + 2 : end + 1
  }
  return result ?? [unknownValue(p, from, to)]
}

function term(p: Parser, from: number, to: number, depth: number): readonly Value[] {
  const kind = p.kinds[from]
  if (to === from + 1) {
    if (kind === T.STRING || kind === T.DOUBLE) return [literalValue(p, from)]
    if (kind === T.VARIABLE) return valuesOf(p, from) ?? [unknownValue(p, from, to)]
    return [unknownValue(p, from, to)]
  }
  if (depth > deepest || to <= from) return [unknownValue(p, from, to)]
  if (p.words[to - 2] === K.COLLATE) return term(p, from, to - 2, depth)
  if (kind === T.WORD && p.words[from] === K.CASE && p.words[to - 1] === K.END) return cases(p, from + 1, to - 1, depth + 1)
  const open = kind === P.OPEN ? from : kind === T.WORD && kindAt(p, from + 1) === P.OPEN ? from + 1 : -1
  if (open < 0) return [unknownValue(p, from, to)]
  const close = closing(p, open, to)
  // `(SELECT … FOR XML PATH('')).value('.', 'nvarchar(max)')`, `STRING_AGG(…) WITHIN GROUP (…)`
  if (close < 0 || (close < to - 1 && !staysText(p, close + 1))) return [unknownValue(p, from, to)]
  if (open === from) {
    const word = wordAt(p, from + 1)
    if (word === K.SELECT) return selected(p, from + 2, close, depth + 1)
    return evaluateSum(p, from + 1, close, depth + 1)
  }
  return functionValue(callOf(p, from, close + 1, depth + 1))
}

/** Whether what follows a bracket leaves a text as it is. */
function staysText(p: Parser, at: number): boolean {
  return kindAt(p, at) === P.DOT || wordAt(p, at) === K.WITHIN
}

/** The token that closes a bracket; -1 if none before `to` does. */
function closing(p: Parser, open: number, to: number): number {
  let depth = 0
  for (let token = open; token < to; token++) {
    const kind = p.kinds[token]
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE && --depth === 0) return token
  }
  return -1
}

/** What one row of a query gives: its first column. A text that is put together row by row consists of such. */
function selected(p: Parser, first: number, to: number, depth: number): readonly Value[] {
  let from = first
  while (wordAt(p, from) === K.DISTINCT || wordAt(p, from) === K.ALL) from++
  if (wordAt(p, from) === K.TOP) {
    from++
    from = kindAt(p, from) === P.OPEN ? closing(p, from, to) + 1 : from + 1
  }
  let open = 0
  let end = from
  for (; end < to; end++) {
    const kind = p.kinds[end]
    const word = p.words[end] as number
    if (kind === P.OPEN || word === K.CASE) open++
    else if (kind === P.CLOSE || word === K.END) open--
    else if (open === 0 && (kind === P.COMMA || word === K.FROM || word === K.FOR || word === K.AS || word === K.WHERE)) break
  }
  return end > from ? evaluateSum(p, from, end, depth) : [unknownValue(p, first, to)]
}

/** The values behind THEN and ELSE. */
function cases(p: Parser, from: number, to: number, depth: number): readonly Value[] {
  const values: Value[] = []
  let open = 0
  let start = -1
  for (let token = from; token <= to; token++) {
    const word = token < to ? (p.words[token] as number) : K.END
    const kind = token < to ? p.kinds[token] : T.WORD
    if (kind === P.OPEN) open++
    else if (kind === P.CLOSE) open--
    else if (word === K.CASE) open++
    else if (word === K.END && token < to) open--
    else if (open === 0 && (word === K.WHEN || word === K.ELSE || word === K.THEN || token === to)) {
      if (start >= 0 && start < token) values.push(...evaluateSum(p, start, token, depth))
      start = word === K.WHEN ? -1 : token + 1
    }
  }
  return distinctValues(p, values, from, to)
}
