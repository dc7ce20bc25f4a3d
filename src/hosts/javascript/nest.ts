import type { Region } from "../../model/region.js"
import { ofLetters } from "../../text/letters.js"
import { countWhile } from "../../text/search.js"

/** Nothing without a letter can hold a name. */
const letter = ofLetters(String.raw`[\p{L}]`)

/**
 * Makes regions that stand inside one another lie side by side. A region that holds others (a string in an interpolated expression, a
 * comment between joined literals) is given once for each stretch between them, each time with its whole text and map: only `span`
 * differs. Inner regions without any letter of their own are left out. The result is sorted by start.
 */
export function sideBySide(regions: readonly Region[]): readonly Region[] {
  const sorted = [...regions].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
  const result: Region[] = []
  const open: { readonly region: Region; from: number }[] = []
  const emit = (region: Region, start: number, end: number): void => {
    if (end <= start) return
    if (start === region.span.start && end === region.span.end) result.push(region)
    else if (holdsPiece(region, start, end)) result.push({ ...region, span: { start, end } })
  }
  const close = (until: number): void => {
    for (let last = open.at(-1); last !== undefined && last.region.span.end <= until; last = open.at(-1)) {
      emit(last.region, last.from, last.region.span.end)
      open.pop()
      const around = open.at(-1)
      if (around !== undefined) around.from = Math.max(around.from, last.region.span.end)
    }
  }
  for (const region of sorted) {
    close(region.span.start)
    const around = open.at(-1)
    if (around !== undefined) {
      if (!holdsLetter(region)) continue
      emit(around.region, around.from, region.span.start)
      around.from = region.span.start
    }
    open.push({ region, from: region.span.start })
  }
  close(Number.POSITIVE_INFINITY)
  return result.sort((a, b) => a.span.start - b.span.start)
}

/** Whether the region's own text, without what is interpolated, has a letter. */
function holdsLetter(region: Region): boolean {
  const { text, holes } = region
  if (holes.length === 0) return letter(text).test(text)
  let from = 0
  for (const hole of holes) {
    const piece = text.slice(from, hole.start)
    if (letter(piece).test(piece)) return true
    from = hole.end
  }
  const last = text.slice(from)
  return letter(last).test(last)
}

/** Whether any text of the region stands in a stretch of the file. A map rises in the file as it does in its text. */
function holdsPiece(region: Region, start: number, end: number): boolean {
  const found = region.map[countWhile(region.map, (each) => each.from + each.width <= start)]
  return found !== undefined && found.from < end
}
