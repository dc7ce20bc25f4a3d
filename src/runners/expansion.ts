import type { Span } from "../model/text.js"

/** A text that the runner takes for a placeholder and has no value for. */
export interface Stuck extends Span {
  /** Null where it begins like a placeholder and is none. */
  readonly name: string | null
}

/** What a runner makes of a script. */
export interface Expansion {
  /** The text it sends. A placeholder without a value stands as it was, also where the runner would have stopped. */
  readonly text: string
  /** Placeholders without a value, as spelled, in order, each once. */
  readonly unknown: readonly string[]
  /** What the runner says when it stops, null when it goes on. */
  readonly error: string | null
  /** Where it found no value, in order. */
  readonly stuck: readonly Stuck[]
}

/** Collects what an expansion finds; the result in the end. */
export interface Collector {
  readonly unknown: (name: string, at: number, end: number) => void
  readonly broken: (at: number, end: number) => void
  readonly fail: (message: string) => void
  readonly done: (text: string) => Expansion
}

/** Places that are told of one text. */
const mostStuck = 1000

/** A collector that keeps the first error. */
export function collector(): Collector {
  const unknown = new Set<string>()
  let error: string | null = null
  const stuck: Stuck[] = []
  const add = (name: string | null, start: number, end: number): void => {
    if (stuck.length < mostStuck) stuck.push({ name, start, end })
  }
  return {
    unknown: (name, at, end) => {
      unknown.add(name)
      add(name, at, end)
    },
    broken: (at, end) => add(null, at, end),
    fail: (message) => {
      error ??= message
    },
    done: (text) => ({ text, unknown: [...unknown], error, stuck }),
  }
}
