import { execFileSync } from "node:child_process"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { compiler, type Estate, estate } from "./estate.js"

const programs: readonly (readonly [folder: string, ...program: string[]])[] = [
  ["fileRepository-fileload", "python3", "run_fileload.py", "--full"],
  ["fileRepository-fileload", "python3", "run_fileload_publish.py"],
  ["fileRepository-fileload", "python3", "-m", "fileload.tools.reconcile"],
  ["fileRepository-fileload/scripts", "python3", "backfill_eligibility.py"],
  ["fileRepository-fileload/scripts", "python3", "check_member_counts.py"],
  ["fileRepository-insightprocess", "python3", "run_insight.py"],
  ["fileRepository-insightprocess/steps", "python3", "run_insightScoreLegacy.py"],
  ["ec-data-resource", "node", "build/index.js"],
]
const second = { MEMBER_REPOSITORY_DB: "MemberRepository_B", OUTCOMES_IDENTIFICATION_DB: "OutcomesIdentification_B" }
const recorded = (place: Estate, env?: Readonly<Record<string, string>>): readonly (readonly string[])[] =>
  programs.map(([folder, ...program]) => place.record(folder, program, env))
const compile = (place: Estate): void => {
  execFileSync(process.execPath, [compiler, "-p", `${place.folder}/ec-data-resource`])
}

describe("the rewritten samples, run against recording drivers", () => {
  const before = estate()
  const after = estate()
  let original: readonly (readonly string[])[] = []

  beforeAll(async () => {
    compile(before)
    original = recorded(before)
    const { code, err } = await after.unhardcode("rewrite", "--write", "--quiet")
    expect([0, 1], err).toContain(code)
    compile(after)
  }, 120_000)

  afterAll(() => {
    before.remove()
    after.remove()
  })

  it("records something of every program", () => {
    for (const [index, lines] of original.entries()) expect(lines.length, programs[index]?.join(" ")).toBeGreaterThan(1)
  })

  it("send the very same with the variables unset", () => {
    expect(recorded(after)).toEqual(original)
  })

  it("send the very same with the variables empty", () => {
    expect(recorded(after, { MEMBER_REPOSITORY_DB: "", OUTCOMES_IDENTIFICATION_DB: "" })).toEqual(original)
  })

  it("differ with set B by exactly the names", () => {
    const sent = recorded(after, second)
    const back = sent.map((lines) => lines.map((line) => line.replaceAll(/(MemberRepository|OutcomesIdentification)_B/g, "$1")))
    expect(back).toEqual(original)
    const count = (lines: readonly (readonly string[])[], pattern: RegExp): number =>
      lines.flat().join("\n").match(pattern)?.length ?? 0
    const all = count(original, /MemberRepository|OutcomesIdentification/g)
    const changed = count(sent, /(MemberRepository|OutcomesIdentification)_B/g)
    expect(changed / all).toBeGreaterThan(0.7)
  })

  it("leave nothing for a second run", async () => {
    const { out } = await after.unhardcode("rewrite", "--format", "json")
    expect((JSON.parse(out) as { readonly files: readonly unknown[] }).files).toEqual([])
  })
})
