import type { Hole, Segment, Span, TextMap } from "../model/text.js"
import { toOuter } from "../text/text-map.js"
import type { ConnectionPart, ConnectionRole } from "./connection-part.js"
import { keyRole } from "./keys.js"
import { holdsConnectionString, readPairs } from "./read-pairs.js"

/** Schemes that SQL Server's drivers and SQLAlchemy's dialects use; `jdbc:` may stand before them. */
const scheme = /(?:jdbc:)?(?:jtds:)?(?:mssql|sqlserver)(?:\+[a-z0-9_]+)?:\/\//gi

/** Text with percent-encoding (and `+` for a blank) undone, and the map back to it. Malformed escapes and holes stay as they are. */
function percentDecoded(text: string, span: Span, holes: readonly Hole[]): { text: string; map: TextMap } {
  const map: Segment[] = []
  let decoded = ""
  let hole = 0
  let index = span.start
  while (index < span.end) {
    while (hole < holes.length && (holes[hole] as Hole).end <= index) hole++
    const inHole = hole < holes.length && (holes[hole] as Hole).start <= index
    const digits = !inHole && text[index] === "%" ? text.slice(index + 1, index + 3) : ""
    const isEscape = /^[0-7][0-9A-Fa-f]$/.test(digits) && index + 3 <= span.end
    const unit = isEscape
      ? String.fromCharCode(Number.parseInt(digits, 16))
      : !inHole && text[index] === "+"
        ? " "
        : (text[index] as string)
    const width = isEscape ? 3 : 1
    const last = map[map.length - 1]
    if (width === 1 && last !== undefined && last.length === last.width && last.from + last.width === index) {
      map[map.length - 1] = { ...last, length: last.length + 1, width: last.width + 1 }
    } else {
      map.push({ at: decoded.length, length: 1, from: index, width })
    }
    decoded += unit
    index += width
  }
  return { text: decoded, map }
}

/** The parts of a connection string that stands percent-encoded in a URL, with spans in the URL's text. */
function encodedPairs(text: string, span: Span, holes: readonly Hole[]): readonly ConnectionPart[] {
  const decoded = percentDecoded(text, span, holes)
  const inner: Hole[] = []
  for (const hole of holes) {
    if (hole.start < span.start || hole.end > span.end) continue
    const first = decoded.map.find((segment) => hole.start >= segment.from && hole.start < segment.from + segment.width)
    if (first === undefined) continue
    const start = first.at + hole.start - first.from
    inner.push({ start, end: start + hole.end - hole.start, expression: hole.expression })
  }
  const parts = readPairs(decoded.text, 0, decoded.text.length, inner) ?? []
  return parts.flatMap((part) => {
    const keySpan = toOuter(decoded.map, part.keySpan)
    const valueSpan = toOuter(decoded.map, part.valueSpan)
    return keySpan === null || valueSpan === null ? [] : [{ ...part, keySpan, valueSpan }]
  })
}

function unnamed(key: string, text: string, span: Span, role: ConnectionRole): ConnectionPart {
  return { key, value: text.slice(span.start, span.end), keySpan: { start: span.start, end: span.start }, valueSpan: span, role }
}

/** First of `marks` outside holes in a span, else its end. */
function find(text: string, span: Span, marks: string, holes: readonly Hole[]): number {
  let hole = 0
  for (let index = span.start; index < span.end; index++) {
    while (hole < holes.length && (holes[hole] as Hole).end <= index) hole++
    const inside = holes[hole]
    if (inside !== undefined && inside.start <= index) {
      index = inside.end - 1
      continue
    }
    if (marks.includes(text[index] as string)) return index
  }
  return span.end
}

function readAuthority(text: string, span: Span, holes: readonly Hole[]): readonly ConnectionPart[] {
  const parts: ConnectionPart[] = []
  let host = span.start
  // The last `@` ends the credentials: a password may hold one that was not encoded.
  for (let at = find(text, span, "@", holes); at < span.end; at = find(text, { start: at + 1, end: span.end }, "@", holes))
    host = at + 1
  if (host > span.start) {
    const credentials = { start: span.start, end: host - 1 }
    const colon = find(text, credentials, ":", holes)
    parts.push(unnamed("user", text, { start: credentials.start, end: colon }, "user"))
    if (colon < credentials.end) parts.push(unnamed("password", text, { start: colon + 1, end: credentials.end }, "password"))
  }
  const server = { start: host, end: find(text, { start: host, end: span.end }, ":", holes) }
  if (server.end > server.start) parts.push(unnamed("host", text, server, "server"))
  return parts
}

function readQuery(text: string, span: Span, holes: readonly Hole[]): readonly ConnectionPart[] {
  const parts: ConnectionPart[] = []
  let start = span.start
  while (start < span.end) {
    const end = find(text, { start, end: span.end }, "&", holes)
    const equals = find(text, { start, end }, "=", holes)
    if (equals < end) {
      const keySpan = { start, end: equals }
      const valueSpan = { start: equals + 1, end }
      const key = text.slice(start, equals)
      const value = percentDecoded(text, valueSpan, holes).text
      const part: ConnectionPart = { key, value, keySpan, valueSpan, role: keyRole(key) ?? "other" }
      parts.push(part)
      if (holdsConnectionString(part)) parts.push(...encodedPairs(text, valueSpan, holes))
    }
    start = end + 1
  }
  return parts
}

/** Where a URL that begins at `start` ends: the text's end, or a blank or quote outside holes where it stands within other text. */
function urlEnd(text: string, start: number, embedded: boolean, isPairs: boolean, holes: readonly Hole[]): number {
  const marks = embedded ? (isPairs ? "\r\n\"'`<>" : " \t\r\n\"'`<>") : "\r\n"
  return find(text, { start, end: text.length }, marks, holes)
}

/** Reads the first SQL Server URL of a text: SQLAlchemy's and Go's forms, and JDBC's with its `;key=value` pairs. Null without one. */
export function readUrl(text: string, holes: readonly Hole[]): readonly ConnectionPart[] | null {
  scheme.lastIndex = 0
  const match = scheme.exec(text)
  if (match === null) return null
  const start = match.index + match[0].length
  const before = text.slice(0, match.index).trimEnd()
  const embedded = before !== "" && !before.endsWith(":")
  const stop = urlEnd(text, start, embedded, /^jdbc:/i.test(match[0]), holes)
  const authorityEnd = find(text, { start, end: stop }, "/;?", holes)
  const parts = [...readAuthority(text, { start, end: authorityEnd }, holes)]
  let index = authorityEnd
  let path: Span | null = null
  if (text[index] === "/" && index < stop) {
    const end = find(text, { start: index + 1, end: stop }, ";?#", holes)
    path = { start: index + 1, end }
    index = end
  }
  const rest = { start: index + 1, end: stop }
  const pairs = index < stop && text[index] === ";" ? (readPairs(text, rest.start, rest.end, holes, true) ?? []) : []
  const query = index < stop && text[index] === "?" ? readQuery(text, rest, holes) : []
  const settings = [...pairs, ...query]
  if (path !== null && path.end > path.start) {
    // With the database named elsewhere, the path of Go's URLs is the instance.
    const role = settings.some((part) => part.role === "database") ? "other" : "database"
    parts.push(unnamed("path", text, path, role))
  }
  parts.push(...settings)
  return parts
}
