import type { Hole } from "../model/text.js"
import { takeColumns, widenColumns } from "./columns.js"
import { hashSeed, hashUnit, K, wordNumber } from "./keywords.js"
import { placeholderEnd } from "./placeholders.js"
import { T, type Tokens } from "./tokens.js"

const SPACE = 1
const LETTER = 2
const DIGIT = 3
const classes = new Uint8Array(128)
for (const unit of [9, 10, 11, 12, 13, 32]) classes[unit] = SPACE
for (let unit = 0; unit < 9; unit++) classes[unit] = SPACE
for (let unit = 14; unit < 32; unit++) classes[unit] = SPACE
for (let unit = 48; unit < 58; unit++) classes[unit] = DIGIT
for (let unit = 65; unit < 91; unit++) classes[unit] = classes[unit + 32] = LETTER
classes[95] = classes[35] = LETTER

/** What each unit that can only be part of a word counts as in its hash; 0 for all others. */
const folds = new Uint8Array(128)
for (let unit = 0; unit < 128; unit++) {
  if ((classes[unit] as number) >= LETTER || unit === 64) folds[unit] = unit >= 65 && unit <= 90 ? unit | 32 : unit
}

/** Unclosed strings of which no more than a line is taken; with more of them the text is not worth the search. */
const patience = 16

function isWide(unit: number): boolean {
  return (
    unit === 0xa0 ||
    unit === 0x85 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200f) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff ||
    unit === 0xfffe
  )
}

function isWordUnit(unit: number): boolean {
  if (unit < 128) {
    const kind = classes[unit] as number
    return kind >= LETTER || unit === 36 || unit === 64
  }
  return !isWide(unit)
}

/** How a text is cut into tokens. */
export interface LexOptions {
  /** Sorted, not overlapping. */
  readonly holes: readonly Hole[]
  /** `"x"` is a name, not a string. `SET QUOTED_IDENTIFIER` in the text changes it from there on. */
  readonly quotedIdentifier: boolean
}

