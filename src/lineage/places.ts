import type { Texts } from "../model/source.js"
import type { Position } from "../model/text.js"
import { lineStarts, positionAt } from "../text/text-map.js"

/** Finds the line and column of a place. */
export type Locator = (place: { readonly file: string; readonly offset: number }) => Position

/** Makes a locator over the texts of the sources; where the lines of a file begin is found once. */
export function locator(texts: Texts): Locator {
  const starts = new Map<string, readonly number[]>()
  return ({ file, offset }) => {
    let lines = starts.get(file)
    if (lines === undefined) {
      lines = lineStarts(texts.get(file) ?? "")
      starts.set(file, lines)
    }
    return positionAt(lines, offset)
  }
}
