import type { Occurrence } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Piece, Region } from "../../model/region.js"
import type { Edit, Span } from "../../model/text.js"
import { escapeAt } from "./string-text.js"
import { tagKind } from "./tags.js"

/** How one occurrence in a region of a JavaScript or TypeScript text is spelled with its variable. */
export function siteOf(text: string, region: Region, occurrence: Occurrence): Site {
  const reason = refusal(region, occurrence)
  if (reason !== null) return none(reason)
  const { span, within, variable } = occurrence
  const piece = region.pieces.find((each) => each.within.start <= within.start && each.within.end >= within.end)
  if (piece === undefined) {
    if (region.place.role === "markup" && region.kind === "text") return jsxText(text, region, span, variable)
    return none("the name is spread over several literals")
  }
  const whole = piece.within.start === within.start && piece.within.end === within.end
  const quote = text.charAt(piece.span.start)
  if (quote !== "'" && quote !== '"' && quote !== "`") {
    return whole && region.kind === "key"
      ? expression([{ ...piece.span, text: `[${variable}]` }], `[${variable}]`)
      : none("part of a longer name")
  }
  if (quote !== "`" && isAttribute(text, region, piece)) return attribute(text, region, piece, span, whole, variable)
  const key = isMember(text, region, piece)
  if (isTagged(region)) {
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text.slice(Math.max(0, span.start - 40), span.start))) {
      return none("behind a backslash in a raw template: it would take the variable's `$`")
    }
    return expression([{ ...span, text: hole(variable) }], hole(variable))
  }
  if (whole && (key || !needsTemplate(text, region, piece))) {
    const bare = key ? `[${variable}]` : variable
    const before = !key && /[\w$]/.test(text.charAt(piece.span.start - 1)) ? " " : ""
    const after = !key && /[\w$]/.test(text.charAt(piece.span.end)) ? " " : ""
    return expression([{ ...piece.span, text: before + bare + after }], bare)
  }
  if (quote === "`") return expression([{ ...span, text: hole(variable) }], hole(variable))
  if (beginsStatement(text, piece))
    return none("a statement that begins with a string: a template there would be taken for a tagged one")
  return quoted(text, piece, span, variable, key ? "[`" : "`", key ? "`]" : "`")
}

/** Why no variable can stand in the place; null if one can. */
function refusal(region: Region, { within }: Occurrence): string | null {
  switch (region.place.role) {
    case "type":
      return "a type: its text is read when the program is compiled"
    case "enum":
      return "a member of an enum: its value has to be a constant"
    case "import":
      return "the path of a module"
    case "directive":
      return "a directive: a template in its place would be none"
    case "decorator":
      if (/^(?:Component|Directive|Pipe|NgModule|Injectable)$/.test(region.place.callee ?? "")) {
        return "a decorator that the compiler reads: it takes constants only"
      }
  }
  if (region.kind === "comment") return "a comment"
  if (region.place.callee === "RegExp" && region.pieces.length === 0) return "a pattern"
  if (region.kind !== "text" && region.pieces.length === 0) return "the file could not be parsed"
  if (region.holes.some((each) => each.start < within.end && each.end > within.start)) return "code inside the string"
  if (isTagged(region)) {
    if (region.place.marks.includes("binds-holes")) {
      return `the tag \`${region.place.callee}\` sends what is interpolated as a parameter: a name needs its helper for raw text or identifiers`
    }
    if (tagKind(region.place.callee) === "unknown")
      return "a tagged template: what the tag does with an interpolated value is not known"
  }
  return null
}

/** A tag is what is called, and its template is no argument in any position. */
function isTagged(region: Region): boolean {
  return region.place.role === "argument" && region.place.callee !== null && region.place.argument === null
}

function none(reason: string): Site {
  return { kind: "none", reason }
}

function expression(edits: readonly Edit[], replacement: string): Site {
  return { kind: "expression", edits, replacement, imports: true }
}

function hole(variable: string): string {
  return `\${${variable}}`
}

/** `a="x"` in JSX: an equals sign stands right before it, and it is no assignment. */
function isAttribute(text: string, region: Region, piece: Piece): boolean {
  return (
    region.place.role === "markup" &&
    region.kind === "string" &&
    /=\s*$/.test(text.slice(Math.max(0, piece.span.start - 40), piece.span.start))
  )
}

