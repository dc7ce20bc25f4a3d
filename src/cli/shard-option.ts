import { type Partial, renderPartial } from "../shards/partial.js"
import { parseShard, type Shard } from "../shards/shard.js"
import type { Options, OptionTable, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { textOption } from "./options.js"

/** The options of commands whose work can be parted among machines. */
export function shardOptions(table: OptionTable): OptionTable {
  return table.option("shard", {
    type: "string",
    requiresArg: true,
    describe: "I/N: only this part of the files, for merge (with --format facts)",
  })
}

/** The part that facts are asked of, the whole being `1/1`; null where a result is asked for. Throws `UsageError` on anything between. */
export function shardAsked(options: Options): Shard | null {
  const given = textOption(options, "shard")
  const shard = given === null ? { index: 1, of: 1 } : parseShard(given)
  if (shard === null) throw new UsageError(`--shard takes a part and the number of parts, such as 2/8, not ${given}.`)
  if (textOption(options, "format") === "facts") return shard
  if (given !== null) throw new UsageError("A shard is no result by itself: add --format facts, and merge the shards.")
  return null
}

/** Hands over what a shard found out, for `merge`. */
export async function deliverPartial(partial: Partial, options: Options, surroundings: Surroundings): Promise<number> {
  await deliver(renderPartial(partial), options, surroundings)
  return 0
}
