import { audit } from "../audit.js"
import { loadRules } from "../classify/load-rules.js"
import { fittingRules } from "../classify/match-rule.js"
import type { Finding } from "../model/finding.js"
import { explainPlace, explainRule } from "../report/explain-text.js"
import { noticeRules } from "../report/rule-index.js"
import type { Command } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { textOption } from "./options.js"
import { configure } from "./setup.js"

/** `unhardcode explain <file:line[:column] | rule>`. */
export const explainCommand: Command = {
  options: (yargs) =>
    yargs
      .positional("place", { type: "string", demandOption: true, describe: "file:line[:column], or the name of a rule" })
      .example("$0 explain load/members.py:12", "what was made of the names in that line, and why")
      .example("$0 explain multipart-name", "what a rule means"),
  run: async (options, surroundings) => {
    const place = textOption(options, "place") ?? ""
    const rules = await loadRules()
    const rule = rules.find((each) => each.id === place)
    if (rule !== undefined) {
      await deliver(explainRule(rule), options, surroundings)
      return 0
    }
    if (Object.hasOwn(noticeRules, place)) {
      const { summary, help } = noticeRules[place as keyof typeof noticeRules]
      await deliver(`${place}\n\n${summary}\n\n${help}\n`, options, surroundings)
      return 0
    }
    const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(place)
    if (match === null)
      throw new UsageError(
        `${place} is neither file:line[:column] nor a rule. Rules: ${rules
          .map((each) => each.id)
          .sort()
          .join(", ")}.`,
      )
    const [, file = "", line = "", column] = match
    const config = await configure(options, surroundings)
    const found = await audit({ cwd: surroundings.cwd, paths: [file], config, gitignore: false, concurrency: 1, progress: null })
    const findings = found.result.findings.filter((each) =>
      within(each, Number(line), column === undefined ? null : Number(column)),
    )
    if (findings.length === 0) {
      const near = found.result.findings.map((each) => each.line)
      const hint =
        near.length === 0
          ? "The file holds none of the names."
          : `Names stand in lines ${[...new Set(near)].slice(0, 12).join(", ")}.`
      throw new UsageError(`There is no name at ${place}. ${hint}`)
    }
    const text = findings.map((each) =>
      explainPlace(
        each,
        fittingRules(found.rules, each.reference),
        found.facts.get(each.file)?.source.text ?? "",
        found.runnerOf(each.file),
      ),
    )
    await deliver(`${text.join("\n")}`, options, surroundings)
    return 0
  },
}

function within(finding: Finding, line: number, column: number | null): boolean {
  if (line < finding.line || line > finding.endLine) return false
  return column === null || (column >= finding.column && column < finding.endColumn)
}
