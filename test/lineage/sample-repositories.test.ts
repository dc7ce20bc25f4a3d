import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv } from "ajv"
import { beforeAll, describe, expect, test } from "vitest"
import { loadConfig } from "../../src/config/load-config.js"
import { decode } from "../../src/discover/decode.js"
import { factReaders } from "../../src/facts/fact-readers.js"
import type { Linked } from "../../src/lineage/link.js"
import type { PathHop, ProcessTables } from "../../src/model/tables.js"
import { reportTablesJson } from "../../src/report/tables/json.js"
import { reportTablesMarkdown } from "../../src/report/tables/markdown.js"
import { reportTablesText } from "../../src/report/tables/text.js"
import { tables } from "../../src/tables.js"

const root = fileURLToPath(new URL("../../fixtures/repositories", import.meta.url))

const reportOptions = { version: "0", linkBase: null, config: "", commits: [], previous: null, color: false }

interface Truth {
  readonly processes: readonly {
    readonly name: string
    readonly source: readonly string[]
    readonly destination: readonly string[]
    readonly tables: readonly { readonly table: string; readonly role: string; readonly operations: Record<string, number> }[]
    readonly locks: readonly { readonly kind: string; readonly name: string; readonly file: string }[]
  }[]
  readonly conflicts: readonly { readonly kind: string; readonly table: string; readonly processes: readonly string[] }[]
  readonly originUnknown: readonly { readonly table: string }[]
  readonly unused: readonly { readonly table: string }[]
  readonly unresolved: readonly { readonly file: string; readonly text: string }[]
}

const truth: Truth = JSON.parse(readFileSync(join(root, "expected/tables.json"), "utf8"))
/** The service is TypeScript: without facts of TypeScript nothing of it is known. */
const left = Object.hasOwn(factReaders, "typescript") ? null : "EC_data_resource"
const ofOthers = <T extends { readonly table: string }>(list: readonly T[]): readonly T[] =>
  left === null ? list : list.filter(({ table }) => !table.includes(".ecdata."))
const names = (list: readonly { readonly table: string }[]): readonly string[] => ofOthers(list).map(({ table }) => table)

let linked: Linked

beforeAll(async () => {
  const config = await loadConfig({ cwd: root, file: null, databases: [], ignore: [], strictCase: false })
  const processes = config.processes.filter((process) => process.name !== left)
  linked = await tables({
    cwd: root,
    paths: [],
    config: { ...config, processes },
    gitignore: true,
    concurrency: 1,
    cache: null,
    only: [],
    progress: null,
  })
})

