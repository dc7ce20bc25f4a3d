import type { NoticeRule } from "../model/check.js"
import type { HazardRule } from "../model/hazard.js"
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

/** What is said of the hazards, which are about scripts and not about names. */
export const hazardPages: Readonly<Record<HazardRule, { readonly summary: string; readonly help: string }>> = {
  "hazard-placeholder-text": {
    summary: "A text in the script looks like a placeholder of its runner, which has no value for it.",
    help: "Break the text up so that the runner does not see it (`'$' + '(document)'`), or give it a value if it is a placeholder. Until then the names in this script need a person: as its runner is simulated, it does not get through the script today, so that it is not known how the script is really run.",
  },
  "hazard-setvar": {
    summary: "`:setvar` in the script beats the value that is given with `-v`.",
    help: 'Remove the line, and give the default where the script is run: `-v NAME="${NAME:-old}"`.',
  },
  "hazard-reserved-name": {
    summary: "A placeholder of the runner's own: it follows the connection and not the variables.",
    help: "`${flyway:database}` and `{{DatabaseName}}` are the database that the runner is connected to: choose the set there as well. A variable must not have such a name.",
  },
  "hazard-not-expanded": {
    summary: "The script is run with its runner's placeholders turned off, or spelled otherwise.",
    help: "`sqlcmd -x`, `Invoke-Sqlcmd -DisableVariables`, Flyway's `placeholderReplacement=false`, `WithVariablesDisabled` of DbUp, `--disabletokenreplacement` of grate: a placeholder would reach the server as it is. Take the setting away first, and see to the texts that look like placeholders then; or keep the names.",
  },
  "hazard-shell-expansion": {
    summary: "sqlcmd's `$(NAME)` stands in a text that the shell expands first.",
    help: "To a shell and to PowerShell `$(NAME)` is a command. Quote the heredoc's word (`<<'SQL'`) or use a here-string in single quotes, so that sqlcmd sees the placeholder.",
  },
}

/** The help for a rule: the given one, that of a notice, or what the name says. */
export function helpOf(rule: string, rules: ReadonlyMap<string, RuleHelp>): RuleHelp {
  const given = rules.get(rule)
  if (given !== undefined) return given
  const notice = rule in noticeRules ? noticeRules[rule as NoticeRule] : null
  return { rule, summary: notice?.summary ?? `Rule ${rule}.`, help: notice?.help ?? "", url: null }
}
