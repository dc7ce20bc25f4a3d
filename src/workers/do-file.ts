import { fileReader } from "../discover/file-reader.js"
import { type FileOutcome, later, type ReadyTask } from "./task.js"

/** Outcomes by the index of their file; files with nothing to tell have none. */
export type Outcomes<T> = [index: number, outcome: FileOutcome<T>][]

/** Does a task to files. */
export interface DoFiles<T> {
  /** Those from `start` to `end` (not among them), one after another. Never throws. */
  readonly all: (start: number, end: number, before: (index: number) => void) => Promise<Outcomes<T>>
  /** Looks at the same, and hands to `leave` those that are to be done; null where the task knows no first look. Never throws. */
  readonly sift:
    | ((start: number, end: number, before: (index: number) => void, leave: (index: number) => void) => Promise<Outcomes<T>>)
    | null
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
  { task, rescue, sieve }: ReadyTask<T>,
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
  const each = async (
    look: NonNullable<typeof sieve>,
    [start, end]: readonly [number, number],
    before: (index: number) => void,
    leave: (index: number) => void,
  ): Promise<Outcomes<T>> => {
    const outcomes: Outcomes<T> = []
    for (let index = start; index < end; index++) {
      before(index)
      const file = files[index] as string
      try {
        const told = look(file, bytesOf(file), index)
        // Nearly all files have nothing to tell: they are not waited for.
        const value = told instanceof Promise ? await told : told
        if (value === later) leave(index)
        else if (value !== null) outcomes.push([index, { kind: "told", value }])
      } catch (error) {
        const message = messageOf(error)
        const code = systemCode(error)
        if (code === null) outcomes.push([index, await rescued(index, message)])
        else outcomes.push([index, code === "ENOENT" || code === "ENOTDIR" ? { kind: "gone" } : { kind: "failed", message }])
      }
    }
    return outcomes
  }
  return {
    all: (start, end, before) => each(task, [start, end], before, () => undefined),
    sift: sieve === null ? null : (start, end, before, leave) => each(sieve, [start, end], before, leave),
    rescued,
  }
}
