import { audit } from "../audit.js"
import { loadRules } from "../classify/load-rules.js"
import { fittingRules } from "../classify/match-rule.js"
import type { Finding } from "../model/finding.js"
import type { Rule } from "../model/rule.js"
import { explainPlace, explainRule } from "../report/explain-text.js"
import { visible } from "../report/inert.js"
import { hazardPages, noticeRules } from "../report/rule-index.js"
import { rulesOf } from "../rules-of-config.js"
import type { Command, Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { textOption } from "./options.js"
import { configure } from "./setup.js"

/** The tool's rules, and the config's own where it can be used. */
async function rulesThere(options: Options, surroundings: Surroundings): Promise<readonly Rule[]> {
  try {
    return await rulesOf(await configure(options, surroundings))
  } catch {
    // What a rule of the tool means can be told without names, and beside a config that is wrong.
    return loadRules()
  }
}

/** `unhardcode explain <file:line[:column] | rule>`. */
export const explainCommand: Command = {
  options: (table) =>
    table
      .positional("place", { type: "string", demandOption: true, describe: "file:line[:column], or the name of a rule" })
      .example("$0 explain load/members.py:12", "what was made of the names in that line, and why")
      .example("$0 explain multipart-name", "what a rule means"),
  run: async (options, surroundings) => {
    const place = textOption(options, "place") ?? ""
    const rules = await rulesThere(options, surroundings)
    const rule = rules.find((each) => each.id === place)
    if (rule !== undefined) {
      await deliver(explainRule(rule), options, surroundings)
      return 0
    }
    const page = Object.entries({ ...noticeRules, ...hazardPages }).find(([id]) => id === place)?.[1]
    if (page !== undefined) {
      await deliver(`${place}\n\n${page.summary}\n\n${page.help}\n`, options, surroundings)
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
    const dangers = found.hazards.filter((each) => each.line === Number(line) && each.file === found.result.findings[0]?.file)
    if (findings.length === 0 && dangers.length > 0) {
      const told = dangers.map(
        ({ file: where, line: at, rule: id, message }) => `${visible(where)}:${at}  ${id}: ${visible(message)}\n`,
      )
      await deliver(told.join(""), options, surroundings)
      return 0
    }
    if (findings.length === 0) {
      const near = [...new Set(found.result.findings.map((each) => each.line))]
      const hint =
        near.length === 0
          ? "The file holds none of the names."
          : `Names stand in line${near.length === 1 ? "" : "s"} ${near.slice(0, 12).join(", ")}.`
      throw new UsageError(`There is no name at ${place}. ${hint}`)
    }
    const text = findings.map((each) =>
      explainPlace(
        each,
        fittingRules(found.rules, each.reference),
        found.facts.get(each.file)?.source.text ?? "",
        found.runnerOf(each.file),
        found.hazards,
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
