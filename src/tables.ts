import { contentKey, openPack, type Pack } from "./cache/pack.js"
import { openStamps, type Stamps } from "./cache/stamps.js"
import { type Listing, listFiles } from "./discover/list-files.js"
import { refuseMissing } from "./discover/missing-path.js"
import { type FactsSource, formOfFacts, readFacts } from "./facts/facts-text.js"
import { type TableReading, tagOfReadings } from "./facts/table-facts.js"
import { factsOf, tablesOrder } from "./kept-facts.js"
import { type KeptResults, type Linked, link } from "./lineage/link.js"
import type { LinkedSources } from "./lineage/plan.js"
import { linkedSources } from "./linked-sources.js"
import type { Config } from "./model/config.js"
import type { FileFacts } from "./model/lineage.js"
import type { Problem, Texts } from "./model/source.js"
import { version } from "./version.js"
import { walkTogether } from "./walk-crew.js"
import { type RunOnFiles, runOnFiles } from "./workers/run-on-files.js"
import type { FileOutcome } from "./workers/task.js"

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
  const pack = options.cache === null ? null : openPack(options.cache)
  const found = await tablesListed(await listForTables(options), options, {
    run: runOnFiles,
    textsOf: null,
    pack,
    stamps:
      pack === null || options.cache === null ? null : openStamps(pack, options.cache, options.cwd, tagOfReadings(version())),
  })
  pack?.save()
  return found
}

/** How listed files are read. */
export interface ListedReading {
  /** Reads their facts. */
  readonly run: RunOnFiles
  /** What is kept from run to run; null for nothing. */
  readonly pack: Pack | null
  /** What tells of files on the disk that they are as an earlier run has read them; null where nobody knows. */
  readonly stamps: Stamps | null
  /** The texts of those that are texts; null: those on the disk. */
  readonly textsOf: ((files: ReadonlySet<string>) => Texts) | null
}

/** The same for files that are listed. */
export async function tablesListed(listing: Listing, options: TablesOptions, reading: ListedReading): Promise<Linked> {
  const { cwd, config, concurrency } = options
  const read = await readAll(listing.files, options, reading)
  const sources = linkedSources({ cwd, config, facts: read.facts, files: [...read.withText] })
  const onDisk = reading.textsOf === null
  return link({
    ...sources,
    texts: reading.textsOf?.(read.withText) ?? sources.texts,
    only: options.only,
    problems: [...listing.problems, ...read.problems],
    kept: reading.pack && keptResults(reading.pack, sources, read.contents),
    together: onDisk ? walkTogether({ cwd, config, facts: read.told, files: read.withText, concurrency }) : null,
    progress: options.progress === null ? null : (done, all) => options.progress?.("linking", done, all),
  })
}

/** What earlier runs found, by all of the config that linking depends on. */
function keptResults(pack: Pack, { config, base }: LinkedSources, contents: ReadonlyMap<string, string>): KeptResults {
  const setting = JSON.stringify([version(), formOfFacts, base, config.names, config.defaultDatabase])
  const keyed = (key: string): string => contentKey(setting, key, new Uint8Array())
  return {
    contentOf: (file) => contents.get(file) ?? "",
    get: (key) => pack.get(keyed(key))?.toString("utf8") ?? null,
    set: (key, text) => pack.set(keyed(key), text),
  }
}

interface ReadFiles {
  readonly facts: readonly FileFacts[]
  /** The facts as they were told, for other threads. */
  readonly told: () => readonly string[]
  readonly withText: ReadonlySet<string>
  readonly problems: readonly Problem[]
  /** Keys of the contents of texts; empty where nothing is kept. */
  readonly contents: ReadonlyMap<string, string>
}

async function readAll(files: readonly string[], options: TablesOptions, reading: ListedReading): Promise<ReadFiles> {
  const { pack, stamps } = reading
  const facts: FileFacts[] = []
  const sources: (string | FactsSource)[] = []
  const withText = new Set(files)
  const problems: Problem[] = []
  const contents = new Map<string, string>()
  for (const [file, outcome] of await outcomesOf(files, options, reading)) {
    if (outcome.kind === "told" && outcome.value.kind !== "skipped") {
      const { key } = outcome.value
      if (key !== null) {
        contents.set(file, key)
        stamps?.note(file, key)
      }
      const found = factsOf(outcome.value, pack)
      if (found.kind === "text") continue
      const read = readFacts(found.source)
      facts.push(read.facts)
      sources.push(found.source)
      problems.push(...read.problems)
      continue
    }
    withText.delete(file)
    if (outcome.kind === "failed")
      problems.push({ file, line: null, column: null, message: `cannot be read: ${outcome.message}` })
  }
  stamps?.keep()
  const told = (): readonly string[] => sources.map((source) => (typeof source === "string" ? source : source.text()))
  return { facts, told, withText, problems, contents }
}

/** What reading tells of each file, in the order of the files; those that nobody touched are not read. */
async function outcomesOf(
  files: readonly string[],
  { cwd, concurrency, progress }: TablesOptions,
  { run, pack, stamps }: ListedReading,
): Promise<Iterable<readonly [string, FileOutcome<TableReading>]>> {
  const untouched = new Map<string, FileOutcome<TableReading>>()
  for (const file of stamps === null ? [] : files) {
    const key = stamps?.keyOf(file) ?? null
    if (key !== null && pack?.get(key) != null) untouched.set(file, { kind: "told", value: { kind: "kept", key } })
  }
  const outcomes = await run<TableReading>({
    cwd,
    files: untouched.size === 0 ? files : files.filter((file) => !untouched.has(file)),
    contents: new Map(),
    order: tablesOrder(pack),
    concurrency,
    progress: progress === null ? null : (done, all) => progress("reading", done, all),
  })
  if (untouched.size === 0) return outcomes
  return files.flatMap((file) => {
    const outcome = untouched.get(file) ?? outcomes.get(file)
    return outcome === undefined ? [] : [[file, outcome] as const]
  })
}
