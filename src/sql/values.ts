import type { DynamicHole } from "../model/sql.js"
import type { Runs } from "./runs.js"
import { endOf, type Parser, startOf } from "./state.js"

/** A value longer than this is not followed. */
export const longestValue = 4_000_000

/**
 * Which of its values a variable is taken to have, where it can have several: in turn the number of the choice, and of the value. A text
 * that names the variable twice has the same value at both places.
 */
export type Picks = readonly number[]
const noPicks: Picks = []

/**
 * What a variable or expression holds, as far as it can be told. A rope: appending is cheap however long the text grows.
 * Offsets are those of the SQL text.
 */
export type Value = { readonly length: number; readonly picks: Picks } & (
  | /** A string literal: a token. */
  { readonly kind: "literal"; readonly token: number; written: FlatValue | null }
  /** Text that the program makes itself (`CHAR(10)`, the brackets of QUOTENAME), from the expression at `start` to `end`. */
  | { readonly kind: "made"; readonly text: string; readonly start: number; readonly end: number }
  /** `parameter`: the parameter (`@name`) of the routine around whose value, as the caller gives it, stands here; else null. */
  | { readonly kind: "unknown"; readonly start: number; readonly end: number; readonly parameter: string | null }
  /** What the caller gives for a parameter: an `unknown` wherever it is used. */
  | { readonly kind: "parameter"; readonly name: string }
  /** `partial`: one of more values than are followed. `written`: it written out, once somebody asked. */
  | { readonly kind: "joined"; readonly left: Value; readonly right: Value; readonly partial: boolean; written: FlatValue | null }
  | { readonly kind: "flat"; readonly flat: FlatValue }
)

/** A value written out. */
export interface FlatValue {
  readonly text: string
  /** To the SQL text. Not always ascending there: REPLACE brings text from elsewhere. */
  readonly runs: Runs
  readonly holes: readonly DynamicHole[]
  /** The literals it is made of: tokens. */
  readonly literals: readonly number[]
  /** The text in lower case, once somebody asked. */
  lower: string | null
}

/** What a variable is given at one place. */
export interface Given {
  /** The block around that may not run; 0 is the batch itself. */
  readonly branch: number
  /** Null as long as nobody asked for them. */
  values: readonly Value[] | null
  readonly expression: GivenExpression | null
}

/** The expression of an assignment, with what is known where it stands. */
export interface GivenExpression {
  /** Tokens: the variable, the first of the expression, the one behind it. */
  readonly variable: number
  readonly from: number
  readonly to: number
  /** It goes on with what the variable held. */
  readonly append: boolean
  /** What the variables hold that it is made of, by the hash of their name. */
  readonly uses: Map<number, Held>
  readonly branches: number[]
}

/** What a variable holds at some place: in the order of the text; several where branches give it different values. */
export interface Held {
  readonly given: readonly Given[]
  /** The number of the choice between its values (see {@link Picks}); -1 where nobody chose yet. */
  choice: number
  /** Its values as they are in a block (the number of its branch), once somebody asked. */
  branch: number
  values: readonly Value[] | null
}

/** The value of a literal. */
export function literalValue(p: Parser, token: number): Value {
  return { kind: "literal", token, length: endOf(p, token) - startOf(p, token), picks: noPicks, written: null }
}

/** A part of a text that cannot be told. */
export function unknownValue(p: Parser, from: number, to: number, parameter: string | null = null): Value {
  const start = startOf(p, from)
  const end = endOf(p, Math.max(from, to - 1))
  return { kind: "unknown", start, end, length: 8, parameter, picks: noPicks }
}

/** Text that an expression makes itself. */
export function madeValue(p: Parser, text: string, from: number, to: number): Value {
  const end = endOf(p, Math.max(from, to - 1))
  return { kind: "made", text, start: startOf(p, from), end, length: text.length, picks: noPicks }
}

/** A value that is written out already. */
export function flatValue(flat: FlatValue): Value {
  return { kind: "flat", flat, length: flat.text.length, picks: noPicks }
}

/** What the caller of the routine around gives. */
export function parameterValue(name: string): Value {
  return { kind: "parameter", name, length: 8, picks: noPicks }
}

/** The picks of two parts of one text; null if they contradict each other. */
export function joinPicks(left: Picks, right: Picks): Picks | null {
  if (left.length === 0 || left === right) return right
  if (right.length === 0) return left
  const added: number[] = []
  for (let at = 0; at < right.length; at += 2) {
    let same = 0
    while (same < left.length && left[same] !== right[at]) same += 2
    if (same >= left.length) added.push(right[at] as number, right[at + 1] as number)
    else if (left[same + 1] !== right[at + 1]) return null
  }
  return added.length === 0 ? left : [...left, ...added].slice(-mostPicks)
}

const mostPicks = 32
