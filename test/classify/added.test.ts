import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { addedLines, newCandidates } from "../../src/classify/added.js"

const change = { path: "a", before: "a", oldBlob: "0", newBlob: null, removedAfter: [7] }

describe("addedLines", () => {
  it("follows git's ranges", () => {
    const added = addedLines(
      {
        ...change,
        added: [
          { from: 2, to: 3 },
          { from: 10, to: 10 },
        ],
      },
      "",
      "",
    )
    expect([1, 2, 3, 4, 9, 10, 11].map(added.has)).toEqual([false, true, true, false, false, true, false])
    expect([1, 4, 5, 6, 8, 9, 12].map(added.near)).toEqual([true, true, false, true, true, true, false])
  })

  it("compares texts where git shows no lines", () => {
    const added = addedLines({ ...change, added: null }, "a\nb\nb\nc\n", "a\nb\n")
    expect([1, 2, 3, 4].map(added.has)).toEqual([false, true, true, true])
    expect(addedLines({ ...change, added: null }, "a\n", null).has(1)).toBe(true)
  })

  it("agrees with a plain look at the ranges", () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 3 }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (pairs, line) => {
        const lines = new Set(pairs.flatMap(([from, more]) => Array.from({ length: more + 1 }, (_, index) => from + index)))
        const sorted = [...lines].sort((a, b) => a - b)
        const added: { from: number; to: number }[] = []
        for (const each of sorted) {
          const last = added.at(-1)
          if (last?.to === each - 1) last.to = each
          else added.push({ from: each, to: each })
        }
        return addedLines({ ...change, added }, "", "").has(line) === lines.has(line)
      }),
    )
  })
})

describe("newCandidates", () => {
  const all = (now: readonly string[]) => now.map(() => true)
  it.each<[string, Parameters<typeof newCandidates>[0], boolean[][]]>([
    ["moved in its file", [{ before: ["a", "b"], now: ["b", "a"], candidates: [true, true] }], [[false, false]]],
    ["a second use is the last", [{ before: ["a"], now: ["a", "a"], candidates: [true, true] }], [[false, true]]],
    ["a second use before the first", [{ before: ["a"], now: ["a", "a"], candidates: [true, false] }], [[true, false]]],
    ["one fixed, another added", [{ before: ["a"], now: ["b"], candidates: [true] }], [[true]]],
    [
      "moved to another file",
      [
        { before: ["a"], now: [], candidates: [] },
        { before: [], now: ["a"], candidates: [true] },
      ],
      [[], [false]],
    ],
    [
      "copied to another file",
      [
        { before: ["a"], now: ["a"], candidates: [false] },
        { before: [], now: ["a"], candidates: [true] },
      ],
      [[false], [true]],
    ],
    [
      "moved to another file, and used there twice",
      [
        { before: ["a"], now: [], candidates: [] },
        { before: [], now: ["a", "a"], candidates: [true, true] },
      ],
      [[], [false, true]],
    ],
    ["in a line that was there", [{ before: ["a"], now: ["b"], candidates: [false] }], [[false]]],
  ])("%s", (_, files, expected) => {
    expect(newCandidates(files)).toEqual(expected)
  })

  it("gives exactly the surplus when every line was touched", () => {
    const keys = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 })
    fc.assert(
      fc.property(keys, keys, (before, now) => {
        const [fresh = []] = newCandidates([{ before, now, candidates: all(now) }])
        for (const key of ["a", "b", "c"]) {
          const count = (list: readonly string[]) => list.filter((each) => each === key).length
          const found = now.filter((each, index) => each === key && fresh[index] === true).length
          expect(found).toBe(Math.max(0, count(now) - count(before)))
        }
      }),
    )
  })
})
