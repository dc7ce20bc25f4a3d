import type { Notice } from "../model/check.js"
import type { Finding } from "../model/finding.js"

/** The languages a finding was read through, outermost first: those of its layers, neighbours of one language counted once. */
export function within(finding: Finding): readonly string[] {
  const languages = finding.reference.layers.map((layer) => layer.language)
  const all = languages[0] === finding.language ? languages : [finding.language, ...languages]
  return all.filter((language, index) => language !== all[index - 1])
}

/** A finding as the output contract has it: the members and their order are part of it. */
export function findingRecord(finding: Finding) {
  const { reference } = finding
  return {
    file: finding.file,
    line: finding.line,
    column: finding.column,
    endLine: finding.endLine,
    endColumn: finding.endColumn,
    text: reference.text,
    name: reference.name,
    kind: reference.kind,
    variable: finding.variable,
    language: finding.language,
    within: within(finding),
    context: reference.context,
    rule: finding.rule,
    action: finding.action,
    reason: finding.reason,
    replacement: finding.fix?.replacement ?? null,
    applicability: finding.applicability,
    fingerprint: finding.fingerprint,
    status: finding.status,
  }
}

/** A notice as the output of a check has it. */
export function noticeRecord(notice: Notice) {
  const { file, line, column, endLine, endColumn, rule, message, fingerprint } = notice
  return { file, line, column, endLine, endColumn, rule, message, fingerprint }
}
