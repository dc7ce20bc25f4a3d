import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { rewriteFiles } from "../../support/rewriting.js"

interface Case {
  readonly title: string
  readonly file: string
  readonly text: string
  /** `line message`. */
  readonly problems: readonly string[]
  /** `line action rule` for each name. */
  readonly outcomes: readonly string[]
}

const cases = parse(readFileSync("fixtures/hosts/bad-input.yaml", "utf8")) as readonly Case[]

test.each(cases)("$title: told with its place, and the rest is done", async ({ file, text, problems, outcomes }) => {
  const other = "sqlcmd -d MemberRepository\n"
  const started = performance.now()
  const { findings, result } = await rewriteFiles({ [file]: text, "other.sh": other }, {}, true)
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(result.problems.map((each) => `${each.line} ${each.message}`)).toEqual(problems)
  expect(findings.filter((each) => each.file === file).map(({ line, action, rule }) => `${line} ${action} ${rule}`)).toEqual(
    outcomes,
  )
  expect(result.files.map((each) => each.file)).toContain("other.sh")
})
