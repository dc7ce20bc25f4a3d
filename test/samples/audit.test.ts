import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { z } from "zod"
import { audit } from "../../src/audit.js"
import { loadConfig } from "../../src/config/load-config.js"

const directory = fileURLToPath(new URL("../../fixtures/repositories", import.meta.url))
const some = z.union([z.string(), z.array(z.string())]).transform((each) => (typeof each === "string" ? [each] : each))
const truth = z
  .object({
    findings: z.array(z.object({ file: z.string(), snippet: z.string(), text: z.string(), context: some, action: some })),
  })
  .parse(JSON.parse(readFileSync(`${directory}/expected/findings.json`, "utf8")))

const config = await loadConfig({ cwd: directory, file: null, databases: [], ignore: [], strictCase: false })
const { result, facts } = await audit({ cwd: directory, paths: [], config, gitignore: true, concurrency: 1, progress: null })

describe("what a person finds by reading the samples", () => {
  test.each(truth.findings)("$file: $snippet", ({ file, snippet, text, context, action }) => {
    const source = facts.get(file)?.source.text ?? ""
    const at = source.indexOf(snippet)
    expect(at, "the snippet stands in the file").toBeGreaterThanOrEqual(0)
    const start = at + snippet.indexOf(text)
    const finding = result.findings.find((each) => each.file === file && each.reference.start === start)
    const found = `${finding?.reference.context} ${finding?.action}`
    expect(context.flatMap((one) => action.map((other) => `${one} ${other}`))).toContain(found)
  })
})

test("every occurrence is accounted for", () => {
  const { occurrences, rewrite, review, ignore, done } = result.accounting
  expect(rewrite + review + ignore + done).toBe(occurrences)
  expect(occurrences).toBeGreaterThan(500)
})
