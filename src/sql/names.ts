import type { AccessKind, AccessRole, MultipartName } from "../model/sql.js"
import { hashOf, K } from "./keywords.js"
import { endOf, hashAt, isName, kindAt, type OpenAccess, type Parser, partText, R, startOf, wordAt } from "./state.js"
import { isOldSystemHash } from "./system-tables.js"
import { P, T } from "./tokens.js"

/** Words that end a clause: no name, even where a name is due. */
function endsClause(word: number): boolean {
  switch (word) {
    case K.FROM:
    case K.WHERE:
    case K.SELECT:
    case K.GROUP:
    case K.ORDER:
    case K.HAVING:
    case K.ON:
    case K.JOIN:
    case K.INNER:
    case K.LEFT:
    case K.RIGHT:
    case K.FULL:
    case K.CROSS:
    case K.OUTER:
    case K.UNION:
    case K.EXCEPT:
    case K.INTERSECT:
    case K.SET:
    case K.VALUES:
    case K.INTO:
    case K.WITH:
    case K.AS:
    case K.AND:
    case K.OR:
    case K.END:
    case K.BEGIN:
    case K.ELSE:
    case K.WHEN:
    case K.THEN:
    case K.EXEC:
    case K.EXECUTE:
    case K.OPTION:
    case K.FOR:
    case K.TO:
    case K.NOT:
    case K.NULL:
    case K.DECLARE:
    case K.INSERT:
    case K.UPDATE:
    case K.DELETE:
    case K.MERGE:
    case K.CREATE:
    case K.ALTER:
    case K.DROP:
    case K.IF:
    case K.EXISTS:
    case K.DEFAULT:
    case K.TOP:
    case K.CASE:
    case K.PRINT:
    case K.RETURN:
    case K.WHILE:
      return true
    default:
      return false
  }
}

function isPart(p: Parser, index: number, lenient: boolean): boolean {
  if (isName(p, index)) return true
  if (!lenient || kindAt(p, index) !== T.WORD) return false
  return !endsClause(wordAt(p, index)) || isSchema(p, index)
}

/** No word that ends a clause has a dot and a name right behind it: `default.Member`. */
function isSchema(p: Parser, index: number): boolean {
  const dot = index + 1
  return kindAt(p, dot) === P.DOT && startOf(p, dot) === endOf(p, index) && startOf(p, dot + 1) === endOf(p, dot)
}

/** A part after a dot can be any word that touches the dot. */
function isPartAfterDot(p: Parser, index: number): boolean {
  if (isName(p, index)) return true
  const kind = kindAt(p, index)
  const touches = startOf(p, index) === endOf(p, index - 1)
  return touches && (kind === T.WORD || kind === T.PARAMETER)
}

/** Forgets the name read last. Names are short, and setting an array's length is slow. */
function noParts(p: Parser): number[] {
  const { parts } = p
  while (parts.length > 0) parts.pop()
  return parts
}

/** Makes one token the name read last. */
export function nameToken(p: Parser, token: number): void {
  p.nameFirst = p.nameLast = token
  noParts(p).push(token)
}

/**
 * Whether a variable is a part of a name, as renderers of templates spell it: `@cdm_schema.person`, `@scratch@prefix_dist`. T-SQL has
 * nothing like it but methods of values, where those can stand: `@x.nodes('/a')`.
 */
export function isTemplate(p: Parser, token: number, methods = false): boolean {
  if (kindAt(p, token) !== T.VARIABLE) return false
  const end = endOf(p, token)
  if (p.text.slice(startOf(p, token) + 2, end).includes("@")) return true
  if (kindAt(p, token + 1) !== P.DOT || end !== startOf(p, token + 1)) return false
  let last = token + 1
  while (kindAt(p, last) === P.DOT && isPartAfterDot(p, last + 1)) last += 2
  return last > token + 1 && !(methods && kindAt(p, last) === P.OPEN)
}

/**
 * Reads a multipart name at the next token and returns how many parts it has; 0 if there is none. `lenient` takes reserved words that
 * cannot continue the statement, as in `FROM User`.
 */
