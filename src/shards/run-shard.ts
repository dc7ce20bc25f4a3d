import type { Listing } from "../discover/list-files.js"
import type { FileRun, RunOnFiles } from "../workers/run-on-files.js"
import { runOnFiles } from "../workers/run-on-files.js"
import type { FileOutcome, TaskOrder } from "../workers/task.js"
import type { Partial, Recorded } from "./partial.js"
import { type Shard, shardOf } from "./shard.js"

/** Reads the facts of one shard of the listed files. `orders` are the tasks of the run, `settings` what they were told. */
export async function runShard(
  listing: Listing,
  shard: Shard,
  orders: readonly TaskOrder[],
  settings: string,
  tool: string,
  run: Pick<FileRun, "cwd" | "concurrency" | "progress">,
): Promise<Partial> {
  const files = listing.files.filter((file) => shardOf(file, shard.of) === shard.index)
  const outcomes: [string, [string, FileOutcome<unknown>][]][] = []
  for (const order of orders) {
    outcomes.push([order.name, [...(await runOnFiles<unknown>({ ...run, files, contents: new Map(), order }))]])
  }
  return { format: "unhardcode-facts", tool, settings, shard, files, problems: listing.problems, outcomes }
}

/** Tells what was recorded instead of reading files. */
export function replay(recorded: Recorded): RunOnFiles {
  return async <T>(run: FileRun) => {
    const outcomes = recorded.get(run.order.name) ?? new Map()
    const known = run.files.filter((file) => outcomes.has(file))
    return new Map(known.map((file) => [file, outcomes.get(file) as FileOutcome<T>]))
  }
}
