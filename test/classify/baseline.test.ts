import { describe, expect, it } from "vitest"
import { matchBaseline, readBaseline, writeBaseline } from "../../src/classify/baseline.js"
import { fingerprints } from "../../src/classify/fingerprint.js"
import type { BaselineEntry } from "../../src/model/check.js"

function entry(file: string, statement: string): BaselineEntry {
  const identity = { file, rule: "multipart-name", name: "MemberRepository" }
  return { ...identity, fingerprint: fingerprints([{ ...identity, scope: "", statement }])[0] ?? "" }
}
const entries = [entry("b.py", "two"), entry("a.py", "one"), entry("a.py", "three")]
const all = () => true

describe("baseline", () => {
  it("is sorted, each line once, and reads back", () => {
    const text = writeBaseline([...entries, ...entries])
    const lines = text.trimEnd().split("\n")
    expect(lines).toEqual([...lines].sort())
    expect(lines).toHaveLength(4)
    expect(text).toBe(writeBaseline([...entries].reverse()))
    const read = readBaseline(text, "baseline.jsonl")
    expect(read.kind === "baseline" && writeBaseline(read.entries)).toBe(text)
  })

  it("does not mind what a union merge leaves", () => {
    const text = writeBaseline(entries)
    const read = readBaseline(`\uFEFF${(text + text).replaceAll("\n", "\r\n")}\r\n`, "baseline.jsonl")
    expect(read.kind === "baseline" && writeBaseline(read.entries)).toBe(text)
  })

  it.each([
    ["a conflict", "<<<<<<< HEAD\n", /baseline\.jsonl:1: an unresolved merge conflict.*merge=union/],
    ["the middle of one", `${writeBaseline(entries)}=======\n`, /:5: an unresolved merge conflict/],
    ["a newer version", '{"baseline":2}\n', /newer unhardcode.*Update/],
    ["something else", "hello\n", /:1: not a line of a baseline/],
    ["other JSON", '{"results":{}}\n', /:1: not a line of a baseline/],
  ])("says what to do about %s", (_, text, message) => {
    const read = readBaseline(text, "baseline.jsonl")
    expect(read.kind === "unusable" && read.message).toMatch(message)
  })

  it("knows what it holds, and each entry once", () => {
    const { known, stale } = matchBaseline([entry("a.py", "one"), entry("a.py", "one"), entry("c.py", "one")], entries, all, all)
    expect(known).toEqual([true, false, false])
    expect(stale.map(({ file }) => file)).toEqual(["b.py", "a.py"])
  })

  it("follows a renamed file, but not a copy", () => {
    const moved = [entry("new.py", "two")]
    expect(matchBaseline(moved, entries, all, (file) => file !== "b.py").known).toEqual([true])
    expect(matchBaseline(moved, entries, all, all).known).toEqual([false])
  })

  it("leaves entries of other files alone", () => {
    expect(matchBaseline([], entries, (file) => file === "b.py", all).stale.map(({ file }) => file)).toEqual(["b.py"])
  })
})