const process = (name: string): ProcessTables => {
  const found = linked.result.processes.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no process ${name}`)
  return found
}

describe("the tables of the sample repositories are those that a person finds by reading", () => {
  test.each(truth.processes.filter((each) => each.name !== left))("$name", (wanted) => {
    const found = process(wanted.name)
    expect(found.tables.map(({ table, role, operations }) => ({ table, role, operations }))).toEqual(
      [...wanted.tables].sort((a, b) => (a.table.toLowerCase() < b.table.toLowerCase() ? -1 : 1)),
    )
    expect([...found.source].sort()).toEqual([...wanted.source].sort())
    expect([...found.destination].sort()).toEqual([...wanted.destination].sort())
    expect(found.locks.map(({ kind, name, file }) => ({ kind, name, file }))).toEqual(wanted.locks)
  })

  test("conflicts", () => {
    const without = (processes: readonly string[]) => processes.filter((each) => each !== left)
    const wanted = truth.conflicts.map((each) => ({ ...each, processes: without(each.processes) }))
    expect(linked.result.conflicts.map(({ kind, table, processes }) => ({ kind, table, processes }))).toEqual(wanted)
  })

  test("tables of unknown origin, unused tables, what stays unresolved", () => {
    expect(names(linked.result.originUnknown)).toEqual(names(truth.originUnknown))
    // Until the facts of TypeScript are read, the tables of its schema are seen by nobody.
    expect(names(linked.result.unused)).toEqual(names(truth.unused))
    expect(linked.result.unresolved.map(({ file, text }) => ({ file, text }))).toEqual(truth.unresolved)
  })
})

describe("reports", () => {
  test("the JSON fits its schema", async () => {
    const schema = JSON.parse(readFileSync(fileURLToPath(new URL("../../schemas/tables.schema.json", import.meta.url)), "utf8"))
    const validate = new Ajv({ allErrors: true }).compile(schema)
    const json = JSON.parse(String(await reportTablesJson(linked.result, reportOptions)))
    expect(validate(json), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true)
  })

  test("text and Markdown print the two definitions as they stand", async () => {
    for (const report of [reportTablesText, reportTablesMarkdown]) {
      const text = String(await report(linked.result, reportOptions))
      expect(text).toContain("Source table: the process only reads it.")
      expect(text).toContain("Destination table: the process writes it and may also read it.")
      for (const { name } of linked.result.processes) expect(text.replaceAll("\\", "")).toContain(name)
    }
  })
})

describe("each hop of each path stands on a line that holds what it claims", () => {
  const lineOf = ({ file, line }: { readonly file: string; readonly line: number }): string => {
    const decoded = decode(readFileSync(join(root, file)))
    return "skip" in decoded ? "" : (decoded.text.split(/\r\n|\n|\r/)[line - 1] ?? "")
  }
  const last = (name: string): string => name.split(".").at(-1) ?? name

  const check = (hop: PathHop): void => {
    const line = lineOf(hop)
    const place = `${hop.what} ${hop.name} at ${hop.file}:${hop.line}: ${line}`
    switch (hop.what) {
      case "entry":
        expect(hop.line === 1 || line.includes("__main__"), place).toBe(true)
        break
      case "import":
        expect(line, place).toMatch(/\b(import|from)\b/)
        break
      case "call": {
        // A class is called by its name, `with` calls without one; a function without a name stands in the line itself.
        const name = /\b(?:__init__|constructor)$/.test(hop.name) ? (hop.name.split(".").at(-2) ?? "") : last(hop.name)
        if (name.startsWith("__")) expect(line, place).toMatch(/\bwith\b/)
        else if (name.startsWith("<")) expect(line, place).toMatch(/=>|\bfunction\b|\blambda\b/)
        else expect(line, place).toContain(name)
        break
      }
      case "file":
        expect(line.includes(hop.name.split("/").at(-1) ?? "") || /\b(execute|run|call)\w*\(/.test(line), place).toBe(true)
        break
      default: {
        // The name stands there, or what it is put together from.
        const name = last(hop.name)
        expect(line.includes(name) || /[{%+]|join\(|TABLE|TARGET/.test(line), place).toBe(true)
      }
    }
  }

  test.each(truth.processes.filter((each) => each.name !== left).map(({ name }) => name))("%s", (name) => {
    const hops = process(name).tables.flatMap((table) => table.path)
    expect(hops.length).toBeGreaterThan(20)
    for (const hop of hops) check(hop)
  })

  test("evidence stands where the table is named", () => {
    for (const { tables: all } of linked.result.processes) {
      for (const { table, evidence } of all) {
        for (const place of evidence) {
          const rest = lineOf(place).slice(place.column - 1)
          const synonym = /syn_\w+/.test(rest)
          expect(synonym || /^["'[{%\w]/.test(rest), `${table} at ${place.file}:${place.line}:${place.column} ${rest}`).toBe(true)
        }
      }
    }
  })

  test("the table written back is reached through the step list of the insight process", () => {
    const back = process("GR_Insight_Process").tables.find(({ table }) => table.endsWith("approvalRepositoryPatient"))
    expect(back?.path.map(({ what, name }) => `${what} ${name}`)).toEqual([
      "entry fileRepository-insightprocess/run_insight.py",
      "call main",
      "call run_step",
      "file fileRepository-insightprocess/steps/run_insightPushPolicies.py",
      "call PolicyPush.run",
      "call PolicyPush.clear",
      "statement truncate MemberRepository.masterdata.approvalRepositoryPatient",
    ])
  })

  test("three procedures deep", () => {
    const score = process("GR_Insight_Process").tables.find(({ table }) => table.endsWith("OutcomeScore"))
    expect(score?.path.filter(({ what }) => what === "procedure").map(({ name }) => last(name))).toEqual([
      "usp_BuildOutcomes",
      "usp_BuildOutcomeMembers",
      "usp_ScoreOutcomes",
    ])
  })

  test("explain gives every way, hop by hop", () => {
    const paths = linked.explain("GR_Insight_Process", "OutcomesIdentification.control.ProcessLock") ?? []
    expect(paths.map((path) => `${path.at(-2)?.name} ${path.at(-1)?.name.split(" ")[0]} ${path.at(-1)?.line}`)).toEqual([
      "acquire select 8",
      "acquire update 13",
      "release update 22",
    ])
    expect(linked.explain("GR_Insight_Process", "no.such.Table")).toBeNull()
    expect(linked.explain("nobody", "Member")).toBeNull()
  })
})
