import { type Audit, audit } from "../audit.js"
import { auditShard } from "../audit-shard.js"
import { reporters } from "../report/index.js"
import type { Command, Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { switchOption, textOption } from "./options.js"
import { reportOptions } from "./report-options.js"
import { concurrencyOf, configure, pathsOf, progressOf } from "./setup.js"
import { deliverPartial, shardAsked, shardOptions } from "./shard-option.js"

/** `unhardcode audit [paths..]`. */
export const auditCommand: Command = {
  options: (table) =>
    shardOptions(table)
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person" })
      .example("$0 audit --database MemberRepository=MEMBER_REPOSITORY_DB", "every place of one database below here")
      .example("$0 audit --format json --output audit.json", "all references, for programs"),
  run: async (options, surroundings) => {
    const shard = shardAsked(options)
    const load = shard === null ? reporterOf(options) : null
    const config = await configure(options, surroundings)
    const progress = progressOf(options, surroundings, "reading")
    const auditOptions = {
      cwd: surroundings.cwd,
      paths: pathsOf(options),
      config,
      gitignore: switchOption(options, "gitignore") !== false,
      concurrency: concurrencyOf(options),
      progress: progress.step,
    }
    if (load === null) {
      const partial = await auditShard(auditOptions, shard ?? { index: 1, of: 1 })
      progress.done()
      return deliverPartial(partial, options, surroundings)
    }
    const found = await audit(auditOptions)
    progress.done()
    return tellAudit(found, load, options, surroundings)
  },
}

/** The reporter of the format that was asked for. Throws `UsageError` where there is none. */
export function reporterOf(options: Options): LoadReporter {
  const format = textOption(options, "format") ?? "text"
  const load = Object.hasOwn(reporters, format) ? reporters[format] : undefined
  if (load === undefined) throw new UsageError(`There is no format ${format}. Formats: ${Object.keys(reporters).join(", ")}.`)
  return load
}

type LoadReporter = NonNullable<(typeof reporters)[string]>

/** Reports an audit, and gives the exit code. */
export async function tellAudit(found: Audit, load: LoadReporter, options: Options, surroundings: Surroundings): Promise<number> {
  const report = await load()
  await deliver(await report(found.result, reportOptions(found, options, surroundings)), options, surroundings)
  return switchOption(options, "strict") === true && found.result.problems.length > 0 ? 3 : 0
}
