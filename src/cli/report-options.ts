import type { Audit } from "../audit.js"
import type { ReportOptions } from "../report/reporter.js"
import { version } from "../version.js"
import type { Options, Surroundings } from "./command.js"
import { switchOption } from "./options.js"
import { colored } from "./setup.js"

/** What the reporters may know of an audit beside its result. */
export function reportOptions(audit: Audit, options: Options, surroundings: Surroundings): ReportOptions {
  return {
    color: colored(options, surroundings),
    verbose: switchOption(options, "verbose") === true,
    quiet: switchOption(options, "quiet") === true,
    source: (file) => audit.facts.get(file)?.source.text ?? null,
    rules: new Map(audit.rules.map((rule) => [rule.id, { rule: rule.id, summary: rule.reason, help: rule.help, url: null }])),
    version: version(),
  }
}
