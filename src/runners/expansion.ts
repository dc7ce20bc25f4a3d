/** What a runner makes of a script. */
export interface Expansion {
  /** The text it sends. A placeholder without a value stands as it was, also where the runner would have stopped. */
  readonly text: string
  /** Placeholders without a value, as spelled, in order, each once. */
  readonly unknown: readonly string[]
  /** What the runner says when it stops, null when it goes on. */
  readonly error: string | null
}

/** Collects what an expansion finds; the result in the end. */
export interface Collector {
  readonly unknown: (name: string) => void
  readonly fail: (message: string) => void
  readonly done: (text: string) => Expansion
}

/** A collector that keeps the first error. */
export function collector(): Collector {
  const unknown = new Set<string>()
  let error: string | null = null
  return {
    unknown: (name) => void unknown.add(name),
    fail: (message) => {
      error ??= message
    },
    done: (text) => ({ text, unknown: [...unknown], error }),
  }
}
