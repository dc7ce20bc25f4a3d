import { C } from "./frames.js"

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
