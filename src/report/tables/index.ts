import type { TablesReporter } from "./reporter.js"

/** The formats for tables of processes, each loaded when it is asked for. */
export const tablesReporters: Readonly<Record<string, () => Promise<TablesReporter>>> = {
  text: async () => (await import("./text.js")).reportTablesText,
  json: async () => (await import("./json.js")).reportTablesJson,
  csv: async () => (await import("./csv.js")).reportTablesCsv,
  markdown: async () => (await import("./markdown.js")).reportTablesMarkdown,
  xlsx: async () => (await import("./xlsx.js")).reportTablesXlsx,
}
