import type { Span } from "../model/text.js"
import { ofLetters } from "./letters.js"

/** Units that continue a SQL or program identifier: letters of any script, digits, `_`, `$`, `#`, `@`. */
const wordUnit = ofLetters(String.raw`[\p{L}\p{N}\p{M}_$#@]`)

/** Whether a span of a text is a whole word: no identifier character touches it. */
export function isWholeWord(text: string, span: Span): boolean {
  const before = text.charAt(span.start - 1)
  const after = text.charAt(span.end)
  return (
    !(before !== "" && wordUnit(before).test(before)) &&
    !(after !== "" && startsVariable(text, span.end) === false && wordUnit(after).test(after))
  )
}

/** `$(` and `${` after a name begin a placeholder, they do not continue the word. */
function startsVariable(text: string, at: number): boolean {
  return text.charAt(at) === "$" && (text.charAt(at + 1) === "(" || text.charAt(at + 1) === "{")
}

/** Runs of white space become one blank; the ends are trimmed; at most 200 units are kept. */
export function normalise(text: string): string {
  return text.slice(0, 2000).replace(/\s+/g, " ").trim().slice(0, 200)
}
