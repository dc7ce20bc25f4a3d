import { readXlsx, writeXlsx } from "hucre/xlsx"
import { describe, expect, test } from "vitest"
import type { TablesResult } from "../../src/model/tables.js"
import { reportTablesCsv } from "../../src/report/tables/csv.js"
import type { TablesReportOptions } from "../../src/report/tables/reporter.js"
import { sheetsOf } from "../../src/report/tables/sheets.js"
import { readKept } from "../../src/report/tables/workbook.js"
import { reportTablesXlsx } from "../../src/report/tables/xlsx.js"

const understood = { files: 1, statements: 2, recovered: 0, unresolved: 0 }

function result(tables: readonly string[]): TablesResult {
  return {
    processes: [
      {
        name: "PUP_fileload",
        entry: ["run.py"],
        proposed: false,
        source: [],
        destination: tables,
        locks: [],
        understood,
        tables: tables.map((table) => ({
          table,
          kind: "table",
          role: "destination",
          operations: { insert: 1 },
          confidence: "certain",
          path: [{ what: "statement", name: `insert ${table}`, file: "load.py", line: 3 }],
          evidence: [{ file: "load.py", line: 3, column: 1, operation: "insert" }],
        })),
      },
    ],
    conflicts: [],
    originUnknown: [],
    unused: [],
    unresolved: [],
    objects: [],
    understood,
    problems: [],
  }
}

const options: TablesReportOptions = {
  version: "1.0.0",
  linkBase: "https://example.org/blob/main/{file}#L{line}",
  config: "unhardcode.config.yaml",
  commits: [],
  previous: null,
  color: false,
}

const bytesOf = async (tables: readonly string[], more: Partial<TablesReportOptions> = {}): Promise<Uint8Array> => {
  const bytes = await reportTablesXlsx(result(tables), { ...options, ...more })
  if (typeof bytes === "string") throw new Error("a workbook is bytes")
  return bytes
}

/** Types into a workbook as a person would, by way of another program. */
async function type(bytes: Uint8Array, table: string, typed: Readonly<Record<string, string | number>>): Promise<Uint8Array> {
  const workbook = await readXlsx(bytes)
  for (const sheet of workbook.sheets) {
    if (sheet.name !== "Tables by process") continue
    const headings = (sheet.rows[0] ?? []).map(String)
    for (const row of sheet.rows.slice(1)) {
      if (row[headings.indexOf("Table")] !== table) continue
      for (const [heading, value] of Object.entries(typed)) {
        let column = headings.indexOf(heading)
        if (column < 0) {
          column = headings.length
          headings.push(heading)
          sheet.rows[0] = [...(sheet.rows[0] ?? []), heading]
        }
        while (row.length < column) row.push(null)
        row[column] = value
      }
    }
  }
  return writeXlsx({ sheets: workbook.sheets.map((sheet) => ({ name: sheet.name, rows: sheet.rows })) })
}

const kept = (bytes: Uint8Array, tables: readonly string[]) => readKept(bytes, "tables.xlsx", sheetsOf(result(tables), options))

async function rowOf(bytes: Uint8Array, sheetName: string, text: string): Promise<Readonly<Record<string, unknown>> | null> {
  const workbook = await readXlsx(bytes)
  const sheet = workbook.sheets.find((each) => each.name === sheetName)
  const headings = (sheet?.rows[0] ?? []).map(String)
  const row = sheet?.rows.find((each) => each.some((cell) => String(cell).includes(text)))
  return row === undefined ? null : Object.fromEntries(headings.map((heading, index) => [heading, row[index] ?? null]))
}

const member = "MemberRepository.dbo.Member"
const address = "MemberRepository.dbo.MemberAddress"

