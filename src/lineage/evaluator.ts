import type { Argument, FileFacts, Ref, Scope, ScopeIndex } from "../model/lineage.js"
import type { CallFrame, Picks, Result, Slot } from "./result.js"

/** One of the values that an expression can have, with the choices that lead to it. */
export interface Alternative {
  readonly value: Result
  readonly picks: Picks | null
}

/** Values that can occur at once, with the choices that lead to them. */
export interface Row {
  readonly values: readonly Result[]
  readonly picks: Picks | null
}

/** A function with the frame in which a call runs it. */
export interface Target {
  readonly frame: CallFrame
  readonly picks: Picks | null
}

/** Evaluates the values of all files. */
export interface Evaluator {
  /** The frame of a file's own scope (0) or of its `main`. */
  readonly fileFrame: (facts: FileFacts, scope?: ScopeIndex) => CallFrame
  /** At least one. */
  readonly evaluate: (frame: CallFrame, ref: Ref, picks?: Picks | null) => readonly Alternative[]
  /** All values taken together: a row for each combination that can occur at once. At least one row. */
  readonly together: (frame: CallFrame, refs: readonly Ref[], picks?: Picks | null) => readonly Row[]
  /** The elements of a list, spread ones too: a row for each combination that can occur at once. */
  readonly expand: (list: Result & { readonly kind: "list" }) => readonly (readonly Result[])[]
  /** The entries of a mapping, spread ones too, as one value for each key: a row for each combination that can occur at once. */
  readonly entries: (mapping: Result & { readonly kind: "mapping" }) => readonly ReadonlyMap<string, Result>[]
  /** The frames in which calling `callee` with these arguments runs; a class's initialisers. */
  readonly framesOf: (callee: Result, given: readonly Argument[], frame: CallFrame, picks: Picks | null) => readonly Target[]
  readonly scopeOf: (frame: CallFrame) => Scope
  /** A frame of a function whose arguments nobody knows. */
  readonly openFrame: (callee: Result) => CallFrame | null
  readonly member: (of: Result, name: string) => readonly Result[]
  /** The methods that reading an attribute runs. */
  readonly getters: (of: Result, name: string) => readonly Result[]
  /** Must be called before each independent question: evaluation stops at some effort, not before. */
  readonly refuel: () => void
  /** So much was asked that values are no longer looked for as far as they could be. */
  readonly exhausted: () => boolean
  /** Since `refuel`, values were left out: there are more, or they take more effort, than is followed. */
  readonly dropped: () => boolean
}

/** A value, or one still to be evaluated. */
export type Item = Slot | Result

/** A list. */
export type ListResult = Result & { readonly kind: "list" }
