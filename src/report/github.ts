import type { CheckResult } from "../model/check.js"
import type { AuditResult } from "../model/finding.js"
import type { Alert } from "./alerts.js"
import { alertsOf } from "./alerts.js"
import { visible, wellFormed } from "./inert.js"
import { markdownOf } from "./markdown.js"
import type { Reporter, ReportOptions } from "./reporter.js"

/** GitHub shows so many annotations of each kind for one step and drops the rest. */
export const annotationsShown = 10

function data(text: string): string {
  return visible(text).replaceAll("%", "%25")
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}

function command(alert: Alert): string {
  const { file, line, endLine, column, endColumn, rule, severity, message } = alert
  const columns = line === endLine ? `,col=${column},endColumn=${Math.max(column, endColumn - 1)}` : ""
  return `::${severity} file=${property(file)},line=${line},endLine=${endLine}${columns},title=${property(`unhardcode ${rule}`)}::${data(message)}`
}

/** The alerts that are worth one of the few annotations: one for each line first, in order of place; then the others. */
function mostImportant(alerts: readonly Alert[], severity: Alert["severity"]): readonly Alert[] {
  const seen = new Set<string>()
  const first: Alert[] = []
  const rest: Alert[] = []
  for (const alert of alerts) {
    if (alert.severity !== severity) continue
    const line = `${alert.line}:${alert.file}`
    if (seen.has(line)) rest.push(alert)
    else first.push(alert)
    seen.add(line)
  }
  return [...first, ...rest].slice(0, annotationsShown)
}

/**
 * Workflow commands: at most ten errors and ten warnings, since GitHub drops what is beyond; a last notice counts the others, which are in
 * the step summary and in other formats.
 */
export const reportGithub: Reporter = (result) => {
  const alerts = alertsOf(result)
  const shown = [...mostImportant(alerts, "error"), ...mostImportant(alerts, "warning")]
  const lines = shown.map(command)
  const left = alerts.length - shown.length
  if (left > 0) lines.push(`::notice title=unhardcode::${left} more, in the summary of this step`)
  if (alerts.length === 0) lines.push("unhardcode: nothing new")
  return `${lines.join("\n")}\n`
}

const summaryLimit = 1024 * 1024

/** The step summary: the Markdown report, cut at a line below GitHub's limit of one MiB. */
export function stepSummary(result: AuditResult | CheckResult, options: ReportOptions): string {
  const bytes = Buffer.from(wellFormed(markdownOf(result, options)))
  if (bytes.length < summaryLimit) return bytes.toString("utf8")
  const cut = bytes.subarray(0, summaryLimit - 200).toString("utf8")
  return `${cut.slice(0, cut.lastIndexOf("\n"))}\n\nThe rest is left out: a step summary holds one MiB.\n`
}
