import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { basename, dirname, join, relative, resolve } from "node:path"
import { loadConfig } from "../config/load-config.js"
import { runGit } from "../discover/git-list.js"
import type { Linked } from "../lineage/link.js"
import type { Config } from "../model/config.js"
import { visible } from "../report/inert.js"
import type { Kept } from "../report/tables/carry-over.js"
import { tablesReporters } from "../report/tables/index.js"
import type { TablesReportOptions } from "../report/tables/reporter.js"
import { tables } from "../tables.js"
import { version } from "../version.js"
import { cacheOf, cacheOptions } from "./cache-option.js"
import type { Command, Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { listOption, switchOption, textOption } from "./options.js"
import { colored, concurrencyOf, pathsOf, progressOf } from "./setup.js"

/** `unhardcode tables [paths..]`. */
export const tablesCommand: Command = {
  options: (yargs) =>
    cacheOptions(yargs)
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("process", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "only this process of the config, or of those proposed without one (repeatable)",
      })
      .option("explain", { type: "string", requiresArg: true, describe: "print every way from --process to this table" })
      .option("link-base", {
        type: "string",
        requiresArg: true,
        describe: "where places link to: a URL with {file} and {line}, or a prefix",
      })
      .example("$0 tables", "source and destination tables of each process of the config")
      .example("$0 tables --format xlsx --output tables.xlsx", "the workbook; a re-run keeps what people wrote into it")
      .example("$0 tables --process PUP_fileload --explain MemberRepository.dbo.Member", "how the process gets to the table"),
  run: async (options, surroundings) => {
    const format = textOption(options, "format") ?? "text"
    const load = Object.hasOwn(tablesReporters, format) ? tablesReporters[format] : undefined
    if (load === undefined)
      throw new UsageError(`There is no format ${format}. Formats: ${Object.keys(tablesReporters).join(", ")}.`)
    const output = textOption(options, "output")
    if (format === "xlsx" && output === null) throw new UsageError("A workbook needs a file: add --output tables.xlsx.")
    const config = await chosen(options, surroundings)
    const reading = progressOf(options, surroundings, "reading")
    const linking = progressOf(options, surroundings, "linking process")
    const linked = await tables({
      cwd: surroundings.cwd,
      paths: pathsOf(options),
      config,
      only: config.processes.length > 0 ? [] : listOption(options, "process"),
      gitignore: switchOption(options, "gitignore") !== false,
      concurrency: concurrencyOf(options),
      cache: cacheOf(options, surroundings),
      progress: (what, done, all) => (what === "reading" ? reading : linking).step?.(done, all),
    })
    reading.done()
    linking.done()
    messages(linked, config, options, surroundings)
    const table = textOption(options, "explain")
    if (table !== null) {
      await deliver(explained(linked, options, table), options, surroundings)
      return 0
    }
    const report = await load()
    const reportOptions = await optionsFor(config, linked, options, surroundings)
    await deliver(await report(linked.result, reportOptions), options, surroundings)
    const unsure = linked.result.unresolved.length + linked.result.problems.length
    return switchOption(options, "strict") === true && unsure > 0 ? 3 : 0
  },
}

/** The config with the processes that were asked for. Needs no database names: tables are found without. */
async function chosen(options: Options, surroundings: Surroundings): Promise<Config> {
  const config = await loadConfig({
    cwd: surroundings.cwd,
    file: textOption(options, "config"),
    databases: listOption(options, "database"),
    ignore: listOption(options, "ignore"),
    strictCase: false,
  })
  const wanted = listOption(options, "process")
  if (wanted.length === 0 || config.processes.length === 0) return config
  const unknown = wanted.filter((name) => !config.processes.some((process) => process.name === name))
  if (unknown.length > 0) {
    throw new UsageError(
      `There is no process ${unknown.join(", ")} in the config. Processes: ${config.processes.map((each) => each.name).join(", ")}.`,
    )
  }
  return { ...config, processes: config.processes.filter((each) => wanted.includes(each.name)) }
}

