import type { Host, TextProblem } from "../../model/host.js"
import type { Region } from "../../model/region.js"
import { placeOf, regionOf } from "../shared/regions.js"
import { textBuilder } from "../shared/text-builder.js"

const delimiters = [",", ";", "\t", "|"]
/** A quoted cell longer than this is a quote that was never meant to open one. */
const longestCell = 100_000

/** The delimiter that the first line has most of. */
function delimiterOf(text: string): string {
  const newline = text.indexOf("\n")
  const line = text.slice(0, Math.min(newline < 0 ? text.length : newline, 10_000))
  const counts = delimiters.map((each) => line.split(each).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ","
}

/** Cells of delimited text: quoted ones may hold breaks and doubled quotes. The columns' names in the first line are their targets. */
function readCells(text: string): { readonly regions: readonly Region[]; readonly problems: readonly TextProblem[] } {
  const delimiter = delimiterOf(text)
  const regions: Region[] = []
  const problems: TextProblem[] = []
  const titles: string[] = []
  let row = 0
  let column = 0
  let index = text.startsWith("\uFEFF") ? 1 : 0
  while (index < text.length) {
    const start = index
    const builder = textBuilder(text)
    let isQuoted = false
    if (text[index] === '"') {
      const end = quotedEnd(text, index)
      if (end < 0) problems.push({ at: index, message: "A quoted cell is never closed." })
      else {
        isQuoted = true
        for (let at = index + 1; at < end - 1; ) {
          if (text[at] === '"') {
            builder.replace('"', at, 2)
            at += 2
          } else {
            builder.copy(at, at + 1)
            at++
          }
        }
        index = end
      }
    }
    let stop = index
    while (stop < text.length && text[stop] !== delimiter && text[stop] !== "\n" && text[stop] !== "\r") stop++
    if (!isQuoted) builder.copy(index, stop)
    index = stop
    const built = builder.done()
    if (row === 0) titles.push(built.text)
    if (built.text !== "") {
      const place = placeOf("value", { target: row === 0 ? null : (titles[column] ?? null) })
      regions.push(regionOf(row === 0 ? "key" : "value", { start, end: stop }, built, place))
    }
    column++
    if (text[index] === delimiter) index++
    else {
      if (text[index] === "\r") index++
      if (text[index] === "\n") index++
      row++
      column = 0
    }
  }
  return { regions, problems: problems.slice(0, 20) }
}

/** Behind the quote that closes the cell opened at `start`, or -1. */
function quotedEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + longestCell)
  for (let at = start + 1; at < limit; at++) {
    if (text[at] !== '"') continue
    if (text[at + 1] === '"') at++
    else return at + 1
  }
  return -1
}

/** Delimited text: a cell is data, and never rewritten. */
export const csv: Host = {
  language: "csv",
  load: async () => {},
  read: (text) => ({ ...readCells(text), imports: null }),
  site: () => ({ kind: "none", reason: "A cell is data: whether it means the database is for a person to say." }),
  values: (text) => readCells(text).regions.map((region) => region.text),
  definitions: null,
}
