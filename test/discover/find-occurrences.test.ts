import { spawnSync } from "node:child_process"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decode, encode } from "../../src/discover/decode.js"
import { findOccurrences, nameSearch } from "../../src/discover/find-occurrences.js"
import type { NameSetting } from "../../src/model/config.js"
import type { Encoding } from "../../src/model/source.js"

const settings = (...names: string[]): NameSetting[] =>
  names.map((name) => ({ name, kind: "database", variable: name.toUpperCase().replace(/\W/g, "_") }))

const mentions = (bytes: Uint8Array, of: readonly NameSetting[]): boolean => (nameSearch(of, [])(bytes) & 1) === 1

const names = settings("MemberRepository", "Member", "OutcomesIdentification", "Übersicht", "A.B*")

describe("findOccurrences", () => {
  it("finds every match, in longer words too, the longest where two begin alike", () => {
    const found = findOccurrences(
      "memberREPOSITORY_B members MemberMemberRepository [a.b*] aXb* übersicht Übersicht ÜBERSICHT",
      names,
    )
    expect(found.map((match) => [match.name.name, match.text, match.start])).toEqual([
      ["MemberRepository", "memberREPOSITORY", 0],
      ["Member", "member", 19],
      ["Member", "Member", 27],
      ["MemberRepository", "MemberRepository", 33],
      ["A.B*", "a.b*", 51],
      ["Übersicht", "Übersicht", 72],
      ["Übersicht", "ÜBERSICHT", 82],
    ])
  })

  it("folds ASCII letters alone", () => {
    expect(findOccurrences("\u212Aey \u017Fet key set", settings("Key", "Set")).map((match) => match.start)).toEqual([8, 12])
  })

  it("finds nothing without names", () => {
    expect(findOccurrences("anything", [])).toEqual([])
    expect(mentions(Buffer.from("anything"), [])).toBe(false)
  })

  it("counts what grep counts", () => {
    const overlapping = settings("abab", "ab", "bab", "aba")
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "A", "b", "B", "c", "\n"), maxLength: 60 }), (text) => {
        const pattern = overlapping.flatMap(({ name }) => ["-e", name])
        const grep = spawnSync("grep", ["-o", "-i", "-F", ...pattern], {
          input: text,
          env: { ...process.env, LC_ALL: "C" },
          encoding: "utf8",
        })
        const lines = grep.stdout === "" ? [] : grep.stdout.trimEnd().split("\n")
        expect(findOccurrences(text, overlapping).map((match) => match.text)).toEqual(lines)
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})

describe("nameSearch", () => {
  it("never misses what is found in the decoded text", () => {
    const piece = fc.oneof(
      fc.constantFrom("MemberRepository", "memberrepository", "OUTCOMESIDENTIFICATION", "Übersicht", "a.b*", "x", "\n"),
      fc.string({ unit: "grapheme", maxLength: 6 }),
    )
    const encodings: readonly Encoding[] = ["utf-8", "utf-16le", "utf-16be", "windows-1252"]
    // One search for all of them, as for the files of a run.
    const search = nameSearch(names, [["flyway"], [":r "]])
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(...encodings), fc.boolean(), (pieces, encoding, mark) => {
        let bytes: Uint8Array
        try {
          bytes = encode(pieces.join(""), encoding, mark && encoding !== "windows-1252")
        } catch {
          return
        }
        const decoded = decode(bytes)
        if ("skip" in decoded || findOccurrences(decoded.text, names).length === 0) return
        expect(search(bytes) & 1).toBe(1)
      }),
      { numRuns: 1000, seed: 7 },
    )
  })

  it("tells bytes without a name apart", () => {
    expect(mentions(Buffer.from("Repository of outcomes"), names)).toBe(false)
    expect(mentions(Buffer.from("Repository of outcomes", "utf16le"), names)).toBe(false)
    expect(mentions(Buffer.from([0, 1, 2, 0]), names)).toBe(false)
  })
})
