import type { Problem } from "../model/source.js"
import type { Access } from "../model/sql.js"
import type { Position } from "../model/text.js"

/** What `unhardcode sql` found in one file. */
export interface SqlFileReport {
  /** As it was given; `-` for standard input. */
  readonly file: string
  readonly accesses: readonly Access[]
  /** Where an offset of the text stands. */
  readonly placeOf: (offset: number) => Position
  readonly problems: readonly Problem[]
}
