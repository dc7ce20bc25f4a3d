import type { Hole } from "../model/text.js"
import { takeColumns, widenColumns } from "./columns.js"
import { hashSeed, K, wordNumber } from "./keywords.js"
import { hashBetween, type Lexing, passHoles, wordEnd } from "./lexing.js"
import { type Mark, marks, passed } from "./marks.js"
import { T, type Tokens } from "./tokens.js"
import { classes, folds, isWide, LETTER, SPACE, unitsOf } from "./units.js"

/** How a text is cut into tokens. */
export interface LexOptions {
  /** Sorted, not overlapping. */
  readonly holes: readonly Hole[]
  /** `"x"` is a name, not a string. `SET QUOTED_IDENTIFIER` in the text changes it from there on. */
  readonly quotedIdentifier: boolean
}

/**
 * Cuts a text into tokens. Never throws; linear in the text. What is never closed is a problem, and ends with its line.
 *
 * One loop over the units, whose state is in local variables: a third of all reading is done here. What is rare is done elsewhere, by
 * functions from a start to an end. No unit is asked of the string itself.
 */
export function lex(text: string, options: LexOptions): Tokens {
  const { length } = text
  const l = startLexing(text, options)
  const { units } = l
  let holeAt = passHoles(l, -1)
  let columns = takeColumns(Math.max(64, (length >>> 2) + 16))
  let { room, kinds, starts, ends, words, hashes } = columns
  kinds[0] = words[0] = starts[0] = ends[0] = hashes[0] = 0
  let count = 1
  let at = 0
  // Whether only white space and comments stood on the line so far.
  let lineStart = true

  while (at < length) {
    if (count + 9 >= room) {
      columns = widenColumns(columns)
      ;({ room, kinds, starts, ends, words, hashes } = columns)
    }
    const unit = units[at] as number
    const kind = unit < 128 ? (classes[unit] as number) : isWide(unit) ? SPACE : LETTER
    let end = at + 1
    if (at >= holeAt) holeAt = passHoles(l, at)
    const inHole = at >= holeAt

    if (kind === SPACE && !inHole) {
      if (unit === 10 || unit === 13) lineStart = true
      // Indentation.
      if (holeAt === length) while (end < length && (units[end] as number) === unit) end++
      at = end
      continue
    }
    let token: number = T.NONE
    let hash = 0
    const mark: Mark | undefined = inHole ? undefined : marks[unit]
    if (mark !== undefined) {
      l.token = kind === LETTER ? T.NONE : unit
      l.hash = 0
      l.lineStart = lineStart
      l.before = kinds[count - 1] as number
      l.beforeEnd = ends[count - 1] as number
      end = mark(l, at)
      token = l.token
      hash = l.hash
      if (token === passed) {
        holeAt = passHoles(l, end)
        // What follows a comment still begins its line.
        lineStart = lineStart && unit === 47
        at = end
        continue
      }
    } else if (kind !== LETTER && !inHole) token = unit
    if (token === T.NONE && kind === LETTER && !inHole) {
      // Nearly all words: ASCII, no hole or placeholder near. The rest takes the longer way.
      hash = hashSeed
      end = at
      let last = unit
      while (end < holeAt) {
        last = units[end] as number
        const folded = last < 128 ? (folds[last] as number) : 0
        if (folded === 0) break
        hash = Math.imul(hash ^ folded, 0x01000193)
        end++
      }
      if (end === length || (end < holeAt && last < 128 && last !== 36 && last !== 123)) token = T.WORD
    }
    lineStart = false

    let word = 0
    if (token === T.NONE) {
      const found = wordEnd(l, at)
      token = found < 0 ? T.DYNAMIC : T.WORD
      end = Math.abs(found)
      hash = hashBetween(units, at, end)
      holeAt = l.holeAt
    }
    if (token === T.WORD) {
      word = wordNumber(units, at, end, hash)
      if ((word === K.ON || word === K.OFF) && words[count - 1] === K.QUOTED_IDENTIFIER && words[count - 2] === K.SET)
        l.quoted = word === K.ON
    } else if (end > holeAt) holeAt = passHoles(l, end)
    kinds[count] = token
    starts[count] = at
    ends[count] = end
    hashes[count] = hash
    words[count] = word
    count++
    at = end
  }
  for (let index = count; index < count + 8; index++)
    kinds[index] = words[index] = starts[index] = ends[index] = hashes[index] = 0
  const { uses } = columns
  uses.fill(0, 0, count + 8)
  const { comments, problems, directives } = l
  return { text, end: count, columns, kinds, starts, ends, words, hashes, uses, directives, comments, problems }
}

function startLexing(text: string, { holes, quotedIdentifier }: LexOptions): Lexing {
  return {
    text,
    units: unitsOf(text),
    holes,
    hole: 0,
    holeAt: text.length,
    quoted: quotedIdentifier,
    unclosed: 0,
    returnAt: -1,
    feedAt: -1,
    comments: [],
    problems: [],
    directives: 0,
    token: T.NONE,
    hash: 0,
    lineStart: true,
    before: T.NONE,
    beforeEnd: 0,
  }
}
