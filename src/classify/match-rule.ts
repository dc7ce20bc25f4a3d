import type { Reference } from "../model/reference.js"
import type { Rule, RuleConditions } from "../model/rule.js"

/** How much a rule asks: the more, the more special. Where a place stands (its marks, its role) counts more than what it says. */
export function specificity(when: RuleConditions): number {
  const asked = (list: unknown, weight: number): number => (list === null ? 0 : weight)
  const words = [when.detail, when.language, when.kind].filter((each) => each !== null).length
  const around = asked(when.callee, 3) + asked(when.target, 3) + asked(when.role, 5) + asked(when.marks, 12)
  return asked(when.context, 1) + 2 * words + around
}

/** Rules in the order in which they are asked: the most special first, those named in `first` before others, then by name. The first that fits wins. */
export function sortRules(rules: readonly Rule[], first: ReadonlySet<string> = new Set()): readonly Rule[] {
  const own = ({ id }: Rule): number => (first.has(id) ? 0 : 1)
  return [...rules].sort((a, b) => specificity(b.when) - specificity(a.when) || own(a) - own(b) || (a.id < b.id ? -1 : 1))
}

const patterns = new Map<string, RegExp>()

function matches(pattern: string, text: string | null): boolean {
  let compiled = patterns.get(pattern)
  if (compiled === undefined) {
    compiled = new RegExp(pattern)
    patterns.set(pattern, compiled)
  }
  return text !== null && compiled.test(text)
}

/** Whether a rule is about a reference. */
export function fits(rule: Rule, reference: Reference): boolean {
  const { when } = rule
  if (when.context !== null && !when.context.includes(reference.context)) return false
  if (when.detail !== null && !when.detail.includes(reference.detail)) return false
  if (when.kind !== null && !when.kind.includes(reference.kind)) return false
  if (when.role !== null && !when.role.includes(reference.place?.role ?? "none")) return false
  const { language, marks } = when
  if (language !== null && !reference.layers.some((layer) => language.includes(layer.language))) return false
  if (marks !== null && !reference.marks.some((mark) => marks.includes(mark))) return false
  if (when.callee !== null && !matches(when.callee, reference.place?.callee ?? null)) return false
  if (when.target !== null && !matches(when.target, reference.place?.target ?? null)) return false
  return true
}

/** The rules that fit a reference, the winner first. There is always one: some rule asks for nothing but each context. */
export function fittingRules(sorted: readonly Rule[], reference: Reference): readonly Rule[] {
  return sorted.filter((rule) => fits(rule, reference))
}
