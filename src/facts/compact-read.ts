import { firstSign, oneSign, signs, threeSigns, twoSigns } from "./compact-write.js"

/** Where facts are read from: `text` up to `end`. */
export interface CompactReader {
  readonly text: string
  at: number
  readonly end: number
  readonly texts: readonly string[]
}

/** Reads what `putNumber` wrote. Throws a `RangeError` at the end. */
export function getNumber(reader: CompactReader): number {
  const sign = reader.at < reader.end ? reader.text.charCodeAt(reader.at++) - firstSign : signs
  return sign < oneSign ? sign : longNumber(reader, sign)
}

function longNumber(reader: CompactReader, sign: number): number {
  const more = sign < threeSigns ? 1 : sign - threeSigns + 2
  if (sign >= signs || reader.at + more > reader.end) throw new RangeError("the text of facts ends too early")
  const { text, at } = reader
  reader.at += more
  if (more === 1) return oneSign + (sign - oneSign) * signs + text.charCodeAt(at) - firstSign
  let value = 0
  for (let place = at; place < at + more; place++) value = value * signs + text.charCodeAt(place) - firstSign
  return twoSigns + value
}

/** Reads what `putSigned` wrote. */
export function getSigned(reader: CompactReader): number {
  const value = getNumber(reader)
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2
}

/** Reads what `putRef` wrote, with the same `near`. */
export function getRef(reader: CompactReader, near: number): number | null {
  const value = getNumber(reader)
  if (value === 0) return null
  return value % 2 === 1 ? near + (value - 1) / 2 : near - value / 2
}

/** Reads a reference that is there. */
export function someRef(reader: CompactReader, near: number): number {
  const ref = getRef(reader, near)
  if (ref === null) throw new RangeError("the text of facts lacks a value")
  return ref
}

/** Reads what `putText` wrote. */
export function getText(reader: CompactReader): string {
  const found = reader.texts[getNumber(reader)]
  if (found === undefined) throw new RangeError("the text of facts lacks a text")
  return found
}

/** Reads what `putJson` wrote. The writer vouches for the type. */
export function getJson<T>(reader: CompactReader): T {
  return JSON.parse(getText(reader)) as T
}

// One for all: most lists of most calls and scopes are empty.
const empty: readonly never[] = []

/** Reads a list: its length, then its items. */
export function getList<T>(reader: CompactReader, item: (reader: CompactReader) => T): readonly T[] {
  const length = getNumber(reader)
  if (length === 0) return empty
  if (length === 1) return [item(reader)]
  if (length > reader.end - reader.at) throw new RangeError("the text of facts ends too early")
  // Of the length that is told: most lists are short, and one that grows holds room for many more.
  const items = new Array<T>(length)
  for (let at = 0; at < length; at++) items[at] = item(reader)
  return items
}
