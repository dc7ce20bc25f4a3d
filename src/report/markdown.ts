import type { CheckResult } from "../model/check.js"
import type { AuditResult } from "../model/finding.js"
import { fixDiff } from "./fix-diff.js"
import { type Lines, toLines } from "./frame.js"
import { visible } from "./inert.js"
import { isCheck, openFindings, type Reporter, type ReportOptions } from "./reporter.js"
import { contextTable, needsOf } from "./summary.js"

/** Text for Markdown in which nothing is markup, a link, a mention or a table's border. */
export function mdText(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]()#+\-.!|<>&@~$:/^"']/g, (character) => {
    return /[<>&@]/.test(character)
      ? `&#${character.charCodeAt(0)};`
      : /[/:"'().-]/.test(character)
        ? character
        : `\\${character}`
  })
}

/** A code span, also within a table. */
export function mdCode(text: string): string {
  const shown = visible(text).replaceAll("|", "\\|")
  if (shown === "") return ""
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = "`".repeat(longest + 1)
  const space = /^[` ]|[` ]$/.test(shown) ? " " : ""
  return `${fence}${space}${shown}${space}${fence}`
}

function table(rows: readonly (readonly (string | number)[])[], numbersFrom: number): readonly string[] {
  const [head, ...body] = rows
  if (head === undefined) return []
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map((_, index) => (index < numbersFrom ? "---" : "---:"))), ...body.map(line)]
}

const mostRows = 1000

/** For a comment or a page: what is new or open, what needs a person, the table of contexts and actions, problems. */
export const reportMarkdown: Reporter = (result, options) => markdownOf(result, options)

/** The Markdown report, as a function of known type. */
export function markdownOf(result: AuditResult | CheckResult, options: ReportOptions): string {
  const check = isCheck(result)
  const open = openFindings(result)
  const out: string[] = []
  if (check) {
    const count = open.length + result.notices.length
    out.push(`### unhardcode: ${count === 0 ? "nothing new" : `${count} new`}`, "")
  } else {
    const { accounting, files } = result
    out.push("### unhardcode: audit", "")
    out.push(
      `${accounting.occurrences} occurrences in ${files.withNames} of ${files.listed} files: **${accounting.rewrite}** to rewrite, ` +
        `**${accounting.review}** to review, ${accounting.ignore} to leave, ${accounting.done} done.`,
      "",
      ...table(contextTable(result), 1),
      "",
    )
  }
  const needs = check ? [] : needsOf(open)
  if (needs.length > 0) {
    out.push("#### Needs a person", "")
    for (const { rule, reason, findings } of needs) out.push(`- ${findings.length} × ${mdCode(rule)}: ${mdText(reason)}`)
    out.push("")
  }
  if (open.length > 0 && !options.quiet) {
    out.push(`#### ${check ? "New" : "Open"}`, "")
    const rows = open
      .slice(0, mostRows)
      .map((finding) => [
        mdCode(`${finding.file}:${finding.line}`),
        mdCode(finding.reference.text),
        `${finding.action} ${mdCode(finding.rule)}`,
        finding.fix === null ? "" : mdCode(finding.fix.replacement),
        mdText(finding.reason),
      ])
    out.push(...table([["place", "text", "what", "becomes", "why"], ...rows], 5), "")
    if (open.length > mostRows) out.push(`and ${open.length - mostRows} more.`, "")
    if (check) out.push(...diffs(open.slice(0, mostRows), options.source))
  }
  if (check && result.notices.length > 0) {
    out.push("#### Suppressions", "")
    for (const { file, line, message } of result.notices) out.push(`- ${mdCode(`${file}:${line}`)}: ${mdText(message)}`)
    out.push("")
  }
  if (check && result.stale.length > 0) out.push(`${result.stale.length} entries of the baseline are stale.`, "")
  if (result.problems.length > 0) {
    out.push("#### Could not be read or decided", "")
    for (const { file, line, message } of result.problems.slice(0, mostRows)) {
      out.push(`- ${mdCode(line === null ? file : `${file}:${line}`)}: ${mdText(message)}`)
    }
    out.push("")
  }
  return `${out.join("\n").trimEnd()}\n`
}

/** The fixes as one diff block for each file. */
function diffs(findings: Parameters<typeof fixDiff>[1][], source: (file: string) => string | null): readonly string[] {
  const out: string[] = []
  let file: string | null = null
  let lines: Lines | null = null
  let block: string[] = []
  const flush = (): void => {
    if (file === null || block.length === 0) return
    const longest = Math.max(2, ...(block.join("\n").match(/`+/g) ?? []).map((run) => run.length))
    const fence = "`".repeat(longest + 1)
    out.push(`${mdCode(file)}`, "", `${fence}diff`, ...block, fence, "")
    block = []
  }
  for (const finding of findings) {
    if (finding.file !== file) {
      flush()
      file = finding.file
      const text = source(file)
      lines = text === null ? null : toLines(text)
    }
    if (lines === null) continue
    const diff = fixDiff(lines, finding)
    if (diff.length > 0) block.push(`@@ line ${finding.line} @@`, ...diff.map(visible))
  }
  flush()
  return out
}
