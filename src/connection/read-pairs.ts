import type { Hole, Span } from "../model/text.js"
import { countWhile } from "../text/search.js"
import type { ConnectionPart } from "./connection-part.js"
import { isTelling, keyRole, normalKey } from "./keys.js"

const keyShape = /^[A-Za-z_][\w .-]{0,60}$/
/** A piece that is no pair but may begin or end a string that is put together elsewhere. */
const maximumLoosePiece = 80
/** Quoted values end within this many units: keeps the work linear on hostile text. */
const maximumValue = 4096

interface Piece {
  readonly key: string
  readonly keySpan: Span
  readonly value: string
  readonly valueSpan: Span
}

/** Index of the first hole that ends after `offset`. */
function holeAfter(holes: readonly Hole[], offset: number): number {
  return countWhile(holes, (each) => each.end <= offset)
}

/** The end of the hole that begins at `offset`, else -1. */
function holeEnd(holes: readonly Hole[], offset: number): number {
  const hole = holes[holeAfter(holes, offset)]
  return hole !== undefined && hole.start === offset && hole.end > offset ? hole.end : -1
}

/** The offset behind a quoted value that begins at `start`, or -1 when it is never closed. */
function closeQuoted(text: string, start: number, end: number, close: string, holes: readonly Hole[]): number {
  const limit = Math.min(end, start + maximumValue)
  let index = start + 1
  while (index < limit) {
    const hole = holeEnd(holes, index)
    if (hole > 0) index = hole
    else if (text[index] !== close) index++
    else if (text[index + 1] === close && index + 1 < end) index += 2
    else return index + 1
  }
  return -1
}

function skipBlanks(text: string, start: number, end: number): number {
  let index = start
  while (index < end && /\s/.test(text[index] as string)) index++
  return index
}

function trimmed(text: string, start: number, end: number): Span {
  const from = skipBlanks(text, start, end)
  let to = end
  while (to > from && /\s/.test(text[to - 1] as string)) to--
  return { start: from, end: to }
}

/** The next `;` outside holes from `start` on, else `end`. */
function nextSemicolon(text: string, start: number, end: number, holes: readonly Hole[]): number {
  let index = start
  while (index < end && text[index] !== ";") {
    const hole = holeEnd(holes, index)
    index = hole > 0 ? hole : index + 1
  }
  return Math.min(index, end)
}

/** The first `=` of a piece outside holes, else -1. */
function equalsSign(text: string, start: number, end: number, holes: readonly Hole[]): number {
  let index = start
  while (index < end && text[index] !== "=") {
    const hole = holeEnd(holes, index)
    index = hole > 0 ? hole : index + 1
  }
  return index < end ? index : -1
}

const closers: Readonly<Record<string, string>> = { "{": "}", "'": "'", '"': '"' }

/** A quoted or braced value and where the pair ends; null where it is plain. */
function readQuoted(
  text: string,
  start: number,
  end: number,
  holes: readonly Hole[],
): { value: string; span: Span; next: number } | null {
  const close = closers[text[start] ?? ""]
  if (close === undefined || holeEnd(holes, start) > 0) return null
  const after = closeQuoted(text, start, end, close, holes)
  if (after < 0) return null
  const next = skipBlanks(text, after, end)
  if (next < end && text[next] !== ";") return null
  const span = { start: start + 1, end: after - 1 }
  return { value: text.slice(span.start, span.end).replaceAll(close + close, close), span, next }
}

/**
 * Reads `key=value;key=value` between two offsets: the grammar of ODBC (`{…}`, `}}`), OLE DB and ADO.NET (quotes, doubled). A piece at
 * either end may be the rest of one that is put together elsewhere. Null where the text is something else: no piece names a database,
 * a server or a driver. `certain`: what stands before says that these are pairs.
 */
export function readPairs(
  text: string,
  start: number,
  end: number,
  holes: readonly Hole[],
  certain = false,
): readonly ConnectionPart[] | null {
  const pieces: Piece[] = []
  let loose = 0
  let count = 0
  let index = start
  while (index <= end) {
    const from = index
    const stop = nextSemicolon(text, from, end, holes)
    const equals = equalsSign(text, from, stop, holes)
    const whole = trimmed(text, from, stop)
    if (whole.start === whole.end) {
      index = stop + 1
      continue
    }
    count++
    const keySpan = equals < 0 ? whole : trimmed(text, from, equals)
    const key = text.slice(keySpan.start, keySpan.end)
    if (equals < 0 || !keyShape.test(key)) {
      const content = text.slice(whole.start, whole.end)
      const atAnEnd = count === 1 || skipBlanks(text, stop + 1, end) >= end
      const isHole = holeEnd(holes, whole.start) === whole.end
      if (!isHole && (!atAnEnd || content.length > maximumLoosePiece || content.includes("\n") || ++loose > 2)) return null
      index = stop + 1
      continue
    }
    const valueStart = skipBlanks(text, equals + 1, end)
    const quoted = readQuoted(text, valueStart, end, holes)
    const span = quoted?.span ?? trimmed(text, Math.min(valueStart, stop), stop)
    const value = quoted?.value ?? text.slice(span.start, span.end)
    if (quoted === null && /[\r\n]/.test(value)) return null
    pieces.push({ key, keySpan, value, valueSpan: span })
    index = (quoted?.next ?? stop) + 1
  }
  return certain || isConnectionString(pieces, count) ? pieces.map(toPart) : null
}

function isConnectionString(pieces: readonly Piece[], count: number): boolean {
  const known = pieces.filter((piece) => keyRole(piece.key) !== null)
  if (count === 1) return known.some((piece) => isTelling(piece.key) && !/["'()<>,]/.test(piece.value.replace(/,\d+$/, "")))
  if (known.length * 2 < pieces.length) return false
  const roles = new Set(known.map((piece) => keyRole(piece.key)))
  return (
    known.some((piece) => isTelling(piece.key)) ||
    (roles.has("server") && roles.size > 1) ||
    (roles.has("database") && roles.size > 1)
  )
}

function toPart(piece: Piece): ConnectionPart {
  return { ...piece, role: keyRole(piece.key) ?? "other" }
}

/** Whether a pair's value is a connection string of its own (Entity Framework, SQLAlchemy). */
export function holdsConnectionString(part: ConnectionPart): boolean {
  const key = normalKey(part.key)
  return key === "providerconnectionstring" || key === "odbc_connect"
}
