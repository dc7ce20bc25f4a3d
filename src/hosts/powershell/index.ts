import type { Environment, Host, HostReading, Occurrence } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Place, Region } from "../../model/region.js"
import type { Edit } from "../../model/text.js"
import { unclosed } from "../shared/literal-host.js"
import { lastOnly, placeOf, plainRegion, regionOf, sortRegions } from "../shared/regions.js"
import { type Literal, type LiteralSyntax, scanLiterals } from "../shared/scan-literals.js"
import { type BareWord, bareWords, blanked, commandPlace } from "./words.js"

const syntax: LiteralSyntax = {
  forms: [
    { open: '@"', close: '\n"@', escapes: ["backtick"], holes: ["$(", "${", "$name"], isLong: true },
    { open: "@'", close: "\n'@", escapes: [], holes: [], isLong: true },
    { open: '"', close: '"', escapes: ["backtick", "doubled"], holes: ["$(", "${", "$name"], isLong: true },
    { open: "'", close: "'", escapes: ["doubled"], holes: [], isLong: true },
  ],
  comments: [
    { open: "<#", close: "#>", isDoc: false },
    { open: "#", close: null, isDoc: false },
  ],
  heredoc: null,
  linesEnd: true,
}

/** The default of a variable as this tool writes it, and as PowerShell 7 may. */
const defaulted = /\$\(if \(\$env:(\w+)\) \{ \$env:\w+ \} else \{ '((?:[^'\n]|'')*)' \}\)/g
const before =
  /(?:\$env:(\w+)\s*(?:\?\?|\?\?=|-or)\s*|\$env:(\w+)\s*\}\s*else\s*\{\s*|-not\s*\$env:(\w+)\s*\)\s*\{\s*\$env:\w+\s*=\s*)$/

/** Attributes of parameters: they take constants only. */
const attribute = /^(?:Validate\w+|Alias|Parameter|ArgumentCompletions|CmdletBinding|OutputType)$/i

interface Script {
  readonly literals: readonly Literal[]
  readonly words: readonly BareWord[]
  readonly code: string
}

const script = lastOnly((text: string): Script => {
  const literals = scanLiterals(text, syntax)
  // A default is one word of its command, whatever stands in it.
  const defaults = [...text.matchAll(defaulted)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  const opaque = [...literals.map((literal) => literal.span), ...defaults].sort((a, b) => a.start - b.start || b.end - a.end)
  const code = blanked(text, opaque)
  return { literals, words: bareWords(text, code), code }
})

/** Where the group begins that a literal is the first of: `Write-Host ("… {0}" -f $name)` is handed what comes of it. */
function groupStart(code: string, start: number): number {
  let at = start
  for (let steps = 0; steps < 20; steps++) {
    const open = /\(\s{0,100}$/.exec(code.slice(Math.max(0, at - 110), at))
    // A bracket at a word is a call's: `$connection.Open("…")`.
    if (open === null || /[\w$\])}]/.test(code.charAt(at - open[0].length - 1))) break
    at -= open[0].length
  }
  return at
}

function placeLiteral(text: string, code: string, literal: Literal): Place {
  const { start } = literal.span
  const defaults = before.exec(text.slice(Math.max(0, start - 120), start))
  if (defaults !== null)
    return placeOf("fallback", { target: defaults[1] ?? defaults[2] ?? defaults[3] ?? null, path: literal.path })
  const line = text.slice(Math.max(0, start - 40), start)
  if (/-(?:c|i)?(?:eq|ne|in|contains|notin)\s*$/i.test(line) || literal.role === "comparison")
    return placeOf("comparison", { path: literal.path })
  if (/-(?:c|i)?(?:match|notmatch|replace|split|like)\s*$/i.test(line))
    return placeOf("argument", { callee: "Select-String", argument: 0, path: literal.path })
  if (literal.role === "lookup") return placeOf("lookup", { path: literal.path })
  if (literal.callee !== null && attribute.test(literal.callee))
    return placeOf("decorator", { callee: literal.callee, path: literal.path })
  const command = commandPlace(text, code, groupStart(code, start))
  if (command.callee !== null) {
    const target = command.flag?.replace(/^-+/, "") ?? null
    return placeOf("argument", { callee: command.callee, argument: command.flag, target, path: literal.path })
  }
  const assigned = /\$(?:env:|script:|global:)?(\w+)\s*\+?=\s*$|(\w+)\s*=\s*$/.exec(text.slice(Math.max(0, start - 80), start))
  const target = assigned?.[1] ?? assigned?.[2] ?? literal.target
  // The default of a parameter is a value like any other.
  if (literal.callee?.toLowerCase() === "param") return placeOf("value", { target, path: literal.path })
  return placeOf(literal.role, { callee: literal.callee, argument: literal.argument, target, path: literal.path })
}

function literalRegions(text: string, code: string, literal: Literal): readonly Region[] {
  if (literal.kind !== "string") return [regionOf("comment", literal.span, literal.built, placeOf("value"))]
  const region = regionOf("string", literal.span, literal.built, placeLiteral(text, code, literal))
  const nested: Region[] = []
  const source = text.slice(literal.span.start, literal.span.end)
  if (literal.built.holes.length > 0) {
    for (const match of source.matchAll(defaulted)) {
      const end = literal.span.start + match.index + match[0].lastIndexOf("'")
      const start = end - (match[2] as string).length
      if (end > start)
        nested.push(plainRegion("string", text, { start, end }, placeOf("fallback", { target: match[1] as string })))
    }
  }
  return [region, ...nested]
}

