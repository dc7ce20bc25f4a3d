/** Files that a thread takes at once: few enough to end together, many enough that taking them costs nothing. */
const chunk = 16

/** Memory that the threads share: the next file that nobody has taken, and for each thread the file that it is at. */
export type Claims = Int32Array

/** Claims for a number of threads, nothing taken yet. */
export function newClaims(threads: number): Claims {
  return new Int32Array(new SharedArrayBuffer(4 * (threads + 1))).fill(-1, 1)
}

/** Takes the next files; `end` is not among them, and `start` is not below `end` when there are none left. */
export function claim(claims: Claims, files: number): { readonly start: number; readonly end: number } {
  const start = Atomics.add(claims, 0, chunk)
  return { start, end: Math.min(start + chunk, files) }
}

/** Notes that a thread begins with a file. */
export function begin(claims: Claims, thread: number, index: number): void {
  Atomics.store(claims, thread + 1, index)
}

/** Notes that a thread begins with a file that it took alone. */
export function beginOne(claims: Claims, thread: number, index: number): void {
  Atomics.store(claims, thread + 1, -2 - index)
}

/** The file that a thread was at, and the files that it had taken with it; null if it never began. */
export function lastBegun(
  claims: Claims,
  thread: number,
  files: number,
): { readonly at: number; readonly start: number; readonly end: number } | null {
  const at = Atomics.load(claims, thread + 1)
  if (at === -1) return null
  if (at < 0) return { at: -2 - at, start: -2 - at, end: -1 - at }
  const start = at - (at % chunk)
  return { at, start, end: Math.min(start + chunk, files) }
}

/** Number of files that nobody has taken yet. */
export function unclaimed(claims: Claims, files: number): number {
  return Math.max(0, files - Atomics.load(claims, 0))
}
