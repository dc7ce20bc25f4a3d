import { inertJsonLine } from "../inert.js"
import type { TablesReporter } from "./reporter.js"

/** The whole result. Its shape is `schemas/tables.schema.json`. */
export const reportTablesJson: TablesReporter = (result) => inertJsonLine(JSON.stringify({ version: 1, ...result }, null, 2))
