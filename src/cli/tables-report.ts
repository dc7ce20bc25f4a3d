import { existsSync } from "node:fs"
import { access, constants, readFile } from "node:fs/promises"
import { basename, dirname, join, relative, resolve } from "node:path"
import { loadConfig } from "../config/load-config.js"
import { runGit } from "../discover/git-list.js"
import type { Linked } from "../lineage/link.js"
import type { Config } from "../model/config.js"
import { visible } from "../report/inert.js"
import type { Kept } from "../report/tables/carry-over.js"
import { tablesReporters } from "../report/tables/index.js"
import type { TablesReportOptions } from "../report/tables/reporter.js"
import { closest } from "../text/closest.js"
import { version } from "../version.js"
import type { Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { listOption, switchOption, textOption } from "./options.js"
import { colored } from "./setup.js"
import { explained } from "./tables-explain.js"

type LoadReporter = NonNullable<(typeof tablesReporters)[string]>

/** The reporter of the format that was asked for. Throws `UsageError` where there is none, or where it needs a file. */
export function tablesReporterOf(options: Options, { cwd }: Surroundings): LoadReporter {
  const format = textOption(options, "format") ?? "text"
  const load = Object.hasOwn(tablesReporters, format) ? tablesReporters[format] : undefined
  if (load === undefined)
    throw new UsageError(`There is no format ${format}. Formats: ${Object.keys(tablesReporters).join(", ")}, facts.`)
  const output = textOption(options, "output")
  if (format === "xlsx" && output === null) throw new UsageError("A workbook needs a file: add --output tables.xlsx.")
  // Better told now than after the work.
  if (format === "xlsx" && output !== null) refuseOpen(resolve(cwd, output), output)
  return load
}

/** The config with the processes that were asked for. Needs no database names: tables are found without. */
export async function tablesConfig(options: Options, surroundings: Surroundings): Promise<Config> {
  const config = await loadConfig({
    cwd: surroundings.cwd,
    file: textOption(options, "config"),
    databases: listOption(options, "database"),
    ignore: listOption(options, "ignore"),
    strictCase: false,
  })
  const wanted = listOption(options, "process")
  if (wanted.length === 0 || config.processes.length === 0) return config
  const names = config.processes.map(({ name }) => name)
  for (const name of wanted) if (!names.includes(name)) throw unknownProcess(name, names)
  return { ...config, processes: config.processes.filter((each) => wanted.includes(each.name)) }
}

/** Names shown in a message. */
const shownNames = 20

function unknownProcess(name: string, names: readonly string[]): UsageError {
  const near = closest(name, names)
  const others = names.length > shownNames ? ` and ${names.length - shownNames} more` : ""
  return new UsageError(
    `There is no process ${visible(name)} in the config.${near === null ? "" : ` Did you mean ${near}?`} Processes: ${names.slice(0, shownNames).join(", ")}${others}.`,
  )
}

/** Reports what was linked, or explains a table of it, and gives the exit code. */
export async function tellTables(
  linked: Linked,
  config: Config,
  load: LoadReporter,
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  messages(linked, config, options, surroundings)
  const table = textOption(options, "explain")
  if (table !== null) {
    await deliver(explained(linked, listOption(options, "process"), table), options, surroundings)
    return 0
  }
  const report = await load()
  const reportOptions = await optionsFor(config, linked, options, surroundings)
  await deliver(await report(linked.result, reportOptions), options, surroundings)
  const unsure = linked.result.unresolved.length + linked.result.problems.length
  return switchOption(options, "strict") === true && unsure > 0 ? 3 : 0
}

function messages(linked: Linked, config: Config, options: Options, surroundings: Surroundings): void {
  if (switchOption(options, "quiet") === true) return
  if (config.processes.length === 0) {
    const found = linked.result.processes.length
    const how =
      found === 0
        ? "no script with a main guard, job or uncalled procedure was found to propose. Name them: `processes: { NAME: { entry: [FILE] } }`"
        : `${found} ${found === 1 ? "is" : "are"} proposed: programs that are started by nothing else here`
    surroundings.err(`unhardcode: the config names no processes; ${how}.\n`)
  }
  const { problems } = linked.result
  const shown = switchOption(options, "verbose") === true ? problems : problems.slice(0, 5)
  for (const { file, line, message } of shown)
    surroundings.err(`unhardcode: ${visible(file)}${line === null ? "" : `:${line}`}: ${visible(message)}\n`)
  const more = problems.length - shown.length
  if (more > 0)
    surroundings.err(`unhardcode: ${more} more ${more === 1 ? "problem" : "problems"} (--verbose lists all of them).\n`)
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
  const name = textOption(options, "output") ?? ""
  const bytes = await readWorkbook(resolve(surroundings.cwd, name), name)
  if (bytes === null) return null
  const [{ readKept }, { sheetsOf }] = await Promise.all([
    import("../report/tables/read-kept.js"),
    import("../report/tables/sheets.js"),
  ])
  return readKept(bytes, name, sheetsOf(linked.result, base))
}

/** The workbook that will be replaced; null if there is none. Throws `UsageError` where it cannot be read, or not replaced. */
async function readWorkbook(path: string, name: string): Promise<Uint8Array | null> {
  refuseOpen(path, name)
  try {
    const bytes = await readFile(path)
    await access(path, constants.W_OK)
    return bytes
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null
    if (code === "ENOENT") return null
    const why = code === "EISDIR" ? "it is a directory" : error instanceof Error ? error.message : String(error)
    throw new UsageError(`${name} cannot be replaced: ${why}. Choose another --output.`)
  }
}

/** Throws while an office program has the workbook open: it would write over what is written now, or lose what is typed there. */
function refuseOpen(path: string, name: string): void {
  for (const [lock, program] of [
    [`~$${basename(path)}`, "Excel"],
    [`.~lock.${basename(path)}#`, "LibreOffice"],
  ] as const) {
    if (!existsSync(join(dirname(path), lock))) continue
    throw new UsageError(
      `${name} is open in ${program}. Close it first, so that nothing that was typed is lost. (If it is not open, delete ${lock} beside it.)`,
    )
  }
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
