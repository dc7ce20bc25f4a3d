import type { Argument, Effect, Ref, ScopeIndex } from "../../../model/lineage.js"
import type { Walk } from "./module-walk.js"

/** A call as the library table sees it. */
export interface CallShape {
  /** `subprocess.run` whatever it was imported as; null for a method of an object. */
  readonly qualified: string | null
  /** The last name. */
  readonly method: string
  readonly receiver: Ref | null
  readonly receiverText: string
  readonly arguments: readonly Argument[]
  /** The whole call as written, cut at 400 units. */
  readonly text: string
  /** The scope in which it stands. */
  readonly scope: ScopeIndex
  readonly start: number
  readonly end: number
}

/** What a library function does and yields. */
export interface LibraryCall {
  readonly effects: readonly Effect[]
  readonly result: Ref | null
  /** What the receiver holds afterwards (`steps.append(x)`), null if it stays. */
  readonly mutates: Ref | null
  /** No project would define it under this name: the result is used without asking. */
  readonly pure: boolean
}

/** What one function of a library does with a call; null if it is none of its kind. `at` gives an argument by place or keyword. */
export type Knowledge = (
  walk: Walk,
  call: CallShape,
  at: (index: number, name?: string) => Ref | null,
) => Partial<LibraryCall> | null

/** An argument by its keyword, else by its place among those without one; null if it is not given. */
export function argument(given: readonly Argument[], index: number, name: string | null): Ref | null {
  // Asked a dozen times for each call: without lists of its own.
  if (name !== null) for (const each of given) if (each.name === name) return each.value
  let left = index
  for (const each of given) if (each.name === null && left-- === 0) return each.value
  return null
}
