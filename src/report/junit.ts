import { alertsOf } from "./alerts.js"
import { markupText } from "./markup.js"
import type { Reporter } from "./reporter.js"

/** JUnit XML: a failed test case for each open alert, by file; one that passes when there is none. Problems go to `system-err`. */
export const reportJunit: Reporter = (result) => {
  const alerts = alertsOf(result)
  const cases = alerts.map(({ file, line, column, rule, severity, message }) => {
    const place = `${file}:${line}:${column}`
    return [
      `    <testcase classname="${markupText(file)}" name="${markupText(`${rule} at ${line}:${column}`)}" file="${markupText(file)}" line="${line}" time="0">`,
      `      <failure type="${markupText(rule)}" message="${markupText(message)}">${markupText(`${severity}: ${place} ${message}`)}</failure>`,
      "    </testcase>",
    ].join("\n")
  })
  if (cases.length === 0) cases.push('    <testcase classname="unhardcode" name="no new hard-coded names" time="0"/>')
  const problems = result.problems.map(({ file, line, message }) =>
    markupText(`${file}${line === null ? "" : `:${line}`} ${message}`),
  )
  const count = `tests="${cases.length}" failures="${alerts.length}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="unhardcode" ${count} time="0">`,
    `  <testsuite name="unhardcode" ${count} skipped="0" time="0">`,
    ...cases,
    ...(problems.length === 0 ? [] : [`    <system-err>${problems.join("\n")}</system-err>`]),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n")
}
