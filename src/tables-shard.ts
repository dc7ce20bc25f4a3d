import { openPack } from "./cache/pack.js"
import type { TableReading } from "./facts/table-facts.js"
import { tablesOrder, withoutKept } from "./kept-facts.js"
import type { Linked } from "./lineage/link.js"
import type { Joined, Partial } from "./shards/partial.js"
import { type HandOn, replay, runSettings, runShard } from "./shards/run-shard.js"
import type { Shard } from "./shards/shard.js"
import { listForTables, type TablesOptions, tablesListed } from "./tables.js"
import type { FileOutcome } from "./workers/task.js"

/** The task whose outcomes are the texts of files: what is linked later is linked without the files. */
const texts = { name: "texts", settings: null }

/** Reads one shard of what `tables` would read, and links nothing. Throws `MissingPathError`. */
export async function tablesShard(options: TablesOptions, shard: Shard): Promise<Partial> {
  const progress = options.progress === null ? null : (done: number, all: number) => options.progress?.("reading", done, all)
  const run = { cwd: options.cwd, concurrency: options.concurrency, progress }
  const pack = options.cache === null ? null : openPack(options.cache)
  const order = tablesOrder(pack)
  const handOn: HandOn = (task, outcome) =>
    task === order.name ? withoutKept(outcome as FileOutcome<TableReading>, pack) : outcome
  const listing = await listForTables(options)
  const partial = await runShard(listing, shard, [order, texts], runSettings("tables", null, options), run, handOn)
  pack?.save()
  return partial
}

/** The tables that one run would have found, from its shards. Facts of tables are the same whatever the config: that of the merge holds. */
export async function tablesJoined(joined: Joined, options: TablesOptions): Promise<Linked> {
  const { files, problems, recorded } = joined
  const told = (recorded.get(texts.name) ?? new Map()) as ReadonlyMap<string, FileOutcome<string>>
  const textOf = (file: string): string => {
    const outcome = told.get(file)
    return outcome?.kind === "told" ? outcome.value : ""
  }
  return tablesListed({ files, problems, missing: [] }, options, {
    run: replay(recorded),
    pack: null,
    stamps: null,
    textsOf: (withText) => ({
      has: (file) => withText.has(file),
      keys: () => withText.keys(),
      get: (file) => (withText.has(file) ? textOf(file) : undefined),
    }),
  })
}