function messages(linked: Linked, config: Config, options: Options, surroundings: Surroundings): void {
  if (switchOption(options, "quiet") === true) return
  if (config.processes.length === 0) {
    const found = linked.result.processes.length
    surroundings.err(
      `unhardcode: the config names no processes; ${found === 0 ? "none were found" : `${found} are proposed: programs that are started by nothing else here`}.\n`,
    )
  }
  const { problems } = linked.result
  const shown = switchOption(options, "verbose") === true ? problems : problems.slice(0, 5)
  for (const { file, line, message } of shown)
    surroundings.err(`unhardcode: ${visible(file)}${line === null ? "" : `:${line}`}: ${visible(message)}\n`)
  if (shown.length < problems.length)
    surroundings.err(
      `unhardcode: ${problems.length - shown.length} more files could be read only in part (--verbose lists them).\n`,
    )
}

function explained(linked: Linked, options: Options, table: string): string {
  const [process = linked.result.processes.length === 1 ? linked.result.processes[0]?.name : undefined] = listOption(
    options,
    "process",
  )
  if (process === undefined) throw new UsageError("Say which process: --process NAME --explain TABLE.")
  const found = linked.result.processes.find((each) => each.name === process)
  if (found === undefined)
    throw new UsageError(
      `There is no process ${process}. Processes: ${linked.result.processes.map((each) => each.name).join(", ")}.`,
    )
  const paths = linked.explain(process, table)
  if (paths === null) {
    const object = (table.split(".").at(-1) ?? table).toLowerCase().replace(/[[\]]/g, "")
    const near = found.tables.filter((use) => use.table.toLowerCase().includes(object)).map((use) => use.table)
    throw new UsageError(`${process} does not use ${table}.${near.length > 0 ? ` Is it ${near.join(" or ")}?` : ""}`)
  }
  const out = [`${visible(process)} gets to ${visible(table)} in ${paths.length} ${paths.length === 1 ? "way" : "ways"}.`, ""]
  for (const path of paths) {
    for (const hop of path) out.push(`  ${hop.what.padEnd(9)} ${visible(hop.name)}  ${visible(hop.file)}:${hop.line}`)
    out.push("")
  }
  return `${out.join("\n")}\n`
}

async function optionsFor(
  config: Config,
  linked: Linked,
  options: Options,
  surroundings: Surroundings,
): Promise<TablesReportOptions> {
  const base: TablesReportOptions = {
    version: version(),
    linkBase: textOption(options, "linkBase"),
    config: config.file === null ? "none" : relative(surroundings.cwd, config.file).replaceAll("\\", "/"),
    commits: await commitsOf(linked, surroundings.cwd),
    previous: null,
    color: colored(options, surroundings),
  }
  return textOption(options, "format") === "xlsx"
    ? { ...base, previous: await previousOf(linked, base, options, surroundings) }
    : base
}

/** What people wrote into the workbook that will be replaced. */
async function previousOf(
  linked: Linked,
  base: TablesReportOptions,
  options: Options,
  surroundings: Surroundings,
): Promise<Kept | null> {
  const output = resolve(surroundings.cwd, textOption(options, "output") ?? "")
  if (existsSync(join(dirname(output), `~$${basename(output)}`))) {
    throw new UsageError(
      `${textOption(options, "output")} is open in Excel. Close it first, so that nothing that was typed is lost.`,
    )
  }
  if (!existsSync(output)) return null
  const [{ readKept }, { sheetsOf }] = await Promise.all([
    import("../report/tables/workbook.js"),
    import("../report/tables/sheets.js"),
  ])
  return readKept(await readFile(output), textOption(options, "output") ?? output, sheetsOf(linked.result, base))
}

/** The commits of the repositories that hold the processes: a workbook says what it was made from. */
async function commitsOf(linked: Linked, cwd: string): Promise<TablesReportOptions["commits"]> {
  const directories = new Set(
    linked.result.processes
      .flatMap((process) => process.tables.flatMap((use) => use.path.slice(0, 1)))
      .map((hop) => dirname(hop.file)),
  )
  const found = new Map<string, string>()
  for (const directory of [...directories].sort()) {
    const top = await runGit(resolve(cwd, directory), ["rev-parse", "--show-toplevel", "HEAD"])
    const [root, commit] = top.code === 0 ? top.output.toString("utf8").split("\n") : []
    if (root !== undefined && commit !== undefined && commit !== "")
      found.set(relative(cwd, root).replaceAll("\\", "/") || ".", commit)
  }
  return [...found].map(([directory, commit]) => ({ directory, commit }))
}
