import type { NameSetting } from "../model/config.js"
import type { Region } from "../model/region.js"
import type { Span } from "../model/text.js"
import { enclosing } from "../text/spans.js"
import { isWholeWord, normalise } from "../text/words.js"
import {
  isQuery,
  namesCredential,
  namesDatabase,
  namesPackagePart,
  namesSchema,
  namesSymbol,
  namesThing,
  placeKind,
} from "./callees.js"
import { isDottedName, isHyphenatedName, isTwoPart } from "./dotted-names.js"
import { isPath, isPathValue } from "./paths.js"
import type { ConnectionReader, Readers } from "./readers.js"
import { isServerAddress } from "./server-address.js"
import { sqlStand } from "./sql-stand.js"
import type { Stand } from "./stand.js"
import { stand } from "./stand.js"

/** Where an occurrence stands in a region: `span` is in units of the region's text, null where it has no whole counterpart there. */
export function regionStand(
  region: Region,
  language: string,
  span: Span | null,
  kind: NameSetting["kind"],
  readers: Readers,
): Stand {
  if (region.kind === "comment") return stand("comment")
  if (region.kind === "docstring") return stand("docstring")
  if (span === null) return stand("lookalike", "escaped")
  const stood = textStand(region, language, span, kind, readers)
  return stood.statement === "" ? { ...stood, statement: normalise(region.text) } : stood
}

function textStand(region: Region, language: string, span: Span, kind: NameSetting["kind"], readers: Readers): Stand {
  const { text, place } = region
  // An interpolated expression is code: what it names is a symbol.
  if (enclosing(region.holes, span) !== null) return isWholeWord(text, span) ? stand("identifier", "symbol") : stand("lookalike")
  const whole = isWholeWord(text, span) && !touchesHole(region, span)
  const alone = whole && /^[\s\0]*$/.test(text.slice(0, span.start)) && /^[\s\0]*$/.test(text.slice(span.end))
  if (region.kind === "key" || place.role === "key" || place.role === "lookup") {
    return whole ? stand("key", alone ? place.role : "part") : stand("lookalike", "key")
  }
  switch (place.role) {
    case "import":
      return whole ? stand("file-name", "import") : stand("lookalike")
    case "type":
    case "enum":
      if (alone) return stand("type-or-enum", place.role)
      break
    case "case":
      if (alone) return stand("exact-string", "case")
      break
    case "directive":
      return stand("prose")
    default:
  }
  if (kind === "server" && whole && isServerAddress(region, span)) return aloneStand(region, language)
  const sql = language === "csv" ? null : sqlText(region, span, kind, readers)
  if (sql !== null) return sql
  if (whole && inBackTicks(region, span) && holdsForeignSql(region, span, readers)) return stand("identifier", "unread")
  const connection = connectionStand(region, span, readers.connection)
  if (connection !== null) return connection
  if (!whole)
    return touchesHole(region, span) && isWholeWord(text, span) ? stand("exact-string", "half-dynamic") : stand("lookalike")
  if (alone) return aloneStand(region, language)
  return longerStand(region, language, span)
}

/** The name touches an interpolated expression, so that it is only a piece of a longer name. */
function touchesHole(region: Region, span: Span): boolean {
  return region.holes.some((hole) => hole.end === span.start || hole.start === span.end)
}

/** What these are given is shown, whatever it quotes. */
const forPeople = /^(?:comment|description|help|title|label|summary|epilog|usage|metavar|tooltip|placeholder)$/i

