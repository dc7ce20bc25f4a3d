import type { DynamicSql } from "../model/lineage.js"
import type { DynamicText, Routine, RoutineArgument } from "../model/sql.js"
import type { Place } from "./collect.js"
import { holeText, joinTexts, type KnownText, type TextPiece } from "./known-text.js"

/** What the parameters of a text that runs are given, by `@name` in lower case. What is not in it is not known. */
export type Bindings = ReadonlyMap<string, KnownText>

/** Nothing is known of what is given. */
export const nothingGiven: Bindings = new Map()

/** The place of an offset of the text that SQL stands in. */
export type PlaceOf = (offset: number) => Place

/** A text that SQL puts together, with what is given in place of its parameters. What stays unknown is a hole. */
export function filledText(text: DynamicText, given: Bindings, place: PlaceOf): KnownText {
  const texts: KnownText[] = []
  let from = 0
  for (const hole of text.holes) {
    texts.push(placedPieces(text, from, hole.start, place))
    const value = hole.parameter === null ? undefined : given.get(hole.parameter.toLowerCase())
    texts.push(value ?? holeText(hole.expression))
    from = hole.end
  }
  texts.push(placedPieces(text, from, text.text.length, place))
  return joinTexts(texts)
}

/** Whether anything that is known is given to what is executed: by the caller in its text, or by the statement to its parameters. */
export function isGiven(dynamic: DynamicSql, given: Bindings): boolean {
  return hasGiven(dynamic, given) || dynamic.arguments.some((argument) => argument.values.length > 0)
}

/** Whether anything that is given stands in a text. */
export function hasGiven(text: DynamicText, given: Bindings): boolean {
  return text.holes.some(({ parameter }) => parameter !== null && given.has(parameter.toLowerCase()))
}

/** The stretch of a text between two offsets, cut where its places jump. */
function placedPieces(text: DynamicText, start: number, end: number, place: PlaceOf): KnownText {
  const pieces: TextPiece[] = []
  let at = start
  const plain = (to: number): void => {
    if (to > at) pieces.push({ text: text.text.slice(at, to), hole: false, origin: null })
  }
  for (const segment of text.map) {
    const first = Math.max(segment.at, at)
    const last = Math.min(segment.at + segment.length, end)
    if (last <= first) continue
    plain(first)
    const { file, offset } = place(segment.length === segment.width ? segment.from + first - segment.at : segment.from)
    const length = last - first
    const origin = { file, map: [{ at: 0, length, from: offset, width: length }], from: 0 }
    pieces.push({ text: text.text.slice(first, last), hole: false, origin })
    at = last
  }
  plain(end)
  return pieces
}

/** Most combinations of values that one call is followed with. */
const mostWays = 64

/** The ways to call something, and whether there are more than are followed. */
export interface Ways {
  readonly ways: readonly Bindings[]
  readonly cut: boolean
}

/** What is given to the one who calls, and where the texts of both stand. */
export interface CallSite {
  readonly given: Bindings
  readonly place: PlaceOf
  /** For the defaults of the parameters. */
  readonly definition: PlaceOf
}

/**
 * Every combination of what a call gives for those of the parameters that matter. An argument of which several values are possible gives as
 * many ways; one of which nothing is known gives none; without an argument the default counts.
 */
export function waysToCall(
  parameters: Routine["parameters"],
  matters: ReadonlySet<string>,
  given: readonly RoutineArgument[],
  site: CallSite,
): Ways {
  let ways: Bindings[] = [nothingGiven]
  let cut = false
  parameters.forEach(({ name, default: fallback }, index) => {
    const key = name.toLowerCase()
    if (!matters.has(key)) return
    const argument = given.find((each) => (each.name === null ? each.position === index : each.name.toLowerCase() === key))
    const values =
      argument !== undefined
        ? argument.values.map((value) => filledText(value, site.given, site.place))
        : fallback === null
          ? []
          : [filledText(fallback, nothingGiven, site.definition)]
    const known = values.filter((value) => value.some((piece) => !piece.hole) || value.length === 0)
    if (known.length === 0) return
    const next = ways.flatMap((way) => known.map((value) => new Map(way).set(key, value)))
    cut ||= next.length > mostWays
    ways = next.slice(0, mostWays)
  })
  return { ways, cut }
}

/** Equal for equal values from equal places: the same name given by two callers stands at two places. */
export function bindingsKey(given: Bindings): string {
  return [...given]
    .map(([name, text]) => {
      const origin = text.find((piece) => piece.origin !== null)?.origin
      const place = origin == null ? "" : `${origin.file}:${origin.map[0]?.from}:${origin.from}`
      return `${name}=${text.map((piece) => (piece.hole ? `{${piece.text}}` : piece.text)).join("")}@${place}`
    })
    .join("\u0000")
}
