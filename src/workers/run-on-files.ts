import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { setImmediate, setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { type Backlog, leave, newBacklog, noteTime, take } from "./backlog.js"
import { begin, type Claims, claim, lastBegun, newClaims, unclaimed } from "./claims.js"
import { type DoFiles, doFiles, type Outcomes } from "./do-file.js"
import type { FileOutcome, TaskOrder } from "./task.js"
import { taskOf } from "./tasks.js"
import type { ThreadData } from "./thread.js"

/** What to do, to which files. */
export interface FileRun {
  /** Absolute. */
  readonly cwd: string
  /** Relative to it. */
  readonly files: readonly string[]
  /** Bytes of files whose content is not what stands on the disk. */
  readonly contents: ReadonlyMap<string, Uint8Array>
  readonly order: TaskOrder
  /** Threads, this one among them; null for as many as the machine runs at once. */
  readonly concurrency: number | null
  /** Called now and then with the number of files taken and of all. */
  readonly progress: ((done: number, all: number) => void) | null
}

/** See {@link runOnFiles}. */
export type RunOnFiles = <T>(run: FileRun) => Promise<ReadonlyMap<string, FileOutcome<T>>>

/** Other threads pay from this number of files on, … */
const many = 1500
/** … or when the work has lasted this long (milliseconds) and so many files are left. */
const long = 120
const fewLeft = 24
/** Where they only look, starting one takes as long as looking at so many files, … */
const manyLooks = 12_000
/** … unless so much (milliseconds) is likely left that they will help: they load all that is loaded here. */
const longDoing = 3000

const threadFile = new URL("./thread.js", import.meta.url)

/** The threads of one run beside this one. */
interface Crew<T> {
  readonly outcomes: Outcomes<T>
  /** Settles when all threads have ended; what a thread that crashed had taken is done again, but for the file it was at. */
  readonly ended: Promise<unknown>
  /** How many have not ended. */
  readonly left: () => number
}

function hire<T>(run: FileRun, claims: Claims, backlog: Backlog, threads: number, again: DoFiles<T>): Crew<T> {
  const outcomes: Outcomes<T> = []
  const files = run.files.join("\0")
  let left = threads - 1
  const one = (thread: number) =>
    new Promise<void>((resolve) => {
      const data: ThreadData = { cwd: run.cwd, files, order: run.order, claims, backlog, thread, contents: run.contents }
      const worker = new Worker(threadFile, { workerData: data })
      let failure = "the thread ended"
      worker.on("message", (told: Outcomes<T>) => {
        for (const outcome of told) outcomes.push(outcome)
      })
      worker.on("error", (error) => {
        failure = error instanceof Error ? error.message : String(error)
      })
      worker.on("exit", () => {
        void replace(claims, thread, run.files.length, failure, again).then((rest) => {
          for (const outcome of rest) outcomes.push(outcome)
          left--
          resolve()
        })
      })
    })
  return { outcomes, ended: Promise.all(Array.from({ length: threads - 1 }, (_, index) => one(index + 1))), left: () => left }
}

/** Does what a crashed thread has left behind. */
async function replace<T>(
  claims: Claims,
  thread: number,
  files: number,
  failure: string,
  again: DoFiles<T>,
): Promise<Outcomes<T>> {
  const last = lastBegun(claims, thread, files)
  if (last === null) return []
  const before = await again.all(last.start, last.at, () => undefined)
  const crashed = await again.rescued(last.at, `its reader crashed: ${failure}`)
  const after = await again.all(last.at + 1, last.end, () => undefined)
  return [...before, [last.at, crashed], ...after]
}

/**
 * Does a task to every file, in this thread and, when there is enough to do, in others beside it. The answer is in the order of the files
 * however many threads there were, and a file with nothing to tell is not in it. A file that cannot be read, or at which a thread
 * crashes, is told as failed, or as what the task's rescue makes of it; the rest is done. Memory does not grow with files that have nothing to tell.
 * Where the task knows a first look, others look and this thread does what they leave, unless that is much.
 */
export async function runOnFiles<T>(run: FileRun): Promise<ReadonlyMap<string, FileOutcome<T>>> {
  const { files } = run
  const threads = Math.min(run.concurrency ?? availableParallelism(), Math.ceil(files.length / fewLeft))
  const claims = newClaims(threads)
  const backlog = newBacklog(files.length)
  // Run from its source, the thread's file is not there.
  const alone = threads < 2 || !existsSync(fileURLToPath(threadFile))
  const work = doFiles<T>(run.cwd, files, run.contents, await taskOf<T>(run.order))
  let crew: Crew<T> | null = null
  const outcomes: Outcomes<T> = []
  const add = (told: Outcomes<T>): void => {
    for (const outcome of told) outcomes.push(outcome)
  }
  const started = performance.now()
  let rested = started
  const othersPay = (lasted: number, left: number): boolean => {
    if (files.length >= (work.sift === null ? many : manyLooks)) return true
    if (lasted <= long || left < fewLeft) return false
    return work.sift === null || (lasted * left) / (files.length - left) > longDoing
  }
  const rest = async (): Promise<void> => {
    const now = performance.now()
    const left = unclaimed(claims, files.length)
    if (crew === null && !alone && othersPay(now - started, left)) crew = hire(run, claims, backlog, threads, work)
    if (now - rested < 8) return
    run.progress?.(files.length - left, files.length)
    // Lets the messages of the other threads in: they would pile up.
    await setImmediate()
    rested = performance.now()
  }
  const doLeft = async (): Promise<void> => {
    for (let index = take(backlog); index !== null; index = take(backlog)) {
      const before = performance.now()
      add(await work.all(index, index + 1, () => undefined))
      noteTime(backlog, performance.now() - before)
      await rest()
    }
  }
  await rest()
  for (let next = claim(claims, files.length); next.start < next.end; next = claim(claims, files.length)) {
    add(
      await (work.sift ?? work.all)(
        next.start,
        next.end,
        (index) => begin(claims, 0, index),
        (index) => leave(backlog, index),
      ),
    )
    await rest()
    await doLeft()
  }
  const hired = crew as Crew<T> | null
  while (work.sift !== null && hired !== null && hired.left() > 0) {
    await doLeft()
    await setTimeout(1)
  }
  await hired?.ended
  await doLeft()
  if (hired !== null) add(hired.outcomes)
  outcomes.sort((a, b) => a[0] - b[0])
  return new Map(outcomes.map(([index, outcome]) => [files[index] as string, outcome]))
}
