import { K } from "./keywords.js"
import { findSource } from "./resolve.js"
import { hashAt, isName, kindAt, type Parser, type Source, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** The hash of the column that a statement sets first, behind the token of its SET; 0 for none. */
export function columnSet(p: Parser, set: number): number {
  let at = set + 1
  // `@v = column = …`
  if (kindAt(p, at) === T.VARIABLE && kindAt(p, at + 1) === P.EQUAL) at += 2
  while (isName(p, at) && kindAt(p, at + 1) === P.DOT) at += 2
  return isName(p, at) ? hashAt(p, at) : 0
}

/** A column of a source: the source that a query reads, and the column's hash there. */
interface Origin {
  readonly source: Source
  readonly column: number
}

/**
 * Where a column of a common table expression comes from; null where the list of its query does not say so plainly: `t.c`, `t.c AS d`,
 * `d = t.c`. `name` is the token of its name, `open` that of its bracket, `level` that of its query.
 */
export function originOf(p: Parser, name: number, open: number, level: number, column: number): Origin | null {
  if (wordAt(p, open + 1) !== K.SELECT) return null
  const listed = kindAt(p, name + 1) === P.OPEN ? placeInList(p, name + 2, column) : -1
  let first = open + 2
  while (wordAt(p, first) === K.DISTINCT || wordAt(p, first) === K.ALL) first++
  let depth = 0
  let index = 0
  for (let token = first; token < p.stop; token++) {
    const kind = kindAt(p, token)
    const ends =
      depth === 0 && (kind === P.COMMA || kind === P.CLOSE || wordAt(p, token) === K.FROM || wordAt(p, token) === K.INTO)
    if (kind === P.OPEN) depth++
    else if (kind === P.CLOSE) depth--
    if (!ends) continue
    const found = itemOrigin(p, first, token, level, listed < 0 ? column : 0)
    if (found !== null && (listed < 0 || listed === index)) return found
    if (kind !== P.COMMA) return null
    first = token + 1
    index++
  }
  return null
}

function placeInList(p: Parser, from: number, column: number): number {
  let index = 0
  for (let token = from; token < p.stop && kindAt(p, token) !== P.CLOSE; token++) {
    if (kindAt(p, token) === P.COMMA) index++
    else if (hashAt(p, token) === column) return index
  }
  return -1
}

/** What an item of a list is, if it is called `column` (0: whatever it is called). */
function itemOrigin(p: Parser, from: number, to: number, level: number, column: number): Origin | null {
  let first = from
  let last = to - 1
  let called = last
  if (kindAt(p, first + 1) === P.EQUAL) {
    called = first
    first += 2
  } else if (last > first && kindAt(p, last - 1) !== P.DOT) {
    last -= wordAt(p, last - 1) === K.AS ? 2 : 1
  }
  if (column !== 0 && hashAt(p, called) !== column) return null
  if (last < first + 2) return null
  for (let token = first; token <= last; token++) {
    if ((token - first) % 2 === 0 ? !isName(p, token) : kindAt(p, token) !== P.DOT) return null
  }
  const source = findSource(p, level, hashAt(p, last - 2))
  return source === null ? null : { source, column: hashAt(p, last) }
}
