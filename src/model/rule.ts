import type { Action, Applicability } from "./finding.js"
import type { Context } from "./reference.js"

/** What a rule asks of a reference. Each list means any of; null asks nothing. */
export interface RuleConditions {
  readonly context: readonly Context[] | null
  readonly detail: readonly string[] | null
  /** Language of the file, or of any layer. */
  readonly language: readonly string[] | null
  readonly marks: readonly string[] | null
  readonly role: readonly string[] | null
  readonly kind: readonly string[] | null
  /** Regular expressions without flags, for the callee and the target as written. */
  readonly callee: string | null
  readonly target: string | null
}

/** A short program or script, and what the rules must make of each name in it. */
export interface RuleExample {
  readonly file: string
  readonly text: string
  readonly runner: string | null
  /** `context action` of each occurrence, in order. */
  readonly expect: readonly string[]
  /** The text after a rewrite of all safe fixes; null where the example does not show it. */
  readonly after: string | null
}

/** A judgement as data: which references it is about, what is to be done, and why. */
export interface Rule {
  readonly id: string
  readonly when: RuleConditions
  readonly action: Action
  readonly applicability: Applicability
  /** One sentence for the reader of a finding; `{name}`, `{variable}` and `{text}` are filled in. */
  readonly reason: string
  /** Markdown: what it means and what to do. */
  readonly help: string
  readonly examples: readonly RuleExample[]
}
