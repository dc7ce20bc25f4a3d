import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, test } from "vitest"
import { factReaders } from "../../src/hosts/javascript/facts/fact-reader.js"
import type { Linked } from "../../src/lineage/link.js"
import { tables } from "../../src/tables.js"
import { testConfig } from "../support/rewriting.js"

const root = fileURLToPath(new URL("../../fixtures/lineage/javascript", import.meta.url))
const entries = ["mssql.js", "knex.ts", "orm.ts", "nest/main.ts", "programs.mjs"]

let linked: Linked

beforeAll(async () => {
  const processes = entries.map((entry) => ({ name: entry, entry: [entry] }))
  const config = testConfig(root, { processes })
  linked = await tables({ cwd: root, paths: [], config, gitignore: false, concurrency: 1, cache: null, only: [], progress: null })
})

function found(process: string): readonly string[] {
  const one = linked.result.processes.find((each) => each.name === process)
  return (one?.tables ?? []).map(({ table, operations }) => `${table}: ${Object.keys(operations).join(", ")}`)
}

describe("the tables of programs", () => {
  test.each(entries)("%s", (entry) => {
    expect(found(entry).join("\n")).toMatchSnapshot()
  })

  test("what nothing calls, and texts that are only shown, count for nothing", () => {
    const all = entries.flatMap(found).join("\n")
    expect(all).not.toMatch(/Never|OnlyShown|NotATable/)
  })

  test("lock files", () => {
    const locks = linked.result.processes.find((each) => each.name === "programs.mjs")?.locks ?? []
    const files = locks.filter((each) => each.kind === "file")
    expect(files.map((each) => `${each.kind} ${each.name} ${each.line}`)).toEqual([
      "file programs.lock 9",
      "file programs.pid 11",
      "file queue 10",
    ])
  })

  test("what stays unknown is listed", () => {
    expect(linked.result.unresolved.map((each) => `${each.file}:${each.line} ${each.reason}`)).toMatchSnapshot()
  })
})

test("facts survive being written down, and no text makes the reader throw", async () => {
  await factReaders.typescript.load()
  for (const text of [
    "const a = {",
    "class A extends B { @C() d() { super.d(`${this.x}`) } }",
    `x(${"[".repeat(20_000)}`,
    `a${".b()".repeat(5_000)}`,
  ]) {
    const facts = factReaders.typescript.read(text, "a.ts")
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  }
})
