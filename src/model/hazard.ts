/** What can go wrong with placeholders in a script, beside the names: a closed list. */
export const hazardRules = [
  "hazard-placeholder-text",
  "hazard-setvar",
  "hazard-reserved-name",
  "hazard-not-expanded",
  "hazard-shell-expansion",
] as const

/** One of them; `explain` prints its page. */
export type HazardRule = (typeof hazardRules)[number]

/** A hazard in its file. It is no occurrence of a name: it stands among the problems, outside the accounting. */
export interface HazardNotice {
  readonly rule: HazardRule
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly column: number
  readonly message: string
}
