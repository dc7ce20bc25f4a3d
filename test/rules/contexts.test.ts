import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { z } from "zod"
import type { Runner } from "../../src/model/config.js"
import { contexts } from "../../src/model/reference.js"
import { judged, rewriteFiles } from "../support/rewriting.js"

const directory = new URL("../../fixtures/rules/", import.meta.url)
const action = z.enum(["rewrite", "review", "ignore", "done"])
const fixture = z.strictObject({
  title: z.string(),
  files: z.record(z.string(), z.string()),
  runners: z.record(z.string(), z.string()).default({}),
  actions: z.record(z.string(), action).default({}),
  unsafe: z.boolean().default(false),
  expect: z.array(z.string()).default([]),
  after: z.record(z.string(), z.string()).default({}),
})
const document = z.strictObject({
  rewritten: z.array(fixture).min(1),
  refused: z.array(fixture).min(1),
  silent: z.array(fixture).min(1),
})

/** `expect: []` is written as nothing at all in a YAML list. */
function read(context: string) {
  const raw: unknown = parse(
    readFileSync(new URL(`${context}.yaml`, directory), "utf8"),
    (_key: unknown, value: unknown) => value ?? undefined,
  )
  return document.parse(raw)
}

test("every context has its fixtures, and every fixture a context", () => {
  expect(
    readdirSync(directory)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => name.replace(".yaml", ""))
      .sort(),
  ).toEqual([...contexts].sort())
})

for (const context of contexts) {
  describe(context, () => {
    const { rewritten, refused, silent } = read(context)
    for (const [kind, cases] of [
      ["rewritten", rewritten],
      ["refused", refused],
      ["silent", silent],
    ] as const) {
      test.each(cases)(`${kind}: $title`, async (each) => {
        const runners = Object.entries(each.runners).map(([files, runner]) => ({
          files,
          runner: runner as Runner,
          appliedUpTo: null,
        }))
        const { findings, result, after } = await rewriteFiles(each.files, { runners, actions: each.actions }, each.unsafe)
        expect(findings.map(judged)).toEqual(each.expect)
        expect(after).toMatchObject(each.after)
        const edits = result.files.reduce((sum, file) => sum + file.edits.length, 0)
        if (kind === "rewritten") expect(edits).toBeGreaterThan(0)
        else expect(edits).toBe(0)
        if (kind === "silent") expect([...result.review, ...result.refused]).toEqual([])
      })
    }
  })
}
