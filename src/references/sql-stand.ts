import type { Context, Layer } from "../model/reference.js"
import type { NamePart, SqlName, SqlReading, SqlString } from "../model/sql.js"
import type { Span } from "../model/text.js"
import { countWhile } from "../text/search.js"
import { enclosing } from "../text/spans.js"
import { toInner } from "../text/text-map.js"
import { isWholeWord, normalise } from "../text/words.js"
import type { Stand } from "./stand.js"
import { stand } from "./stand.js"

/** Where an occurrence stands in a text that is SQL. `reading` is the engine's reading of `text`. */
export function sqlStand(text: string, reading: SqlReading, span: Span): Stand {
  if (enclosing(reading.comments, span) !== null) return stand("comment")
  const directive = enclosing(reading.directives, span)
  if (directive !== null) return directiveStand(text, directive.command, span)
  const string = enclosing(reading.strings, span)
  if (string !== null) {
    const stood = stringStand(text, string, span)
    const statement = statementText(text, reading, span)
    if (string.use !== "database-name") return { ...stood, statement }
    const checked = reading.statements[string.statement]?.kind.startsWith("dbcc") === true
    if (checked) return { ...stood, context: "database-statement", statement }
    const isStated = stood.context === "sql-string" && statedDatabases(text, reading).has(string.text.trim().toLowerCase())
    return { ...stood, detail: isStated ? "stated" : stood.detail, statement }
  }
  const name = enclosing(reading.names, span)
  const found = name === null ? null : nameStand(text, name, span)
  return { ...(found ?? unreadStand(text, span)), statement: statementText(text, reading, span) }
}

const stated = new WeakMap<SqlReading, ReadonlySet<string>>()

/** The databases, lower case, that a script creates, alters or drops: `IF DB_ID('X') IS NOT NULL DROP DATABASE X` must ask about the same one. */
function statedDatabases(text: string, reading: SqlReading): ReadonlySet<string> {
  let found = stated.get(reading)
  if (found === undefined) {
    const parts = reading.names.filter((name) => name.place === "database").flatMap((name) => name.parts)
    found = new Set(
      parts
        .map(({ start, end, quote }) => text.slice(start, end).slice(...(quote === "none" ? [0] : [1, -1])))
        .map((name) => name.toLowerCase()),
    )
    stated.set(reading, found)
  }
  return found
}

/** The innermost statement's text around a span, normalised. */
function statementText(text: string, reading: SqlReading, span: Span): string {
  let best: Span | null = null
  const after = countWhile(reading.statements, (each) => each.start <= span.start)
  for (let index = after - 1, steps = 0; index >= 0 && steps < 64; index--, steps++) {
    const statement = reading.statements[index] as Span
    if (statement.end >= span.end) {
      best = statement
      break
    }
  }
  return best === null ? "" : normalise(text.slice(best.start, best.end))
}

function directiveStand(text: string, command: string, span: Span): Stand {
  if (!isWholeWord(text, span)) return stand("lookalike")
  if (command === "setvar") return stand("default-value", "setvar")
  if (command === "connect") return stand("linked-server", "connect")
  return stand("file-name", command)
}

function nameStand(text: string, name: SqlName, span: Span): Stand | null {
  const part = name.parts.find((each) => each.start <= span.start && each.end >= span.end)
  if (part === undefined) return null
  const inner = part.quote === "none" ? { start: part.start, end: part.end } : { start: part.start + 1, end: part.end - 1 }
  if (span.start !== inner.start || span.end !== inner.end) return partialStand(text, name, part, span, inner)
  const bare = part.quote === "none"
  // More parts than a name can have: whatever is meant, it is no symbol that can be passed over.
  if (name.parts.length > 4 && name.parts[0]?.role === "other") return stand("identifier", "unread", bare)
  // `FROM SRV.MemberRepository.dbo.` goes on where nobody sees it: its parts are one further out.
  const isDangling = text.charAt(name.parts.at(-1)?.end ?? text.length) === "."
  if (isDangling && part.role === "schema" && name.parts.length > 2) return stand("linked-server", "", bare)
  switch (part.role) {
    case "database":
      if (isDangling) return stand("linked-server", "server", bare)
      return stand(databaseContext(name, part), name.ambiguous ? "ambiguous" : "", bare)
    case "server":
      return stand("linked-server", "server", bare)
    case "schema":
      return stand("identifier", name.ambiguous ? "ambiguous" : "schema", bare)
    default:
      return stand("identifier", name.ambiguous ? "ambiguous" : part.role, bare)
  }
}

function databaseContext(name: SqlName, part: NamePart): Context {
  if (name.place === "use") return "use-statement"
  if (name.place === "database") return "database-statement"
  const server = name.parts.find((each) => each.role === "server")
  return server !== undefined && server !== part ? "linked-server" : "multipart-name"
}

