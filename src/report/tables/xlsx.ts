import { carryOver, goneSheet } from "./carry-over.js"
import type { TablesReporter } from "./reporter.js"
import { sheetsOf } from "./sheets.js"
import { writeWorkbook } from "./workbook.js"

/** A workbook for Excel. What people wrote into the previous one stays. The same input gives the same bytes. */
export const reportTablesXlsx: TablesReporter = async (result, options) => {
  const filled = carryOver(sheetsOf(result, options), options.previous)
  const gone = goneSheet(filled.gone)
  return writeWorkbook(gone === null ? filled.sheets : [...filled.sheets, gone])
}
