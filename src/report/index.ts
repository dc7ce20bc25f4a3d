import type { Reporter } from "./reporter.js"

/** The formats for findings, each loaded when it is asked for. */
export const reporters: Readonly<Record<string, () => Promise<Reporter>>> = {
  text: async () => (await import("./text.js")).reportText,
  json: async () => (await import("./json.js")).reportJson,
  csv: async () => (await import("./csv.js")).reportCsv,
  markdown: async () => (await import("./markdown.js")).reportMarkdown,
  sarif: async () => (await import("./sarif.js")).reportSarif,
  github: async () => (await import("./github.js")).reportGithub,
  gitlab: async () => (await import("./gitlab.js")).reportGitlab,
  junit: async () => (await import("./junit.js")).reportJunit,
  rdjson: async () => (await import("./rdjson.js")).reportRdjson,
  "github-review": async () => (await import("./github-review.js")).reportGithubReview,
  html: async () => (await import("./html.js")).reportHtml,
  xlsx: async () => (await import("./xlsx.js")).reportXlsx,
}
