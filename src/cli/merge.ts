import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { auditJoined } from "../audit-shard.js"
import { type Joined, joinPartials, parsePartial } from "../shards/partial.js"
import { tablesJoined } from "../tables-shard.js"
import { version } from "../version.js"
import { reporterOf, tellAudit } from "./audit.js"
import { type Command, type Options, type Surroundings, UsageError } from "./command.js"
import { listOption } from "./options.js"
import { configure, progressOf } from "./setup.js"
import { tablesReportOptions } from "./tables.js"
import { tablesConfig, tablesReporterOf, tellTables } from "./tables-report.js"

/** `unhardcode merge <files..>`. */
export const mergeCommand: Command = {
  options: (table) =>
    tablesReportOptions(table)
      .positional("files", { type: "string", array: true, demandOption: true, describe: "what the shards wrote, in any order" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person (of an audit)" })
      .example("$0 merge shards/*.json --format json", "the result of one run, from its shards"),
  run: async (options, surroundings) => {
    const { cwd } = surroundings
    const partials = listOption(options, "files").map((name) => ({
      name,
      partial: parsePartial(name, readShard(resolve(cwd, name), name)),
    }))
    const joined = joinPartials(partials, version())
    return joined.settings.command === "audit"
      ? mergeAudit(joined, options, surroundings)
      : mergeTables(joined, options, surroundings)
  },
}

async function mergeAudit(joined: Joined, options: Options, surroundings: Surroundings): Promise<number> {
  const load = reporterOf(options)
  const config = await configure(options, surroundings)
  const { cwd } = surroundings
  const found = await auditJoined(joined, { cwd, paths: [], config, gitignore: true, concurrency: 1, progress: null })
  return tellAudit(found, load, options, surroundings)
}

async function mergeTables(joined: Joined, options: Options, surroundings: Surroundings): Promise<number> {
  const load = tablesReporterOf(options, surroundings)
  const config = await tablesConfig(options, surroundings)
  const linking = progressOf(options, surroundings, "following", "processes")
  const linked = await tablesJoined(joined, {
    cwd: surroundings.cwd,
    paths: [],
    config,
    only: config.processes.length > 0 ? [] : listOption(options, "process"),
    gitignore: true,
    concurrency: 1,
    cache: null,
    progress: (what, done, all) => (what === "linking" ? linking.step?.(done, all) : undefined),
  })
  linking.done()
  return tellTables(linked, config, load, options, surroundings)
}

function readShard(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
