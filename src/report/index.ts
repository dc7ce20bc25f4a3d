import type { Reporter } from "./reporter.js"

/** The formats for findings, each loaded when it is asked for. */
export const reporters: Readonly<Record<string, () => Promise<Reporter>>> = {
  text: async () => (await import("./text.js")).reportText,
  json: async () => (await import("./json.js")).reportJson,
  csv: async () => (await import("./csv.js")).reportCsv,
  markdown: async () => (await import("./markdown.js")).reportMarkdown,
}
