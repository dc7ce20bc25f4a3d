import type { Callers } from "./callers.js"
import type { CallInto } from "./calls-into.js"
import type { Choices } from "./choices.js"
import type { Collections } from "./collections.js"
import type { Effort } from "./effort.js"
import type { Alternative, Evaluator, Item, Row } from "./evaluator.js"
import type { Frames } from "./frames.js"
import type { Members } from "./members.js"
import type { Program } from "./program.js"
import type { Picks } from "./result.js"

/** What the rooms of the evaluator share: each answers one kind of question, and asks the others. */
export interface Core {
  readonly program: Program
  readonly effort: Effort
  readonly choices: Choices
  readonly frames: Frames
  readonly collections: Collections
  readonly members: Members
  readonly calls: CallInto
  readonly callers: Callers
  readonly evaluate: Evaluator["evaluate"]
  readonly together: Evaluator["together"]
  /** Like `together`, of anything. */
  readonly fold: <T>(
    items: readonly T[],
    picks: Picks | null,
    each: (item: T, picks: Picks | null) => readonly Alternative[],
  ) => readonly Row[]
  readonly settle: (slot: Item) => readonly Alternative[]
  /** The same, under the choices made so far as well. */
  readonly settleWith: (slot: Item, picks: Picks | null) => readonly Alternative[]
  /** Without repetitions; what may be absent gives way to what is known. */
  readonly preferred: (found: readonly Alternative[]) => readonly Alternative[]
}

/**
 * Most alternatives that are kept of one value. Values that differ are combined with each other: two of these make a thousand
 * combinations, which is what one question can afford.
 */
export const mostAlternatives = 32

/** One value. */
export function one(value: Alternative["value"], picks: Picks | null): readonly Alternative[] {
  return [{ value, picks }]
}
