/*
 * What bounds evaluation is time. A step, one value looked at in one frame, takes some ten microseconds.
 */

/** Steps for all questions of one process, some seconds. The largest programs that were measured take 31,000. */
const most = 250_000
/** Steps for one question. One that needs more combines values without end, and would leave nothing for the others. */
const mostForOne = 8_000
/** Steps that one question gets when all are spent: what is simple is still answered. */
const least = 50

/** Counts the steps of evaluating. */
export interface Effort {
  /** Takes a step; false if none is left for this question. */
  readonly spend: () => boolean
  /** Steps left for this question. */
  readonly left: () => number
  /** Begins another question. */
  readonly refuel: () => void
  /** Whether the steps of all questions are spent. */
  readonly exhausted: () => boolean
}

/** Effort for one process. */
export function makeEffort(): Effort {
  let all = most
  let granted = mostForOne
  let left = granted
  return {
    spend: () => left-- > 0,
    left: () => left,
    refuel: () => {
      all -= granted - left
      granted = Math.min(mostForOne, Math.max(least, all))
      left = granted
    },
    exhausted: () => all <= 0,
  }
}