export function readName(p: Parser, lenient: boolean): number {
  const parts = noParts(p)
  let index = p.at
  p.nameFirst = index
  while (kindAt(p, index) === P.DOT && parts.length < 3) {
    parts.push(-1)
    index++
  }
  if (parts.length === 0 ? !isPart(p, index, lenient) && !(lenient && isTemplate(p, index)) : !isPartAfterDot(p, index)) {
    noParts(p)
    return 0
  }
  parts.push(index)
  p.nameLast = index
  index++
  while (kindAt(p, index) === P.DOT) {
    let next = index + 1
    let empty = 0
    while (kindAt(p, next) === P.DOT) {
      next++
      empty++
    }
    if (!isPartAfterDot(p, next)) break
    for (; empty > 0; empty--) parts.push(-1)
    parts.push(next)
    p.nameLast = next
    index = next + 1
  }
  p.at = index
  return parts.length
}

/** Records the name read last and returns its number. */
export function pushName(p: Parser, role: number): number {
  return recordName(p, p.nameFirst, p.nameLast, role)
}

/** Records one token as a name. */
export function pushToken(p: Parser, token: number, role: number): number {
  return recordName(p, token, token, role)
}

function recordName(p: Parser, first: number, last: number, role: number): number {
  const at = p.nameEnd
  if (at + 5 > p.names.length) widenNames(p)
  const { names } = p
  names[at] = first
  names[at + 1] = last
  names[at + 2] = role
  names[at + 3] = 0
  names[at + 4] = p.statement
  p.nameEnd = at + 5
  return at / 5
}

function widenNames(p: Parser): void {
  const wide = new Int32Array(2 * p.names.length)
  wide.set(p.names)
  p.names = p.tokens.columns.names = wide
}

function part(p: Parser, fromEnd: number): string | null {
  const token = p.parts[p.parts.length - 1 - fromEnd]
  return token === undefined ? null : token < 0 ? "" : partText(p, token)
}

/** The name read last, its parts from the right. */
export function multipart(p: Parser): MultipartName {
  return { server: part(p, 3), database: part(p, 2), schema: part(p, 1), object: part(p, 0) ?? "" }
}

const certainSchemas = new Set(["dbo", "sys", "information_schema", "guest", "cdc"].map(hashOf))

/** Whether a name's first part can be nothing but a schema. */
export function isCertainSchema(p: Parser, token: number): boolean {
  return certainSchemas.has(hashAt(p, token))
}

/** Records the name read last as an object's. */
export function pushObject(p: Parser): number {
  const name = pushName(p, R.OBJECT)
  if (p.parts.length === 2 && (p.parts[0] as number) > 0 && !isCertainSchema(p, p.parts[0] as number)) p.names[name * 5 + 3] = 1
  return name
}

/** Reads the sequence behind `NEXT VALUE FOR`, if it is that FOR which was passed last. */
export function takeSequence(p: Parser): void {
  if (wordAt(p, p.at - 2) !== K.VALUE || wordAt(p, p.at - 3) !== K.NEXT || readName(p, true) === 0) return
  pushObject(p)
  pushAccess(p, "sequence", "read", "next-value")
}

/** Opens an access to the name read last. */
export function pushAccess(p: Parser, kind: AccessKind, role: AccessRole, operation: string): OpenAccess {
  const access: OpenAccess = {
    start: startOf(p, p.nameFirst),
    end: endOf(p, p.nameLast),
    name: multipart(p),
    kind,
    role,
    operation,
    statement: p.statement,
    confidence: p.confidence,
    text: "",
  }
  p.accesses.push(access)
  return access
}

const systemSchemas = new Set(["sys", "information_schema"].map(hashOf))
const dbo = hashOf("dbo")
const pseudoTables = new Set(["inserted", "deleted"].map(hashOf))

/** What the name read last is when a statement uses it as a table. */
export function tableKind(p: Parser): AccessKind {
  const { parts } = p
  const last = parts[parts.length - 1] as number
  if (last < 0) return "table"
  const text = p.text
  const start = startOf(p, last)
  const quoted = p.kinds[last] === T.BRACKET || p.kinds[last] === T.DOUBLE
  // Whatever follows: `#load_` and a number that is not known is a temporary table.
  if (text.charCodeAt(quoted ? start + 1 : start) === 35) return "temp-table"
  const hash = hashAt(p, last)
  if (parts.length === 1) {
    if (p.ctes.has(hash)) return "cte"
    if (pseudoTables.has(hash)) return "pseudo-table"
    if (isOldSystemHash(hash)) return "view"
  } else {
    const schema = parts[parts.length - 2] as number
    if (schema > 0 && systemSchemas.has(hashAt(p, schema))) return "view"
    if ((schema < 0 || hashAt(p, schema) === dbo) && isOldSystemHash(hash)) return "view"
  }
  return p.defined.get(hash) ?? "table"
}
