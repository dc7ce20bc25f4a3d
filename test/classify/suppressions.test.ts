import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readSuppressions, type Suppressible, silence } from "../../src/classify/suppressions.js"
import type { Span } from "../../src/model/text.js"

/** The comments of a text for these tests: from `#` or `--` to the line's end, and blocks. */
function commentsOf(text: string): readonly Span[] {
  return [...text.matchAll(/(?:#|--)[^\n]*|\/\*.*?\*\//gs)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
}

function at(line: number, rule = "multipart-name", reported = true): Suppressible {
  return { line, rule, context: rule, reported }
}

function run(text: string, findings: readonly Suppressible[], today: string | null = "2030-06-15") {
  const known = new Set(["multipart-name", "exact-string"])
  const { by, notices } = silence("a.py", findings, readSuppressions(text, commentsOf(text)), today, known)
  return { silenced: by.map((index) => index >= 0), notices: notices.map(({ rule, line }) => `${line} ${rule}`) }
}

describe("suppressions", () => {
  it.each<[string, string, number[], boolean[], string[]]>([
    ["same line", "x  # unhardcode-ignore: a guard\ny", [1, 2], [true, false], []],
    ["next line", "# unhardcode-ignore: a guard\nx\ny", [2, 3], [true, false], []],
    ["rule named", "x # unhardcode-ignore[multipart-name]: a guard", [1], [true], []],
    ["several rules", "x # unhardcode-ignore[exact-string, multipart-name]: a guard", [1], [true], []],
    ["another rule", "x # unhardcode-ignore[exact-string]: a guard", [1], [false], ["1 suppression-unused"]],
    ["after another directive", "x # noqa: E501 unhardcode-ignore: a guard", [1], [true], []],
    [
      "stacked",
      "# unhardcode-ignore[exact-string]: a\n# unhardcode-ignore[multipart-name]: b\nx",
      [3],
      [true],
      ["1 suppression-unused"],
    ],
    ["block", "/* unhardcode-ignore: a guard */\nx", [2], [true], []],
    ["block over lines", "/*\n unhardcode-ignore: a guard\n*/\nx", [4], [true], []],
    ["block before code", "/* unhardcode-ignore: a guard */ x\ny", [1, 2], [true, false], []],
    ["SQL", "SELECT 1 -- unhardcode-ignore: a guard", [1], [true], []],
    ["no reason", "x # unhardcode-ignore", [1], [true], ["1 suppression-without-reason"]],
    ["no reason after the colon", "x # unhardcode-ignore[multipart-name]:  ", [1], [true], ["1 suppression-without-reason"]],
    ["no reason in a block", "x /* unhardcode-ignore: */", [1], [true], ["1 suppression-without-reason"]],
    ["unused", "x # unhardcode-ignore: a guard", [2], [false], ["1 suppression-unused"]],
    ["unknown rule", "x # unhardcode-ignore[multi-part]: a guard", [1], [false], ["1 suppression-unknown-rule"]],
    ["until later", "x # unhardcode-ignore until=2030-06-15: a guard", [1], [true], []],
    ["until in the reason", "x # unhardcode-ignore: a guard, until=2031-01-01", [1], [true], []],
    ["only until", "x # unhardcode-ignore: until=2031-01-01", [1], [true], ["1 suppression-without-reason"]],
    ["expired", "x # unhardcode-ignore until=2030-06-14: a guard", [1], [false], ["1 suppression-expired"]],
    ["no date", "x # unhardcode-ignore until=2030-02-30: a guard", [1], [false], ["1 suppression-misspelled"]],
    ["no colon", "x # unhardcode-ignore a guard", [1], [false], ["1 suppression-misspelled"]],
    ["swapped letters", "x # unhardcode-ingore: a guard", [1], [false], ["1 suppression-misspelled"]],
    ["capitals", "x # Unhardcode-Ignore: a guard", [1], [false], ["1 suppression-misspelled"]],
    ["underscore", "x # unhardcode_ignore: a guard", [1], [false], ["1 suppression-misspelled"]],
    ["eslint's way", "x # unhardcode-disable-next-line", [1], [false], ["1 suppression-misspelled"]],
    ["noqa's way", "x # unhardcode: noqa", [1], [false], ["1 suppression-misspelled"]],
    ["space", "x # unhardcode ignore: a guard", [1], [false], ["1 suppression-misspelled"]],
    ["in a string", 'x = "unhardcode-ignore: a guard"', [1], [false], []],
    ["only spoken of", "x # see `unhardcode-ignore` and unhardcode check", [1], [false], []],
    ["prose", "x # unhardcode ignores generated files", [1], [false], []],
  ])("%s", (_, text, lines, silenced, notices) => {
    expect(
      run(
        text,
        lines.map((line) => at(line)),
      ),
    ).toEqual({ silenced, notices })
  })

  it("is unused when only what nobody reports stands there", () => {
    expect(run("x # unhardcode-ignore: why", [at(1, "comment", false)]).notices).toEqual(["1 suppression-unused"])
  })

  it("matches a context as well as a rule", () => {
    const text = "x # unhardcode-ignore[exact-string]: why"
    const finding = { line: 1, rule: "my-rule", context: "exact-string", reported: true }
    expect(run(text, [finding])).toEqual({ silenced: [true], notices: [] })
  })

  it("never throws, and stays linear on hostile comments", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        const text = `# unhardcode-ignore${tail}`
        readSuppressions(text, [{ start: 0, end: text.length }])
      }),
    )
    const many = "/* unhardcode-ignore: a */".repeat(5_000)
    const stacked = "# unhardcode-ignore[: a\n".repeat(10_000)
    const block = `/*${"\n unhardcode-ignore[a]: b".repeat(10_000)}*/`
    const started = performance.now()
    run(
      many,
      Array.from({ length: 5_000 }, () => at(1)),
    )
    run(stacked, [at(10_001)])
    run(block, [at(7)])
    run(`# unhardcode-ignore${" \t".repeat(100_000)}x`, [])
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