function attribute(text: string, region: Region, piece: Piece, span: Span, whole: boolean, variable: string): Site {
  if (whole) return expression([{ ...piece.span, text: `{${variable}}` }], `{${variable}}`)
  if (/[\r\n\\]/.test(region.text)) return none("a JSX attribute with a line end or a backslash in it")
  const edits: Edit[] = [{ start: piece.span.start, end: piece.span.start + 1, text: "{`" }]
  for (const segment of region.map) {
    if (segment.length !== segment.width) {
      const decoded = region.text.slice(segment.at, segment.at + segment.length)
      edits.push({ start: segment.from, end: segment.from + segment.width, text: decoded === "`" ? "\\`" : decoded })
      continue
    }
    edits.push(...guards(text, segment.from, segment.from + segment.width))
  }
  edits.push({ ...span, text: hole(variable) }, { start: piece.span.end - 1, end: piece.span.end, text: "`}" })
  return overlaps(edits, span) ? none("the name is spelled with character references") : expression(sorted(edits), hole(variable))
}

function jsxText(text: string, region: Region, span: Span, variable: string): Site {
  // A line of JSX text loses its indentation, and a line end between two texts becomes a blank: both hang on what stands beside it.
  const before = text.slice(region.span.start, span.start)
  const after = text.slice(span.end, region.span.end)
  if (/\S[^\S\n]*\n\s*$/.test(before.slice(-400)) || /^[^\S\n]*\n\s*\S/.test(after.slice(0, 400))) {
    return none("at the end of a line of JSX text: a variable would eat the blank that the line end stands for")
  }
  return expression([{ ...span, text: `{${variable}}` }], `{${variable}}`)
}

/** A quoted name of a member, followed by what it names: only brackets can hold an expression there. */
function isMember(text: string, region: Region, piece: Piece): boolean {
  if (region.kind !== "key" || region.pieces.length !== 1 || region.holes.length > 0) return false
  if (region.place.role === "key")
    return !/^\s*\]/.test(text.slice(piece.span.end, piece.span.end + 40)) || !opensBracket(text, piece)
  return (
    region.place.role === "lookup" && /^\s*:/.test(text.slice(piece.span.end, piece.span.end + 40)) && !opensBracket(text, piece)
  )
}

function opensBracket(text: string, piece: Piece): boolean {
  return /\[\s*$/.test(text.slice(Math.max(0, piece.span.start - 40), piece.span.start))
}

/** A line that begins with the literal after an operand: a semicolon is inserted before a string, but not before a template. */
function beginsStatement(text: string, piece: Piece): boolean {
  const before = /[\w$)\]}'"`](\s*)$/.exec(text.slice(Math.max(0, piece.span.start - 400), piece.span.start))
  return before !== null && /[\r\n]/.test(before[1] ?? "")
}

/** `"x" as const` takes a template, but no variable. */
function needsTemplate(text: string, region: Region, piece: Piece): boolean {
  if (region.pieces.length !== 1) return false
  return (
    /^[\s)]*as\s+const\b/.test(text.slice(piece.span.end, piece.span.end + 80)) ||
    /<\s*const\s*>[\s(]*$/.test(text.slice(Math.max(0, piece.span.start - 40), piece.span.start))
  )
}

/** A quoted literal as a template: the quotes, what a template would read otherwise, and the name. Only the name differs by occurrence. */
function quoted(text: string, piece: Piece, span: Span, variable: string, opening: string, closing: string): Site {
  const start = piece.span.start + 1
  const end = piece.span.end - 1
  const edits = [
    { start: start - 1, end: start, text: opening },
    ...guards(text, start, end),
    { start: end, end: end + 1, text: closing },
  ]
  if (overlaps(edits, span)) return none("the name is spelled with escapes")
  return expression(sorted([...edits, { ...span, text: hole(variable) }]), hole(variable))
}

/** Escapes for what means something else between back-ticks: back-ticks, `${`, octal escapes, `\8` and `\9`. */
function guards(text: string, start: number, end: number): readonly Edit[] {
  const edits: Edit[] = []
  for (let at = start; at < end; at++) {
    const unit = text.charAt(at)
    const next = text.charAt(at + 1)
    if (unit === "`" || (unit === "$" && next === "{" && at + 1 < end)) edits.push({ start: at, end: at, text: "\\" })
    else if (unit === "\\") {
      const decoded = escapeAt(text, at, end)
      const plainNull = next === "0" && !/\d/.test(text.charAt(at + 2))
      if (/[0-7]/.test(next) && !plainNull) {
        const code = decoded.text.charCodeAt(0).toString(16).padStart(2, "0")
        edits.push({ start: at, end: at + decoded.width, text: `\\x${code}` })
      } else if (next === "8" || next === "9") edits.push({ start: at, end: at + 1, text: "" })
      at += decoded.width - 1
    }
  }
  return edits
}

function overlaps(edits: readonly Edit[], span: Span): boolean {
  return edits.some(
    (each) => each.start < span.end && each.end > span.start && !(each.start === span.start && each.end === span.end),
  )
}

function sorted(edits: readonly Edit[]): readonly Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
}
