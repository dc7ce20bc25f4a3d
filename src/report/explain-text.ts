import type { Finding } from "../model/finding.js"
import type { HazardNotice } from "../model/hazard.js"
import type { Rule } from "../model/rule.js"
import type { RunnerDecision } from "../runners/index.js"
import { lineStarts, positionAt } from "../text/text-map.js"
import { visible } from "./inert.js"

/** Why one place was judged so: the layers it was read through, who runs the file and what goes wrong
 * with placeholders there, its context, the rule that won and those that lost. */
export function explainPlace(
  finding: Finding,
  rules: readonly Rule[],
  text: string,
  runner: RunnerDecision | null,
  hazards: readonly HazardNotice[],
): string {
  const { reference } = finding
  const starts = lineStarts(text)
  const out = [
    `${visible(finding.file)}:${finding.line}:${finding.column}  ${visible(reference.text)} (${reference.kind} ${reference.name}, ${finding.variable})`,
    "",
  ]
  const line = text.slice(starts[finding.line - 1] ?? 0, starts[finding.line] ?? text.length).replace(/[\r\n]+$/, "")
  out.push(`    ${visible(line.slice(0, 200))}`, "", "Read through")
  for (const layer of reference.layers) {
    const from = positionAt(starts, layer.span.start)
    const to = positionAt(starts, layer.span.end)
    out.push(`  ${layer.language} ${layer.kind}  ${from.line}:${from.column} to ${to.line}:${to.column}`)
  }
  const { place } = reference
  if (place !== null) {
    const facts = [
      `role ${place.role}`,
      place.callee === null
        ? ""
        : `given to ${visible(place.callee)}${place.argument === null ? "" : ` as ${String(place.argument)}`}`,
      place.target === null ? "" : `for ${visible(place.target)}`,
      place.path.length === 0 ? "" : `in ${visible(place.path.join(" > "))}`,
    ]
    out.push(`  place: ${facts.filter((each) => each !== "").join(", ")}`)
  }
  if (reference.marks.length > 0) out.push(`  marks: ${reference.marks.join(", ")}`)
  if (runner !== null) out.push("", "Run by", ...runnerLines(runner))
  if (hazards.length > 0) {
    const lines = hazards.map((each) => `  ${visible(each.file)}:${each.line}  ${each.rule}: ${visible(each.message)}`)
    out.push("", "Hazards", ...lines)
  }
  out.push("", `Context  ${reference.context}${reference.detail === "" ? "" : ` (${reference.detail})`}`)
  out.push(`Rule     ${rules.map((rule, index) => (index === 0 ? rule.id : `${rule.id} (fits too, asks less)`)).join(", ")}`)
  out.push(
    `Action   ${finding.action}${finding.fix === null ? "" : `, ${finding.applicability}: ${visible(finding.fix.replacement)}`}`,
  )
  out.push(`Reason   ${visible(finding.reason)}`, `Status   ${finding.status}, fingerprint ${finding.fingerprint}`, "")
  return out.join("\n")
}

function runnerLines(runner: RunnerDecision): readonly string[] {
  const who =
    runner.kind === "runner"
      ? runner.runner
      : runner.kind === "conflict"
        ? `${runner.runners.join(" and ")}: a conflict`
        : "nobody that is known"
  return [`  ${who}`, ...runner.evidence.map((each) => `    ${visible(each.file)}:${each.line}  ${visible(each.what)}`)]
}

/** What a rule means, with its examples. */
export function explainRule(rule: Rule): string {
  const asks = Object.entries(rule.when)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `  ${key}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
  const out = [
    rule.id,
    "",
    rule.reason,
    "",
    rule.help.trimEnd(),
    "",
    "It is about references with",
    ...asks,
    "",
    `Action  ${rule.action}${rule.action === "rewrite" ? `, ${rule.applicability}` : ""}`,
  ]
  for (const example of rule.examples) {
    out.push(
      "",
      `Example (${example.file}${example.runner === null ? "" : `, run by ${example.runner}`})`,
      ...indented(example.text),
    )
    out.push(`  ${example.expect.join("; ")}`)
    if (example.after !== null) out.push("becomes", ...indented(example.after))
  }
  return `${out.join("\n")}\n`
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
}
