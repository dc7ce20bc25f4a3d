import type { Load } from "../model/code.js"
import type { Config } from "../model/config.js"
import type { Action, Applicability, Fix } from "../model/finding.js"
import type { Environment } from "../model/host.js"
import type { Reference } from "../model/reference.js"
import type { Rule } from "../model/rule.js"
import { fittingRules } from "./match-rule.js"
import { isDottedWords } from "./module-paths.js"

/** Who runs a file, as far as it is known: the spelling of a placeholder there, or why there is none. */
export type Spelling =
  | {
      readonly kind: "placeholder"
      readonly spell: (variable: string, bare: boolean) => string
      /** Editing this file needs a decision first: an applied migration. Null where it is free. */
      readonly caution: string | null
      /** What the runner sends for a text. */
      readonly expand: (
        text: string,
        values: Environment,
      ) => { readonly text: string; readonly unknown: readonly string[]; readonly error: string | null }
      /** Where programs read the file: what they have read is expanded there, in the same rewrite. Empty where the runner expands it itself. */
      readonly loads: readonly Load[]
    }
  | {
      readonly kind: "none"
      /** Equal for all files that one decision settles. */
      readonly reason: string
      /** What concerns this file alone: where it is said who runs it. Empty where there is nothing. */
      readonly where: string
    }

/** A judgement of one reference. */
export interface Judgement {
  readonly rule: Rule
  readonly action: Action
  readonly applicability: Applicability
  readonly reason: string
  /** The reason without the name and without what concerns this file alone: equal for all that one decision settles. */
  readonly common: string
  /** What concerns this file alone, the end of the reason: ` (load.py:12)`, or nothing. */
  readonly particular: string
  readonly fix: Fix | null
}

/** Judges one reference. `rules` are in the order in which they are asked; `spelling` is of the file that it stands in. */
export function judge(reference: Reference, rules: readonly Rule[], config: Config, spelling: Spelling): Judgement {
  const rule = fittingRules(rules, reference)[0]
  if (rule === undefined) throw new Error(`no rule for ${reference.context} ${reference.detail}`)
  const action = config.actions[rule.id] ?? config.actions[reference.context] ?? rule.action
  const reason = fill(rule.reason, reference, config)
  const common = sentence(rule.reason.replace(/\{(?:text|name|variable)\}/g, "the name"))
  const outcome: Judgement = {
    rule,
    action,
    applicability: action === "rewrite" ? rewriteApplicability(rule) : "display-only",
    reason,
    common,
    particular: "",
    fix: null,
  }
  if (action === "ignore" || action === "done") return outcome
  const fix = fixOf(reference, config, spelling)
  if (typeof fix === "string") {
    if (action !== "rewrite") return outcome
    const why = sentence(fix)
    const where = reference.site.kind === "placeholder" && spelling.kind === "none" ? spelling.where : ""
    const particular = where === "" ? "" : ` (${where})`
    const told = { reason: `${reason} ${why}${particular}`, common: `${common} ${why}`, particular }
    return { ...outcome, ...told, action: "review", applicability: "display-only" }
  }
  if (action === "review") return { ...outcome, fix: null }
  return warn({ ...outcome, fix }, reference, config, spelling)
}

/** A reason as a sentence of its own. */
function sentence(text: string): string {
  const end = /[.!?)]$/.test(text) ? "" : "."
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`
}

/** A rule that a user turned into a rewrite keeps the caution that it was written with. */
function rewriteApplicability(rule: Rule): Applicability {
  return rule.action === "rewrite" ? rule.applicability : "unsafe"
}

/** What changes about a rewrite in this place: another case, an applied migration, a value bound at import. */
function warn(outcome: Judgement, reference: Reference, config: Config, spelling: Spelling): Judgement {
  const { text, name, site, marks } = reference
  const recased = text !== name
  const caution = site.kind === "placeholder" && spelling.kind === "placeholder" ? spelling.caution : null
  const notes = [
    ...(recased ? ["It is written in another case than the configured name, which only a case-sensitive collation minds."] : []),
    ...(caution !== null ? [caution] : []),
    ...(marks.includes("bound-at-import")
      ? ["It is evaluated when the module is loaded: a set chosen later than that is ignored."]
      : []),
  ]
  const told = {
    ...outcome,
    reason: [outcome.reason, ...notes].join(" "),
    common: [outcome.common, ...notes].join(" "),
  }
  // Only SQL Server compares without case: what else such a text may mean would change with the variable at its default.
  const isUnsure = recased && site.kind === "expression" && isDottedWords(reference)
  if ((recased && config.strictCase) || isUnsure) return { ...told, action: "review", applicability: "display-only", fix: null }
  return { ...told, applicability: caution !== null ? "unsafe" : outcome.applicability }
}

function fixOf(reference: Reference, config: Config, spelling: Spelling): Fix | string {
  const { site } = reference
  if (site.kind === "none") return site.reason
  if (site.kind === "expression") return { edits: site.edits, replacement: site.replacement, imports: site.imports }
  if (spelling.kind === "none") return spelling.reason
  const replacement = spelling.spell(variableOf(reference, config), site.bare)
  return { edits: [{ start: site.span.start, end: site.span.end, text: replacement }], replacement, imports: false }
}

/** The variable that replaces a reference's name. */
export function variableOf(reference: Reference, config: Config): string {
  return config.names.find((each) => each.name === reference.name && each.kind === reference.kind)?.variable ?? ""
}

function fill(template: string, reference: Reference, config: Config): string {
  return template
    .replaceAll("{name}", reference.name)
    .replaceAll("{text}", reference.text)
    .replaceAll("{variable}", variableOf(reference, config))
}
