import { parentPort, workerData } from "node:worker_threads"
import { begin, type Claims, claim } from "./claims.js"
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
  readonly thread: number
}

const { cwd, files, contents, order, claims, thread } = workerData as ThreadData
const paths = files.split("\0")
const work = doFiles(cwd, paths, contents, await taskOf(order))
for (let next = claim(claims, paths.length); next.start < next.end; next = claim(claims, paths.length)) {
  const outcomes = await work.all(next.start, next.end, (index) => begin(claims, thread, index))
  begin(claims, thread, -1)
  if (outcomes.length > 0) parentPort?.postMessage(outcomes)
}
