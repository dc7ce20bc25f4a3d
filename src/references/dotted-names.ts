import type { Region } from "../model/region.js"
import type { Span } from "../model/text.js"
import { ofLetters } from "../text/letters.js"
import { placeKind } from "./callees.js"
import { fileEnding } from "./paths.js"

const dottedName = ofLetters(
  String.raw`^\s*(?:\[[^[\]]+\]|"[^"]+"|[\p{L}_#{][\p{L}\p{N}_$#@{}]*)(?:\.(?:\[[^[\]]*\]|"[^"]*"|[\p{L}\p{N}_$#@{}]*))+\s*$`,
)

/** A multipart name and nothing else: `MemberRepository.dbo.Member`, `[MemberRepository].`, `MemberRepository..`. */
export function isDottedName(text: string): boolean {
  return text.length < 600 && dottedName(text).test(text) && !fileEnding.test(text.trimEnd())
}

const hyphenated = ofLetters(
  String.raw`^\.(?:[\p{L}_][\p{L}\p{N}_$#]*(?:-[\p{L}\p{N}_$#]+)*\.)?(?:[\p{L}_][\p{L}\p{N}_$#]*(?:-[\p{L}\p{N}_$#]+)*)$`,
)

/** What hosts end in besides the endings of {@link fileEnding}: the domains of countries, and those that programs are served from. */
const hostEnding =
  /\.(?:[a-z]{2}|app|dev|cloud|info|biz|edu|gov|mil|test|example|invalid|localhost|lan|corp|home|intra|intranet|site|online|tech|xyz|azure|aws)$/

/** A database, a schema and perhaps a table alone in a program's string, with a hyphen behind the first: `MemberRepository.member-data.Member`. */
export function isHyphenatedName({ kind, place, text }: Region, span: Span): boolean {
  // Logs, loggers and patterns have dotted names of their own.
  if (placeKind(place) !== null) return false
  const name = text.trim()
  const tail = text.slice(span.end).trimEnd()
  const isHead = text.slice(0, span.start).trim() === ""
  return (
    kind === "string" &&
    isHead &&
    tail.includes("-") &&
    tail.length < 600 &&
    hyphenated(tail).test(tail) &&
    !fileEnding.test(name) &&
    !hostEnding.test(name)
  )
}

/** `"MemberRepository.Web"`: a database and a schema, or a name of the program. `dbo` is a schema. */
export function isTwoPart(text: string): boolean {
  return /^[^.]*\.[^.]+$/.test(text.trim()) && !/\.[["]?dbo[\]"]?\s*$/i.test(text)
}
