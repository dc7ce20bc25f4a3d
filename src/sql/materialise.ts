import type { Access, NamePart, PartRole, SqlcmdDirective, SqlName } from "../model/sql.js"
import type { Hole, Span } from "../model/text.js"
import { countWhile } from "../text/search.js"
import { isGone } from "./dml.js"
import { type Parser, partText, R } from "./state.js"
import { P, T } from "./tokens.js"

const objectRoles: readonly PartRole[] = ["object", "schema", "database", "server"]
const columnRoles: readonly PartRole[] = ["column", "object", "schema", "database", "server"]
const indexRoles: readonly PartRole[] = ["other", "object", "schema", "database", "server"]
const aliasRoles: readonly PartRole[] = ["alias", "column", "other"]
const tableRoles: readonly PartRole[] = ["object", "column", "other"]

function roleOf(role: number, index: number, count: number): PartRole {
  switch (role) {
    case R.OBJECT:
      return objectRoles[count - 1 - index] ?? "other"
    case R.COLUMN:
      return columnRoles[count - 1 - index] ?? "other"
    case R.INDEX:
      return indexRoles[count - 1 - index] ?? "other"
    case R.ALIAS:
      return aliasRoles[index] ?? "other"
    case R.TABLE:
      return tableRoles[index] ?? "other"
    case R.DEFINES_ALIAS:
      return "alias"
    case R.DATABASE:
    case R.USE:
      return "database"
    case R.SERVER:
      return "server"
    case R.SCHEMA:
      return "schema"
    default:
      return "other"
  }
}

function placeOf(role: number): SqlName["place"] {
  switch (role) {
    case R.OBJECT:
      return "object"
    case R.COLUMN:
    case R.ALIAS:
    case R.TABLE:
      return "column"
    case R.DEFINES_ALIAS:
      return "alias"
    case R.DATABASE:
      return "database"
    case R.USE:
      return "use"
    default:
      return "other"
  }
}

/** The names that a parser recorded, written out. */
export function writeNames(p: Parser, holes: readonly Hole[]): SqlName[] {
  const result: SqlName[] = []
  const { names, nameEnd, kinds, tokens } = p
  const isDynamic = dynamicParts(p, holes)
  for (let at = 0; at < nameEnd; at += 5) {
    const first = names[at] as number
    const last = names[at + 1] as number
    const role = names[at + 2] as number
    let count = 1
    for (let token = first; token <= last; token++) if (kinds[token] === P.DOT) count++
    const parts: NamePart[] = []
    let index = 0
    for (let token = first; token <= last; token++) {
      const kind = kinds[token]
      if (kind === P.DOT) {
        index++
        continue
      }
      parts.push({
        start: tokens.starts[token] as number,
        end: tokens.ends[token] as number,
        text: partText(p, token),
        quote: kind === T.BRACKET ? "bracket" : kind === T.DOUBLE ? "double" : "none",
        role: roleOf(role, index, count),
        dynamic: kind === T.DYNAMIC || kind === T.VARIABLE || isDynamic(token),
      })
    }
    result.push({
      start: tokens.starts[first] as number,
      end: tokens.ends[last] as number,
      parts,
      place: placeOf(role),
      ambiguous: names[at + 3] === 1,
      statement: names[at + 4] as number,
    })
  }
  return sortedByStart(result)
}

/** Tells of a quoted name whether a hole or a variable of sqlcmd stands in it. */
function dynamicParts(p: Parser, holes: readonly Hole[]): (token: number) => boolean {
  return (token) => {
    const kind = p.kinds[token]
    if (kind !== T.BRACKET && kind !== T.DOUBLE) return false
    const start = p.tokens.starts[token] as number
    const end = p.tokens.ends[token] as number
    const hole = holes[countWhile(holes, (each) => each.end <= start)]
    if (hole !== undefined && hole.start < end) return true
    return /\$[({][\w:. -]+[)}]|^.\{\{?[\w. ]+\}?\}.$|^.\$\w+\$.$/.test(p.text.slice(start, end))
  }
}

/** The accesses that a parser recorded, without those found to be none. The parser has no further use for them. */
export function writeAccesses(p: Parser): Access[] {
  const result: Access[] = []
  for (const access of p.accesses) {
    if (isGone(access)) continue
    access.text = p.text.slice(access.start, access.end)
    result.push(access)
  }
  return sortedByStart(result)
}

/** Comments, with their marks. */
export function writeComments(p: Parser): Span[] {
  const { comments } = p.tokens
  const result: Span[] = []
  for (let at = 0; at < comments.length; at += 2) result.push({ start: comments[at] as number, end: comments[at + 1] as number })
  return result
}

/** Lines for sqlcmd. */
export function writeDirectives(p: Parser): SqlcmdDirective[] {
  const result: SqlcmdDirective[] = []
  const { kinds, tokens, text } = p
  for (let token = 1; token < tokens.end; token++) {
    if (kinds[token] !== T.DIRECTIVE) continue
    const start = tokens.starts[token] as number
    const end = tokens.ends[token] as number
    const line = text.slice(start, end)
    const command = /^(?:!!|:[A-Za-z]+)/.exec(line)?.[0] ?? line
    const args: { start: number; end: number; text: string }[] = []
    const pattern = /"[^"]*"|\S+/g
    pattern.lastIndex = command.length
    for (let found = pattern.exec(line); found !== null; found = pattern.exec(line)) {
      const quoted = found[0].startsWith('"') && found[0].endsWith('"') && found[0].length > 1
      const from = start + found.index + (quoted ? 1 : 0)
      const to = start + found.index + found[0].length - (quoted ? 1 : 0)
      args.push({ start: from, end: to, text: text.slice(from, to) })
    }
    result.push({ start, end: start + line.trimEnd().length, command: command.replace(/^:/, "").toLowerCase(), arguments: args })
  }
  return result
}

/** Sorts by start, unless it is sorted already. */
export function sortedByStart<A extends { readonly start: number; readonly end: number }>(items: A[]): A[] {
  for (let index = 1; index < items.length; index++) {
    if ((items[index] as A).start < (items[index - 1] as A).start) return items.sort((a, b) => a.start - b.start || a.end - b.end)
  }
  return items
}
