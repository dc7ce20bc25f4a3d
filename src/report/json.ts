import { findingRecord, noticeRecord } from "./finding-record.js"
import { inertJson } from "./inert.js"
import { isCheck, type Reporter } from "./reporter.js"

/**
 * The output contract: every reference, the ignored ones too, as `schemas/audit.schema.json` has it; of a check also the notices and the
 * stale entries of the baseline (`schemas/check.schema.json`).
 */
export const reportJson: Reporter = (result) => {
  const { accounting, files, problems } = result
  const document = {
    version: 1,
    accounting: {
      occurrences: accounting.occurrences,
      rewrite: accounting.rewrite,
      review: accounting.review,
      ignore: accounting.ignore,
      done: accounting.done,
    },
    files: {
      listed: files.listed,
      withNames: files.withNames,
      skipped: files.skipped.map(({ file, reason }) => ({ file, reason })),
    },
    findings: result.findings.map(findingRecord),
    ...(isCheck(result)
      ? {
          base: result.base,
          failOn: result.failOn,
          failing: result.failing.length + result.notices.length,
          notices: result.notices.map(noticeRecord),
          stale: result.stale.map(({ file, rule, name, fingerprint }) => ({ file, rule, name, fingerprint })),
        }
      : {}),
    problems: problems.map(({ file, line, column, message }) => ({ file, line, column, message })),
  }
  return `${inertJson(JSON.stringify(document, null, 2))}\n`
}
