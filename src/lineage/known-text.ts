import type { Hole, TextMap } from "../model/text.js"
import { countWhile } from "../text/search.js"
import { toOuterStart } from "../text/text-map.js"

/** Where a stretch of text comes from: `from` is its offset in the text that `map` leads back from. */
export interface Origin {
  readonly file: string
  readonly map: TextMap
  readonly from: number
}

/** One stretch of a text that was put together: known, with its place in the sources if it has one, or a hole. */
export interface TextPiece {
  /** For a hole the expression as written. */
  readonly text: string
  readonly hole: boolean
  readonly origin: Origin | null
}

/** A text as a program puts it together. */
export type KnownText = readonly TextPiece[]

/** Longest text that is put together: what is longer is cut, which is reported by its statements not being read. */
const longest = 4_000_000

/** A piece without a place. */
export function plainText(text: string): KnownText {
  return text === "" ? [] : [{ text, hole: false, origin: null }]
}

/** A hole. */
export function holeText(expression: string): KnownText {
  return [{ text: expression, hole: true, origin: null }]
}

/** Texts one after the other. */
export function joinTexts(texts: readonly KnownText[]): KnownText {
  const result: TextPiece[] = []
  let length = 0
  for (const text of texts) {
    for (const piece of text) {
      length += piece.text.length
      if (length > longest) return result
      result.push(piece)
    }
  }
  return result
}

/** Part of a piece that is no hole. */
export function slicePiece(piece: TextPiece, start: number, end: number): TextPiece {
  const origin = piece.origin === null ? null : { ...piece.origin, from: piece.origin.from + start }
  return { text: piece.text.slice(start, end), hole: false, origin }
}

/** The text if it is known from end to end, else null. */
export function fullText(text: KnownText): string | null {
  let full = ""
  for (const piece of text) {
    if (piece.hole) return null
    full += piece.text
  }
  return full
}

/** The text with its holes in braces. */
export function shownText(text: KnownText): string {
  let shown = ""
  for (const piece of text) shown += piece.hole ? `{${piece.text}}` : piece.text
  return shown
}

/** The text without blanks at its ends. */
export function stripText(text: KnownText): KnownText {
  const isTight = ({ hole, text }: TextPiece, trimmed: string): boolean => hole || trimmed.length === text.length
  const [first] = text
  const last = text.at(-1)
  if (first === undefined || last === undefined) return text
  if (isTight(first, first.text.trimStart()) && isTight(last, last.text.trimEnd())) return text
  const result = [...text]
  if (!first.hole) result[0] = slicePiece(first, first.text.length - first.text.trimStart().length, first.text.length)
  const end = result.at(-1)
  if (end !== undefined && !end.hole) result[result.length - 1] = slicePiece(end, 0, end.text.trimEnd().length)
  return result
}

/** A text ready for a reader, with the way back to the sources. */
export interface FlatText {
  readonly text: string
  readonly holes: readonly Hole[]
  /** Where a unit of the text stands: file and offset; null if it has no place. */
  readonly place: (offset: number) => { readonly file: string; readonly offset: number } | null
}

/** Writes a text in one go; holes as `{expression}`. */
export function flatText(text: KnownText): FlatText {
  const holes: Hole[] = []
  const starts: number[] = []
  let flat = ""
  for (const piece of text) {
    starts.push(flat.length)
    if (piece.hole) {
      const expression = piece.text.replace(/[{}\r\n]/g, " ")
      holes.push({ start: flat.length, end: flat.length + expression.length + 2, expression: piece.text })
      flat += `{${expression}}`
    } else flat += piece.text
  }
  const place: FlatText["place"] = (offset) => {
    const after = countWhile(starts, (each) => each <= offset)
    const piece = text[after - 1]
    if (piece === undefined || piece.origin === null) return null
    const at = piece.origin.from + offset - (starts[after - 1] as number)
    const start = toOuterStart(piece.origin.map, at)
    return start === null ? null : { file: piece.origin.file, offset: start }
  }
  return { text: flat, holes, place }
}

/** The first place that any of the text has. */
export function firstPlace(
  text: KnownText,
  wanted: (piece: TextPiece) => boolean = () => true,
): { readonly file: string; readonly offset: number } | null {
  const flat = flatText(text)
  let at = 0
  for (const piece of text) {
    if (!piece.hole && piece.origin !== null && piece.text !== "" && wanted(piece)) {
      const place = flat.place(at)
      if (place !== null) return place
    }
    at += piece.hole ? piece.text.replace(/[{}\r\n]/g, " ").length + 2 : piece.text.length
  }
  return null
}
