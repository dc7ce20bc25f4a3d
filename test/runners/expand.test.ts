import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import type { Runner } from "../../src/model/config.js"
import { expand, placeholder } from "../../src/runners/index.js"

interface Case {
  readonly runner: Runner
  readonly title: string
  readonly text: string
  readonly to: string
  readonly unknown?: readonly string[]
  readonly error?: string
}

const cases = parse(readFileSync("fixtures/runners/expansion.yaml", "utf8")) as readonly Case[]
const runners: readonly Runner[] = [
  "sqlcmd",
  "ssdt",
  "agent",
  "flyway",
  "liquibase",
  "dbup",
  "grate",
  "roundhouse",
  "python",
  "javascript",
]
const variable = "MEMBER_REPOSITORY_DB"
const values = new Map([[variable, "MemberRepository"]])

describe("expansion", () => {
  test.each(cases)("$runner: $title", ({ runner, text, to, unknown, error }) => {
    expect(expand(runner, text, values)).toMatchObject({ text: to, unknown: unknown ?? [], error: error ?? null })
  })

  test.each(runners)("what %s is given to expand, it expands", (runner) => {
    const bare = placeholder(runner, variable, true)
    expect(bare).toBe(`[${placeholder(runner, variable, false)}]`)
    expect(expand(runner, `USE ${bare};\nSELECT '${placeholder(runner, variable, false)}'\n`, values)).toMatchObject({
      text: "USE [MemberRepository];\nSELECT 'MemberRepository'\n",
      unknown: [],
      error: null,
    })
  })

  test.each(runners)("%s leaves a text without placeholders alone, and never throws", (runner) => {
    const piece = fc.constantFrom(
      "$",
      "(",
      ")",
      "{",
      "}",
      "{{",
      "[",
      "]",
      "'",
      '"',
      "-",
      "--",
      "/*",
      "*/",
      "\n",
      " ",
      "a",
      "B_1",
      ":setvar a b\n",
      "é",
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("")
        // With no values nothing can be replaced but by `:setvar`.
        if (!text.includes(":setvar")) expect(expand(runner, text, new Map()).text).toBe(text)
        else expand(runner, text, new Map())
      }),
      { numRuns: 500 },
    )
  })

  test.each(["$(", "${", "$a", "{{", "[", "'", "/*", "$(a", ":setvar x ", "--"])("long runs of %s take no time", (piece) => {
    const text = piece.repeat(100_000)
    const started = performance.now()
    for (const runner of runners) expand(runner, text, values)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
