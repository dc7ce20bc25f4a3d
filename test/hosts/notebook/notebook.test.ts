import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { notebookHost } from "../../../src/hosts/notebook/notebook-host.js"
import { toOuter } from "../../../src/text/text-map.js"
import { rewriteFiles } from "../../support/rewriting.js"

const file = new URL("../../../fixtures/hosts/notebook/magics.ipynb", import.meta.url)
const text = readFileSync(file, "utf8")

test("cells, magics and text are regions of their own", () => {
  const regions = notebookHost.read(text, "magics.ipynb").regions
  const code = regions.filter((region) => region.kind === "code" || region.kind === "string" || /Member/.test(region.text))
  expect(code.map((region) => [region.kind, region.language, region.place.callee, region.place.path[0], region.text])).toEqual([
    ["text", "text", null, "cells", "# Members of MemberRepository\n"],
    ["code", "python", null, "cell 2", 'import os\nsql = """\n%sql MemberRepository is text here\n"""\n'],
    ["code", "tsql", "%sql", "cell 2", "SELECT * FROM MemberRepository.dbo.Member"],
    ["code", "python", null, "cell 2", "rows = 1\n"],
    ["code", "shell", "!", "cell 2", "sqlcmd -d MemberRepository \\\n  -Q 'SELECT 1'"],
    ["code", "python", null, "cell 2", 'print("caf\u00e9 \u{1f600} MemberRepository")'],
    ["string", "text", "%%sql", "cell 3", "mssql://ING02/MemberRepository"],
    ["code", "tsql", "%%sql", "cell 3", "SELECT *\nFROM MemberRepository.dbo.Member"],
    ["code", "shell", "%%bash", "cell 4", "sqlcmd -d MemberRepository"],
    ["code", "python", null, "cell 5", 'x = "MemberRepository"'],
    ["text", "text", "%%html", "cell 6", "<b>MemberRepository</b>"],
    ["code", "tsql", null, "cell 7", "USE MemberRepository"],
    ["text", "text", null, "cells", "MemberRepository: 3\n"],
  ])
})

test("every unit leads back to the JSON that spells it, and regions do not overlap", () => {
  let last = 0
  for (const region of notebookHost.read(text, "magics.ipynb").regions) {
    expect(region.span.start).toBeGreaterThanOrEqual(last)
    last = region.span.end
    for (let at = 0; at < region.text.length; at++) {
      const span = toOuter(region.map, { start: at, end: at + 1 })
      const spelled = text.slice(span?.start, span?.end)
      expect(JSON.parse(`"${spelled}"`)).toBe(region.text[at])
    }
  }
})

test("what is not JSON is a problem, and text", () => {
  const reading = notebookHost.read('{"cells": [MemberRepository', "x.ipynb")
  expect(reading.problems).toEqual([{ at: 11, message: "this notebook is not valid JSON" }])
  expect(reading.regions.map((region) => [region.kind, region.text])).toEqual([["text", '{"cells": [MemberRepository']])
  expect(notebookHost.read("", "x.ipynb").regions).toEqual([])
  expect(notebookHost.read(`${"[".repeat(50_000)}${"]".repeat(50_000)}`, "x.ipynb").regions).toEqual([])
})

test("another kernel's cells are in its language", () => {
  const notebook = JSON.stringify({
    cells: [{ cell_type: "code", source: "USE a" }],
    metadata: { kernelspec: { language: "sql" } },
  })
  expect(notebookHost.read(notebook, "x.ipynb").regions.find((region) => region.kind === "code")?.language).toBe("tsql")
})

test.each([
  [1, "\n    "],
  [2, "\n    "],
  [2, ""],
])("an import of several lines keeps to one string for each line: %i lines, with %j between them", async (count, between) => {
  const lines = ['rows = connection.execute("SELECT Id FROM MemberRepository.dbo.Member")\n', 'print("a\\nb")'].slice(0, count)
  const source = lines.map((line) => between + JSON.stringify(line)).join(",")
  const cell = `{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": [${source}]}`
  const notebook = `{"cells": [${cell}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`
  const { after } = await rewriteFiles({ "reports/members.ipynb": notebook })
  const written = JSON.parse(after["reports/members.ipynb"] ?? "").cells[0].source as string[]
  expect(written.length).toBeGreaterThan(lines.length + 3)
  expect(written.filter((line) => line.slice(0, -1).includes("\n"))).toEqual([])
  expect(written.slice(-count)).toEqual(
    lines.map((line) => line.replace('"SELECT Id FROM MemberRepository', 'f"SELECT Id FROM {MEMBER_REPOSITORY_DB}')),
  )
})
