import type { Action, AuditResult, Finding } from "../model/finding.js"
import { contexts } from "../model/reference.js"

/** The actions in the order in which reports show them. */
export const actions: readonly Action[] = ["rewrite", "review", "ignore", "done"]

/** How often each action was given in each context: a head, a row for each context that occurs, and the sums. */
export function contextTable(result: AuditResult): readonly (readonly (string | number)[])[] {
  const counts = new Map<string, Record<Action, number>>()
  for (const { reference, action } of result.findings) {
    const row = counts.get(reference.context) ?? { rewrite: 0, review: 0, ignore: 0, done: 0 }
    row[action]++
    counts.set(reference.context, row)
  }
  const rows = contexts.flatMap((context) => {
    const row = counts.get(context)
    return row === undefined
      ? []
      : [[context, ...actions.map((action) => row[action]), row.rewrite + row.review + row.ignore + row.done]]
  })
  const { accounting } = result
  return [
    ["context", ...actions, "all"],
    ...rows,
    ["all", ...actions.map((action) => accounting[action]), accounting.occurrences],
  ]
}

/** One reason for which a person is needed, without names and what concerns single files, and where. */
export interface Need {
  readonly reason: string
  readonly rule: string
  readonly findings: readonly Finding[]
}

/** The findings to review by rule and reason, the most frequent first. */
export function needsOf(findings: readonly Finding[]): readonly Need[] {
  const needs = new Map<string, { reason: string; rule: string; findings: Finding[] }>()
  for (const finding of findings) {
    if (finding.action !== "review") continue
    const key = `${finding.rule}\0${finding.common}`
    const need = needs.get(key)
    if (need === undefined) needs.set(key, { reason: finding.common, rule: finding.rule, findings: [finding] })
    else need.findings.push(finding)
  }
  return [...needs.values()].sort(
    (a, b) => b.findings.length - a.findings.length || (a.rule + a.reason < b.rule + b.reason ? -1 : 1),
  )
}
