import { C } from "./frames.js"
import { K } from "./keywords.js"
import { type Parser, wordAt } from "./state.js"

/** What a scan begins with, and when it ends before the statement does. */
export interface ScanStart {
  readonly clause: number
  /** Ends at a comma outside all brackets. */
  readonly stopAtComma: boolean
  /** Nothing is known of what stands before: FROM and JOIN count wherever they are. */
  readonly fragment: boolean
  /** FROM and the like introduce tables. */
  readonly tables: boolean
}

/** A query or DML statement from its first word. */
export const whole: ScanStart = { clause: C.NONE, stopAtComma: false, fragment: false, tables: true }
/** An expression. */
export const expression: ScanStart = { clause: C.REST, stopAtComma: false, fragment: false, tables: true }
/** An expression up to the next comma. */
export const item: ScanStart = { clause: C.REST, stopAtComma: true, fragment: false, tables: true }
/** A piece of a statement. */
export const fragment: ScanStart = { clause: C.NONE, stopAtComma: false, fragment: true, tables: true }
/** Options of a statement: FROM is no clause there. */
export const options: ScanStart = { clause: C.REST, stopAtComma: false, fragment: false, tables: false }

/** Whether ADD at a token begins a statement: of a classification, a signature, a countersignature. */
export function beginsAddition(p: Parser, token: number): boolean {
  const next = wordAt(p, token + 1)
  return (
    (next === K.SENSITIVITY && wordAt(p, token + 3) === K.TO) ||
    (next === K.SIGNATURE && wordAt(p, token + 2) === K.TO) ||
    (wordAt(p, token + 2) === K.SIGNATURE && wordAt(p, token + 3) === K.TO)
  )
}
