import type { Context, Layer } from "../model/reference.js"

/** What is known of one occurrence within one text: its context and the layers below that text. */
export interface Stand {
  readonly context: Context
  readonly detail: string
  /** Innermost last, in units of the text that was asked about. */
  readonly layers: readonly Layer[]
  /** A placeholder here stands as a name by itself in SQL, and so needs brackets. */
  readonly bare: boolean
  /** Text of the statement that it stands in, empty where there is none. */
  readonly statement: string
}

/** A stand without layers of its own. */
export function stand(context: Context, detail = "", bare = false, statement = ""): Stand {
  return { context, detail, layers: [], bare, statement }
}