/** Text that holds SQL, or a dotted name alone. */
function sqlText(region: Region, span: Span, kind: NameSetting["kind"], readers: Readers): Stand | null {
  const { text, place } = region
  const called = placeKind(place)
  if (called === "pattern") return null
  const dotted = isDottedName(text)
  if (dotted && (called === "label" || schemaPlace(region) || pathPlace(region))) return null
  const named = dotted && isWholeWord(text, span) ? nameOfThing(region) : null
  if (named !== null) return named
  if (isHyphenatedName(region, span) && !schemaPlace(region) && !pathPlace(region)) {
    return stand("multipart-name", isTwoPart(text) ? "two-part" : "hyphenated")
  }
  if (!dotted && (forPeople.test(place.target ?? "") || !(isQuery(place) || readers.sql.holdsSql(region)))) return null
  const reading = readers.sql.read(region)
  const stood = sqlStand(text, reading, span)
  if (dotted && stood.context === "identifier") {
    // `"MemberRepository."` and `"MemberRepository.dbo"`: the head of a name that is finished elsewhere.
    return text.trimStart().indexOf(text.slice(span.start, span.end)) <= 1 &&
      span.start <= text.length - text.trimStart().length + 1
      ? stand("multipart-name", isTwoPart(text) ? "two-part" : "", false)
      : stood
  }
  // `"MemberRepository.dbo.Member.MemberKey"`: a column of a table, where the first of four is known to be a database.
  const isColumn = dotted && kind === "database" && stood.context === "linked-server" && stood.detail === "server"
  const own: Stand = isColumn ? { ...stood, context: "multipart-name", detail: "" } : stood
  return { ...own, layers: [{ language: "tsql", kind: "string", span: { start: 0, end: text.length } }, ...stood.layers] }
}

/** The name is quoted as MySQL quotes names. */
function inBackTicks({ text }: Region, span: Span): boolean {
  return text.charAt(span.start - 1) === "`" && text.charAt(span.end) === "`"
}

/** Whether a program's text in which back-ticks quote a name is a dotted name or SQL of another dialect, rather than a sentence with code in it. */
function holdsForeignSql(region: Region, span: Span, readers: Readers): boolean {
  const { kind, place, text } = region
  if ((kind !== "string" && kind !== "value") || forPeople.test(place.target ?? "")) return false
  return text.charAt(span.end + 1) === "." || readers.sql.holdsSql({ ...region, text: text.replaceAll("`", '"') })
}

function schemaPlace(region: Region): boolean {
  const { argument, target } = region.place
  if (placeKind(region.place) === "schema") return true
  return (typeof argument === "string" && namesSchema(argument)) || (target !== null && namesSchema(target))
}

function pathPlace(region: Region): boolean {
  return placeKind(region.place) === "path"
}

function connectionStand(region: Region, span: Span, read: ConnectionReader): Stand | null {
  const parts = read(region.text, region.holes)
  if (parts === null) return null
  const part = parts.findLast((each) => each.valueSpan.start <= span.start && each.valueSpan.end >= span.end) ?? null
  if (part === null) return isWholeWord(region.text, span) ? null : stand("lookalike")
  if (!isWholeIn(region.text, span, part.valueSpan)) return stand("lookalike")
  if (touchesHole(region, span)) return stand("connection-string", "half-dynamic")
  return part.role === "database" || part.role === "server" ? stand("connection-string") : stand("data", "connection-setting")
}

/** Whether a name is a whole word of a value: its ends are boundaries (a host behind `user@`), and so are units written `%5C`. */
function isWholeIn(text: string, span: Span, value: Span): boolean {
  const starts =
    span.start === value.start || /%[0-9a-f]{2}$/i.test(text.slice(Math.max(value.start, span.start - 3), span.start))
  const ends = span.end === value.end || /^%[0-9a-f]{2}/i.test(text.slice(span.end, span.end + 3))
  const inside = text.slice(starts ? span.start : value.start, ends ? span.end : value.end)
  const at = starts ? 0 : span.start - value.start
  return isWholeWord(inside, { start: at, end: at + span.end - span.start })
}

const shells = new Set(["shell", "powershell", "batch", "dockerfile", "groovy"])

