import type { Region } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { placeOf, plainRegion, regionOf } from "./regions.js"
import { textBuilder } from "./text-builder.js"

/** The lines of a stretch of text, each a region of its own, blank ones left out. */
export function textLines(text: string, span: Span): readonly Region[] {
  return lines(text, span).map((line) => plainRegion("text", text, line, placeOf("value")))
}

const quoted = /(?:([\w.-]{1,80})["'\])]{0,2}\s{0,9}(?:=>|<-|:=|=|:)\s{0,9})?(["'])((?:(?!\2).){0,1000})\2/g

/**
 * The lines of text in a language that nobody knows, and the quoted texts in them: what stands in quotes may be a value of a program. A quote
 * within a word (`don't`) opens nothing.
 */
export function codeLines(text: string, span: Span): readonly Region[] {
  const regions: Region[] = []
  for (const line of lines(text, span)) {
    regions.push(plainRegion("text", text, line, placeOf("value")))
    const content = text.slice(line.start, Math.min(line.end, line.start + longestLine))
    // A solution's list of projects: what is no path there is a name of one.
    const isProject = content.startsWith('Project("{')
    for (const match of content.matchAll(quoted)) {
      const end = line.start + match.index + match[0].length
      const inner = { start: end - 1 - (match[3] as string).length, end: end - 1 }
      if (match[1] === undefined && /\w/.test(text[inner.start - 2] ?? "")) continue
      const builder = textBuilder(text)
      builder.copy(inner.start, inner.end)
      const outer = { start: inner.start - 1, end }
      const target = match[1] ?? (isProject ? "ProjectName" : null)
      regions.push(regionOf("string", outer, builder.done(), placeOf("value", { target })))
    }
  }
  return regions
}

/** Beyond this, a line is no line that a person wrote. */
const longestLine = 20_000

function lines(text: string, span: Span): readonly Span[] {
  const found: Span[] = []
  for (let start = span.start; start < span.end; ) {
    const newline = text.indexOf("\n", start)
    const end = newline < 0 || newline >= span.end ? span.end : newline
    if (/\S/.test(text.slice(start, Math.min(end, start + 1000)))) found.push({ start, end })
    start = end + 1
  }
  return found
}
