import { fileReader } from "../discover/file-reader.js"
import type { FileOutcome, ReadyTask } from "./task.js"

/** Outcomes by the index of their file; files with nothing to tell have none. */
export type Outcomes<T> = [index: number, outcome: FileOutcome<T>][]

/** Does a task to files. */
export interface DoFiles<T> {
  /** Those from `start` to `end` (not among them), one after another. Never throws. */
  readonly all: (start: number, end: number, before: (index: number) => void) => Promise<Outcomes<T>>
  /** What is to tell of a file at which the task failed, or a thread crashed. Never throws. */
  readonly rescued: (index: number, failure: string) => Promise<FileOutcome<T>>
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What the system says where the file itself cannot be read, such as `EACCES`; null for an error of a reader. */
function systemCode(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null
  return typeof code === "string" && !code.startsWith("ERR_") ? code : null
}

/** A worker on `files` below `cwd`. Bytes that are not in `contents` are read into one buffer that is used again. */
export function doFiles<T>(
  cwd: string,
  files: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
  { task, rescue }: ReadyTask<T>,
): DoFiles<T> {
  const read = fileReader(cwd)
  const bytesOf = (file: string): Uint8Array => contents.get(file) ?? read(file)
  const rescued: DoFiles<T>["rescued"] = async (index, failure) => {
    const file = files[index] as string
    try {
      const value = (await rescue?.(file, bytesOf(file), failure)) ?? null
      if (value !== null) return { kind: "told", value }
    } catch {
      // The file is gone, or not even this could be told.
    }
    return { kind: "failed", message: failure }
  }
  const all: DoFiles<T>["all"] = async (start, end, before) => {
    const outcomes: Outcomes<T> = []
    for (let index = start; index < end; index++) {
      before(index)
      const file = files[index] as string
      try {
        const told = task(file, bytesOf(file), index)
        // Nearly all files have nothing to tell: they are not waited for.
        const value = told instanceof Promise ? await told : told
        if (value !== null) outcomes.push([index, { kind: "told", value }])
      } catch (error) {
        const message = messageOf(error)
        const code = systemCode(error)
        if (code === null) outcomes.push([index, await rescued(index, message)])
        else outcomes.push([index, code === "ENOENT" || code === "ENOTDIR" ? { kind: "gone" } : { kind: "failed", message }])
      }
    }
    return outcomes
  }
  return { all, rescued }
}
