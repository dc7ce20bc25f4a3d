import type { NameSetting } from "../model/config.js"
import type { Span } from "../model/text.js"
import { encode } from "./decode.js"
import { type WordSearch, wordSearch } from "./word-search.js"

/** One match of a configured name in a text. */
export interface NameMatch extends Span {
  readonly name: NameSetting
  /** As found. */
  readonly text: string
}

interface Compiled {
  readonly text: RegExp
  /** In encodings with one byte for an ASCII character. */
  readonly narrow: readonly string[]
  readonly wideBytes: RegExp
  /** No wide spelling of any name does without a zero byte. */
  readonly wideNeedsZero: boolean
  readonly byLowerCase: ReadonlyMap<string, NameSetting>
}

const cache = new WeakMap<readonly NameSetting[], Compiled>()

/** Lower case for ASCII letters alone: case folding beyond them depends on a collation that nobody can know here. */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** A pattern for each unit: both cases of an ASCII letter, else the unit itself. */
function unitPattern(unit: number): string {
  const letter = String.fromCharCode(unit)
  if (/[A-Za-z]/.test(letter)) return `[${letter.toLowerCase()}${letter.toUpperCase()}]`
  return `\\u${unit.toString(16).padStart(4, "0")}`
}

function pattern(text: string): string {
  return Array.from({ length: text.length }, (_, index) => unitPattern(text.charCodeAt(index))).join("")
}

/** The name's UTF-16 bytes without a zero at either end, so that they are found in both byte orders. */
function wideSpellings(name: string): readonly string[] {
  const little = Buffer.from(name, "utf16le")
  const big = Buffer.from(name, "utf16le").swap16()
  return [little, big].map((bytes) => bytes.toString("latin1").replace(/^\0|\0$/g, ""))
}

/** The name's bytes in UTF-8, and in Windows-1252 if it has its characters, as one unit each. */
function narrowSpellings(name: string): readonly string[] {
  const utf8 = Buffer.from(name, "utf8").toString("latin1")
  try {
    return [utf8, Buffer.from(encode(name, "windows-1252", false)).toString("latin1")]
  } catch {
    return [utf8]
  }
}

/** Names that begin alike are tried longest first: that is the longest match at a place. */
function compile(names: readonly NameSetting[]): Compiled {
  const before = cache.get(names)
  if (before !== undefined) return before
  const spellings = names.map((setting) => setting.name).sort((a, b) => b.length - a.length)
  const narrow = spellings.flatMap(narrowSpellings)
  const wide = spellings.flatMap(wideSpellings)
  const never = "(?!)"
  const any = (texts: readonly string[]) => [...new Set(texts)].map(pattern).join("|") || never
  const compiled: Compiled = {
    text: new RegExp(any(spellings), "g"),
    narrow: [...new Set(narrow)],
    wideBytes: new RegExp(any(wide)),
    wideNeedsZero: wide.every((spelling) => spelling.includes("\0")),
    byLowerCase: new Map(names.map((setting) => [asciiLowerCase(setting.name), setting])),
  }
  cache.set(names, compiled)
  return compiled
}

/** The search of names that are too short for a quick one. */
function searchText(groups: readonly (readonly string[])[]): WordSearch {
  const patterns = groups.map((group) => new RegExp(group.map(pattern).join("|") || "(?!)"))
  return (bytes) => {
    const text = asBuffer(bytes).toString("latin1")
    return patterns.reduce((found, each, index) => (each.test(text) ? found | (1 << index) : found), 0)
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/**
 * Every match of a name, whatever the case of its ASCII letters, in longer words too: leftmost first, the longest where names begin at
 * the same place, never overlapping. The count is that of `grep -o -i` with the names as alternatives.
 */
export function findOccurrences(text: string, names: readonly NameSetting[]): readonly NameMatch[] {
  const { text: search, byLowerCase } = compile(names)
  const found: NameMatch[] = []
  for (const match of text.matchAll(search)) {
    const name = byLowerCase.get(asciiLowerCase(match[0]))
    if (name !== undefined) found.push({ start: match.index, end: match.index + match[0].length, name, text: match[0] })
  }
  return found
}

/** The bit that {@link nameSearch} sets for bytes with a zero among them. */
export const zeroBit = 1 << 30

/**
 * Looks through the bytes of files, without decoding them: bit 0 says whether they may hold a name, in UTF-8, Windows-1252 or UTF-16 of either
 * order; it is never missing where {@link findOccurrences} would find something in the decoded text. Bit n + 1 says the same of the other words
 * of a group n (ASCII alone, in any case, not in UTF-16), which may be missing where there is a name, as may {@link zeroBit}.
 */
export function nameSearch(names: readonly NameSetting[], groups: readonly (readonly string[])[]): WordSearch {
  const { narrow, wideBytes, wideNeedsZero } = compile(names)
  const all = [narrow, ...groups]
  const search = wordSearch(all) ?? searchText(all)
  return (bytes) => {
    const found = search(bytes)
    if ((found & 1) === 1) return found
    const buffer = asBuffer(bytes)
    const seen = buffer.includes(0) ? found | zeroBit : found
    return (!wideNeedsZero || seen !== found) && wideBytes.test(buffer.toString("latin1")) ? seen | 1 : seen
  }
}
