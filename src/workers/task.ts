/**
 * What is done to each file, given with its index in the run: its bytes are valid during the call alone (until the promise settles, if there is one). Null: nothing to tell.
 * What is told must be plain data.
 */
export type FileTask<T> = (file: string, bytes: Uint8Array, index: number) => T | null | Promise<T | null>

/** In place of an answer: the task itself has to be done. */
export const later: unique symbol = Symbol.for("unhardcode: later")

/**
 * A first look at a file, for a task with nothing to tell of most: quick, with nothing loaded for it, so that threads that only look stay small. What it
 * answers is what the task would.
 */
export type FileSieve<T> = (
  file: string,
  bytes: Uint8Array,
  index: number,
) => T | null | typeof later | Promise<T | null | typeof later>

/**
 * What is told of a file whose task failed on its content, or crashed a thread (`failure` says how): something that needs none of the
 * readers that may have failed. Null: that it failed is all there is to tell.
 */
export type FileRescue<T> = (file: string, bytes: Uint8Array, failure: string) => T | null | Promise<T | null>

/** A task that is ready to be done. */
export interface ReadyTask<T> {
  readonly task: FileTask<T>
  /** Null where nothing is told of a file whose task failed. */
  readonly rescue: FileRescue<T> | null
  /** Null where each file takes as long as any other. */
  readonly sieve: FileSieve<T> | null
}

/** A task by its name, with the settings that make it: what can be sent to another thread. */
export interface TaskOrder {
  readonly name: string
  /** Plain data, or shared memory. */
  readonly settings: unknown
}

/** What came of one file. */
export type FileOutcome<T> =
  | { readonly kind: "told"; readonly value: T }
  /** It was there when the files were listed, and is not any more. */
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly message: string }
