import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { z } from "zod"
import { rewriteFiles } from "../support/rewriting.js"

const text = z.record(z.string(), z.string())
const cases = z
  .array(
    z.strictObject({
      name: z.string(),
      file: z.string(),
      text: z.string(),
      files: text.default({}),
      after: z.optional(z.string()),
      changed: text.default({}),
      lost: z.optional(z.string()),
      refused: z.optional(z.string()),
    }),
  )
  .parse(parse(readFileSync("fixtures/loading/cases.yaml", "utf8")))

const script = "SELECT MemberId FROM [MemberRepository].dbo.Member;\n"

describe("what reads a script and sends it", () => {
  test.each(cases)("$file: $name", async ({ file, text: program, files, after, changed, lost, refused }) => {
    const before = { [file]: program, "sql/load.sql": script, "sql/other.sql": "SELECT 1\n", ".gitignore": "", ...files }
    const { result, after: now, findings } = await rewriteFiles(before)
    const reason = findings.find((each) => each.file === "sql/load.sql")?.reason ?? ""
    const expected = after === undefined ? changed : { [file]: after, ...changed }
    if (lost !== undefined) expect(reason).toContain(lost)
    if (refused !== undefined) expect(result.refused.map((each) => each.reason).join()).toContain(refused)
    const left = lost !== undefined || refused !== undefined
    if (!left) expect(result.refused.map((each) => each.reason)).toEqual([])
    if (!left) expect(reason).not.toContain("it is not proved")
    expect(now["sql/load.sql"]).toBe(left ? script : script.replace("MemberRepository", "$(MEMBER_REPOSITORY_DB)"))
    for (const [each, was] of Object.entries(before)) {
      if (each !== "sql/load.sql") expect(now[each]).toBe(expected[each] ?? was)
    }
  })
})
