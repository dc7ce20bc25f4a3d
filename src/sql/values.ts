import type { DynamicHole } from "../model/sql.js"
import type { Segment } from "../model/text.js"
import { endOf, type Parser, startOf } from "./state.js"

/** A value longer than this is not followed. */
export const longestValue = 4_000_000

/**
 * What a variable or expression holds, as far as it can be told. A rope: appending is cheap however long the text grows.
 * Offsets are those of the SQL text.
 */
export type Value =
  /** A string literal: a token. */
  | { readonly kind: "literal"; readonly token: number; readonly length: number }
  /** Text that the program makes itself (`CHAR(10)`, the brackets of QUOTENAME), from the expression at `start` to `end`. */
  | { readonly kind: "made"; readonly text: string; readonly start: number; readonly end: number; readonly length: number }
  /** `parameter`: the parameter (`@name`) of the routine around whose value, as the caller gives it, stands here; else null. */
  | {
      readonly kind: "unknown"
      readonly start: number
      readonly end: number
      readonly length: number
      readonly parameter: string | null
    }
  /** What the caller gives for a parameter: an `unknown` wherever it is used. */
  | { readonly kind: "parameter"; readonly name: string; readonly length: number }
  | { readonly kind: "joined"; readonly left: Value; readonly right: Value; readonly length: number }
  | { readonly kind: "flat"; readonly flat: FlatValue; readonly length: number }

/** A value written out. */
export interface FlatValue {
  readonly text: string
  /** To the SQL text. Not always ascending there: REPLACE brings text from elsewhere. */
  readonly map: readonly Segment[]
  readonly holes: readonly DynamicHole[]
  /** The literals it is made of: tokens. */
  readonly literals: readonly number[]
}

/** A value that a variable is given in a block that may not run; 0 is the batch itself. */
export interface Given {
  readonly value: Value
  readonly branch: number
}

/** The value of a literal. */
export function literalValue(p: Parser, token: number): Value {
  return { kind: "literal", token, length: endOf(p, token) - startOf(p, token) }
}

/** A part of a text that cannot be told. */
export function unknownValue(p: Parser, from: number, to: number, parameter: string | null = null): Value {
  const start = startOf(p, from)
  const end = endOf(p, Math.max(from, to - 1))
  return { kind: "unknown", start, end, length: 8, parameter }
}

/** Text that an expression makes itself. */
export function madeValue(p: Parser, text: string, from: number, to: number): Value {
  return { kind: "made", text, start: startOf(p, from), end: endOf(p, Math.max(from, to - 1)), length: text.length }
}
