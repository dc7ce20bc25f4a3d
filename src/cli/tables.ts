import { tables } from "../tables.js"
import { tablesShard } from "../tables-shard.js"
import { cacheOf } from "./cache-option.js"
import type { Command, OptionTable } from "./command.js"
import { listOption, switchOption } from "./options.js"
import { concurrencyOf, pathsOf, progressOf } from "./setup.js"
import { deliverPartial, shardAsked, shardOptions } from "./shard-option.js"
import { tablesConfig, tablesReporterOf, tellTables } from "./tables-report.js"

/** The options of how tables are told, which `merge` has too. */
export function tablesReportOptions(table: OptionTable): OptionTable {
  return table
    .option("process", {
      type: "string",
      array: true,
      nargs: 1,
      describe: "only this process of the config, or of those proposed without one (repeatable)",
    })
    .option("explain", {
      type: "string",
      requiresArg: true,
      describe: "print every way from --process (default: from each) to this table",
    })
    .option("link-base", {
      type: "string",
      requiresArg: true,
      describe: "where places link to: a URL with {file} and {line}, or a prefix",
    })
}

/** `unhardcode tables [paths..]`. */
export const tablesCommand: Command = {
  options: (table) =>
    tablesReportOptions(shardOptions(table))
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .example("$0 tables", "source and destination tables of each process of the config")
      .example("$0 tables --format xlsx --output tables.xlsx", "the workbook; a re-run keeps what people wrote into it")
      .example("$0 tables --process PUP_fileload --explain MemberRepository.dbo.Member", "how the process gets to the table"),
  run: async (options, surroundings) => {
    const shard = shardAsked(options)
    const load = shard === null ? tablesReporterOf(options, surroundings) : null
    const config = await tablesConfig(options, surroundings)
    const reading = progressOf(options, surroundings, "reading")
    const linking = progressOf(options, surroundings, "following", "processes")
    const tablesOptions = {
      cwd: surroundings.cwd,
      paths: pathsOf(options),
      config,
      only: config.processes.length > 0 ? [] : listOption(options, "process"),
      gitignore: switchOption(options, "gitignore") !== false,
      concurrency: concurrencyOf(options),
      cache: cacheOf(options, surroundings),
      progress: (what: "reading" | "linking", done: number, all: number) =>
        (what === "reading" ? reading : linking).step?.(done, all),
    }
    if (load === null) {
      const partial = await tablesShard(tablesOptions, shard ?? { index: 1, of: 1 })
      reading.done()
      return deliverPartial(partial, options, surroundings)
    }
    const linked = await tables(tablesOptions)
    reading.done()
    linking.done()
    return tellTables(linked, config, load, options, surroundings)
  },
}
