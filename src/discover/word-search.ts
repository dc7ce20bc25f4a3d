import { byteSearch } from "./byte-search.js"
import { type BytePatterns, offsets, type Scanner, simdScanner } from "./simd-scan.js"

/** Which groups of words bytes hold: bit n for group n. */
export type WordSearch = (bytes: Uint8Array) => number

/** Within so many bytes stand those that a word is known by at first; a shorter word has any byte behind it. */
const known = offsets[3] + 1
const shortest = 2
/** Words are told apart by the bits of a byte. */
const bits = 8
/** Loading vectors takes as long as searching so many files without them. */
const fewFiles = 100
/** Letters of texts and programs, the commonest first. */
const commonest = " etaoinsrlcdumpfhgbyvwkxqzj"

const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

interface Word {
  readonly bytes: Uint8Array
  readonly group: number
  /** Where in it the bytes stand that it is known by. */
  readonly at: number
}

function rarity(byte: number | undefined): number {
  if (byte === undefined) return 0
  const rank = commonest.indexOf(String.fromCharCode(byte))
  return rank < 0 ? commonest.length : rank
}

function wordOf(text: string, group: number): Word {
  const bytes = Uint8Array.from(text, (unit) => lower[unit.charCodeAt(0)] as number)
  let best = 0
  let most = -1
  for (let at = 0; at === 0 || at + known <= bytes.length; at++) {
    const sum = offsets.reduce((all, offset) => all + rarity(bytes[at + offset]), 0)
    if (sum <= most) continue
    most = sum
    best = at
  }
  return { bytes, group, at: best }
}

function patternsOf(words: readonly Word[]): BytePatterns {
  const patterns: BytePatterns = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)]
  words.forEach(({ bytes, at }, index) => {
    patterns.forEach((pattern, position) => {
      const byte = bytes[at + (offsets[position] ?? 0)]
      for (let each = 0; each < 256; each++) {
        if (byte === undefined || lower[each] === byte) pattern[each] = (pattern[each] ?? 0) | bitOf(index)
      }
    })
  })
  return patterns
}

function bitOf(index: number): number {
  return 1 << (index % bits)
}

function standsAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  if (start < 0 || start + word.length > bytes.length) return false
  for (let at = 0; at < word.length; at++) if (lower[bytes[start + at] as number] !== word[at]) return false
  return true
}

function vectorSearch(words: readonly Word[], patterns: BytePatterns, { scan, memory, start }: Scanner): WordSearch {
  // What is compared at once may reach behind the end.
  const room = memory.length - start - 2 * 16
  const [first, second] = patterns
  const byBits = Array.from({ length: 1 << bits }, (_, any) => words.filter((_, index) => (any & bitOf(index)) !== 0))
  return (bytes) => {
    let found = 0
    for (let from = 0; from < bytes.length; from += room - known) {
      const part = bytes.length - from > room ? bytes.subarray(from, from + room) : from === 0 ? bytes : bytes.subarray(from)
      memory.set(part, start)
      const end = start + part.length
      for (let at = scan(start, end); at < end; at = scan(at + 1, end)) {
        const place = from + at - start
        const any = (first[memory[at] as number] as number) & (second[memory[at + 1] as number] as number)
        for (const word of byBits[any] as readonly Word[]) {
          if ((found & (1 << word.group)) === 0 && standsAt(word.bytes, bytes, place - word.at)) found |= 1 << word.group
        }
        if ((found & 1) === 1) return found
      }
      if (part.length < room) break
    }
    return found
  }
}

/**
 * Looks for groups of words (as bytes, one unit each), whatever the case of their ASCII letters. Where a word of the first group is found,
 * nothing is said of the others. Null if a word has fewer than two bytes.
 */
export function wordSearch(groups: readonly (readonly string[])[]): WordSearch | null {
  const words = groups.flatMap((group, index) => group.map((word) => wordOf(word, index)))
  if (words.some(({ bytes }) => bytes.length < shortest)) return null
  const slow = groups.map((group) => byteSearch(group))
  const bySteps: WordSearch = (bytes) =>
    slow.reduce((found, search, group) => ((found & 1) === 0 && search?.(bytes) === true ? found | (1 << group) : found), 0)
  let fast: WordSearch | null = null
  let files = 0
  return (bytes) => {
    if (fast !== null) return fast(bytes)
    if (++files === fewFiles) {
      const patterns = patternsOf(words)
      const scanner = simdScanner(patterns)
      if (scanner !== null) fast = vectorSearch(words, patterns, scanner)
    }
    return bySteps(bytes)
  }
}
