import { findingRecord } from "./finding-record.js"
import { fixDiff } from "./fix-diff.js"
import { frameOf, type Lines, toLines } from "./frame.js"
import { markupText } from "./markup.js"
import { isCheck, openFindings, type Reporter } from "./reporter.js"
import { contextTable, needsOf } from "./summary.js"

const style = `body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right}pre{background:#f4f4f4;padding:.5rem;overflow:auto;margin:.2rem 0}mark{background:#fd6}
.rewrite{color:#a00}.review{color:#850}.done{color:#060}.ignore{color:#666}summary{cursor:pointer;font-weight:600}
@media(prefers-color-scheme:dark){body{background:#1b1b1b;color:#ddd}pre{background:#2a2a2a}td,th{border-color:#444}mark{background:#860;color:#fff}
.rewrite{color:#f88}.review{color:#fc6}.done{color:#8d8}}`

const frameWidth = 160

/** One page that needs nothing else: no script, nothing loaded, every text escaped. */
export const reportHtml: Reporter = (result, options) => {
  const check = isCheck(result)
  const shown = check || !options.verbose ? openFindings(result) : result.findings
  const title = check ? `unhardcode check: ${shown.length + result.notices.length} new` : "unhardcode audit"
  const out = [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width">\n<title>${markupText(title)}</title>\n<style>${style}</style>\n</head>\n<body>`,
    `<h1>${markupText(title)}</h1>`,
    `<p>${result.accounting.occurrences} occurrences in ${result.files.withNames} of ${result.files.listed} files.</p>`,
    table(contextTable(result)),
  ]
  const needs = needsOf(shown)
  if (needs.length > 0) {
    out.push("<h2>Needs a person</h2>\n<ul>")
    for (const { rule, reason, findings } of needs)
      out.push(`<li>${findings.length} × ${markupText(rule)}: ${markupText(reason)}</li>`)
    out.push("</ul>")
  }
  if (check && result.notices.length > 0) {
    out.push("<h2>Suppressions</h2>\n<ul>")
    for (const { file, line, message } of result.notices)
      out.push(`<li>${markupText(`${file}:${line}`)}: ${markupText(message)}</li>`)
    out.push("</ul>")
  }
  let file: string | null = null
  let lines: Lines | null = null
  for (const finding of shown) {
    if (finding.file !== file) {
      if (file !== null) out.push("</details>")
      file = finding.file
      const source = options.source(file)
      lines = source === null ? null : toLines(source)
      out.push(`<details open><summary>${markupText(file)}</summary>`)
    }
    const record = findingRecord(finding)
    const becomes = record.replacement === null ? "" : ` → <code>${markupText(record.replacement)}</code>`
    out.push(
      `<p>${record.line}:${record.column} <b class="${record.action}">${record.action}</b> ${markupText(record.rule)} ` +
        `<code>${markupText(record.text)}</code>${becomes}: ${markupText(record.reason)}</p>`,
    )
    if (lines !== null) {
      const { before, marked, after } = frameOf(lines, record.line, record.column, record.endLine, record.endColumn, frameWidth)
      const diff = fixDiff(lines, finding).map((line) => `\n${markupText(line)}`)
      out.push(`<pre>${markupText(before)}<mark>${markupText(marked)}</mark>${markupText(after)}${diff.join("")}</pre>`)
    }
  }
  if (file !== null) out.push("</details>")
  if (result.problems.length > 0) {
    out.push("<h2>Could not be read or decided</h2>\n<ul>")
    for (const { file, line, message } of result.problems) {
      out.push(`<li>${markupText(line === null ? file : `${file}:${line}`)}: ${markupText(message)}</li>`)
    }
    out.push("</ul>")
  }
  return `${out.join("\n")}\n</body>\n</html>\n`
}

function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = (row: readonly (string | number)[], tag: string): string =>
    row.map((cell, index) => `<${tag}${index === 0 ? "" : ' class="n"'}>${markupText(String(cell))}</${tag}>`).join("")
  const [head = [], ...body] = rows
  return `<table>\n<tr>${cells(head, "th")}</tr>\n${body.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n")}\n</table>`
}
