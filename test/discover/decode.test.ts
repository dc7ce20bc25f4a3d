import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decode, encode } from "../../src/discover/decode.js"

const text = "SELECT * FROM MemberRepository.dbo.Mitglieder -- Übersicht\r\n"
const utf16 = (value: string) => Buffer.from(value, "utf16le")

describe("decode", () => {
  it.each([
    ["utf-8", false, Buffer.from(text)],
    ["utf-8", true, Buffer.from(`\uFEFF${text}`)],
    ["utf-16le", true, utf16(`\uFEFF${text}`)],
    ["utf-16be", true, utf16(`\uFEFF${text}`).swap16()],
    ["utf-16le", false, utf16(text)],
    ["utf-16be", false, utf16(text).swap16()],
    ["windows-1252", false, Buffer.from(text, "latin1")],
  ] as const)("reads %s, byte order mark %s", (encoding, bom, bytes) => {
    expect(decode(bytes)).toEqual({ text, encoding, bom })
  })

  it("reads the characters that Windows has where Latin-1 has controls", () => {
    expect(decode(Buffer.from([0x93, 0x80, 0x94, 0x81]))).toEqual({
      text: "\u201C\u20AC\u201D\x81",
      encoding: "windows-1252",
      bom: false,
    })
  })

  it.each([
    ["binary", [0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]],
    ["binary", [0x1f, 0x8b, 8, 1, 2, 3, 4, 5, 6, 7]],
    ["UTF-32", [0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]],
    ["UTF-16 with half a character at the end", [0xff, 0xfe, 0x41, 0, 0x42]],
    ["binary", [0xff, 0xfe, 0x41, 0, 0, 0]],
  ])("refuses what is no text: %s", (skip, bytes) => {
    expect(decode(Buffer.from(bytes))).toEqual({ skip })
  })

  it("reads what is empty, and a text with a broken tail as Windows-1252", () => {
    expect(decode(Buffer.alloc(0))).toEqual({ text: "", encoding: "utf-8", bom: false })
    expect(decode(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]))).toMatchObject({ encoding: "windows-1252" })
  })

  it("writes back the bytes that it read, whatever they are", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: "grapheme", maxLength: 80 }).map((value) => Buffer.from(value)),
      fc
        .uint16Array({ maxLength: 80 })
        .map((units) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(units.buffer, 0, units.byteLength)])),
      fc
        .uint16Array({ maxLength: 80 })
        .map((units) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(units.buffer, 0, units.byteLength)])),
      fc.string({ minLength: 1, maxLength: 80 }).map((value) => utf16(value)),
      fc.uint8Array({ min: 0x20, maxLength: 80 }),
    )
    fc.assert(
      fc.property(bytes, (value) => {
        const decoded = decode(value)
        if ("skip" in decoded) return
        expect(Buffer.from(encode(decoded.text, decoded.encoding, decoded.bom)).equals(Buffer.from(value))).toBe(true)
      }),
      { numRuns: 1000, seed: 7 },
    )
  })

  it("refuses to write a character that the encoding does not have", () => {
    expect(() => encode("\u4e00", "windows-1252", false)).toThrow(RangeError)
    expect(() => encode("\x80", "windows-1252", false)).toThrow(RangeError)
  })
})
