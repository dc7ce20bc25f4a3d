import { factCache, factKey, trimCache } from "./cache/fact-cache.js"
import { type Listing, listFiles } from "./discover/list-files.js"
import { refuseMissing } from "./discover/missing-path.js"
import { formOfFacts, readFacts } from "./facts/facts-text.js"
import type { TableReading, TableTaskSettings } from "./facts/table-facts.js"
import { type KeptResults, type Linked, link } from "./lineage/link.js"
import type { LinkedSources } from "./lineage/plan.js"
import { linkedSources } from "./linked-sources.js"
import type { Config } from "./model/config.js"
import type { FileFacts } from "./model/lineage.js"
import type { Problem, Texts } from "./model/source.js"
import { version } from "./version.js"
import { walkTogether } from "./walk-crew.js"
import { type RunOnFiles, runOnFiles } from "./workers/run-on-files.js"
import type { FileOutcome, TaskOrder } from "./workers/task.js"

/** What to look at. */
export interface TablesOptions {
  /** Absolute. Files are named relative to it. */
  readonly cwd: string
  /** Files and directories; none means the working directory. */
  readonly paths: readonly string[]
  readonly config: Config
  /** Names of proposed processes that are asked for, where the config has none; empty for all. */
  readonly only: readonly string[]
  readonly gitignore: boolean
  /** Threads that read files; null for as many as the machine runs at once. */
  readonly concurrency: number | null
  /** Directory in which the facts of files are kept from run to run; null for none. */
  readonly cache: string | null
  readonly progress: ((what: "reading" | "linking", done: number, all: number) => void) | null
}

/** The files of the given paths. Throws `MissingPathError`. */
export async function listForTables(options: TablesOptions): Promise<Listing> {
  const { cwd, paths, config, gitignore } = options
  const listing = await listFiles({ cwd, paths, ignore: config.ignore, root: config.root, gitignore })
  refuseMissing(listing, cwd)
  return listing
}

/** Finds the source and destination tables of every process. Throws on wrong use; everything else that fails is a problem in the result. */
export async function tables(options: TablesOptions): Promise<Linked> {
  const found = await tablesListed(await listForTables(options), options, {
    run: runOnFiles,
    textsOf: null,
    order: tablesOrder(options, options.cache !== null),
  })
  if (options.cache !== null) trimCache(options.cache, largestCache)
  return found
}

/** How listed files are read. */
export interface ListedReading {
  /** Reads their facts. */
  readonly run: RunOnFiles
  readonly order: TaskOrder
  /** The texts of those that are texts; null: those on the disk. */
  readonly textsOf: ((files: ReadonlySet<string>) => Texts) | null
}

/** The same for files that are listed. */
export async function tablesListed(listing: Listing, options: TablesOptions, reading: ListedReading): Promise<Linked> {
  const { cwd, config, cache, concurrency } = options
  const read = await readAll(listing.files, options, reading)
  const sources = linkedSources({ cwd, config, facts: read.facts, files: [...read.withText] })
  const onDisk = reading.textsOf === null
  return link({
    ...sources,
    texts: reading.textsOf?.(read.withText) ?? sources.texts,
    only: options.only,
    problems: [...listing.problems, ...read.problems],
    kept: cache === null || read.contents.size === 0 ? null : keptResults(cache, sources, read.contents),
    together: onDisk ? walkTogether({ cwd, config, facts: read.told, files: read.withText, concurrency }) : null,
    progress: options.progress === null ? null : (done, all) => options.progress?.("linking", done, all),
  })
}

/** What earlier runs found, by all of the config that linking depends on. */
function keptResults(directory: string, { config, base }: LinkedSources, contents: ReadonlyMap<string, string>): KeptResults {
  const cache = factCache(directory)
  const setting = JSON.stringify([version(), formOfFacts, base, config.names, config.defaultDatabase])
  const keyed = (key: string): string => factKey(setting, key, new Uint8Array())
  return {
    contentOf: (file) => contents.get(file) ?? "",
    get: (key) => cache.get(keyed(key)),
    set: (key, text) => cache.set(keyed(key), text),
  }
}

/** Bytes that a cache may hold. */
const largestCache = 2 ** 29

interface ReadFiles {
  readonly facts: readonly FileFacts[]
  /** The facts as they were told, for other threads. */
  readonly told: readonly string[]
  readonly withText: ReadonlySet<string>
  readonly problems: readonly Problem[]
  /** Keys of the contents of texts; empty where they are not told. */
  readonly contents: ReadonlyMap<string, string>
}

/** The task that reads the facts of files, and tells keys of their contents if they are asked for. */
export function tablesOrder({ cache }: TablesOptions, keys: boolean): TaskOrder {
  const settings: TableTaskSettings = { cache, version: version(), keys }
  return { name: "tables", settings }
}

async function readAll(files: readonly string[], options: TablesOptions, { run, order }: ListedReading): Promise<ReadFiles> {
  const facts: FileFacts[] = []
  const texts: string[] = []
  const withText = new Set(files)
  const problems: Problem[] = []
  const contents = new Map<string, string>()
  const outcomes: ReadonlyMap<string, FileOutcome<TableReading>> = await run<TableReading>({
    cwd: options.cwd,
    files,
    contents: new Map(),
    order,
    concurrency: options.concurrency,
    progress: options.progress === null ? null : (done, all) => options.progress?.("reading", done, all),
  })
  for (const [file, outcome] of outcomes) {
    const key = outcome.kind === "told" && outcome.value.kind !== "skipped" ? outcome.value.key : null
    if (key !== null) contents.set(file, key)
    if (outcome.kind === "told" && outcome.value.kind === "text") continue
    if (outcome.kind === "told" && outcome.value.kind === "facts") {
      const read = readFacts(outcome.value.text)
      facts.push(read.facts)
      texts.push(outcome.value.text)
      problems.push(...read.problems)
      continue
    }
    withText.delete(file)
    if (outcome.kind === "failed")
      problems.push({ file, line: null, column: null, message: `cannot be read: ${outcome.message}` })
  }
  return { facts, told: texts, withText, problems, contents }
}
