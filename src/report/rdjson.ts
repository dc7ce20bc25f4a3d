import { alertsOf } from "./alerts.js"
import { changeOf } from "./fix-diff.js"
import { type Lines, lineOf, toLines } from "./frame.js"
import { inertJson, wellFormed } from "./inert.js"
import type { Reporter } from "./reporter.js"
import { helpOf } from "./rule-index.js"

/** The format counts columns in bytes of UTF-8, from 1. Asked in order of place, each line is measured once. */
function byteColumns(lines: Lines): (line: number, column: number) => number {
  let last = { line: 0, column: 1, bytes: 1 }
  return (line, column) => {
    if (line !== last.line || column < last.column) last = { line, column: 1, bytes: 1 }
    const bytes = last.bytes + Buffer.byteLength(lineOf(lines, line).slice(last.column - 1, column - 1), "utf8")
    last = { line, column, bytes }
    return bytes
  }
}

/** reviewdog's diagnostic format, with each fix as one suggestion for the whole lines that it changes. */
export const reportRdjson: Reporter = (result, options) => {
  let file: string | null = null
  let lines: Lines | null = null
  let columnOf: ReturnType<typeof byteColumns> | null = null
  const diagnostics = alertsOf(result).map((alert) => {
    const { line, column, endLine, endColumn, rule, severity, message, finding } = alert
    if (alert.file !== file) {
      file = alert.file
      const text = options.source(file)
      lines = text === null ? null : toLines(text)
      columnOf = lines === null ? null : byteColumns(lines)
    }
    const position = (atLine: number, atColumn: number) => {
      return columnOf === null ? { line: atLine } : { line: atLine, column: columnOf(atLine, atColumn) }
    }
    const change = lines === null || finding === null ? null : changeOf(lines, finding)
    const url = helpOf(rule, options.rules).url
    return {
      message: wellFormed(message),
      location: { path: file, range: { start: position(line, column), end: position(endLine, endColumn) } },
      severity: severity === "error" ? "ERROR" : "WARNING",
      code: { value: rule, ...(url === null ? {} : { url }) },
      ...(change === null || lines === null
        ? {}
        : {
            suggestions: [
              {
                range: {
                  start: { line: change.line, column: 1 },
                  end: position(change.endLine, lineOf(lines, change.endLine).length + 1),
                },
                text: wellFormed(change.after.replace(/(?:\r\n|\n|\r)$/, "")),
              },
            ],
          }),
    }
  })
  return `${inertJson(JSON.stringify({ source: { name: "unhardcode" }, diagnostics }, null, 2))}\n`
}
