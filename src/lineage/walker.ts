import type { Texts } from "../model/source.js"
import { nameKey } from "./catalog.js"
import type { Collected } from "./collect.js"
import type { CoveredSlice } from "./covered.js"
import type { NameSetting } from "./names.js"
import { parametersThatMatter } from "./parameters-that-matter.js"
import { locator } from "./places.js"
import type { Program } from "./program.js"
import { type Summary, summaryOf } from "./summary.js"
import { newTrace, type Trace, tracedNames, tracedProgram } from "./trace.js"
import { type StartedProcess, walkProcess } from "./walk-process.js"
import { sqlTextReader } from "./walk-sql.js"

/** A process that was followed. */
export interface WalkedProcess {
  readonly process: StartedProcess
  readonly summary: Summary
  /** Programs and jobs that something of it starts. */
  readonly started: readonly string[]
}

/** What was found of processes before, as texts. */
export interface KeptWalks {
  /** Null where nothing is kept under a key. */
  readonly get: (key: string) => string | null
  readonly set: (key: string, text: string) => void
  /** See `printer`. */
  readonly print: (trace: Trace) => string
}

/** Follows processes. */
export interface Walker {
  readonly walk: (process: StartedProcess, slice: CoveredSlice) => WalkedProcess
  /** All that is found, ways included: too large to be kept. */
  readonly collect: (process: StartedProcess, slice: CoveredSlice) => Collected
}

/** What a walker follows processes through; `names`: anew for each process. */
export interface WalkedSources {
  readonly program: Program
  readonly names: () => NameSetting
  readonly texts: Texts
  readonly kept: KeptWalks | null
}

/** Makes a walker. What a process was found to do before is taken as it is while all that it was found from is the same. */
export function makeWalker({ program, names, texts, kept }: WalkedSources): Walker {
  const readText = sqlTextReader()
  const places = locator(texts)
  const follow = (process: StartedProcess, slice: CoveredSlice, trace: Trace): Collected => {
    const asked = tracedNames(names(), trace)
    const sql = { readText, matters: parametersThatMatter(asked) }
    return walkProcess(tracedProgram(program, slice, trace), asked, sql, process.entries)
  }
  const findOut = (process: StartedProcess, slice: CoveredSlice): WalkedProcess & { readonly trace: Trace } => {
    const trace = newTrace()
    for (const entry of process.entries) {
      if (entry.kind === "procedure") trace.objects.add(entry.object.name.object.toLowerCase())
      else trace.files.add(entry.facts.file)
    }
    const collected = follow(process, slice, trace)
    const summary = summaryOf(process, collected, (place) => {
      trace.files.add(place.file)
      return places(place)
    })
    return { process, summary, started: [...collected.started], trace }
  }
  const walk: Walker["walk"] = (process, slice) => {
    if (kept === null) return findOut(process, slice)
    const key = JSON.stringify(["walk", process.name, process.entry, process.proposed, process.entries.map(startOf)])
    const before = readWalk(kept.get(key))
    if (before !== null && kept.print(before.trace) === before.print) return { process, ...before.found() }
    const found = findOut(process, slice)
    kept.set(key, writeWalk(found, kept.print(found.trace)))
    return found
  }
  return { walk, collect: (process, slice) => follow(process, slice, newTrace()) }
}

const startOf = (entry: StartedProcess["entries"][number]): readonly string[] =>
  entry.kind === "procedure"
    ? [entry.kind, nameKey(entry.object.name)]
    : [entry.kind, entry.facts.file, entry.kind === "job" ? entry.job : ""]

interface KeptWalk {
  readonly trace: Trace
  readonly print: string
  readonly found: () => Pick<WalkedProcess, "summary" | "started">
}

type TraceText = { readonly [K in keyof Trace]: Trace[K] extends boolean ? boolean : readonly string[] }

/** Two lines of JSON: what was found is parsed only if it still holds. */
function writeWalk({ trace, summary, started }: WalkedProcess & { readonly trace: Trace }, print: string): string {
  const { files, objects, databases, jobs, connections, whole } = trace
  const told: TraceText = {
    files: [...files],
    objects: [...objects],
    databases: [...databases],
    jobs: [...jobs],
    connections: [...connections],
    whole,
  }
  return `${JSON.stringify({ print, trace: told })}\n${JSON.stringify({ summary, started })}`
}

function readWalk(text: string | null): KeptWalk | null {
  if (text === null) return null
  const end = text.indexOf("\n")
  const { print, trace } = JSON.parse(text.slice(0, end)) as { readonly print: string; readonly trace: TraceText }
  return {
    print,
    trace: {
      files: new Set(trace.files),
      objects: new Set(trace.objects),
      databases: new Set(trace.databases),
      jobs: new Set(trace.jobs),
      connections: new Set(trace.connections),
      whole: trace.whole,
    },
    found: () => JSON.parse(text.slice(end + 1)) as ReturnType<KeptWalk["found"]>,
  }
}
