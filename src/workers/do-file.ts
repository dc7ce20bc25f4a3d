import { join } from "node:path"
import { fileReader } from "../discover/file-reader.js"
import type { FileOutcome, FileTask } from "./task.js"

/** Outcomes by the index of their file; files with nothing to tell have none. */
export type Outcomes<T> = [index: number, outcome: FileOutcome<T>][]

/** Does a task to the files `start` to `end` (not among them), one after another. Never throws. */
export type DoFiles<T> = (start: number, end: number, before: (index: number) => void) => Promise<Outcomes<T>>

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A worker on `files` below `cwd`. Bytes that are not in `contents` are read into one buffer that is used again. */
export function doFiles<T>(
  cwd: string,
  files: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
  task: FileTask<T>,
): DoFiles<T> {
  const read = fileReader()
  return async (start, end, before) => {
    const outcomes: Outcomes<T> = []
    for (let index = start; index < end; index++) {
      before(index)
      const file = files[index] as string
      try {
        const told = task(file, contents.get(file) ?? read(join(cwd, file)))
        // Nearly all files have nothing to tell: they are not waited for.
        const value = told instanceof Promise ? await told : told
        if (value !== null) outcomes.push([index, { kind: "told", value }])
      } catch (error) {
        const gone = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")
        outcomes.push([index, gone ? { kind: "gone" } : { kind: "failed", message: messageOf(error) }])
      }
    }
    return outcomes
  }
}