/** The name is only a piece of the part: glued to a hole, at the head of `[X.dbo.T]`, or inside a longer word. */
function partialStand(text: string, name: SqlName, part: NamePart, span: Span, inner: Span): Stand {
  // `{{ source("X", "member") }}`: what the renderer of a template is given.
  const before = text.charAt(span.start - 1)
  if (part.quote === "none" && (before === "'" || before === '"') && text.charAt(span.end) === before)
    return unreadStand(text, span)
  if (isVariable(text, span)) return stand("identifier", "symbol")
  // A hole that touches the name itself: whatever it holds makes another name. `X_{day}` is another name already.
  if (part.dynamic && part.role === "database" && isWholeWord(text, span))
    return stand(databaseContext(name, part), "half-dynamic")
  if (part.quote !== "none" && span.start === inner.start && text.charAt(span.end) === ".")
    return stand("identifier", "one-identifier")
  if (part.quote !== "none" && isWholeWord(text, span)) return stand("identifier", "part-of-identifier")
  return stand("lookalike")
}

/** `$(MemberRepository)`, `${MemberRepository}`: a placeholder that is called like the database. */
function isVariable(text: string, span: Span): boolean {
  const before = text.slice(Math.max(0, span.start - 2), span.start)
  const after = text.charAt(span.end)
  return (before === "$(" && after === ")") || (before === "${" && after === "}") || (before === "{{" && after === "}")
}

function unreadStand(text: string, span: Span): Stand {
  return isWholeWord(text, span) ? stand("identifier", "unread") : stand("lookalike")
}

/** What a string means by itself, when it is not read as SQL. */
const stringContexts: Readonly<Record<SqlString["use"], readonly [Context, string]>> = {
  executed: ["dynamic-sql", ""],
  "object-name": ["sql-object-name", ""],
  "database-name": ["sql-string", ""],
  "database-guard": ["sql-string", "guard"],
  message: ["log-message", ""],
  "linked-server-catalog": ["linked-server", "catalog"],
  "remote-query": ["dynamic-sql", "remote"],
  "connection-string": ["connection-string", ""],
  "job-database": ["job-step", ""],
  "job-command": ["dynamic-sql", "job"],
  path: ["file-name", ""],
  "like-pattern": ["regex", "like"],
  assigned: ["dynamic-sql", "assigned"],
  data: ["data", ""],
  other: ["sql-string", "unknown-use"],
}

/** `… + 'MemberRepository.ldf'`: a piece of a path. */
const databaseFile = /^[^\s'"]*\.(?:mdf|ndf|ldf|bak|trn|dif|bacpac|dacpac)$/i

function stringStand(text: string, string: SqlString, span: Span): Stand {
  const executed = string.use === "executed" || string.use === "assigned"
  const layer: Layer = {
    language: "tsql",
    kind: executed ? "dynamic-sql" : "string",
    span: { start: string.start, end: string.end },
  }
  if (string.reading !== null) {
    const isAlone = string.text.trim().length === span.end - span.start
    const inner = dynamicStand(string, sqlStand(text, string.reading, span))
    // `SET @db = N'X'` whose variable is put into executed text: a value that becomes a name there.
    if (isAlone && inner.context === "identifier") return { ...stand("sql-string", "unknown-use"), layers: [layer] }
    return { ...inner, layers: [layer, ...inner.layers] }
  }
  const inner = toInner(string.map, span)
  if (!isWholeWord(text, span)) return { ...stand("lookalike"), layers: [layer] }
  const loose = string.use === "other" || string.use === "data" || string.use === "assigned"
  const [context, detail] = loose && databaseFile.test(string.text.trim()) ? stringContexts.path : stringContexts[string.use]
  const pattern = string.use === "database-guard" && string.text.trim().length !== span.end - span.start
  const found = pattern ? stand("regex", "like") : stand(context, detail, needsBrackets(string, inner))
  return { ...found, layers: [layer] }
}

/** A name in an object's name string (`'X.dbo.T'`) is SQL once it is read; a string that is the name alone is a value. */
function needsBrackets(string: SqlString, inner: Span | null): boolean {
  if (string.use !== "object-name" || inner === null) return false
  return string.text.charAt(inner.start - 1) !== "[" && string.text.charAt(inner.start - 1) !== '"'
}

/** In SQL that is executed, every place of the database is `dynamic-sql`; comments, messages and symbols stay what they are. */
function dynamicStand(string: SqlString, inner: Stand): Stand {
  const sqlPlace = inner.context === "multipart-name" || inner.context === "use-statement" || inner.context === "linked-server"
  if (!sqlPlace) return inner
  if (string.use === "remote-query") return { ...inner, context: "dynamic-sql", detail: "remote" }
  if (string.use === "job-command") return { ...inner, context: "dynamic-sql", detail: "job" }
  if (string.use === "executed" || string.use === "assigned") return { ...inner, context: "dynamic-sql" }
  if (string.use === "object-name") return { ...inner, context: "sql-object-name" }
  return inner
}
