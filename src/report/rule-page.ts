import type { Rule, RuleExample } from "../model/rule.js"
import { hazardPages, noticeRules } from "./rule-index.js"

/** Begins every generated page. */
const notice = "<!-- Made from the rule's file by `npm run rule-docs`: change that file. -->"

function fenced(text: string, language: string): readonly string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = "`".repeat(longest + 1)
  return [`${fence}${language}`, text.replace(/\n$/, ""), fence, ""]
}

function example({ file, text, runner, expect, after }: RuleExample): readonly string[] {
  const language = /\.(\w+)$/.exec(file)?.[1] ?? ""
  const made = expect.map((each) => `\`${each}\``).join(", ")
  return [
    `In \`${file}\`${runner === null ? "" : `, run by ${runner}`}: ${made}`,
    "",
    ...fenced(text, language),
    ...(after === null ? [] : ["becomes", "", ...fenced(after, language)]),
  ]
}

/** The page of one rule: what it asks, what it does and why, its help, its examples. */
export function rulePage(rule: Rule): string {
  const asks = Object.entries(rule.when).flatMap(([key, value]) => {
    return value === null
      ? []
      : [`- ${key}: ${(Array.isArray(value) ? value : [value]).map((each) => `\`${String(each)}\``).join(", ")}`]
  })
  const out = [
    notice,
    "",
    `# ${rule.id}`,
    "",
    `Action: **${rule.action}**${rule.action === "rewrite" ? ` (${rule.applicability})` : ""}. Reason given: ${rule.reason}`,
    "",
    rule.help.trim(),
    "",
    "## Asks for",
    "",
    ...asks,
    "",
    ...(rule.examples.length === 0 ? [] : ["## Examples", "", ...rule.examples.flatMap(example)]),
    "## Silence it",
    "",
    `Put \`unhardcode-ignore[${rule.id}]: reason\` in a comment on the line or the line before, or give the rule another action in the config:`,
    "",
    ...fenced(`rules: { ${rule.id}: ignore }`, "yaml"),
  ]
  return `${out.join("\n").trimEnd()}\n`
}

/** The list of all rules, those about suppression comments too. */
export function ruleList(rules: readonly Rule[]): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1))
  const out = [
    notice,
    "",
    "# Rules",
    "",
    "The first rule that fits a reference judges it; the one that asks most is asked first. `unhardcode explain RULE` prints these pages.",
    "",
    "| rule | action | reason |",
    "| --- | --- | --- |",
    ...sorted.map(({ id, action, reason }) => `| [${id}](${id}.md) | ${action} | ${reason.replaceAll("|", "\\|")} |`),
    "",
    "## About suppression comments",
    "",
    "| rule | meaning | what to do |",
    "| --- | --- | --- |",
    ...Object.entries(noticeRules).map(([id, { summary, help }]) => `| ${id} | ${summary} | ${help.replaceAll("|", "\\|")} |`),
    "",
    "## About scripts and their placeholders",
    "",
    "Told among the problems, of scripts whose names are to be rewritten; `unhardcode-ignore[hazard-…]: reason` on the line silences one.",
    "",
    "| hazard | meaning | what to do |",
    "| --- | --- | --- |",
    ...Object.entries(hazardPages).map(([id, { summary, help }]) => `| ${id} | ${summary} | ${help.replaceAll("|", "\\|")} |`),
    "",
  ]
  return out.join("\n")
}

/** All pages of `docs/rules`, by file name. */
export function rulePages(rules: readonly Rule[]): ReadonlyMap<string, string> {
  return new Map([["README.md", ruleList(rules)], ...rules.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const)])
}
