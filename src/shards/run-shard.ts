import type { Listing } from "../discover/list-files.js"
import type { Config } from "../model/config.js"
import { version } from "../version.js"
import type { FileRun, RunOnFiles } from "../workers/run-on-files.js"
import { runOnFiles } from "../workers/run-on-files.js"
import type { FileOutcome, TaskOrder } from "../workers/task.js"
import type { Partial, Recorded, RunSettings } from "./partial.js"
import { type Shard, shardOf } from "./shard.js"

/** What decides which files a run looks at. */
interface Listed {
  readonly paths: readonly string[]
  readonly config: Config
  readonly gitignore: boolean
}

/** The settings that all shards of a run have in common. `read` is what the tasks are told. */
export function runSettings(command: RunSettings["command"], read: unknown, { paths, config, gitignore }: Listed): RunSettings {
  return { command, read: JSON.stringify(read), listed: JSON.stringify({ paths, ignore: config.ignore, gitignore }) }
}

/** What to do with an outcome before it is handed on; null: there is nothing to tell. */
export type HandOn = (task: string, outcome: FileOutcome<unknown>) => FileOutcome<unknown> | null

/** Reads the facts of one shard of the listed files. `orders` are the tasks of the run. */
export async function runShard(
  listing: Listing,
  shard: Shard,
  orders: readonly TaskOrder[],
  settings: RunSettings,
  run: Pick<FileRun, "cwd" | "concurrency" | "progress">,
  handOn: HandOn = (_task, outcome) => outcome,
): Promise<Partial> {
  const files = listing.files.filter((file) => shardOf(file, shard.of) === shard.index)
  const outcomes: (readonly [string, string, FileOutcome<unknown>])[] = []
  for (const order of orders) {
    const told = await runOnFiles<unknown>({ ...run, files, contents: new Map(), order })
    for (const [file, outcome] of told) {
      const handed = handOn(order.name, outcome)
      if (handed !== null) outcomes.push([order.name, file, handed])
    }
  }
  return { format: "unhardcode-facts", tool: version(), settings, shard, files, problems: listing.problems, outcomes }
}

/** Tells what was recorded instead of reading files. */
export function replay(recorded: Recorded): RunOnFiles {
  return async <T>(run: FileRun) => {
    const outcomes = recorded.get(run.order.name) ?? new Map()
    const known = run.files.filter((file) => outcomes.has(file))
    return new Map(known.map((file) => [file, outcomes.get(file) as FileOutcome<T>]))
  }
}
