import type { Reference } from "./reference.js"
import type { Problem, Skipped } from "./source.js"
import type { Edit } from "./text.js"

/** What is to be done about a reference. */
export type Action = "rewrite" | "review" | "ignore" | "done"

/** When a fix is applied: by default, only on request, never. */
export type Applicability = "safe" | "unsafe" | "display-only"

/** Edits that apply together or not at all. */
export interface Fix {
  readonly edits: readonly Edit[]
  /** What the name becomes. */
  readonly replacement: string
  readonly imports: boolean
}

/** A reference, judged. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly language: string
  readonly variable: string
  readonly reference: Reference
  readonly rule: string
  readonly action: Action
  readonly reason: string
  /** The reason without the name and without what concerns its file alone: equal for all findings that one decision settles. */
  readonly common: string
  /** What concerns its file alone, the end of the reason: ` (load.py:12)`, or nothing. */
  readonly particular: string
  readonly applicability: Applicability
  readonly fix: Fix | null
  readonly fingerprint: string
  readonly status: "new" | "known" | "suppressed"
}

/** How many occurrences there are, and what was judged of them: the four actions add up to `occurrences`. */
export interface Accounting {
  readonly occurrences: number
  readonly rewrite: number
  readonly review: number
  readonly ignore: number
  readonly done: number
}

/** All that an audit found, ordered by file, offset and rule. */
export interface AuditResult {
  readonly accounting: Accounting
  readonly files: { readonly listed: number; readonly withNames: number; readonly skipped: readonly Skipped[] }
  readonly findings: readonly Finding[]
  readonly problems: readonly Problem[]
}