/** The text is exactly the name. */
function aloneStand(region: Region, language: string): Stand {
  const { place } = region
  const kind = placeKind(place)
  if (place.role === "fallback") return stand("default-value")
  if (namesSymbol(place)) return stand("identifier", "symbol")
  if (place.role === "comparison") return stand("exact-string", "comparison")
  if (place.role === "assertion") return stand("exact-string", "assertion")
  if (place.role === "unused") return stand("prose", "unused")
  if (kind === "pattern") return stand("regex")
  if (kind === "path") return stand("file-name")
  if (kind === "log") return stand("log-message")
  if (kind === "label") return stand("exact-string", "label")
  if (kind === "connect") {
    const given = typeof place.argument === "string" ? place.argument : (place.target ?? "")
    return namesCredential(given) ? stand("data", "connection-setting") : stand("connection-string", "argument")
  }
  if (schemaPlace(region)) return stand("orm-name")
  if (shells.has(language))
    return stand("command-argument", place.target !== null && namesDatabase(place.target) ? "database" : "")
  if (region.kind === "value") return language === "csv" ? stand("data", "cell") : stand("config-value")
  if (region.kind === "text") return language === "csv" ? stand("data", "cell") : stand("prose")
  if (place.role === "decorator") return stand("orm-name", "decorator")
  const database =
    (place.target !== null && namesDatabase(place.target)) ||
    (typeof place.argument === "string" && namesDatabase(place.argument)) ||
    (place.callee !== null && namesDatabase(place.callee))
  return stand("exact-string", database ? "database" : "")
}

/** How documentation of .NET refers to a type or a member: `~T:Members.Loader`. */
const documentedSymbol = /^~?[A-Z]:[\w.`(),]{1,500}$/

/** The name is a word of a longer text that is neither SQL nor a connection string. */
function longerStand(region: Region, language: string, span: Span): Stand {
  const { place, text } = region
  const kind = placeKind(place)
  if (kind === "pattern") return stand("regex")
  if (namesPackagePart(place)) return stand("identifier", "symbol")
  if (namesSymbol(place) && !isPath(text, span) && !isPathValue(region)) return stand("identifier", "symbol")
  if (region.kind === "value" && isCommandLine(text, span)) return stand("command-argument", "part")
  if (schemaPlace(region)) {
    // `"member-archive"` is another schema than `"member"`.
    const glued = text.charAt(span.start - 1) === "-" || text.charAt(span.end) === "-"
    return glued ? stand("identifier", "part-of-identifier") : stand("orm-name", "dotted")
  }
  if (kind === "path" || isPath(text, span) || isPathValue(region)) return stand("file-name")
  if (kind === "log") return stand("log-message")
  if (kind === "label") return stand("exact-string", "label")
  if (place.role === "fallback" && !/\s/.test(text.trim())) return stand("default-value", "part")
  if (shells.has(language) && region.kind !== "text") return stand("command-argument", "part")
  if (language === "csv") return stand("data", "cell")
  if (region.kind === "value" && !/\s/.test(text.trim())) return stand("config-value", "part")
  if (documentedSymbol.test(text)) return stand("identifier", "symbol")
  return stand("prose")
}

const sqlClient = /(?:^|[\s/&|;])(?:sqlcmd|bcp|osql|isql|sqlpackage|mssql-cli|Invoke-Sqlcmd)(?:\.exe)?\s/i

/** `<RootNamespace>X.Core</RootNamespace>`, `name: X.Server`: what a program is called, certainly or perhaps. */
function nameOfThing({ kind, place, text }: Region): Stand | null {
  if (namesSymbol(place)) return stand("identifier", "symbol")
  return kind === "value" && namesThing(place) && isTwoPart(text) ? stand("identifier", "ambiguous") : null
}

/** A setting that is a command (`"load": "sqlcmd -d MemberRepository -Q …"`): a client of SQL Server runs, or the name is an option's or a variable's whole value. */
function isCommandLine(text: string, span: Span): boolean {
  if (text.length > 4000) return false
  const before = text.slice(Math.max(0, span.start - 60), span.start)
  const isValue =
    /(?:^|\s)(?:[A-Za-z_]\w*=|-{1,2}[A-Za-z][\w-]*[ =])["']?$/.test(before) &&
    /^(?:["'\s;&|]|$)/.test(text.slice(span.end, span.end + 1))
  return isValue || sqlClient.test(text)
}
