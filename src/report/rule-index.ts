import type { NoticeRule } from "../model/check.js"
import type { RuleHelp } from "./reporter.js"

/** What is said of the rules about suppressions, which have no file of their own under `rules/`. */
export const noticeRules: Readonly<Record<NoticeRule, { readonly summary: string; readonly help: string }>> = {
  "suppression-misspelled": {
    summary: "A suppression comment is misspelled and silences nothing.",
    help: "Write `unhardcode-ignore[rule]: reason` in a comment on the line or on the line before it.",
  },
  "suppression-without-reason": {
    summary: "A suppression comment gives no reason.",
    help: "Say after a colon why the name may stay: `unhardcode-ignore[rule]: reason`.",
  },
  "suppression-unknown-rule": {
    summary: "A suppression comment names a rule that does not exist.",
    help: "Name a rule or a context as a finding shows it, or leave the brackets out.",
  },
  "suppression-expired": {
    summary: "A suppression comment has passed its last day.",
    help: "Fix what it silences, or give it a later `until=YYYY-MM-DD`.",
  },
  "suppression-unused": {
    summary: "A suppression comment silences nothing.",
    help: "Remove the comment: what it was for is gone.",
  },
}

/** The help for a rule: the given one, that of a notice, or what the name says. */
export function helpOf(rule: string, rules: ReadonlyMap<string, RuleHelp>): RuleHelp {
  const given = rules.get(rule)
  if (given !== undefined) return given
  const notice = rule in noticeRules ? noticeRules[rule as NoticeRule] : null
  return { rule, summary: notice?.summary ?? `Rule ${rule}.`, help: notice?.help ?? "", url: null }
}
