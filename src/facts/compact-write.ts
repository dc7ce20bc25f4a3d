/*
 * Whole numbers as text: one sign each for small ones, which nearly all are. The signs are those of ASCII from `#` to `~`, so that neither a
 * line end nor a quote is among them and each takes one byte. Below 76 a number is its own sign; twelve signs begin one of two signs;
 * four more begin those of three to six.
 */

/** The sign for zero. */
export const firstSign = 35
/** How many signs there are. */
export const signs = 92
/** Numbers below are one sign. */
export const oneSign = 76
/** The sign that begins the first number of three. */
export const threeSigns = oneSign + 12
/** Numbers below are one sign or two. */
export const twoSigns = oneSign + 12 * signs

/** Where facts are written. */
export interface CompactWriter {
  bytes: Uint8Array
  at: number
  /** The texts, each with its place among them. */
  readonly texts: Map<string, number>
}

// One buffer for all files: whoever writes takes what was written before anybody else does.
let shared: Uint8Array = new Uint8Array(2 ** 16)

/** A writer without texts. All share one buffer: what one has written is to be taken before another writes. */
export function compactWriter(): CompactWriter {
  return { bytes: shared, at: 0, texts: new Map() }
}

/** Writes a whole number from 0 to 2³². */
export function putNumber(writer: CompactWriter, value: number): void {
  if (writer.at + 8 > writer.bytes.length) grow(writer)
  const { bytes } = writer
  if (value < oneSign) bytes[writer.at++] = firstSign + value
  else if (value < twoSigns) {
    const rest = value - oneSign
    const high = Math.floor(rest / signs)
    bytes[writer.at++] = firstSign + oneSign + high
    bytes[writer.at++] = firstSign + rest - high * signs
  } else putLong(writer, value - twoSigns)
}

function putLong(writer: CompactWriter, value: number): void {
  let more = 2
  for (let bound = signs * signs; value >= bound && more < 5; bound *= signs) more++
  const { bytes, at } = writer
  bytes[at] = firstSign + threeSigns + more - 2
  let rest = value
  for (let place = at + more; place > at; place--) {
    bytes[place] = firstSign + (rest % signs)
    rest = Math.floor(rest / signs)
  }
  writer.at = at + more + 1
}

function grow(writer: CompactWriter): void {
  shared = new Uint8Array(2 * writer.bytes.length)
  shared.set(writer.bytes)
  writer.bytes = shared
}

/** Writes a whole number of either sign. */
export function putSigned(writer: CompactWriter, value: number): void {
  putNumber(writer, value < 0 ? -2 * value - 1 : 2 * value)
}

/** Writes a reference to a value, or none: shortest where it is close to `near`. */
export function putRef(writer: CompactWriter, ref: number | null, near: number): void {
  if (ref === null) putNumber(writer, 0)
  else putNumber(writer, ref < near ? 2 * (near - ref) : 2 * (ref - near) + 1)
}

/** Writes a text: its place among the texts. */
export function putText(writer: CompactWriter, text: string): void {
  const { texts } = writer
  const known = texts.get(text)
  if (known !== undefined) putNumber(writer, known)
  else {
    putNumber(writer, texts.size)
    texts.set(text, texts.size)
  }
}

/** Writes what has no shorter form. */
export function putJson(writer: CompactWriter, value: unknown): void {
  putText(writer, JSON.stringify(value))
}

/** Takes what was written since the last time. */
export function takeWritten(writer: CompactWriter): string {
  const { bytes, at } = writer
  writer.at = 0
  return Buffer.from(bytes.buffer, 0, at).toString("latin1")
}
