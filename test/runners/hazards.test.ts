import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import type { Runner } from "../../src/model/config.js"
import { findHazards, findShellHazards } from "../../src/runners/index.js"
import { lineStarts, positionAt } from "../../src/text/text-map.js"

interface Case {
  readonly title: string
  readonly runner: Runner | "shell" | "powershell"
  readonly text: string
  readonly variables?: readonly string[]
  readonly given?: readonly string[]
  readonly hazards: readonly string[]
}

const cases = parse(readFileSync("fixtures/runners/hazards.yaml", "utf8")) as readonly Case[]
const ours = ["MEMBER_REPOSITORY_DB", "OUTCOMES_IDENTIFICATION_DB"]

function hazardsOf({ runner, text, variables, given }: Omit<Case, "title" | "hazards">) {
  return runner === "shell" || runner === "powershell"
    ? findShellHazards(text, runner, variables ?? ours)
    : findHazards(runner, text, variables ?? ours, new Set(given ?? []))
}

describe("hazards of a script", () => {
  test.each(cases)("$runner: $title", (each) => {
    const starts = lineStarts(each.text)
    const found = hazardsOf(each)
    expect(found.map(({ rule, start, blocks }) => `${rule} ${positionAt(starts, start).line}${blocks ? " blocks" : ""}`)).toEqual(
      each.hazards,
    )
    // Each says what to do.
    for (const { message } of found) expect(message).toMatch(/[a-z].*[:.,] [a-z].*\.$/i)
  })

  const runners = [...new Set(cases.map(({ runner }) => runner))]
  test.each(runners)("%s: any text, and long runs take no time", (runner) => {
    const pieces = [
      "$(",
      "${",
      "}",
      ")",
      "$2y$",
      "{{",
      "}}",
      ":setvar MEMBER_REPOSITORY_DB x\n",
      "<<A\n",
      "A\n",
      '@"\n',
      '"@\n',
      "'",
      "--",
      "a",
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join("")
        for (const { start, end } of hazardsOf({ runner, text })) {
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 100 },
    )
    const started = performance.now()
    for (const piece of pieces) hazardsOf({ runner, text: piece.repeat(20_000) })
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
