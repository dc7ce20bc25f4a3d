/** Number of units to insert, delete or replace to make one text of the other. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] as number) + 1, (current[column - 1] as number) + 1))
    }
    previous = current
  }
  return previous[b.length] as number
}

/** The word that was probably meant, case aside; null where none is near (at most a third of it is wrong). */
export function closest(word: string, words: readonly string[]): string | null {
  const lower = word.toLowerCase().slice(0, 100)
  let best: string | null = null
  let least = Math.max(1, Math.floor(lower.length / 3)) + 1
  for (const candidate of words) {
    const found = distance(lower, candidate.toLowerCase().slice(0, 100))
    if (found < least) {
      best = candidate
      least = found
    }
  }
  return best
}
