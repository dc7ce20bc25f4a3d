import type { Occurrence } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Region } from "../../model/region.js"
import type { Edit, Span } from "../../model/text.js"
import { ofLetters } from "../../text/letters.js"
import { countWhile } from "../../text/search.js"
import type { Analysis } from "./analysis.js"
import type { LiteralPart, StringToken } from "./lexer.js"

const none = (reason: string): Site => ({ kind: "none", reason })
const wordBefore = ofLetters(String.raw`[\p{ID_Continue}]$`)
const wordAfter = ofLetters(String.raw`^[\p{ID_Continue}]`)
/** Lists of symbols: what they hold names code. */
const symbolLists = new Set(["__all__", "__slots__", "__match_args__", "__fields__"])

/** How an occurrence in a region of a Python text is spelled with its variable. */
export function siteOf(source: string, analysis: Analysis, region: Region, occurrence: Occurrence): Site {
  const refused = refusal(region)
  if (refused !== null) return none(refused)
  if (analysis.python2) return none("the file is Python 2, which has no f-strings")
  const { span, within } = occurrence
  if (source.slice(span.start, span.end) !== region.text.slice(within.start, within.end)) {
    return none("the name is written with an escape, or over more than one literal")
  }
  const literal = innermost(analysis.literals, span)
  if (literal === null) return none("the name stands in code, not in a literal")
  if (!literal.closed) return none("the string is not closed")
  if (literal.bytes) return none("a byte string cannot hold a variable")
  if (literal.template) return none("a template string binds what stands in its fields")
  if (literal.quote.length > 0 && !literal.format && /^[ft]|[ft]$/i.test(literal.prefix))
    return none("the f-string cannot be read")
  const part = literal.parts.find((one) => one.start <= span.start && span.end <= one.end)
  if (part === undefined || part.kind === "field") return none("the name stands in a field of an f-string, not in its text")
  if (analysis.inDebugField(literal)) return none("a field with `=` shows its own spelling")
  const replacement = `{${occurrence.variable}}`
  if (literal.format) {
    return { kind: "expression", edits: [{ ...span, text: replacement }], replacement, imports: true }
  }
  const whole = literal.body.start === span.start && literal.body.end === span.end
  if (whole && !analysis.isConcatenated(literal)) {
    const text = spaced(source, literal, occurrence.variable, true)
    const edits = [{ start: literal.start, end: literal.end, text }]
    return { kind: "expression", edits, replacement: occurrence.variable, imports: true }
  }
  return { kind: "expression", edits: formatted(source, literal, span, replacement), replacement, imports: true }
}

/** Why nothing in a region can become a variable; null where something may. */
function refusal(region: Region): string | null {
  if (region.kind === "comment") return "a comment cannot hold a variable"
  if (region.kind === "docstring") return "an f-string is no docstring"
  const { role, target } = region.place
  if (role === "unused") return "a string that is thrown away or documents an attribute stays as it is"
  if (role === "case") return "a pattern takes no f-string, and a bare name would capture"
  if (role === "type") return "an annotation needs a literal"
  if (target !== null && symbolLists.has(target)) return `${target} names symbols of the code`
  if (region.place.marks.includes("bytes")) return "a byte string cannot hold a variable"
  return null
}

/** The innermost literal that holds a span; `literals` are sorted by start, inner ones after outer ones. */
function innermost(literals: readonly StringToken[], span: Span): StringToken | null {
  const after = countWhile(literals, (each) => each.start <= span.start)
  for (let index = after - 1; index >= 0; index--) {
    const literal = literals[index] as StringToken
    if (literal.end >= span.end) return literal
  }
  return null
}

/** Text for the place of a literal, kept apart from words that touch it: `return"X"`. */
function spaced(source: string, literal: Span, text: string, bothSides: boolean): string {
  const before = source.slice(Math.max(0, literal.start - 2), literal.start)
  const after = source.slice(literal.end, literal.end + 2)
  return (wordBefore(before).test(before) ? " " : "") + text + (bothSides && wordAfter(after).test(after) ? " " : "")
}

/** The edits that make a literal an f-string with a field in the place of `span`. Equal for every occurrence of the literal but for the field. */
function formatted(source: string, literal: StringToken, span: Span, replacement: string): readonly Edit[] {
  const edits: Edit[] = []
  const unicode = /u/i.exec(literal.prefix)
  if (unicode !== null) {
    const at = literal.start + unicode.index
    edits.push({ start: at, end: at + 1, text: "f" })
  } else {
    // After an `r`, so that the piece keeps its look; a word before the literal must not grow into the prefix.
    const at = literal.start + literal.prefix.length
    const text = literal.prefix === "" ? spaced(source, literal, "f", false) : "f"
    edits.push({ start: at, end: at, text })
  }
  for (const part of literal.parts) edits.push(...doubled(source, part, literal.raw))
  edits.push({ ...span, text: replacement })
  return edits.sort((a, b) => a.start - b.start)
}

/** Doubles the braces of a part, except those of `\N{…}`, which an f-string reads as before. */
function doubled(source: string, part: LiteralPart, raw: boolean): readonly Edit[] {
  const edits: Edit[] = []
  const pattern = raw ? /[{}]/g : /\\N\{[^{}'"\n]*\}|\\[^{}]|[{}]/g
  for (const match of source.slice(part.start, part.end).matchAll(pattern)) {
    const [brace] = match
    const start = part.start + match.index
    if (brace.length === 1) edits.push({ start, end: start + 1, text: brace + brace })
  }
  return edits
}
