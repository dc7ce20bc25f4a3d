import { nameKey } from "./catalog.js"
import type { Collected } from "./collect.js"
import type { CoveredSlice } from "./covered.js"
import type { NameSetting } from "./names.js"
import { parametersThatMatter } from "./parameters-that-matter.js"
import type { Locator } from "./places.js"
import type { Program } from "./program.js"
import { type Summary, summaryOf } from "./summary.js"
import { type Asked, newTrace, type Trace, tracedNames, tracedProgram } from "./trace.js"
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
  readonly print: (trace: Asked) => string
}

/** Follows processes. */
export interface Walker {
  /** What was found of it before, while all that it was found from is the same; else null. */
  readonly kept: (process: StartedProcess) => WalkedProcess | null
  readonly walk: (process: StartedProcess, slice: CoveredSlice) => WalkedProcess
  /** What is found, as a text that the walker of another thread takes. */
  readonly tell: (process: StartedProcess, slice: CoveredSlice) => string
  readonly take: (process: StartedProcess, told: string) => WalkedProcess
  /** All that is found, ways included: too large to be kept. */
  readonly collect: (process: StartedProcess, slice: CoveredSlice) => Collected
}

/** What a walker follows processes through; `names`: anew for each process. */
export interface WalkedSources {
  readonly program: Program
  readonly names: () => NameSetting
  readonly places: Locator
  readonly kept: KeptWalks | null
}

/** Makes a walker. */
export function makeWalker({ program, names, places, kept }: WalkedSources): Walker {
  const readText = sqlTextReader()
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
  const keep = (process: StartedProcess, trace: Asked, told: string): void => {
    if (kept !== null) kept.set(keyOf(process), `${kept.print(trace)}\n${told}`)
  }
  return {
    kept: (process) => {
      const text = kept?.get(keyOf(process)) ?? null
      if (kept === null || text === null) return null
      const end = text.indexOf("\n")
      const told = text.slice(end + 1)
      return kept.print(traceOf(told)) === text.slice(0, end) ? { process, ...foundOf(told) } : null
    },
    walk: (process, slice) => {
      const found = findOut(process, slice)
      if (kept !== null) keep(process, found.trace, tell(found))
      return found
    },
    tell: (process, slice) => tell(findOut(process, slice)),
    take: (process, told) => {
      if (kept !== null) keep(process, traceOf(told), told)
      return { process, ...foundOf(told) }
    },
    collect: (process, slice) => follow(process, slice, newTrace()),
  }
}

/** What is kept of a process is kept under what it is and where it begins. */
function keyOf({ name, entry, proposed, entries }: StartedProcess): string {
  return JSON.stringify(["walk", name, entry, proposed, entries.map(startOf)])
}

const startOf = (entry: StartedProcess["entries"][number]): readonly string[] =>
  entry.kind === "procedure"
    ? [entry.kind, nameKey(entry.object.name)]
    : [entry.kind, entry.facts.file, entry.kind === "job" ? entry.job : ""]

/** Two lines of JSON: what was found is parsed only if it is wanted. */
function tell({ trace, summary, started }: WalkedProcess & { readonly trace: Trace }): string {
  const asked = JSON.stringify(trace, (_, value: unknown) => (value instanceof Set ? [...value] : value))
  return `${asked}\n${JSON.stringify({ summary, started })}`
}

function traceOf(told: string): Asked {
  return JSON.parse(told.slice(0, told.indexOf("\n"))) as Asked
}

function foundOf(told: string): Pick<WalkedProcess, "summary" | "started"> {
  return JSON.parse(told.slice(told.indexOf("\n") + 1)) as Pick<WalkedProcess, "summary" | "started">
}
