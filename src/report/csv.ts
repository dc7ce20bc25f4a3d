import { findingRecord } from "./finding-record.js"
import { visible } from "./inert.js"
import type { Reporter } from "./reporter.js"

/**
 * One cell. What a spreadsheet would take for a formula (`= + - @`, their full-width forms, also after white space) gets an apostrophe
 * before it, as OWASP advises; everything else is quoted where RFC 4180 asks for it.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return ""
  if (typeof value === "number") return String(value)
  const text = visible(value)
  const tame = /^\s*[=+\-@|%＝＋－＠]/.test(text) || /^\\[tr]/.test(text) ? `'${text}` : text
  return /[",;'\s]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}

/** The columns of a table of findings, in order. */
export const findingColumns = [
  "file",
  "line",
  "column",
  "endLine",
  "endColumn",
  "text",
  "name",
  "kind",
  "variable",
  "language",
  "within",
  "context",
  "rule",
  "action",
  "reason",
  "replacement",
  "applicability",
  "fingerprint",
  "status",
] as const

/** Every finding in a row, columns as in the JSON. Lines end in CRLF. */
export const reportCsv: Reporter = (result) => {
  const lines = [findingColumns.join(",")]
  for (const finding of result.findings) {
    const record = findingRecord(finding)
    lines.push(
      findingColumns.map((column) => csvCell(column === "within" ? record.within.join(" > ") : record[column])).join(","),
    )
  }
  return `${lines.join("\r\n")}\r\n`
}
