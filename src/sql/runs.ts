import type { TextMap } from "../model/text.js"

/**
 * A {@link TextMap} as the reader keeps it: four numbers for each segment (`at`, `length`, `from`, `width`). Scripts that put texts together
 * have hundreds of thousands of segments, few of which anybody sees.
 */
export type Runs = readonly number[]

/** Numbers for each segment. */
export const perRun = 4

/** Where the segments are put together: {@link takeRuns} copies them out. */
const made: number[] = []
let end = 0

/** Starts a new map. Only one is put together at a time. */
export function startRuns(): void {
  end = 0
}

/** Appends a segment. */
export function pushRun(at: number, length: number, from: number, width: number): void {
  made[end] = at
  made[end + 1] = length
  made[end + 2] = from
  made[end + 3] = width
  end += perRun
}

/** Appends a map whose text stands at an offset of the text that is put together. */
export function pushRuns(runs: Runs, offset: number): void {
  for (let index = 0; index < runs.length; index += perRun)
    pushRun((runs[index] as number) + offset, runs[index + 1] as number, runs[index + 2] as number, runs[index + 3] as number)
}

/** The map that was put together. */
export function takeRuns(): Runs {
  return made.slice(0, end)
}

/** How many segments at the beginning end at or before an offset. */
export function runsBefore(runs: Runs, offset: number): number {
  let low = 0
  let high = runs.length / perRun
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle * perRun] as number) + (runs[middle * perRun + 1] as number) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** The last segment that begins at or before an offset, by the index of its first number; 0 if none does. */
export function runAt(runs: Runs, offset: number): number {
  let low = 0
  let high = runs.length / perRun
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle * perRun] as number) <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1) * perRun
}

/** A map as everybody else knows it. */
export function mapOf(runs: Runs): TextMap {
  const map: { at: number; length: number; from: number; width: number }[] = []
  for (let index = 0; index < runs.length; index += perRun)
    map.push({
      at: runs[index] as number,
      length: runs[index + 1] as number,
      from: runs[index + 2] as number,
      width: runs[index + 3] as number,
    })
  return map
}
