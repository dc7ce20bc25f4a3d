import type { CheckResult } from "../model/check.js"
import type { AuditResult, Finding } from "../model/finding.js"
import { wellFormed } from "./inert.js"
import { isCheck, openFindings } from "./reporter.js"

/** A finding or notice, as formats that annotate lines want it. */
export interface Alert {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly rule: string
  /** An error can be rewritten at once; a warning needs a person. */
  readonly severity: "error" | "warning"
  readonly message: string
  readonly fingerprint: string
  readonly finding: Finding | null
}

/** A finding in one sentence. */
export function messageOf({ reference, fix, reason }: Finding): string {
  const becomes = fix === null ? "" : ` Becomes ${fix.replacement}.`
  return `${reference.text} is hard-coded: ${reason}${/[.!?]$/.test(reason) ? "" : "."}${becomes}`
}

/** One finding as an alert. */
export function alertOf(finding: Finding): Alert {
  const { file, line, column, endLine, endColumn, rule, action, fingerprint } = finding
  const severity = action === "rewrite" ? "error" : "warning"
  return { file, line, column, endLine, endColumn, rule, severity, message: messageOf(finding), fingerprint, finding }
}

/** All that is open, in order of place. */
export function alertsOf(result: AuditResult | CheckResult): readonly Alert[] {
  const alerts = openFindings(result).map(alertOf)
  if (!isCheck(result) || result.notices.length === 0) return alerts
  const notices = result.notices.map((notice): Alert => ({ ...notice, severity: "warning", finding: null }))
  return [...alerts, ...notices].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column,
  )
}

/** A relative URI for a POSIX path: what is not plain is percent-encoded, halves of surrogate pairs become the replacement character. */
export function pathUri(file: string): string {
  const encoded = wellFormed(file).split("/").map(encodeURIComponent).join("/")
  return encoded.replace(/^([^/]*):/, "$1%3A")
}
