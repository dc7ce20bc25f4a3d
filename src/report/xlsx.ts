import { writeXlsx } from "hucre/xlsx"
import { findingColumns } from "./csv.js"
import { findingRecord } from "./finding-record.js"
import { visible } from "./inert.js"
import { isCheck, type Reporter } from "./reporter.js"
import { contextTable } from "./summary.js"

type Cell = string | number | null
type WriteSheet = Parameters<typeof writeXlsx>[0]["sheets"][number]

/** A fixed time: the same input gives the same bytes. */
const timeless = new Date(Date.UTC(2000, 0, 1))
/** Limits of the file format: characters in a cell, rows in a sheet. */
const longestText = 32_767
const mostRows = 1_048_575

/** Texts stay texts: the writer makes a formula of none, whatever it begins with. */
function sheet(name: string, head: readonly string[], rows: readonly (readonly Cell[])[], widths: readonly number[]): WriteSheet {
  const kept = rows.slice(0, mostRows)
  const shown = (cell: Cell): Cell => (typeof cell === "string" ? visible(cell).slice(0, longestText) : cell)
  const bold = head.map(
    (text, column) => [`0,${column}`, { value: text, type: "string" as const, style: { font: { bold: true } } }] as const,
  )
  return {
    name,
    columns: widths.map((width) => ({ width })),
    rows: [[...head], ...kept.map((row) => row.map(shown))],
    cells: new Map(bold),
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${String.fromCharCode(64 + head.length)}${kept.length + 1}` },
  }
}

/** A workbook: the table of contexts and actions, every finding in a row, notices of a check, problems. */
export const reportXlsx: Reporter = async (result) => {
  const [head = [], ...summary] = contextTable(result)
  const findings = result.findings.map((finding) => {
    const record = findingRecord(finding)
    return findingColumns.map((column) => (column === "within" ? record.within.join(" > ") : record[column]))
  })
  const sheets = [
    sheet("Summary", head.map(String), summary, [24, 10, 10, 10, 10, 10]),
    sheet("Findings", findingColumns, findings, [48, 7, 8, 8, 10, 24, 24, 10, 26, 12, 20, 20, 24, 10, 60, 32, 14, 28, 12]),
  ]
  if (isCheck(result)) {
    const notices = result.notices.map(({ file, line, rule, message }) => [file, line, rule, message])
    sheets.push(sheet("Suppressions", ["file", "line", "rule", "message"], notices, [48, 7, 28, 80]))
  }
  const problems = result.problems.map(({ file, line, message }) => [file, line, message])
  sheets.push(sheet("Problems", ["file", "line", "message"], problems, [48, 7, 80]))
  return writeXlsx({
    sheets,
    properties: { title: "Findings of unhardcode", creator: "unhardcode", created: timeless, modified: timeless },
  })
}
