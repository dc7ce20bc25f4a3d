import type { CheckResult } from "../model/check.js"
import type { ReportOptions } from "./reporter.js"

/** Formats whose readers want paths from the top of the repository, wherever the check ran. */
export const rootedFormats: ReadonlySet<string> = new Set(["github", "github-review", "gitlab", "sarif", "rdjson"])

/** The same result with every path below `prefix` (POSIX, without a slash at the end; empty changes nothing). */
export function relocate(
  result: CheckResult,
  options: ReportOptions,
  prefix: string,
): { readonly result: CheckResult; readonly options: ReportOptions } {
  if (prefix === "") return { result, options }
  const move = <Item extends { readonly file: string }>(item: Item): Item => ({ ...item, file: `${prefix}/${item.file}` })
  return {
    result: {
      ...result,
      findings: result.findings.map(move),
      failing: result.failing.map(move),
      notices: result.notices.map(move),
      problems: result.problems.map(move),
    },
    options: { ...options, source: (file) => options.source(file.slice(prefix.length + 1)) },
  }
}
