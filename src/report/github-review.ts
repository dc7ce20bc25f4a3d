import type { CheckResult } from "../model/check.js"
import type { AuditResult } from "../model/finding.js"
import { type Alert, alertsOf } from "./alerts.js"
import { applicableTogether, linesTouched } from "./fix-diff.js"
import { type Lines, toLines } from "./frame.js"
import { inertJson, wellFormed } from "./inert.js"
import { mdCode, mdText } from "./markdown.js"
import { isCheck, type Reporter, type ReportOptions } from "./reporter.js"

/** One comment of a review, as GitHub's API takes it. */
export interface ReviewComment {
  readonly path: string
  readonly line: number
  readonly side: "RIGHT"
  readonly start_line?: number
  readonly start_side?: "RIGHT"
  readonly body: string
}

/** A review, as GitHub's API takes it. */
export interface Review {
  readonly event: "COMMENT"
  readonly body: string
  readonly comments: readonly ReviewComment[]
}

/** Begins every comment of ours, invisibly: whose it is, and which findings it is about. */
export const reviewMarker = "<!-- unhardcode:"

const mostComments = 50

/** Alerts that one comment speaks of: those of one line, or of lines that one fix changes together. */
interface Group {
  readonly file: string
  readonly line: number
  endLine: number
  readonly alerts: Alert[]
  readonly suggestion: string | null
}

function groupsOf(file: string, alerts: readonly Alert[], lines: Lines | null): readonly Group[] {
  const groups: Group[] = []
  for (const alert of alerts) {
    const last = groups.at(-1)
    const { line, endLine } = lines === null || alert.finding === null ? alert : linesTouched(lines, alert.finding)
    if (last !== undefined && line <= last.endLine) {
      last.alerts.push(alert)
      last.endLine = Math.max(last.endLine, endLine)
    } else groups.push({ file, line, endLine, alerts: [alert], suggestion: null })
  }
  return groups.map((group) => {
    const findings = group.alerts.flatMap(({ finding }) => (finding?.fix == null ? [] : [finding]))
    const change = lines === null || findings.length === 0 ? null : applicableTogether(lines, findings)
    if (change === null) return group
    return { ...group, line: change.line, endLine: change.endLine, suggestion: change.after.replace(/(?:\r\n|\n|\r)$/, "") }
  })
}

function bodyOf(group: Group): string {
  const keys = group.alerts.map(({ fingerprint }) => fingerprint).join(" ")
  const out = [`${reviewMarker} ${keys} -->`]
  for (const { rule, message } of group.alerts) out.push(`${mdCode(rule)}: ${mdText(message)}`)
  const imports = new Set(group.alerts.flatMap(({ finding }) => (finding?.fix?.imports === true ? [finding.variable] : [])))
  if (group.suggestion !== null) {
    const longest = Math.max(2, ...(group.suggestion.match(/`+/g) ?? []).map((run) => run.length))
    const fence = "`".repeat(longest + 1)
    out.push("", `${fence}suggestion`, ...group.suggestion.split(/\r\n|\n|\r/), fence)
    if (imports.size > 0) out.push(`The file also needs an import of ${[...imports].map(mdCode).join(", ")}.`)
  }
  return wellFormed(out.join("\n"))
}

/** One review with a comment for each line or fix, at most fifty of them, the first ones by place; the body counts all and lists none twice. */
export function reviewOf(result: AuditResult | CheckResult, options: ReportOptions): Review {
  const byFile = new Map<string, Alert[]>()
  const alerts = alertsOf(result)
  for (const alert of alerts) {
    const same = byFile.get(alert.file)
    if (same === undefined) byFile.set(alert.file, [alert])
    else same.push(alert)
  }
  const comments: ReviewComment[] = []
  let left = 0
  for (const [file, items] of byFile) {
    if (comments.length >= mostComments) {
      left += items.length
      continue
    }
    const source = options.source(file)
    for (const group of groupsOf(file, items, source === null ? null : toLines(source))) {
      if (comments.length >= mostComments) left += group.alerts.length
      else {
        const range = group.line < group.endLine ? ({ start_line: group.line, start_side: "RIGHT" } as const) : {}
        comments.push({ path: file, line: group.endLine, side: "RIGHT", ...range, body: bodyOf(group) })
      }
    }
  }
  const count = alerts.length
  const body = [
    `${reviewMarker} summary -->`,
    count === 0 ? "unhardcode: nothing new." : `unhardcode: **${count}** new.`,
    ...(left > 0 ? [`${left} of them have no comment here: a review would hold too many.`] : []),
    ...(isCheck(result) && result.stale.length > 0 ? [`${result.stale.length} entries of the baseline are stale.`] : []),
  ].join("\n")
  return { event: "COMMENT", body, comments }
}

/** The exact JSON of one pull-request review (`POST /repos/{owner}/{repo}/pulls/{number}/reviews`). */
export const reportGithubReview: Reporter = (result, options) => {
  return `${inertJson(JSON.stringify(reviewOf(result, options), null, 2))}\n`
}
