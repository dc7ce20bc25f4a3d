import type { Notice } from "../model/check.js"
import type { Action, Finding } from "../model/finding.js"
import { type Colors, colorsFor } from "./colors.js"
import { fixDiff } from "./fix-diff.js"
import { frameOf, type Lines, toLines } from "./frame.js"
import { visible } from "./inert.js"
import { isCheck, openFindings, type Reporter } from "./reporter.js"
import { contextTable, needsOf } from "./summary.js"
import { layOut } from "./table-layout.js"

const frameWidth = 110
const placesOfANeed = 5

function actionColor(colors: Colors, action: Action): (text: string) => string {
  return action === "rewrite" ? colors.red : action === "review" ? colors.yellow : action === "done" ? colors.green : colors.dim
}

/** One line that says what was found. */
function headline(finding: Finding, colors: Colors): string {
  const { reference } = finding
  const replacement = finding.fix === null ? "" : ` ${colors.dim("→")} ${colors.green(visible(finding.fix.replacement))}`
  const label = actionColor(colors, finding.action)(`${finding.action}[${finding.rule}]`)
  const applicability = finding.fix === null || finding.applicability === "safe" ? "" : colors.dim(` (${finding.applicability})`)
  return `${label} ${colors.bold(visible(reference.text))}${replacement}${applicability}: ${visible(finding.reason)}`
}

function frameLines(
  lines: Lines | null,
  place: Finding | Notice,
  colors: Colors,
  color: (text: string) => string,
): readonly string[] {
  if (lines === null) return []
  const frame = frameOf(lines, place.line, place.column, place.endLine, place.endColumn, frameWidth)
  const number = String(place.line)
  const blank = " ".repeat(number.length)
  return [
    `  ${colors.dim(`${number} |`)} ${frame.before}${colors.bold(frame.marked)}${frame.after}`,
    `  ${colors.dim(`${blank} |`)} ${" ".repeat(frame.indent)}${color("^".repeat(frame.width))}`,
  ]
}

/** Findings and notices by file, in order of place. */
function byFile(findings: readonly Finding[], notices: readonly Notice[]): ReadonlyMap<string, readonly (Finding | Notice)[]> {
  const files = new Map<string, (Finding | Notice)[]>()
  const put = (item: Finding | Notice): void => {
    const same = files.get(item.file)
    if (same === undefined) files.set(item.file, [item])
    else same.push(item)
  }
  for (const finding of findings) put(finding)
  for (const notice of notices) put(notice)
  if (notices.length > 0) for (const items of files.values()) items.sort((a, b) => a.line - b.line || a.column - b.column)
  return files
}

/**
 * For people at a terminal: findings by file with the line they stand in, what needs a person and why, problems, and a table of contexts and
 * actions. An audit lists what is to be rewritten or reviewed (with `verbose` all); a check lists what is new, each with its fix as a diff.
 */
export const reportText: Reporter = (result, options) => {
  const colors = colorsFor(options.color)
  const check = isCheck(result)
  const out: string[] = []
  const shown = check || !options.verbose ? openFindings(result) : result.findings
  if (!options.quiet) {
    for (const [file, items] of byFile(shown, check ? result.notices : [])) {
      const source = options.source(file)
      const lines = source === null ? null : toLines(source)
      out.push(colors.underline(visible(file)))
      for (const item of items) {
        const finding = "reference" in item ? item : null
        const head = finding === null && "message" in item ? `${colors.red(item.rule)} ${visible(item.message)}` : ""
        out.push(`  ${item.line}:${item.column}  ${finding === null ? head : headline(finding, colors)}`)
        out.push(...frameLines(lines, item, colors, finding === null ? colors.red : actionColor(colors, finding.action)))
        if (check && finding !== null && lines !== null) {
          for (const line of fixDiff(lines, finding)) {
            const paint = line.startsWith("+") ? colors.green : line.startsWith("-") ? colors.red : colors.dim
            out.push(`    ${paint(visible(line))}`)
          }
        }
      }
      out.push("")
    }
    const needs = check ? [] : needsOf(shown)
    if (needs.length > 0) {
      out.push(colors.bold("Needs a person"))
      for (const { reason, rule, findings } of needs) {
        const places = findings
          .slice(0, placesOfANeed)
          .map((each) => `${visible(each.file)}:${each.line}${visible(each.particular)}`)
        const more = findings.length > placesOfANeed ? `, and ${findings.length - placesOfANeed} more` : ""
        out.push(
          `  ${findings.length} × ${colors.yellow(rule)}: ${visible(reason)}`,
          `      ${colors.dim(places.join(", ") + more)}`,
        )
      }
      out.push("")
    }
    if (check && result.stale.length > 0) {
      out.push(colors.bold("Gone since the baseline was made (unhardcode baseline --prune removes them)"))
      for (const { file, rule, name } of result.stale) out.push(`  ${visible(file)}  ${visible(rule)}  ${visible(name)}`)
      out.push("")
    }
    if (result.problems.length > 0) {
      out.push(colors.bold("Could not be read or decided"))
      for (const { file, line, column, message } of result.problems) {
        out.push(
          `  ${visible(file)}${line === null ? "" : `:${line}${column === null ? "" : `:${column}`}`}  ${visible(message)}`,
        )
      }
      out.push("")
    }
  }
  const { accounting, files } = result
  if (check) {
    const count = result.failing.length
    const verdict = count + result.notices.length === 0 ? colors.green("Nothing new.") : colors.red(`${count} new.`)
    const status = (wanted: Finding["status"]): number =>
      result.findings.filter(({ status, action }) => {
        return status === wanted && result.failOn.includes(action)
      }).length
    const parts = [
      `${status("known")} known`,
      `${status("suppressed")} suppressed`,
      ...(result.notices.length > 0 ? [`${result.notices.length} about suppressions`] : []),
      ...(result.stale.length > 0 ? [`${result.stale.length} stale in the baseline`] : []),
    ]
    out.push(`${verdict} ${parts.join(", ")}. ${files.withNames} of ${files.listed} files hold names.`)
  } else {
    const [head, ...rows] = layOut(contextTable(result))
    out.push(colors.bold(head ?? ""), ...rows, "")
    const skipped = files.skipped.length === 0 ? "" : `, ${files.skipped.length} not read`
    out.push(
      `${accounting.occurrences} occurrences in ${files.withNames} of ${files.listed} files${skipped}: ${accounting.rewrite} to rewrite, ` +
        `${accounting.review} to review, ${accounting.ignore} to leave, ${accounting.done} done.`,
    )
  }
  return `${out.join("\n")}\n`
}
