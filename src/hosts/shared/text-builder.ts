import type { Hole, Segment, TextMap } from "../../model/text.js"

/** A text that is read piece by piece from a source, with the map back to it. */
export interface TextBuilder {
  /** Units of the source as they are. */
  readonly copy: (from: number, to: number) => void
  /** What an escape stands for: `value` comes from `width` units at `from`. */
  readonly replace: (value: string, from: number, width: number) => void
  /** An interpolated expression as it is spelled. */
  readonly hole: (from: number, to: number, expression: string) => void
  /** Length of the text so far. */
  readonly length: () => number
  readonly done: () => BuiltText
}

/** A text with its map and holes. */
export interface BuiltText {
  readonly text: string
  readonly map: TextMap
  readonly holes: readonly Hole[]
}

/** Starts a text read from `source`. Neighbouring copies become one segment. */
export function textBuilder(source: string): TextBuilder {
  const pieces: string[] = []
  const map: Segment[] = []
  const holes: Hole[] = []
  let length = 0
  /** The last segment is a copy that the next one may continue. */
  let isCopy = false

  const copy = (from: number, to: number): void => {
    if (to <= from) return
    const last = map[map.length - 1]
    if (isCopy && last !== undefined && last.from + last.width === from) {
      map[map.length - 1] = { ...last, length: last.length + to - from, width: last.width + to - from }
    } else {
      map.push({ at: length, length: to - from, from, width: to - from })
    }
    pieces.push(source.slice(from, to))
    length += to - from
    isCopy = true
  }

  return {
    copy,
    replace: (value, from, width) => {
      if (value === "") return
      map.push({ at: length, length: value.length, from, width })
      pieces.push(value)
      length += value.length
      isCopy = false
    },
    hole: (from, to, expression) => {
      holes.push({ start: length, end: length + to - from, expression })
      copy(from, to)
    },
    length: () => length,
    done: () => ({ text: pieces.join(""), map, holes }),
  }
}

/** The part of a built text from `start` on. */
export function tail(built: BuiltText, start: number): BuiltText {
  return part(built, start, built.text.length)
}

/** The part of a built text between two offsets. Escapes and holes that are cut lose their place. */
export function part(built: BuiltText, start: number, end: number): BuiltText {
  const map: Segment[] = []
  for (const segment of built.map) {
    const from = Math.max(segment.at, start)
    const to = Math.min(segment.at + segment.length, end)
    if (to <= from) continue
    if (segment.length === segment.width) {
      map.push({ at: from - start, length: to - from, from: segment.from + from - segment.at, width: to - from })
    } else if (to - from === segment.length) {
      map.push({ ...segment, at: from - start })
    }
  }
  const holes = built.holes
    .filter((hole) => hole.start >= start && hole.end <= end)
    .map((hole) => ({ ...hole, start: hole.start - start, end: hole.end - start }))
  return { text: built.text.slice(start, end), map, holes }
}