describe("the workbook", () => {
  test("has all its sheets, headings that stay, filters and links", async () => {
    const workbook = await readXlsx(await bytesOf([member]), { readStyles: true })
    expect(workbook.sheets.map((sheet) => sheet.name)).toEqual([
      "Read me",
      "Tables by process",
      "CRUD matrix",
      "Conflicts",
      "Origin unknown",
      "Unused",
      "Locks",
      "Unresolved",
      "Objects",
      "Processes",
    ])
    const sheet = workbook.sheets[1]
    expect(sheet?.freezePane).toMatchObject({ rows: 1, columns: 2 })
    expect(sheet?.autoFilter?.range).toBe("A1:J2")
    expect(sheet?.conditionalRules?.length).toBeGreaterThan(1)
    const links = [...(sheet?.cells?.values() ?? [])].flatMap((cell) =>
      cell.hyperlink === undefined ? [] : [cell.hyperlink.target],
    )
    expect(links).toEqual(["https://example.org/blob/main/load.py#L3"])
    const definitions = (workbook.sheets[0]?.rows ?? []).flat().map(String)
    expect(definitions).toContain("Source table: the process only reads it.")
    expect(definitions).toContain("Destination table: the process writes it and may also read it.")
  })

  test("is the same bytes for the same input", async () => {
    expect(await bytesOf([member, address])).toEqual(await bytesOf([member, address]))
  })

  test("holds text, never formulas", async () => {
    const nasty = ["=1+1", "+1", "-1", "@SUM(A1)", `=HYPERLINK("x")`].map((name) => `a.b.${name}`).concat("=cmd|' /C calc'!A0")
    const workbook = await readXlsx(await bytesOf(nasty))
    const cells = workbook.sheets.flatMap((sheet) => [...(sheet.cells?.values() ?? [])])
    expect(cells.filter((cell) => cell.formula !== undefined)).toEqual([])
    expect((await rowOf(await bytesOf(nasty), "Tables by process", "calc"))?.Table).toBe("=cmd|' /C calc'!A0")
    const csv = String(await reportTablesCsv(result(nasty), options))
    for (const cell of csv.split(/\r\n/).flatMap((line) => line.split(","))) expect(cell).not.toMatch(/^"?[=+\-@]/)
  })

  test("takes a name of 400 characters", async () => {
    const long = `a.b.${"t".repeat(400)}`
    expect((await rowOf(await bytesOf([long]), "Tables by process", "tttt"))?.Table).toBe(long)
  })
})

describe("what people write", () => {
  test("stays with its row", async () => {
    const typed = await type(await bytesOf([member, address]), address, {
      Decision: "move to set B",
      Note: "ask the owners",
      Ticket: 42,
    })
    const again = await bytesOf([address, "a.b.New", member], { previous: await kept(typed, [member, address]) })
    expect(await rowOf(again, "Tables by process", address)).toMatchObject({
      Decision: "move to set B",
      Note: "ask the owners",
      Ticket: 42,
    })
    expect(await rowOf(again, "Tables by process", "a.b.New")).toMatchObject({ Decision: null, Note: null })
  })

  test("goes to a sheet of its own when its row vanishes, and comes back with it", async () => {
    const typed = await type(await bytesOf([member, address]), address, { Decision: "drop", Note: "old" })
    const without = await bytesOf([member], { previous: await kept(typed, [member]) })
    expect(await rowOf(without, "Tables by process", address)).toBeNull()
    expect(await rowOf(without, "No longer found", address)).toMatchObject({
      Decision: "drop",
      Note: "old",
      Sheet: "Tables by process",
    })
    const still = await bytesOf([member], { previous: await kept(without, [member]) })
    expect(await rowOf(still, "No longer found", address)).toMatchObject({ Decision: "drop", Note: "old" })
    const back = await bytesOf([member, address], { previous: await kept(still, [member, address]) })
    expect(await rowOf(back, "Tables by process", address)).toMatchObject({ Decision: "drop", Note: "old" })
    expect(await rowOf(back, "No longer found", address)).toBeNull()
  })

  test("is not written over: a workbook that is not ours, or that has sheets of others, is refused", async () => {
    await expect(kept(new TextEncoder().encode("no workbook"), [member])).rejects.toThrow(/is no workbook that can be read/)
    const foreign = await writeXlsx({ sheets: [{ name: "Budget", rows: [["a"]] }] })
    await expect(kept(foreign, [member])).rejects.toThrow(/is not a workbook of unhardcode tables/)
    const ours = await readXlsx(await bytesOf([member]))
    const mixed = await writeXlsx({
      sheets: [...ours.sheets.map((sheet) => ({ name: sheet.name, rows: sheet.rows })), { name: "My plan", rows: [["a"]] }],
    })
    await expect(kept(mixed, [member])).rejects.toThrow(/My plan/)
  })
})
