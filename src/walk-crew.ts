import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { setImmediate } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import type { WalkTogether } from "./lineage/link.js"
import type { Config } from "./model/config.js"
import type { ToldWalk, WalkThreadData } from "./walk-thread.js"

/** What other threads need to follow processes. */
export interface WalkedTogether {
  /** Absolute. */
  readonly cwd: string
  readonly config: Config
  /** Gives the facts of files, each as a text. */
  readonly facts: () => readonly string[]
  readonly files: ReadonlySet<string>
  /** Threads, this one among them; null for as many as the machine runs at once. */
  readonly concurrency: number | null
}

const threadFile = new URL("./walk-thread.js", import.meta.url)

/** Follows processes in this thread and others, each in whichever is free; null where there is but one. A process at which a thread crashes is followed in this one. */
export function walkTogether({ cwd, config, facts, files, concurrency }: WalkedTogether): WalkTogether | null {
  const threads = concurrency ?? availableParallelism()
  // Run from its source, the thread's file is not there.
  if (threads < 2 || !existsSync(fileURLToPath(threadFile))) return null
  return async (processes, here, there) => {
    const open = new Set(processes)
    const next = new Int32Array(new SharedArrayBuffer(4))
    const data: WalkThreadData = { cwd, config, facts: facts(), files: [...files].join("\0"), processes, next }
    const others = Array.from({ length: Math.min(threads, processes.length) - 1 }, () => {
      const worker = new Worker(threadFile, { workerData: data })
      worker.on("message", ({ process, told }: ToldWalk) => {
        open.delete(process)
        there(process, told)
      })
      // What it had taken is done here once it has ended.
      worker.on("error", () => undefined)
      return new Promise((resolve) => worker.on("exit", resolve))
    })
    for (let at = Atomics.add(next, 0, 1); at < processes.length; at = Atomics.add(next, 0, 1)) {
      const process = processes[at] as number
      open.delete(process)
      here(process)
      // Lets the messages of the other threads in: they would pile up.
      await setImmediate()
    }
    await Promise.all(others)
    for (const process of open) here(process)
  }
}
