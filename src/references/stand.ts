import type { Context, Layer } from "../model/reference.js"
import type { Span, TextMap } from "../model/text.js"
import { toOuter } from "../text/text-map.js"

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

/** A stand found in an inner text, seen from the text that holds it: `layer` is put around it. */
export function within(inner: Stand, map: TextMap, layer: Layer, fallback: Span): Stand {
  const layers = inner.layers.map((each) => ({ ...each, span: toOuter(map, each.span) ?? fallback }))
  return { ...inner, layers: [layer, ...layers] }
}
