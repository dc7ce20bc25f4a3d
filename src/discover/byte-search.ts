/** Whether bytes hold one of some words. */
export type ByteSearch = (bytes: Uint8Array) => boolean

/** Shifts fit a byte. */
const longestShift = 255

/** Bytes with ASCII letters in lower case. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

function withoutCase(byte: number): readonly number[] {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a ? [lower, lower - 0x20] : [byte]
}

/**
 * Looks for words (as bytes, one unit each), whatever the case of their ASCII letters, without making a text of the bytes: the
 * search of Wu and Manber (1994), which looks at two bytes and goes on by as many as no word can begin within. Null if there is
 * nothing to look for, or a word has fewer than two bytes.
 */
export function byteSearch(words: readonly string[]): ByteSearch | null {
  const window = Math.min(longestShift, ...words.map((word) => word.length))
  if (words.length === 0 || window < 2) return null
  // How far to go on from two bytes that end at a place; 0 where the first `window` bytes of a word may end.
  const shifts = new Uint8Array(0x10000).fill(window - 1)
  const spelled = words.map((word) => Array.from(word, (unit) => withoutCase(unit.charCodeAt(0))))
  for (const spelling of spelled) {
    for (let at = 1; at < window; at++) {
      for (const first of spelling[at - 1] ?? []) {
        for (const second of spelling[at] ?? []) {
          const pair = first | (second << 8)
          shifts[pair] = Math.min(shifts[pair] as number, window - 1 - at)
        }
      }
    }
  }
  const lower = words.map((word) => Uint8Array.from(word, (unit) => folded[unit.charCodeAt(0)] as number))
  const standsAt = (bytes: Uint8Array, start: number): boolean => {
    for (const word of lower) {
      let at = 0
      while (at < word.length && folded[bytes[start + at] as number] === word[at]) at++
      if (at === word.length) return true
    }
    return false
  }
  return (bytes) => {
    const end = bytes.length
    for (let at = window - 1; at < end; ) {
      const shift = shifts[(bytes[at - 1] as number) | ((bytes[at] as number) << 8)] as number
      if (shift > 0) at += shift
      else if (standsAt(bytes, at - window + 1)) return true
      else at++
    }
    return false
  }
}
