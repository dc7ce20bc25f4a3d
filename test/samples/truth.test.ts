import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { contexts } from "../../src/model/reference.js"

const root = fileURLToPath(new URL("../../fixtures/repositories/", import.meta.url))

interface ExpectedFinding {
  readonly file: string
  readonly snippet: string
  readonly text: string
  readonly context: string | readonly string[]
  readonly action: string | readonly string[]
}
interface ExpectedTables {
  readonly processes: readonly {
    readonly name: string
    readonly entry: readonly string[]
    readonly source: readonly string[]
    readonly destination: readonly string[]
    readonly tables: readonly { readonly table: string; readonly role: string; readonly operations: Record<string, number> }[]
    readonly locks: readonly { readonly kind: string; readonly name: string; readonly file: string }[]
  }[]
  readonly originUnknown: readonly { readonly table: string }[]
  readonly unused: readonly { readonly table: string }[]
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(root, "expected", file), "utf8"))
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))

/** The samples hold UTF-8, UTF-16 with a mark, and Windows-1252. */
function decode(file: string): string {
  const bytes = readFileSync(file)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le")
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder("windows-1252").decode(bytes)
  }
}

describe("the samples' truth", () => {
  const { findings } = readJson("findings.json") as { readonly findings: readonly ExpectedFinding[] }
  const tables = readJson("tables.json") as ExpectedTables
  const definitions = files
    .filter((file) => file.endsWith(".sql"))
    .map(decode)
    .join("\n")
  const created = new Set(
    [...definitions.matchAll(/CREATE (?:OR ALTER )?(?:TABLE|VIEW) ([\w.[\]"]+)/gi)].map(([, name]) =>
      (name ?? "")
        .replace(/[[\]"]/g, "")
        .split(".")
        .slice(-2)
        .join("."),
    ),
  )
  const schemaAndName = (table: string): string => table.split(".").slice(-2).join(".")

  it("names each occurrence by a snippet that stands once in its file", () => {
    const texts = new Map<string, string>()
    for (const { file, snippet, text, context, action } of findings) {
      const content = texts.get(file) ?? decode(join(root, file))
      texts.set(file, content)
      expect(content.split(snippet).length - 1, `${file}: ${snippet}`).toBe(1)
      expect(snippet).toContain(text)
      for (const one of [context].flat()) expect(contexts).toContain(one)
      for (const one of [action].flat()) expect(["rewrite", "review", "ignore", "done"]).toContain(one)
    }
    expect(findings.length).toBeGreaterThan(250)
  })

  it("has a case of every context but those of servers", () => {
    const seen = new Set(findings.flatMap(({ context }) => context))
    expect(contexts.filter((context) => !seen.has(context))).toEqual([])
  })

  it("creates every table that it does not call unknown", () => {
    const unknown = new Set(tables.originUnknown.map(({ table }) => table))
    for (const { tables: rows } of tables.processes) {
      for (const { table } of rows) expect([table, created.has(schemaAndName(table))]).toEqual([table, !unknown.has(table)])
    }
    for (const { table } of tables.unused) expect(created).toContain(schemaAndName(table))
  })

  it("accounts for every table that is created: used by a process, or unused", () => {
    const used = new Set(tables.processes.flatMap((process) => process.tables.map(({ table }) => schemaAndName(table))))
    const unused = new Set(tables.unused.map(({ table }) => schemaAndName(table)))
    expect([...created].filter((name) => !used.has(name) && !unused.has(name))).toEqual([])
    expect([...unused].filter((name) => used.has(name))).toEqual([])
  })

  it("names entries and lock files that exist, and roles that follow from the operations", () => {
    for (const { entry, tables: rows, source, destination, locks } of tables.processes) {
      for (const file of [...entry, ...locks.map((lock) => lock.file)]) expect(existsSync(join(root, file)), file).toBe(true)
      for (const { table, role, operations } of rows) {
        const onlyRead = Object.keys(operations).every((operation) => operation === "select")
        expect([table, role]).toEqual([table, onlyRead ? "source" : "destination"])
        expect(onlyRead ? source : destination).toContain(table)
      }
      expect(source.length + destination.length).toBe(rows.length)
    }
  })
})

describe("the samples' code", () => {
  it("is Python that compiles", () => {
    const scripts = files.filter((file) => file.endsWith(".py"))
    expect(scripts.length).toBeGreaterThan(35)
    const program = "import sys\nfor f in sys.argv[1:]: compile(open(f, 'rb').read(), f, 'exec')"
    execFileSync("python3", ["-W", "error::SyntaxWarning", "-c", program, ...scripts])
  })

  it("is TypeScript that type-checks by itself", () => {
    const compiler = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url))
    execFileSync(process.execPath, [compiler, "--noEmit", "-p", join(root, "ec-data-resource")])
  })
})
