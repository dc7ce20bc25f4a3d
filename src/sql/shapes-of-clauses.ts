import { K, lastReserved } from "./keywords.js"
import { isLoud, isPlainly, isSentenceWord, isVariable, kindIn, nameIn, type Sample, wordIn } from "./sample.js"
import { P, T } from "./tokens.js"

/** Whether a token can stand behind a table: an alias and then a clause, or the end. */
export function followsTable(s: Sample, from: number): boolean {
  let at = from
  if (wordIn(s, at) === K.AS) at++
  const kind = kindIn(s, at)
  const alias =
    kind === T.BRACKET ||
    kind === T.DYNAMIC ||
    kind === T.DOUBLE ||
    (kind === T.WORD && wordIn(s, at) === 0 && !isSentenceWord(s, at))
  if (alias) at++
  if (kindIn(s, at) === T.NONE) return true
  const word = wordIn(s, at)
  if (word !== 0) return continuesTable(word)
  const next = kindIn(s, at)
  return (
    next === P.COMMA ||
    next === P.OPEN ||
    next === P.CLOSE ||
    next === P.SEMICOLON ||
    next === T.GO ||
    next === T.DYNAMIC ||
    next === T.PARAMETER
  )
}

/** A word that can follow a table in a clause. */
export function continuesTable(word: number): boolean {
  switch (word) {
    case K.WHERE:
    case K.JOIN:
    case K.INNER:
    case K.LEFT:
    case K.RIGHT:
    case K.FULL:
    case K.CROSS:
    case K.OUTER:
    case K.GROUP:
    case K.ORDER:
    case K.HAVING:
    case K.UNION:
    case K.EXCEPT:
    case K.INTERSECT:
    case K.WITH:
    case K.OPTION:
    case K.FOR:
    case K.ON:
    case K.PIVOT:
    case K.UNPIVOT:
    case K.TABLESAMPLE:
    case K.SET:
    case K.APPLY:
    case K.SELECT:
    case K.INSERT:
    case K.UPDATE:
    case K.DELETE:
    case K.EXEC:
    case K.TRUNCATE:
    case K.IF:
    case K.BEGIN:
    case K.END:
    case K.DECLARE:
    case K.DROP:
    case K.CREATE:
    case K.USING:
    case K.WHEN:
    case K.VALUES:
    case K.OUTPUT:
    case K.COMMIT:
      return true
    default:
      return false
  }
}

/** `column = `, `@v += `, a hole. */
export function assigns(s: Sample, at: number): boolean {
  if (kindIn(s, at) === T.DYNAMIC) return true
  let index = at
  if (isVariable(s, index)) index++
  else {
    // Columns have any name.
    if (kindIn(s, index) !== T.WORD && kindIn(s, index) !== T.BRACKET && kindIn(s, index) !== T.DOUBLE) return false
    index++
    while (kindIn(s, index) === P.DOT) index += 2
  }
  const kind = kindIn(s, index)
  return kind === P.EQUAL || kind === P.PLUS || kind === P.MINUS || kind === P.OPEN
}

/** The word is part of a join. */
export function isJoin(word: number): boolean {
  return word === K.JOIN || word === K.INNER || word === K.LEFT || word === K.RIGHT || word === K.FULL || word === K.CROSS
}

/** What can follow NOT behind an operand. */
const asks: ReadonlySet<number> = new Set([K.IN, K.LIKE, K.BETWEEN])

/** An operand and an operator: `a.id = `, `x IN (`, `EXISTS (`. */
export function compares(s: Sample, from: number): boolean {
  let at = from
  while (kindIn(s, at) === P.OPEN || wordIn(s, at) === K.NOT) at++
  if (wordIn(s, at) === K.EXISTS) return true
  for (let steps = 0; steps < 24 && at < s.tokens.end; steps++, at++) {
    const kind = kindIn(s, at)
    const word = wordIn(s, at)
    if (kind === P.EQUAL || kind === P.LESS || kind === P.GREATER) return true
    if (kind === T.DYNAMIC && steps === 0) return true
    if (word === K.IN) return kindIn(s, at + 1) === P.OPEN || kindIn(s, at + 1) === T.DYNAMIC || kindIn(s, at + 1) === T.NONE
    if (word === K.LIKE) return true
    if (word === K.IS) return wordIn(s, at + 1) === K.NULL || wordIn(s, at + 1) === K.NOT
    if (word === K.BETWEEN) return steps > 0 && steps < 6
    if (word === K.NOT && steps > 0 && asks.has(wordIn(s, at + 1))) continue
    if (kind === T.WORD && (isSentenceWord(s, at) || (word !== 0 && word <= lastReserved))) return false
    if (kind === T.WORD && kindIn(s, at - 1) === T.WORD && steps > 0 && wordIn(s, at - 1) === 0) return false
  }
  return false
}

/** Somewhere behind a token, a clause in capitals with a table, or any clause with a table of three parts. */
export function hasTable(s: Sample, from: number): boolean {
  const end = Math.min(s.tokens.end, from + 600)
  for (let at = from; at < end; at++) {
    const word = wordIn(s, at)
    if (word !== K.FROM && word !== K.JOIN && word !== K.APPLY && word !== K.INTO && word !== K.USING) continue
    const name = nameIn(s, at + 1)
    if (name !== null && (isLoud(s, at) ? name.parts > 1 || isPlainly(name) : isPlainly(name) && !isSentenceWord(s, name.end)))
      return true
  }
  return false
}
