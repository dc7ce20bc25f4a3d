import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { simdScanner } from "../../src/discover/simd-scan.js"
import { wordSearch } from "../../src/discover/word-search.js"

const groups = [
  ["MemberRepository", "unhardcode-", "Größe"],
  ["flyway", ".sql", "grate", "sqlcmd", "databaseChangeLog", "ab"],
  [":r "],
]
const bytesOf = (text: string): Buffer => Buffer.from(text, "latin1")

/** What the search must say: all of it where the first group is not there. */
function plainly(bytes: Buffer): number {
  const text = bytes.toString("latin1").replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const holds = (group: readonly string[]) =>
    group.some((word) => text.includes(word.replace(/[A-Z]/g, (letter) => letter.toLowerCase())))
  return groups.reduce((found, group, index) => (holds(group) ? found | (1 << index) : found), 0)
}

const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...groups.flat(),
      "memberarchive",
      "member",
      "fly",
      "SQL",
      ".sq",
      ":R ",
      "repository",
      "größe",
      "GRÖSSE",
    ),
  },
  { weight: 3, arbitrary: fc.string({ unit: "binary-ascii", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom("x".repeat(15), "y".repeat(16), "z".repeat(300)) },
)

describe("wordSearch", () => {
  it("has vectors here", () => {
    expect(simdScanner([new Uint8Array(256), new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)])).not.toBeNull()
  })

  it("finds what a plain search finds, from the first file to those that are searched by vectors", () => {
    const search = wordSearch(groups)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = bytesOf(pieces.join(""))
        const all = plainly(bytes)
        const found = search?.(bytes) ?? -1
        expect((all & 1) === 1 ? found & 1 : found).toBe((all & 1) === 1 ? 1 : all)
      }),
      { numRuns: 4000, seed: 11 },
    )
  })

  it("finds words wherever a part of a large file ends", () => {
    const search = wordSearch(groups)
    for (let file = 0; file < 200; file++) search?.(bytesOf("nothing"))
    const part = 4 * 65536
    for (let end = part - 200; end < part + 20; end++) {
      expect(search?.(bytesOf(`${" ".repeat(end)}memberREPOSITORY`))).toBe(1)
      expect(search?.(bytesOf(`${" ".repeat(end)}.SQL ${" ".repeat(part)}:r `))).toBe(6)
    }
    expect(search?.(bytesOf(" ".repeat(3 * part)))).toBe(0)
    expect(search?.(bytesOf("unhardcode"))).toBe(0)
  })

  it("has nothing for words of one byte, and nothing to find without words", () => {
    expect(wordSearch([["x"]])).toBeNull()
    expect(wordSearch([[]])?.(bytesOf("x"))).toBe(0)
  })
})
