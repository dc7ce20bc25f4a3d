import { csvCell } from "../csv.js"
import { operationsText, pathText, type TablesReporter } from "./reporter.js"

const columns = ["process", "table", "role", "operations", "confidence", "file", "line", "path"] as const

/** One row for each table of each process. Lines end in CRLF; no cell is a formula. */
export const reportTablesCsv: TablesReporter = (result) => {
  const lines = [columns.join(",")]
  for (const process of result.processes) {
    for (const use of process.tables) {
      const at = use.path.at(-1)
      const cells = [
        process.name,
        use.table,
        use.role,
        operationsText(use.operations),
        use.confidence,
        at?.file ?? "",
        at?.line ?? null,
        pathText(use.path),
      ]
      lines.push(cells.map(csvCell).join(","))
    }
  }
  return `${lines.join("\r\n")}\r\n`
}
