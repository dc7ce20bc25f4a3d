import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, expect, test } from "vitest"
import type { Linked } from "../../src/lineage/link.js"
import { tables } from "../../src/tables.js"
import { testConfig } from "../support/rewriting.js"

const root = fileURLToPath(new URL("../../fixtures/lineage/javascript-modules", import.meta.url))
const entries = ["src/modules.ts", "src/legacy/main.cjs"]

let linked: Linked

beforeAll(async () => {
  const config = testConfig(root, { processes: entries.map((entry) => ({ name: entry, entry: [entry] })) })
  linked = await tables({ cwd: root, paths: [], config, gitignore: false, concurrency: 1, cache: null, only: [], progress: null })
})

/** Each table is called after the way by which its name comes from another module; `NotATable` comes by none. */
const ways = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/dbo\.(By\w+)/g)].map((match) => match[1] ?? ""))].sort()

test("every way by which a value comes from another module is followed", () => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  const written = files.map((each) => readFileSync(join(each.parentPath, each.name), "utf8")).join("\n")
  const found = linked.result.processes.flatMap((process) => process.tables.map(({ table }) => table)).join("\n")
  expect(ways(found)).toEqual(ways(written))
  expect(ways(written).length).toBeGreaterThan(40)
  expect(found).not.toContain("NotATable")
})

test("nothing stays unresolved", () => {
  expect(linked.result.unresolved.map((each) => `${each.file}:${each.line} ${each.reason}`)).toEqual([])
})
