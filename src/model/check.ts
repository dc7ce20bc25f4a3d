import type { Action, AuditResult, Finding } from "./finding.js"

/** What can be wrong with a suppression comment. */
export type NoticeRule =
  | "suppression-misspelled"
  | "suppression-without-reason"
  | "suppression-unknown-rule"
  | "suppression-expired"
  | "suppression-unused"

/**
 * A finding about a suppression comment. It is no occurrence of a name, so it stands beside the findings and outside the accounting;
 * an audit lists it among its problems.
 */
export interface Notice {
  readonly rule: NoticeRule
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly message: string
  readonly fingerprint: string
}

/** One accepted finding of a baseline file: one line of it. */
export interface BaselineEntry {
  /** Relative to the root of the config, POSIX. */
  readonly file: string
  readonly rule: string
  readonly name: string
  readonly fingerprint: string
}

/** What a check found. `findings` and the accounting cover every occurrence in the files that were read. */
export interface CheckResult extends AuditResult {
  /** The findings that make the check fail: new, with an action that counts. */
  readonly failing: readonly Finding[]
  readonly notices: readonly Notice[]
  /** Why a finding is suppressed, by its fingerprint. */
  readonly justifications: Readonly<Record<string, string>>
  /** Entries of the baseline that nothing matches any more. */
  readonly stale: readonly BaselineEntry[]
  /** Actions that count. */
  readonly failOn: readonly Action[]
  /** The commit that the lines were compared with; null when every line counted. */
  readonly base: string | null
}
