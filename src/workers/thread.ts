import { parentPort, workerData } from "node:worker_threads"
import { type Backlog, leave, needsHelp, noteTime, take } from "./backlog.js"
import { begin, beginOne, type Claims, claim } from "./claims.js"
import { doFiles } from "./do-file.js"
import type { TaskOrder } from "./task.js"
import { taskOf } from "./tasks.js"

/** What a thread is given when it starts. */
export interface ThreadData {
  readonly cwd: string
  /** Separated by zeros, as no path holds one: one text is copied faster than many. */
  readonly files: string
  readonly contents: ReadonlyMap<string, Uint8Array>
  readonly order: TaskOrder
  readonly claims: Claims
  readonly backlog: Backlog
  readonly thread: number
}

const { cwd, files, contents, order, claims, backlog, thread } = workerData as ThreadData
const paths = files.split("\0")
const work = doFiles(cwd, paths, contents, await taskOf(order))
const { sift } = work
const leaveOne = (index: number): void => leave(backlog, index)
for (let next = claim(claims, paths.length); next.start < next.end; next = claim(claims, paths.length)) {
  const before = (index: number): void => begin(claims, thread, index)
  const outcomes = await (sift ?? work.all)(next.start, next.end, before, leaveOne)
  begin(claims, thread, -1)
  if (outcomes.length > 0) parentPort?.postMessage(outcomes)
}
for (let index = helped(); index !== null; index = helped()) {
  beginOne(claims, thread, index)
  const started = performance.now()
  const outcomes = await work.all(index, index + 1, () => undefined)
  noteTime(backlog, performance.now() - started)
  begin(claims, thread, -1)
  if (outcomes.length > 0) parentPort?.postMessage(outcomes)
}

function helped(): number | null {
  return needsHelp(backlog) ? take(backlog) : null
}
