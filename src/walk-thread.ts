import { parentPort, workerData } from "node:worker_threads"
import { readFacts } from "./facts/facts-text.js"
import { locator } from "./lineage/places.js"
import { planOf } from "./lineage/plan.js"
import { makeWalker } from "./lineage/walker.js"
import { linkedSources } from "./linked-sources.js"
import type { Config } from "./model/config.js"

/** What a thread is given that follows processes. */
export interface WalkThreadData {
  readonly cwd: string
  readonly config: Config
  readonly facts: readonly string[]
  /** Separated by zeros, as no path holds one. */
  readonly files: string
  /** Numbers of processes in the plan. */
  readonly processes: readonly number[]
  /** Shared by all threads: how many of these have been taken. */
  readonly next: Int32Array
}

/** What a thread tells of a process. */
export interface ToldWalk {
  readonly process: number
  readonly told: string
}

const { cwd, config, facts, files, processes, next } = workerData as WalkThreadData
const sources = linkedSources({ cwd, config, facts: facts.map((text) => readFacts(text).facts), files: files.split("\0") })
const { program, names, configured } = planOf(sources)
const walker = makeWalker({ program, names, places: locator(sources.texts, program.files), kept: null })
for (let at = Atomics.add(next, 0, 1); at < processes.length; at = Atomics.add(next, 0, 1)) {
  const process = processes[at] as number
  const found = configured[process]
  if (found === undefined) continue
  const told: ToldWalk = { process, told: walker.tell(found.process, found.slice()) }
  parentPort?.postMessage(told)
  program.rest()
}
