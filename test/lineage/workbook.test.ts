import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { readXlsx, writeXlsx } from "hucre/xlsx"
import { describe, expect, test } from "vitest"
import type { TablesResult } from "../../src/model/tables.js"
import { reportTablesCsv } from "../../src/report/tables/csv.js"
import { readKept } from "../../src/report/tables/read-kept.js"
import type { TablesReportOptions } from "../../src/report/tables/reporter.js"
import { sheetsOf } from "../../src/report/tables/sheets.js"
import { reportTablesXlsx } from "../../src/report/tables/xlsx.js"
import { workspace } from "../support/workspace.js"

type Sheet = Awaited<ReturnType<typeof readXlsx>>["sheets"][number]

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
      "Written rows",
    ])
    expect(workbook.sheets.at(-1)?.hidden).toBe(true)
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

  /** Changes the sheet of tables as a person could, and gives what a run with the same tables makes of it. */
  const rerun = async (change: (sheet: Sheet, headings: string[]) => void, tables = [member, address]) => {
    const workbook = await readXlsx(await bytesOf(tables), { readStyles: true })
    // What the cells hold beside their values would win over the rows.
    for (const sheet of workbook.sheets) sheet.cells = new Map()
    for (const sheet of workbook.sheets) if (sheet.name === "Tables by process") change(sheet, (sheet.rows[0] ?? []).map(String))
    const sheets = workbook.sheets.map(({ name, rows, cells, merges }) => ({ name, rows, cells, merges }))
    return bytesOf(tables, { previous: await kept(await writeXlsx({ sheets } as Parameters<typeof writeXlsx>[0]), tables) })
  }
  const elsewhere = async (bytes: Uint8Array) =>
    (await readXlsx(bytes)).sheets.find((sheet) => sheet.name === "Typed elsewhere")?.rows.slice(1) ?? []

  test("stays when nothing was typed: a second run gives the same bytes", async () => {
    expect(await rerun(() => undefined)).toEqual(await bytesOf([member, address]))
  })

  test("stays when rows are sorted anew, when it is a formula, and when a merged cell speaks for several rows", async () => {
    const again = await rerun((sheet, headings) => {
      const [decision, note] = [headings.indexOf("Decision"), headings.indexOf("Note")]
      sheet.rows.push(...sheet.rows.splice(1, 1))
      const row = sheet.rows[1] as unknown[]
      row[decision] = "both"
      sheet.cells = new Map([[`1,${note}`, { value: 3, type: "formula", formula: "1+2", formulaResult: 3 }]])
      sheet.merges = [{ startRow: 1, startCol: decision, endRow: 2, endCol: decision }]
    })
    expect(await rowOf(again, "Tables by process", member)).toMatchObject({ Decision: "both" })
    expect(await rowOf(again, "Tables by process", address)).toMatchObject({ Decision: "both", Note: "=1+2" })
    const cells = (await readXlsx(again, { readStyles: true })).sheets.flatMap((sheet) => [...(sheet.cells?.values() ?? [])])
    expect(cells.filter((cell) => cell.formula !== undefined)).toEqual([])
    expect(await elsewhere(again)).toEqual([])
  })

  test("stays when it is a comment, whatever cell it is on", async () => {
    const again = await rerun((sheet, headings) => {
      const at = sheet.rows.findIndex((row) => row.includes(member))
      const cell = { value: member, type: "string" as const, comment: { author: "Ann", text: "really?" } }
      sheet.cells = new Map([[`${at},${headings.indexOf("Table")}`, cell]])
    })
    expect(await rowOf(again, "Tables by process", member)).toMatchObject({ "Comment on Table": "really?" })
    const third = await bytesOf([member], { previous: await kept(again, [member]) })
    expect(await rowOf(third, "Tables by process", member)).toMatchObject({ "Comment on Table": "really?" })
  })

  test("is kept apart when it stands in the program's own columns, or is a row of its own", async () => {
    const again = await rerun((sheet, headings) => {
      const row = sheet.rows.find((each) => each.includes(member)) as unknown[]
      row[headings.indexOf("Role")] = "source, says Ann"
      sheet.rows.push(["PUP_fileload", "MemberRepository.dbo.Forgotten"])
    })
    expect(await rowOf(again, "Tables by process", member)).toMatchObject({ Role: "destination" })
    const typed = (await elsewhere(again)).map((row) => String(row[1]))
    expect(typed).toHaveLength(2)
    expect(typed[0]).toContain("Role: source, says Ann")
    expect(typed[1]).toContain("Table: MemberRepository.dbo.Forgotten")
    const third = await bytesOf([member], { previous: await kept(again, [member]) })
    expect((await elsewhere(third)).map((row) => String(row[1]))).toEqual(typed)
  })

  test("stays in columns that people add to the sheets without decisions, and without a heading", async () => {
    const workbook = await readXlsx(await bytesOf([member]))
    const matrix = workbook.sheets.find((sheet) => sheet.name === "CRUD matrix")
    ;(matrix?.rows[1] as unknown[])[3] = "ask"
    const changed = await writeXlsx({ sheets: workbook.sheets.map(({ name, rows }) => ({ name, rows })) })
    const again = await bytesOf([member, address], { previous: await kept(changed, [member]) })
    expect(await rowOf(again, "CRUD matrix", member)).toMatchObject({ "Column D": "ask" })
  })

  test("is not written over when a heading of the program was renamed", async () => {
    await expect(
      rerun((sheet, headings) => {
        ;(sheet.rows[0] as unknown[])[headings.indexOf("Table")] = "Tabelle"
      }),
    ).rejects.toThrow("the sheet Tables by process has no column Table any more")
    const renamed = await rerun((sheet, headings) => {
      ;(sheet.rows[0] as unknown[])[headings.indexOf("Note")] = "Remark"
      ;(sheet.rows[1] as unknown[])[headings.indexOf("Note")] = "mine"
    })
    expect(await rowOf(renamed, "Tables by process", member)).toMatchObject({ Remark: "mine", Note: null })
  })

  const office = process.env.UNHARDCODE_OFFICE ?? ""
  test.skipIf(office === "")("is read by LibreOffice, and what it saves is read again", { timeout: 120_000 }, async () => {
    const typed = await type(await bytesOf([member, address]), address, { Decision: "drop", Note: "line\nline" })
    const place = workspace({
      "tables.xlsx": await bytesOf([member, address], { previous: await kept(typed, [member, address]) }),
    })
    try {
      const words = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", join(place.directory, "saved")]
      const profile = `-env:UserInstallation=file://${place.directory}/profile`
      expect(spawnSync(office, [profile, ...words, join(place.directory, "tables.xlsx")]).status).toBe(0)
      const saved = place.bytes("saved/tables.xlsx")
      const [before, after] = await Promise.all([
        readXlsx(place.bytes("tables.xlsx"), { readStyles: true }),
        readXlsx(saved, { readStyles: true }),
      ])
      const seen = (workbook: typeof before) =>
        // Without a window LibreOffice saves no frozen panes.
        workbook.sheets.map(({ name, rows, autoFilter, conditionalRules, hidden }) => ({
          name,
          rows: rows.map((row) =>
            row
              .map((cell) => String(cell ?? ""))
              .join("|")
              .replace(/\|+$/, ""),
          ),
          filter: autoFilter?.range,
          rules: conditionalRules?.length ?? 0,
          hidden: hidden ?? false,
        }))
      expect(seen(after)).toEqual(seen(before))
      const keptAgain = await kept(saved, [member, address])
      expect(keptAgain.elsewhere).toEqual([])
      expect(keptAgain.rows.map(({ typed: values }) => Object.fromEntries(values))).toEqual([
        { Decision: "drop", Note: "line\nline" },
      ])
    } finally {
      place.remove()
    }
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
