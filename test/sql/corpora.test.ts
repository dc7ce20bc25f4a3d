import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { readSql } from "../../src/sql/index.js"

// Outside T-SQL with known answers, where there is some: its own README says what. UNHARDCODE_CORPORA names the folder.
const root = process.env.UNHARDCODE_CORPORA ?? new URL("../../../shared/corpora", import.meta.url).pathname
const present = existsSync(join(root, "tsql", "references.jsonl"))

interface Known {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly text: string
  readonly dml: boolean
}

function lines<A>(...path: string[]): readonly A[] {
  return readFileSync(join(root, ...path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as A)
}

const tables = new Set(["table", "view", "temp-table", "cte", "pseudo-table", "synonym", "unknown"])

test.skipIf(!present)("every table of the statements is found where it stands", () => {
  const known = lines<Known>("tsql", "references.jsonl")
  let found = 0
  let all = 0
  const missed: string[] = []
  let right = 0
  let said = 0
  for (const file of readdirSync(join(root, "tsql")).filter((name) => name.endsWith(".sql"))) {
    const text = readFileSync(join(root, "tsql", file), "utf8")
    const reading = readSql(text)
    const spans = new Set(reading.accesses.map(({ start, end }) => `${start} ${end}`))
    const aliases = new Set(
      reading.names.filter((name) => name.parts[0]?.role === "alias").map(({ start, end }) => `${start} ${end}`),
    )
    const own = known.filter((each) => each.file === file)
    for (const { start, end, text: name } of own.filter(({ dml }) => dml)) {
      all++
      // A target that is an alias has no access of its own: the table behind it has.
      if (spans.has(`${start} ${end}`) || aliases.has(`${start} ${end}`)) found++
      else missed.push(`${file}: ${name}`)
    }
    // What executed text and text for other servers names is not in their lists.
    const inStrings = (at: number) => reading.strings.some(({ start, end }) => start < at && at < end)
    const places = new Set(own.map(({ start, end }) => `${start} ${end}`))
    for (const access of reading.accesses) {
      if (!tables.has(access.kind) || inStrings(access.start)) continue
      said++
      if (places.has(`${access.start} ${access.end}`)) right++
    }
  }
  expect(missed).toEqual([])
  expect(found).toBe(all)
  expect(right / said).toBeGreaterThan(0.993)
})

test.skipIf(!existsSync(join(root, "fragments.jsonl")))("pieces of SQL give their tables", () => {
  for (const { sql, tables: expected } of lines<{ sql: string; tables: string[] }>("fragments.jsonl")) {
    const found = readSql(sql).accesses.filter(
      ({ kind, name }) => (kind === "table" || kind === "temp-table") && name.server !== "LS",
    )
    expect([...new Set(found.map(({ text }) => text))].sort(), sql).toEqual([...new Set(expected)].sort())
  }
})
