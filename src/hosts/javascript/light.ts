import type { Mark, Place, Region, RegionKind } from "../../model/region.js"
import type { StringText } from "./string-text.js"
import { stringText } from "./string-text.js"

/** After these words a slash begins a pattern. */
const beforePattern = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|instanceof|yield|await)$/

/**
 * Finds strings, templates and comments in a text that has no tree. Nothing is joined, nothing is known of the surroundings, and the
 * regions have no pieces: none of them can be spelled anew. They may stand inside one another.
 */
export function lightRegions(source: string, fileMarks: readonly Mark[]): readonly Region[] {
  const regions: Region[] = []
  const place: Place = { role: "value", callee: null, argument: null, target: null, path: [], marks: fileMarks }
  /** Templates around the place: the text so far, where they began, and how many braces are open in the hole. */
  const templates: { readonly text: StringText; readonly start: number; hole: number; braces: number }[] = []
  let at = source.startsWith("#!") ? lineEnd(source, 0) : 0
  /** End of the last thing that was neither blank nor comment. */
  let solid = 0

  const add = (kind: RegionKind, start: number, end: number, text: StringText): void => {
    const { map, holes, text: value } = text.finish()
    regions.push({ kind, language: "text", span: { start, end }, text: value, map, holes, place, pieces: [], escape: "none" })
  }
  const comment = (end: number, closing: number): void => {
    const text = stringText()
    text.literal(source, at + 2, Math.max(at + 2, end - closing), "raw")
    add("comment", at, end, text)
    at = end
  }
  /** Reads template text from `at` to its end or to its next hole. */
  const template = (): void => {
    const open = templates.at(-1)
    if (open === undefined) return
    const end = templateStop(source, at)
    open.text.literal(source, at, end, "template")
    at = end
    if (source.charAt(at) === "$") {
      open.hole = at + 2
      open.braces = 0
      at += 2
      return
    }
    at = Math.min(at + 1, source.length)
    add("string", open.start, at, open.text)
    templates.pop()
  }

  if (at > 0) {
    const end = at
    at = 0
    comment(end, 0)
  }
  while (at < source.length) {
    const unit = source.charAt(at)
    const next = source.charAt(at + 1)
    const open = templates.at(-1)
    if (unit === "/" && next === "/") {
      comment(lineEnd(source, at), 0)
      continue
    }
    if (unit === "/" && next === "*") {
      const close = source.indexOf("*/", at + 2)
      comment(close < 0 ? source.length : close + 2, close < 0 ? 0 : 2)
      continue
    }
    if (unit === "'" || unit === '"') {
      const end = quoteEnd(source, at)
      if (end > 0) {
        const text = stringText()
        text.literal(source, at + 1, end - 1, "quoted")
        add("string", at, end, text)
        at = end
      } else at++
    } else if (unit === "`") {
      templates.push({ text: stringText(), start: at, hole: 0, braces: 0 })
      at++
      template()
    } else if (unit === "}" && open !== undefined && open.braces === 0) {
      open.text.hole(source, open.hole, at, "template")
      at++
      template()
    } else if (unit === "/" && beginsPattern(source, solid)) at = patternEnd(source, at)
    else {
      if (open !== undefined && unit === "{") open.braces++
      if (open !== undefined && unit === "}") open.braces--
      at++
    }
    if (unit > " ") solid = at
  }
  for (const open of templates) add("string", open.start, source.length, open.text)
  return regions
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from)
  return end < 0 ? source.length : end
}

/** The end of the quoted string at `at`; 0 if its line ends before it. */
function quoteEnd(source: string, at: number): number {
  const quote = source.charAt(at)
  for (let index = at + 1; index < source.length; index++) {
    const unit = source.charAt(index)
    if (unit === quote) return index + 1
    if (unit === "\n") return 0
    if (unit === "\\") {
      if (source.charAt(index + 1) === "\r" && source.charAt(index + 2) === "\n") index++
      index++
    }
  }
  return 0
}

/** Where template text ends: at its back-tick, at `${`, or at the end of the file. */
function templateStop(source: string, at: number): number {
  let index = at
  while (index < source.length) {
    const unit = source.charAt(index)
    if (unit === "`" || (unit === "$" && source.charAt(index + 1) === "{")) return index
    index += unit === "\\" ? 2 : 1
  }
  return source.length
}

function beginsPattern(source: string, solid: number): boolean {
  const before = source.charAt(solid - 1)
  if (before === "") return true
  if (/[\w$]/.test(before)) return beforePattern.test(source.slice(Math.max(0, solid - 12), solid))
  return !/[)\]}'"`]/.test(before)
}

/** The end of the pattern at `at`; one unit on if its line ends before it. */
function patternEnd(source: string, at: number): number {
  let inClass = false
  for (let index = at + 1; index < source.length; index++) {
    const unit = source.charAt(index)
    if (unit === "\n") break
    if (unit === "\\") index++
    else if (unit === "[") inClass = true
    else if (unit === "]") inClass = false
    else if (unit === "/" && !inClass) return index + 1
  }
  return at + 1
}