function wordRegion(text: string, word: BareWord): Region {
  const content = text.slice(word.start, word.end)
  const named = /^([A-Za-z_]\w*)=(?=.)/.exec(content)
  const start = word.start + (named?.[0].length ?? 0)
  const flag = typeof word.argument === "string" ? word.argument : null
  const short = { d: "database", S: "server" }[flag?.replace(/^-+/, "") ?? ""]
  const target = named?.[1] ?? short ?? flag?.replace(/^-+/, "") ?? null
  return plainRegion(
    "string",
    text,
    { start, end: word.end },
    placeOf("argument", { callee: word.callee, argument: word.argument, target }),
  )
}

/** `Name = …` at the start of a statement: a key of a hashtable. */
function keyRegions(text: string, code: string): readonly Region[] {
  const regions: Region[] = []
  for (const match of code.matchAll(/(?:^|[{;])[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)/gm)) {
    const start = match.index + match[0].indexOf(match[1] as string)
    regions.push(plainRegion("key", text, { start, end: start + (match[1] as string).length }, placeOf("key")))
  }
  return regions
}

function read(text: string): HostReading {
  const { literals, words, code } = script(text)
  const regions = [
    ...literals.flatMap((literal) => literalRegions(text, code, literal)),
    ...words.map((word) => wordRegion(text, word)),
    ...keyRegions(text, code),
  ]
  return { regions: sortRegions(regions), imports: null, problems: unclosed(literals) }
}

function siteOf(text: string, region: Region, occurrence: Occurrence): Site {
  const { literals, words } = script(text)
  const { span, variable } = occurrence
  const old = text.slice(span.start, span.end)
  const expression = `$(if ($env:${variable}) { $env:${variable} } else { '${old}' })`
  const done = (edits: readonly Edit[]): Site => ({ kind: "expression", edits, replacement: expression, imports: false })
  const replace: Edit = { start: span.start, end: span.end, text: expression }
  const word = words.find((each) => each.start <= span.start && each.end >= span.end)
  if (word !== undefined) {
    if (word.start === span.start && word.end === span.end) return done([replace])
    const quote = (at: number): Edit => ({ start: at, end: at, text: '"' })
    return done([quote(word.start), replace, quote(word.end)])
  }
  const literal = literals.find((each) => each.span.start <= span.start && each.span.end >= span.end)
  if (literal === undefined || literal.form === null || !literal.isClosed)
    return { kind: "none", reason: "This place takes no variable." }
  if (region.place.role === "decorator" || region.place.role === "case")
    return { kind: "none", reason: "An attribute or a label takes constants only." }
  const { content } = literal
  const isAll = content.start === span.start && content.end === span.end && literal.form.open.length === 1
  if (isAll) return done([{ start: literal.span.start, end: literal.span.end, text: expression }])
  if (!literal.form.open.endsWith("'")) return done([replace])
  // Single quotes become double ones: what they would expand is kept from it.
  const edits: Edit[] = [{ start: literal.span.start, end: content.start, text: literal.form.open.replace("'", '"') }]
  const isHere = literal.form.open.length === 2
  for (let index = content.start; index < content.end; index++) {
    const unit = text[index] as string
    if (unit === "$" || unit === "`" || (unit === '"' && !isHere)) edits.push({ start: index, end: index, text: "`" })
    else if (unit === "'" && text[index + 1] === "'" && !isHere) {
      edits.push({ start: index, end: index + 1, text: "" })
      index++
    }
  }
  edits.push(replace, { start: content.end, end: literal.span.end, text: literal.form.close.replace("'", '"') })
  return done(edits)
}

/** A string's value with the defaults in it filled in. */
function filledIn(text: string, environment: Environment): string {
  return text.replace(defaulted, (_, variable: string, old: string) => {
    const value = environment.get(variable)
    return value === undefined || value === "" ? old.replaceAll("''", "'") : value
  })
}

/** Values in the order of the script: strings, words without quotes, and defaults that stand as values themselves. */
function values(text: string, environment: Environment): readonly string[] {
  const { literals, words, code } = script(text)
  const found: { readonly at: number; readonly value: string }[] = []
  const inside: { readonly start: number; readonly end: number }[] = []
  // The strings of a default are no values beside it.
  for (const match of text.matchAll(defaulted)) {
    const at = match.index
    const isInString = literals.some((literal) => literal.span.start < at && literal.span.end > at)
    const isGlued = words.some((word) => word.start < at && word.end > at)
    if (isInString || isGlued) continue
    inside.push({ start: at, end: at + match[0].length })
    found.push({ at, value: filledIn(match[0], environment) })
  }
  const isInside = (at: number): boolean => inside.some((span) => at > span.start && at < span.end)
  for (const literal of literals) {
    if (literal.kind === "string" && !isInside(literal.span.start))
      found.push({ at: literal.span.start, value: filledIn(literal.built.text, environment) })
  }
  for (const word of words) {
    if (!isInside(word.start)) found.push({ at: word.start, value: code.slice(word.start, word.end) })
  }
  return found.sort((a, b) => a.at - b.at).map((each) => each.value)
}

/** PowerShell: strings of every form, here-strings, words of commands, comments. */
export const powershell: Host = { language: "powershell", load: async () => {}, read, site: siteOf, values, definitions: null }
