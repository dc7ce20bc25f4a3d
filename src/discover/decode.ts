import { isUtf8 } from "node:buffer"
import type { Encoding } from "../model/source.js"

/** A text with what it takes to write its bytes again. */
export interface Decoded {
  readonly text: string
  readonly encoding: Encoding
  readonly bom: boolean
}

/** Why bytes are not read as text. */
export interface Undecodable {
  readonly skip: string
}

/** Number of bytes beyond which a file is not read as a text. */
export const largestText = 2 ** 26
const sampled = 2 ** 16

/** Windows-1252 for the bytes 0x80 to 0x9F, after https://encoding.spec.whatwg.org/index-windows-1252.txt (unassigned ones are C1 controls). */
const upper =
  "\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\x8D\u017D\x8F" +
  "\x90\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\x9D\u017E\u0178"
const lower = new Map([...upper].map((unit, index) => [unit, String.fromCharCode(0x80 + index)]))

/**
 * Reads bytes as text: UTF-8, UTF-16 with a byte order mark or by the look of its zeros, else Windows-1252. Bytes that are no text are
 * refused with a reason, as are more than `limit`. Whatever is read, {@link encode} gives the very same bytes back.
 */
export function decode(bytes: Uint8Array, limit = largestText): Decoded | Undecodable {
  if (bytes.length > limit) return { skip: `larger than ${limit / 2 ** 20} MB` }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (startsWith(buffer, [0xff, 0xfe, 0, 0]) || startsWith(buffer, [0, 0, 0xfe, 0xff])) return { skip: "UTF-32" }
  if (startsWith(buffer, [0xff, 0xfe])) return decodeUtf16(buffer.subarray(2), "utf-16le", true)
  if (startsWith(buffer, [0xfe, 0xff])) return decodeUtf16(buffer.subarray(2), "utf-16be", true)
  if (buffer.includes(0)) {
    const encoding = guessUtf16(buffer)
    return encoding === null ? { skip: "binary" } : decodeUtf16(buffer, encoding, false)
  }
  if (isUtf8(buffer)) {
    const bom = startsWith(buffer, [0xef, 0xbb, 0xbf])
    return { text: buffer.toString("utf8", bom ? 3 : 0), encoding: "utf-8", bom }
  }
  if (looksBinary(buffer)) return { skip: "binary" }
  const text = buffer.toString("latin1").replace(/[\x80-\x9f]/g, (unit) => upper[unit.charCodeAt(0) - 0x80] as string)
  return { text, encoding: "windows-1252", bom: false }
}

/** The bytes of a text. Throws a RangeError on a character that the encoding does not have. */
export function encode(text: string, encoding: Encoding, bom: boolean): Uint8Array {
  switch (encoding) {
    case "utf-8":
      return Buffer.from(bom ? `\uFEFF${text}` : text, "utf8")
    case "utf-16le":
      return Buffer.from(bom ? `\uFEFF${text}` : text, "utf16le")
    case "utf-16be":
      return Buffer.from(bom ? `\uFEFF${text}` : text, "utf16le").swap16()
    case "windows-1252":
      return Buffer.from(
        text.replace(/[\u0080-\u009f\u0100-\uffff]/g, (unit) => {
          const byte = lower.get(unit)
          if (byte === undefined) throw new RangeError(`Windows-1252 has no ${JSON.stringify(unit)}`)
          return byte
        }),
        "latin1",
      )
  }
}

function startsWith(buffer: Buffer, bytes: readonly number[]): boolean {
  return buffer.length >= bytes.length && bytes.every((byte, index) => buffer[index] === byte)
}

function decodeUtf16(content: Buffer, encoding: "utf-16le" | "utf-16be", bom: boolean): Decoded | Undecodable {
  if (content.length % 2 === 1) return { skip: "UTF-16 with half a character at the end" }
  const text = (encoding === "utf-16le" ? content : Buffer.from(content).swap16()).toString("utf16le")
  return text.includes("\0") ? { skip: "binary" } : { text, encoding, bom }
}

/** Text mostly of ASCII has its zeros in one half of each pair. */
function guessUtf16(buffer: Buffer): "utf-16le" | "utf-16be" | null {
  if (buffer.length % 2 === 1) return null
  const end = Math.min(buffer.length, sampled)
  let first = 0
  let second = 0
  for (let index = 0; index < end; index += 2) {
    if (buffer[index] === 0) first++
    if (buffer[index + 1] === 0) second++
  }
  const pairs = end / 2
  if (second > pairs * 0.3 && first * 20 <= second) return "utf-16le"
  if (first > pairs * 0.3 && second * 20 <= first) return "utf-16be"
  return null
}

/** Control characters other than those of text: white space, form feed, escape, back space, the old end of file. */
function looksBinary(buffer: Buffer): boolean {
  const end = Math.min(buffer.length, sampled)
  let controls = 0
  for (let index = 0; index < end; index++) {
    const byte = buffer[index] as number
    if (byte < 0x20 ? !((byte >= 0x08 && byte <= 0x0d) || byte === 0x1b || byte === 0x1a) : byte === 0x7f) controls++
  }
  return controls * 50 > end
}
