import type { Problem } from "../model/source.js"
import type { FileOutcome } from "../workers/task.js"
import type { Shard } from "./shard.js"

/** What tasks told of files, by the task's name and the file. */
export type Recorded = ReadonlyMap<string, ReadonlyMap<string, FileOutcome<unknown>>>

/** What one shard of a run found out: facts of its files, not judged yet. */
export interface Partial {
  readonly format: "unhardcode-facts"
  /** Version of the tool: facts of different ones do not go together. */
  readonly tool: string
  /** What the facts were read for: equal in all shards of a run. */
  readonly settings: string
  readonly shard: Shard
  /** The files of the shard, in order. */
  readonly files: readonly string[]
  /** Problems of listing the files of the whole run. */
  readonly problems: readonly Problem[]
  readonly outcomes: readonly (readonly [
    task: string,
    outcomes: readonly (readonly [file: string, outcome: FileOutcome<unknown>])[],
  ])[]
}

/** All shards of a run together. */
export interface Joined {
  readonly settings: string
  readonly files: readonly string[]
  readonly problems: readonly Problem[]
  readonly recorded: Recorded
}

/** Shards that do not make a whole: the message names them. */
export class ShardError extends Error {
  override readonly name = "UsageError"
}

/** Reads what a shard wrote. `name` is the file, for messages. Throws `ShardError`. */
export function parsePartial(name: string, text: string): Partial {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  if (typeof value !== "object" || value === null || !("format" in value) || value.format !== "unhardcode-facts") {
    throw new ShardError(`${name} does not hold the facts of a shard: write them with --shard I/N --format facts.`)
  }
  return value as Partial
}

/** Puts shards together, given in any order with the names of their files. Throws `ShardError` unless each part of one run is there once. */
export function joinPartials(partials: readonly { readonly name: string; readonly partial: Partial }[], tool: string): Joined {
  const [first] = partials
  if (first === undefined) throw new ShardError("There are no shards to merge: name the files that they were written to.")
  const { of } = first.partial.shard
  const byIndex = new Map<number, (typeof partials)[number]>()
  for (const one of partials) {
    const { shard, settings } = one.partial
    if (one.partial.tool !== tool)
      throw new ShardError(`${one.name} was written by version ${one.partial.tool}; this is ${tool}.`)
    if (shard.of !== of)
      throw new ShardError(
        `${one.name} is shard ${shard.index}/${shard.of}, ${first.name} one of ${of}: they are of different runs.`,
      )
    if (settings !== first.partial.settings) throw new ShardError(`${one.name} and ${first.name} were read for different names.`)
    const other = byIndex.get(shard.index)
    if (other !== undefined) throw new ShardError(`Shard ${shard.index}/${of} is there twice: ${other.name} and ${one.name}.`)
    byIndex.set(shard.index, one)
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((index) => !byIndex.has(index))
  if (missing.length > 0) throw new ShardError(`Missing: ${missing.map((index) => `shard ${index}/${of}`).join(", ")}.`)
  return { settings: first.partial.settings, ...union([...byIndex.values()]) }
}

function union(partials: readonly { readonly name: string; readonly partial: Partial }[]): Omit<Joined, "settings"> {
  const owner = new Map<string, string>()
  const recorded = new Map<string, Map<string, FileOutcome<unknown>>>()
  const problems = new Map<string, Problem>()
  for (const { name, partial } of partials) {
    for (const file of partial.files) {
      const other = owner.get(file)
      if (other !== undefined) throw new ShardError(`${file} is in both ${other} and ${name}: the shards overlap.`)
      owner.set(file, name)
    }
    for (const problem of partial.problems) problems.set(JSON.stringify(problem), problem)
    for (const [task, outcomes] of partial.outcomes) {
      const all = recorded.get(task) ?? new Map<string, FileOutcome<unknown>>()
      recorded.set(task, all)
      for (const [file, outcome] of outcomes) all.set(file, outcome)
    }
  }
  const files = [...owner.keys()].sort()
  return { files, problems: [...problems.values()], recorded }
}
