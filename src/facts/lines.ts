import type { FileFacts } from "../model/lineage.js"
import { type CompactReader, getNumber } from "./compact-read.js"
import { type CompactWriter, putNumber } from "./compact-write.js"

const told = new WeakMap<FileFacts, () => CompactReader>()

/** Writes the offsets at which lines begin, but for the first: as the lengths of the lines. */
export function putLines(writer: CompactWriter, starts: readonly number[]): void {
  for (let line = 1; line < starts.length; line++) putNumber(writer, (starts[line] as number) - (starts[line - 1] as number))
}

/** Remembers where to read what `putLines` wrote of the file of facts. */
export function rememberLines(facts: FileFacts, reader: () => CompactReader): void {
  told.set(facts, reader)
}

/** The offsets at which the lines of the file begin, worked out at each call; null if the facts do not tell. */
export function linesOf(facts: FileFacts): readonly number[] | null {
  const from = told.get(facts)
  if (from === undefined) return null
  const reader = from()
  const starts = [0]
  let start = 0
  while (reader.at < reader.end) {
    start += getNumber(reader)
    starts.push(start)
  }
  return starts
}
