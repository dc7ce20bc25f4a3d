/**
 * Memory that the threads share: files that a first look left for later, in the order in which they were found. Whoever looks adds to them, and
 * one thread does them: what a task loads is then loaded and compiled once. Others help where much is left.
 */
export interface Backlog {
  /** How many were added and taken, and how long one takes (microseconds). */
  readonly counts: Int32Array
  /** The index of each, plus one; zero where it is not there yet. */
  readonly files: Int32Array
}

const added = 0
const taken = 1
const pace = 2

/** What one takes before it is known (microseconds). */
const usual = 2000
/** How much of what one takes is what the last took. */
const latest = 1 / 32
/** Help is welcome from so much work on (microseconds): a thread that helps has to load and compile all that the others have. */
const much = 1_500_000

/** A backlog for a number of files. */
export function newBacklog(files: number): Backlog {
  const counts = new Int32Array(new SharedArrayBuffer(12))
  counts[pace] = usual
  return { counts, files: new Int32Array(new SharedArrayBuffer(4 * files)) }
}

/** Leaves a file for later. */
export function leave({ counts, files }: Backlog, index: number): void {
  const at = Atomics.add(counts, added, 1)
  // A file that is looked at again, since a thread crashed, may be left twice.
  if (at < files.length) Atomics.store(files, at, index + 1)
}

/** Takes a file that was left; null if there is none now. */
export function take({ counts, files }: Backlog): number | null {
  for (;;) {
    const at = Atomics.load(counts, taken)
    const index = at < files.length ? Atomics.load(files, at) : 0
    if (index === 0) return null
    if (Atomics.compareExchange(counts, taken, at, at + 1) === at) return index - 1
  }
}

/** Notes what a file took (milliseconds). */
export function noteTime({ counts }: Backlog, time: number): void {
  const before = Atomics.load(counts, pace)
  Atomics.store(counts, pace, Math.round(before + (time * 1000 - before) * latest))
}

/** Whether there is so much left that another thread should help. */
export function needsHelp({ counts }: Backlog): boolean {
  return (Atomics.load(counts, added) - Atomics.load(counts, taken)) * Atomics.load(counts, pace) > much
}
