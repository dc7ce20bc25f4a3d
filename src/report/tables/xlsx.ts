import { carryOver, cellText, elsewhereSheet, type FilledSheet, goneSheet } from "./carry-over.js"
import { columnLetters } from "./column-letters.js"
import { ledgerSheet } from "./ledger.js"
import type { TablesReporter } from "./reporter.js"
import { sheetsOf } from "./sheets.js"
import { writeWorkbook } from "./workbook.js"

/** A workbook for Excel. What people wrote into the previous one stays. The same input gives the same bytes. */
export const reportTablesXlsx: TablesReporter = async (result, options) => {
  const filled = carryOver(sheetsOf(result, options), options.previous)
  const more = [goneSheet(filled.gone), elsewhereSheet(options.previous?.elsewhere ?? [])]
  const sheets = [...filled.sheets, ...more.filter((sheet) => sheet !== null)]
  return writeWorkbook([...sheets, ledgerOf(sheets)])
}

function ledgerOf(sheets: readonly FilledSheet[]): FilledSheet {
  const written = sheets.map(({ model }) => ({
    name: model.name,
    headings: model.columns.map(({ header }, column) => header || `Column ${columnLetters(column)}`),
    rows: model.rows.map((row) => model.columns.map((_, column) => cellText(row[column]))),
  }))
  return { model: ledgerSheet(written), peopleColumns: [], typed: [] }
}
