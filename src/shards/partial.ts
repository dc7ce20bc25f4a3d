import type { Problem } from "../model/source.js"
import type { FileOutcome } from "../workers/task.js"
import type { Shard } from "./shard.js"

/** What tasks told of files, by the task's name and the file. */
export type Recorded = ReadonlyMap<string, ReadonlyMap<string, FileOutcome<unknown>>>

/** What the shards of one run have in common. */
export interface RunSettings {
  readonly command: "audit" | "tables"
  /** What decides what is found in a file; facts that were read for something else are other facts. */
  readonly read: string
  /** What decides which files there are. */
  readonly listed: string
}

/** What one shard of a run found out: facts of its files, not judged yet. */
export interface Partial {
  readonly format: "unhardcode-facts"
  /** Version of the tool: facts of different ones do not go together. */
  readonly tool: string
  readonly settings: RunSettings
  readonly shard: Shard
  /** The files of the shard, in order. */
  readonly files: readonly string[]
  /** Problems of listing the files of the whole run. */
  readonly problems: readonly Problem[]
  readonly outcomes: readonly PartialOutcome[]
}

type PartialOutcome = readonly [task: string, file: string, outcome: FileOutcome<unknown>]

/** A partial with the name of the file that it is in, for messages. */
export interface NamedPartial {
  readonly name: string
  readonly partial: Partial
}

/** All shards of a run together. */
export interface Joined {
  readonly settings: RunSettings
  readonly files: readonly string[]
  readonly problems: readonly Problem[]
  readonly recorded: Recorded
}

/** Shards that do not make a whole: the message names them. */
export class ShardError extends Error {
  override readonly name = "UsageError"
}

/** A partial as lines of JSON: the first says what it is and how many follow, each other is what a task told of a file. No line holds all. */
export function renderPartial({ outcomes, ...head }: Partial): Uint8Array {
  const lines = [{ ...head, outcomes: outcomes.length }, ...outcomes].map((line) => Buffer.from(`${JSON.stringify(line)}\n`))
  return Buffer.concat(lines)
}

/** Reads what a shard wrote. `name` is the file, for messages. Throws `ShardError`. */
export function parsePartial(name: string, bytes: Uint8Array): Partial {
  const [head, ...outcomes] = linesOf(bytes).map(parseLine)
  if (typeof head !== "object" || head === null || !("format" in head) || head.format !== "unhardcode-facts")
    throw new ShardError(`${name} does not hold the facts of a shard: write them with --shard I/N --format facts.`)
  const { outcomes: count, ...rest } = head as Omit<Partial, "outcomes"> & { readonly outcomes: number }
  if (outcomes.length !== count || outcomes.includes(null))
    throw new ShardError(`${name} is not whole: it was written or copied only in part. Write shard ${shown(rest.shard)} again.`)
  return { ...rest, outcomes: outcomes as PartialOutcome[] }
}

function linesOf(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const lines: string[] = []
  for (let from = 0; from < buffer.length; ) {
    const end = buffer.indexOf(10, from)
    lines.push(buffer.toString("utf8", from, end < 0 ? buffer.length : end))
    if (end < 0) break
    from = end + 1
  }
  return lines
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

const shown = ({ index, of }: Shard): string => `${index}/${of}`

/** Puts shards together, given in any order. Throws `ShardError` unless each part of one run is there once. */
export function joinPartials(partials: readonly NamedPartial[], tool: string): Joined {
  const [first] = partials
  if (first === undefined) throw new ShardError("There are no shards to merge: name the files that they were written to.")
  const { of } = first.partial.shard
  const byIndex = new Map<number, NamedPartial>()
  for (const one of partials) {
    const { shard } = one.partial
    if (one.partial.tool !== tool)
      throw new ShardError(`${one.name} was written by version ${one.partial.tool}; this is ${tool}.`)
    if (shard.of !== of)
      throw new ShardError(`${one.name} is shard ${shown(shard)}, ${first.name} one of ${of}: they are of different runs.`)
    refuseOther(one, first)
    const other = byIndex.get(shard.index)
    if (other !== undefined) throw new ShardError(`Shard ${shown(shard)} is there twice: ${other.name} and ${one.name}.`)
    byIndex.set(shard.index, one)
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((index) => !byIndex.has(index))
  if (missing.length > 0) throw new ShardError(`Missing: ${missing.map((index) => `shard ${index}/${of}`).join(", ")}.`)
  return { settings: first.partial.settings, ...union([...byIndex.values()]) }
}

/** Throws unless two shards were read by the same command, for the same names, of the same files. */
function refuseOther(one: NamedPartial, first: NamedPartial): void {
  const [a, b] = [one.partial.settings, first.partial.settings]
  if (a.command !== b.command)
    throw new ShardError(`${one.name} was written by ${a.command}, ${first.name} by ${b.command}: they are of different runs.`)
  if (a.read !== b.read) throw new ShardError(`${one.name} and ${first.name} were read for different names.`)
  if (a.listed !== b.listed)
    throw new ShardError(`${one.name} and ${first.name} were read with other paths or --ignore: give all shards the same ones.`)
}

function union(partials: readonly NamedPartial[]): Omit<Joined, "settings"> {
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
    for (const [task, file, outcome] of partial.outcomes) {
      const all = recorded.get(task) ?? new Map<string, FileOutcome<unknown>>()
      recorded.set(task, all)
      all.set(file, outcome)
    }
  }
  const files = [...owner.keys()].sort()
  return { files, problems: [...problems.values()], recorded }
}
