import type { Hole } from "../model/text.js"
import { takeColumns, widenColumns } from "./columns.js"
import { hashSeed, K, wordNumber } from "./keywords.js"
import {
  closedEnd,
  commentEnd,
  goEnd,
  hashBetween,
  isDirective,
  type Lexing,
  lineEnd,
  numberEnd,
  passHoles,
  variableEnd,
  wordEnd,
} from "./lexing.js"
import { placeholderEnd, templateTagEnd } from "./placeholders.js"
import { T, type Tokens } from "./tokens.js"
import { classes, DIGIT, folds, isWide, LETTER, SPACE, unitsOf } from "./units.js"

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
  const units = unitsOf(text)
  const { holes } = options
  const l: Lexing = {
    text,
    units,
    holes,
    hole: 0,
    holeAt: length,
    quoted: options.quotedIdentifier,
    unclosed: 0,
    returnAt: -1,
    feedAt: -1,
    comments: [],
    problems: [],
  }
  let holeAt = passHoles(l, -1)
  let columns = takeColumns(Math.max(64, (length >>> 2) + 16))
  let { room, kinds, starts, ends, words, hashes } = columns
  kinds[0] = words[0] = starts[0] = ends[0] = hashes[0] = 0
  let count = 1
  let directives = 0
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
    const first: boolean = lineStart
    lineStart = false
    const next = units[end] as number
    let token: number = T.NONE
    let hash = 0

    if (kind === LETTER && !inHole) {
      if (first && (unit | 32) === 103) {
        const go = goEnd(l, at)
        if (go >= 0) {
          token = T.GO
          end = go
        }
      } else if (next === 39 && (unit | 32) === 110 && holeAt !== end) {
        token = T.STRING
        end = closedEnd(l, end, "'", "the string")
      }
      if (token === T.NONE) {
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
    } else if (!inHole) {
      switch (unit) {
        case 39:
          token = T.STRING
          end = closedEnd(l, at, "'", "the string")
          break
        case 34:
          token = l.quoted ? T.DOUBLE : T.STRING
          end = closedEnd(l, at, '"', l.quoted ? "the quoted name" : "the string")
          if (l.quoted) hash = hashBetween(units, at + 1, end - 1)
          break
        case 91:
          token = T.BRACKET
          end = closedEnd(l, at, "]", "the bracketed name")
          hash = hashBetween(units, at + 1, end - 1)
          break
        case 45:
        case 47:
          if (unit === 45 && next === 45) end = lineEnd(l, at)
          else if (unit === 47 && next === 42) {
            end = commentEnd(l, at)
            // What follows a comment still begins its line.
            lineStart = first
          } else {
            token = unit
            break
          }
          l.comments.push(at, end)
          holeAt = passHoles(l, end)
          at = end
          continue
        case 64:
          token = T.VARIABLE
          end = variableEnd(l, at)
          hash = hashBetween(units, at, end)
          break
        case 63:
          token = T.PARAMETER
          break
        case 36:
        case 123:
        case 60:
        case 37:
          if (unit === 123) {
            const tag = templateTagEnd(text, at)
            if (tag > 0) {
              if (next === 35) l.comments.push(at, tag)
              holeAt = passHoles(l, tag)
              at = tag
              continue
            }
          }
          if (placeholderEnd(text, at) > 0 || (unit === 36 && next < 128 && classes[next] === LETTER)) break
          if (unit === 36 && next >= 48 && next <= 57) {
            // A sum of money.
            at++
            continue
          }
          token = unit
          break
        case 58:
        case 33:
          if (first && isDirective(text, at)) {
            token = T.DIRECTIVE
            directives++
            end = lineEnd(l, at)
          } else if (unit === 58 && isParameter(kinds[count - 1] as number, ends[count - 1] as number, at, next)) {
            token = T.PARAMETER
            end = variableEnd(l, end)
          } else token = unit
          break
        default:
          if (
            kind === DIGIT ||
            (unit === 46 && next >= 48 && next <= 57 && kinds[count - 1] !== T.WORD && ends[count - 1] !== at)
          ) {
            token = T.NUMBER
            end = numberEnd(l, at)
          } else token = unit
      }
    }

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
  const { comments, problems } = l
  return { text, end: count, columns, kinds, starts, ends, words, hashes, uses, directives, comments, problems }
}

/** Whether `:name` is a parameter there: not behind what it touches, nor part of `::`. */
function isParameter(before: number, beforeEnd: number, at: number, next: number): boolean {
  return before !== 58 && next < 128 && classes[next] === LETTER && beforeEnd !== at
}
