import type { Problem } from "../model/source.js"
import type { Access } from "../model/sql.js"

/** What `unhardcode sql` found in one file. */
export interface SqlFileReport {
  /** As it was given; `-` for standard input. */
  readonly file: string
  readonly accesses: readonly Access[]
  /** Line and column of each access, 1-based, in the same order. */
  readonly places: readonly { readonly line: number; readonly column: number }[]
  readonly problems: readonly Problem[]
}
