import type { CheckResult } from "../model/check.js"
import type { AuditResult, Finding } from "../model/finding.js"

/** What a rule says of itself, for formats that carry help. */
export interface RuleHelp {
  readonly rule: string
  /** One sentence. */
  readonly summary: string
  /** Markdown. */
  readonly help: string
  /** Page of the rule, null where there is none. */
  readonly url: string | null
}

/** What a reporter may use beside the result. Nothing of it reads a file or the clock. */
export interface ReportOptions {
  /** Whether the text goes to a terminal that shows colours. */
  readonly color: boolean
  /** Also lists what is ignored or done. */
  readonly verbose: boolean
  /** Only the summary. */
  readonly quiet: boolean
  /** The text of a file with findings; null where it is not at hand. */
  readonly source: (file: string) => string | null
  readonly rules: ReadonlyMap<string, RuleHelp>
  /** Version of the program. */
  readonly version: string
}

/** Turns a result into one format: the same text or bytes for the same input. */
export type Reporter = (result: AuditResult | CheckResult, options: ReportOptions) => string | Uint8Array | Promise<Uint8Array>

/** Options for a caller that has nothing to add. */
export const plainOptions: ReportOptions = {
  color: false,
  verbose: false,
  quiet: false,
  source: () => null,
  rules: new Map(),
  version: "0",
}

/** Whether a result is that of a check. */
export function isCheck(result: AuditResult | CheckResult): result is CheckResult {
  return "failing" in result
}

/** The findings that somebody has to look at: what fails a check; in an audit all that is to be rewritten or reviewed and not silenced. */
export function openFindings(result: AuditResult | CheckResult): readonly Finding[] {
  if (isCheck(result)) return result.failing
  return result.findings.filter(({ action, status }) => (action === "rewrite" || action === "review") && status === "new")
}