/** Cuts a text into tokens. Never throws; linear in the text. What is never closed is a problem, and ends with its line. */
export function lex(text: string, options: LexOptions): Tokens {
  const length = text.length
  let columns = takeColumns(Math.max(64, (length >>> 2) + 16))
  let { room, kinds, starts, ends, words, hashes } = columns
  kinds[0] = words[0] = starts[0] = ends[0] = hashes[0] = 0
  const comments: { start: number; end: number }[] = []
  const problems: { at: number; message: string }[] = []
  const { holes } = options
  let quoted = options.quotedIdentifier
  let count = 1
  let at = 0
  let hole = 0
  let holeAt = holes.length > 0 ? (holes[0] as Hole).start : length
  let unclosed = 0
  // Whether only white space stood on the line so far.
  let lineStart = true

  function grow(): void {
    columns = widenColumns(columns)
    room = columns.room
    kinds = columns.kinds
    starts = columns.starts
    ends = columns.ends
    words = columns.words
    hashes = columns.hashes
  }
  function push(kind: number, start: number, end: number): void {
    if (count + 9 >= room) grow()
    kinds[count] = kind
    starts[count] = start
    ends[count] = end
    words[count] = 0
    hashes[count] = 0
    count++
  }
  function passHoles(position: number): void {
    while (hole < holes.length && (holes[hole] as Hole).end <= position) hole++
    holeAt = hole < holes.length ? (holes[hole] as Hole).start : length
  }
  function lineEnd(from: number): number {
    for (let index = from; index < length; index++) {
      const unit = text.charCodeAt(index)
      if (unit === 10 || unit === 13) return index
    }
    return length
  }
  /** The end of what begins at `start` and is closed by `close`, doubled ones and holes apart; -1 if nothing closes it. */
  function closed(start: number, close: string): number {
    let from = start + 1
    for (;;) {
      const found = text.indexOf(close, from)
      if (found < 0) return -1
      if (holeAt < found) {
        const passed = holes[hole] as Hole
        if (passed.start >= start && passed.end > found) {
          from = passed.end
          passHoles(from)
          continue
        }
        passHoles(found)
        if (holeAt <= found) {
          from = Math.max(found, (holes[hole] as Hole).end)
          passHoles(from)
          continue
        }
      }
      if (text.charCodeAt(found + 1) !== close.charCodeAt(0)) return found + 1
      from = found + 2
    }
  }
  function takeClosed(start: number, quote: number, close: string, kind: number, what: string): void {
    let end = closed(quote, close)
    if (end < 0) {
      problems.push({ at: quote, message: `${what} that begins here is not closed` })
      unclosed++
      end = unclosed < patience ? lineEnd(quote + 1) : length
    }
    passHoles(end)
    push(kind, start, end)
    if (kind !== T.STRING) {
      let hash = hashSeed
      for (let index = quote + 1; index < end - 1; index++) hash = hashUnit(hash, text.charCodeAt(index))
      hashes[count - 1] = hash
    }
    at = end
  }
  /** A name that holes and placeholders may be part of. */
  function takeWord(start: number): void {
    let dynamic = false
    let index = start
    let hash = hashSeed
    for (;;) {
      const stop = holeAt < length ? holeAt : length
      while (index < stop) {
        const unit = text.charCodeAt(index)
        if (!isWordUnit(unit)) break
        if (unit === 36 && (text.charCodeAt(index + 1) === 40 || text.charCodeAt(index + 1) === 123)) break
        hash = hashUnit(hash, unit)
        index++
      }
      if (index >= holeAt && hole < holes.length) {
        index = (holes[hole] as Hole).end
        passHoles(index)
        dynamic = true
        if (index > start) continue
      }
      const unit = text.charCodeAt(index)
      const end =
        unit === 36 || unit === 123 || (index === start && (unit === 60 || unit === 37)) ? placeholderEnd(text, index) : -1
      if (end < 0) break
      index = end
      passHoles(index)
      dynamic = true
    }
    if (!dynamic && text.charCodeAt(start) === 36 && index - start > 2 && text.charCodeAt(index - 1) === 36) dynamic = true
    push(dynamic ? T.DYNAMIC : T.WORD, start, index)
    if (dynamic)
      for (let unit = start, value = hashSeed; unit < index; unit++)
        hashes[count - 1] = value = hashUnit(value, text.charCodeAt(unit))
    else {
      hashes[count - 1] = hash
      const word = wordNumber(text, start, index, hash)
      words[count - 1] = word
      if (word === K.ON || word === K.OFF) setting(word === K.ON)
    }
    at = index
  }
  function setting(on: boolean): void {
    if (words[count - 2] === K.QUOTED_IDENTIFIER && words[count - 3] === K.SET) quoted = on
  }
  /** `GO`, `GO 5` alone on a line. */
  function takeGo(): boolean {
    if ((text.charCodeAt(at + 1) | 32) !== 111) return false
    let index = at + 2
    const end = lineEnd(index)
    const rest = text.slice(index, Math.min(end, index + 200))
    const found = /^(?:[ \t\f\v\u00a0;]+(\d+)?)?[ \t;]*(?:--.*|\/\*[^*]*\*\/[ \t]*)?$/.exec(rest)
    if (found === null) return false
    const digits = found[1]
    if (digits !== undefined) index += rest.indexOf(digits) + digits.length
    else if (rest.trimStart().startsWith(";")) index += rest.indexOf(";") + 1
    push(T.GO, at, index)
    at = index
    return true
  }

  while (at < length) {
    if (at >= holeAt && hole < holes.length) {
      if ((holes[hole] as Hole).end <= at) passHoles(at)
      if (at >= holeAt && hole < holes.length) {
        takeWord(at)
        lineStart = false
        continue
      }
    }
    const unit = text.charCodeAt(at)
    const kind = unit < 128 ? (classes[unit] as number) : isWide(unit) ? SPACE : LETTER
    if (kind === SPACE) {
      if (unit === 10 || unit === 13) lineStart = true
      let after = at + 1
      // Indentation.
      if (holeAt === length) while (after < length && text.charCodeAt(after) === unit) after++
      at = after
      continue
    }
    const next = text.charCodeAt(at + 1)
    if (kind === LETTER) {
      if (lineStart && (unit | 32) === 103 && takeGo()) {
        lineStart = false
        continue
      }
      lineStart = false
      if ((unit | 32) === 110 && next === 39 && holeAt !== at + 1) {
        takeClosed(at, at + 1, "'", T.STRING, "the string")
        continue
      }
      // Nearly all words: ASCII, no hole or placeholder near. The rest takes the longer way.
      let end = at
      let hash = hashSeed
      let last = unit
      while (end < holeAt) {
        last = text.charCodeAt(end)
        const folded = last < 128 ? (folds[last] as number) : 0
        if (folded === 0) break
        hash = (Math.imul(hash, 33) ^ folded) | 0
        end++
      }
      if (end === holeAt || last >= 128 || last === 36 || last === 123) {
        takeWord(at)
        continue
      }
      const word = wordNumber(text, at, end, hash)
      if (count + 9 >= room) grow()
      kinds[count] = T.WORD
      starts[count] = at
      ends[count] = end
      hashes[count] = hash
      words[count] = word
      count++
      if (word === K.ON || word === K.OFF) setting(word === K.ON)
      at = end
      continue
    }
    const first: boolean = lineStart
    lineStart = false
    if (kind === DIGIT || (unit === 46 && next >= 48 && next <= 57 && kinds[count - 1] !== T.WORD && ends[count - 1] !== at)) {
      let end = at + 1
      if (unit === 48 && (next | 32) === 120) {
        end = at + 2
        while (/[0-9a-fA-F]/.test(text.charAt(end))) end++
      } else {
        while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
        if (text.charCodeAt(end) === 46 && unit !== 46) {
          end++
          while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
        }
        if ((text.charCodeAt(end) | 32) === 101 && /[eE][+-]?\d/.test(text.slice(end, end + 3))) {
          end += 2
          while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
        }
      }
      if (holeAt < end) end = Math.max(at + 1, holeAt)
      push(T.NUMBER, at, end)
      at = end
      continue
    }
    switch (unit) {
      case 39:
        takeClosed(at, at, "'", T.STRING, "the string")
        continue
      case 34:
        takeClosed(at, at, '"', quoted ? T.DOUBLE : T.STRING, quoted ? "the quoted name" : "the string")
        continue
      case 91:
        takeClosed(at, at, "]", T.BRACKET, "the bracketed name")
        continue
      case 45:
        if (next === 45) {
          const end = lineEnd(at + 2)
          comments.push({ start: at, end })
          passHoles(end)
          at = end
          continue
        }
        break
      case 47:
        if (next === 42) {
          at = takeComment()
          // What follows a comment still begins its line.
          lineStart = first
          continue
        }
        break
      case 64: {
        let end = at + 1
        let hash = (Math.imul(hashSeed, 33) ^ 64) | 0
        while (end < holeAt) {
          const part = text.charCodeAt(end)
          if (!isWordUnit(part)) break
          hash = hashUnit(hash, part)
          end++
        }
        push(T.VARIABLE, at, end)
        hashes[count - 1] = hash
        at = end
        continue
      }
      case 63:
        push(T.PARAMETER, at, at + 1)
        at++
        continue
      case 36:
      case 123:
      case 60:
      case 37: {
        const end = placeholderEnd(text, at)
        if (end > 0 || (unit === 36 && next < 128 && classes[next] === LETTER)) {
          takeWord(at)
          continue
        }
        if (unit === 36 && next >= 48 && next <= 57) {
          at++
          continue
        }
        break
      }
      case 58:
      case 33:
        if (first && isDirective(text, at)) {
          const end = lineEnd(at)
          push(T.DIRECTIVE, at, end)
          passHoles(end)
          at = end
          continue
        }
        if (
          unit === 58 &&
          kinds[count - 1] !== 58 &&
          next !== 58 &&
          next < 128 &&
          classes[next] === LETTER &&
          ends[count - 1] !== at
        ) {
          let end = at + 2
          while (end < length && end < holeAt && isWordUnit(text.charCodeAt(end))) end++
          push(T.PARAMETER, at, end)
          at = end
          continue
        }
        break
    }
    push(unit < 128 ? unit : T.WORD, at, at + 1)
    at++
  }
  for (let index = count; index < count + 8; index++)
    kinds[index] = words[index] = starts[index] = ends[index] = hashes[index] = 0
  const { uses } = columns
  uses.fill(0, 0, count + 8)
  return { text, end: count, columns, kinds, starts, ends, words, hashes, uses, comments, problems }

  /** Comments nest. */
  function takeComment(): number {
    let depth = 1
    commentMark.lastIndex = at + 2
    for (let mark = commentMark.exec(text); mark !== null; mark = commentMark.exec(text)) {
      depth += mark[0] === "/*" ? 1 : -1
      if (depth > 0) continue
      const end = mark.index + 2
      comments.push({ start: at, end })
      passHoles(end)
      return end
    }
    problems.push({ at, message: "the comment that begins here is not closed" })
    comments.push({ start: at, end: length })
    passHoles(length)
    return length
  }
}

const commentMark = /\/\*|\*\//g

const directive = /:(?:setvar|r|connect|on|out|error|perftrace|list|listvar|reset|quit|exit|ed|help|serverlist|xml)(?![\w:])|!!/iy

/** Whether a line that begins at `at` is one for sqlcmd rather than for the server. */
function isDirective(text: string, at: number): boolean {
  directive.lastIndex = at
  return directive.test(text)
}
