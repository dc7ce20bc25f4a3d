import { linesOf } from "../facts/lines.js"
import type { FileFacts } from "../model/lineage.js"
import type { Texts } from "../model/source.js"
import type { Position } from "../model/text.js"
import { lineStarts, positionAt } from "../text/text-map.js"

/** Finds the line and column of a place. */
export type Locator = (place: { readonly file: string; readonly offset: number }) => Position

/** Makes a locator over the sources; where the lines of a file begin is found once, in its text only if its facts do not tell. */
export function locator(texts: Texts, files: Pick<ReadonlyMap<string, FileFacts>, "get">): Locator {
  const starts = new Map<string, readonly number[]>()
  return ({ file, offset }) => {
    let lines = starts.get(file)
    if (lines === undefined) {
      const facts = files.get(file)
      lines = (facts === undefined ? null : linesOf(facts)) ?? lineStarts(texts.get(file) ?? "")
      starts.set(file, lines)
    }
    return positionAt(lines, offset)
  }
}
