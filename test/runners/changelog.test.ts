import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { z } from "zod"
import { rewriteFiles } from "../support/rewriting.js"

const cases = z
  .array(
    z.strictObject({
      name: z.string(),
      file: z.string().default("db/changelog.xml"),
      safe: z.number(),
      text: z.string(),
      after: z.string(),
    }),
  )
  .parse(parse(readFileSync("fixtures/runners/changelog.yaml", "utf8")))

describe("SQL in Liquibase changelogs", () => {
  test.each(cases)("$name", async ({ file, safe, text, after }) => {
    const all = await rewriteFiles({ [file]: text, ".gitignore": "" }, {}, true)
    expect(all.after[file]).toBe(after)
    const changed = all.findings.filter((each) => each.action === "rewrite")
    expect(changed.filter((each) => each.applicability === "safe").length).toBe(safe)
    for (const each of changed.filter((one) => one.applicability === "unsafe")) expect(each.reason).toContain("checksum")
    if (changed.length > 0)
      expect(all.result.problems.map((each) => each.message).join()).toContain("-DMEMBER_REPOSITORY_DB=MemberRepository")
  })
})
