import { audit } from "../audit.js"
import { reporters } from "../report/index.js"
import type { Command } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { switchOption, textOption } from "./options.js"
import { reportOptions } from "./report-options.js"
import { concurrencyOf, configure, pathsOf, progressOf } from "./setup.js"

/** `unhardcode audit [paths..]`. */
export const auditCommand: Command = {
  options: (yargs) =>
    yargs
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person" })
      .example("$0 audit --database MemberRepository=MEMBER_REPOSITORY_DB", "every place of one database below here")
      .example("$0 audit --format json --output audit.json", "all references, for programs"),
  run: async (options, surroundings) => {
    const format = textOption(options, "format") ?? "text"
    const load = Object.hasOwn(reporters, format) ? reporters[format] : undefined
    if (load === undefined) throw new UsageError(`There is no format ${format}. Formats: ${Object.keys(reporters).join(", ")}.`)
    const config = await configure(options, surroundings)
    const progress = progressOf(options, surroundings, "reading")
    const gitignore = switchOption(options, "gitignore") !== false
    const found = await audit({
      cwd: surroundings.cwd,
      paths: pathsOf(options),
      config,
      gitignore,
      concurrency: concurrencyOf(options),
      progress: progress.step,
    })
    progress.done()
    const report = await load()
    await deliver(await report(found.result, reportOptions(found, options, surroundings)), options, surroundings)
    return switchOption(options, "strict") === true && found.result.problems.length > 0 ? 3 : 0
  },
}
