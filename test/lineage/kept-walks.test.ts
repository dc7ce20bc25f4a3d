import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, extname, join, normalize, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { parse, stringify } from "yaml"
import { openPack } from "../../src/cache/pack.js"
import { loadConfig } from "../../src/config/load-config.js"
import type { TablesResult } from "../../src/model/tables.js"
import { tables } from "../../src/tables.js"
import { type Workspace, workspace } from "../support/workspace.js"

const root = fileURLToPath(new URL("../../fixtures/lineage/cases", import.meta.url))
const databases = { MemberRepository: "MEMBER_REPOSITORY_DB", OutcomesIdentification: "OUTCOMES_IDENTIFICATION_DB" }
type Files = Readonly<Record<string, string>>

/** All small repositories with the config that they are linked with. */
const cases = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
  const path = join(root, entry.name)
  const given = parse(readFileSync(entry.isDirectory() ? join(path, "case.yaml") : path, "utf8"))
  if (given.expected.error !== undefined) return []
  const files: Files = entry.isDirectory() ? textsIn(path) : (given.files ?? {})
  const config = { databases, processes: { run: { entry: [Object.keys(files)[0]] } }, ...given.config }
  return [{ name: entry.name.replace(/\.yaml$/, ""), config, files }]
})

function textsIn(folder: string): Files {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = found.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/")).sort()
  return Object.fromEntries(
    paths.filter((path) => path !== "case.yaml").map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  )
}

async function run({ directory: cwd }: Workspace, cache: string | null): Promise<TablesResult | string> {
  const file = join(cwd, ".config/unhardcode.config.yaml")
  const config = await loadConfig({ cwd, file, databases: [], ignore: [".config/**", ".cache/**"], strictCase: false })
  try {
    const options = { cwd, paths: [], gitignore: false, concurrency: 1, cache, only: [], progress: null }
    return (await tables({ ...options, config })).result
  } catch (error) {
    return String(error)
  }
}

/** Files that a program may mean instead of one: nearer, further up, in another directory, with another ending, or the package of its name. */
function othersLike(file: string): readonly string[] {
  const [directory, name] = [dirname(file), basename(file)]
  const stem = name.replace(/\.\w+$/, "")
  const found = [
    `other/${name}`,
    `${directory}/src/${name}`,
    name,
    join(directory, "..", name),
    `${directory}/${stem}.txt`,
    `${directory}/${stem}_2${extname(name)}`,
  ]
  if (name.endsWith(".py")) found.push(`${directory}/${stem}/__init__.py`, `${directory}.py`)
  return found.map((path) => normalize(path).replaceAll("\\", "/")).filter((path) => !path.startsWith(".."))
}

/** What may happen to a file between two runs; null: it is removed. */
const changes: Readonly<Record<string, (text: string) => string | null>> = {
  "is empty": () => "",
  "is gone": () => null,
  "names another database": (text) =>
    text.replace(/MemberRepository|OutcomesIdentification/g, (name) =>
      name === "MemberRepository" ? "OutcomesIdentification" : "MemberRepository",
    ),
  "names other objects": (text) => text.replace(/\b(dbo\.\w+)/g, "$1_new").replace(/\bdef (\w+)/, "def $1_new"),
}

describe("what earlier runs found", () => {
  test.each(cases)(
    "$name: is what a run without it finds, whichever file changes",
    { timeout: 60_000 },
    async ({ config, files }) => {
      const place = workspace({ ...files, ".config/unhardcode.config.yaml": stringify(config) })
      const cache = join(place.directory, ".cache")
      try {
        expect(await run(place, cache)).toEqual(await run(place, null))
        for (const [file, text] of Object.entries(files)) {
          for (const [what, change] of Object.entries(changes)) {
            const changed = change(text)
            if (changed === text) continue
            const path = join(place.directory, file)
            if (changed === null) rmSync(path)
            else writeFileSync(path, changed)
            expect(await run(place, cache), `${file} ${what}`).toEqual(await run(place, null))
            mkdirSync(dirname(path), { recursive: true })
            writeFileSync(path, text)
          }
          // Another file appears where this one may be looked for.
          for (const other of othersLike(file)) {
            const path = join(place.directory, other)
            if (existsSync(path)) continue
            mkdirSync(dirname(path), { recursive: true })
            writeFileSync(path, text)
            expect(await run(place, cache), `${other} appears`).toEqual(await run(place, null))
            rmSync(path)
          }
        }
      } finally {
        place.remove()
      }
    },
  )

  test("what files say of a connection or a database's spelling counts, though nothing leads to them", async () => {
    const config = { databases, processes: { load: { entry: ["load.js"] }, read: { entry: ["read.py"] } } }
    const place = workspace({
      ".config/unhardcode.config.yaml": stringify(config),
      "load.js": "const sql = require('mssql')\nsql.query('SELECT Id FROM dbo.Member')\n",
      "connect.js": "const sql = require('mssql')\nsql.connect({ server: 's', database: 'MemberRepository' })\n",
      "read.py": 'import pyodbc\npyodbc.connect("DSN=x").cursor().execute("SELECT Id FROM reporting.dbo.Score")\n',
      "other.sql": "CREATE TABLE Reporting.dbo.Period (Id int)\n",
    })
    const cache = join(place.directory, ".cache")
    const sources = async (): Promise<unknown> => {
      const found = await run(place, cache)
      return typeof found === "string" ? found : found.processes.map(({ source }) => source)
    }
    try {
      expect(await sources()).toEqual([["MemberRepository.dbo.Member"], ["Reporting.dbo.Score"]])
      writeFileSync(join(place.directory, "connect.js"), "// nothing\n")
      writeFileSync(join(place.directory, "other.sql"), "CREATE TABLE REPORTING.dbo.Period (Id int)\n")
      expect(await sources()).toEqual([["?.dbo.Member"], ["REPORTING.dbo.Score"]])
    } finally {
      place.remove()
    }
  })

  test("a process is followed again only if something of it changed", async () => {
    const config = { databases, processes: { load: { entry: ["load.py"] }, publish: { entry: ["publish.py"] } } }
    const program = (module: string) => `import pyodbc\nfrom ${module} import run\nrun(pyodbc.connect("DSN=x").cursor())\n`
    const step = (table: string) => `def run(cursor):\n    cursor.execute("SELECT Id FROM MemberRepository.dbo.${table}")\n`
    const place = workspace({
      ".config/unhardcode.config.yaml": stringify(config),
      "load.py": program("members"),
      "publish.py": program("outcomes"),
      "members.py": step("Member"),
      "outcomes.py": step("Outcome"),
      "tables.sql": "CREATE TABLE MemberRepository.dbo.Member (Id int)\n",
      "src/notes.txt": "",
    })
    const cache = join(place.directory, ".cache")
    const written = new Map<string, string>()
    /** The processes that were followed since the last time. */
    const followed = (): readonly string[] => {
      const found: string[] = []
      const pack = openPack(cache)
      for (const key of pack.keys()) {
        const text = pack.get(key)?.toString("utf8") ?? ""
        const name = /"tables":\{"name":"(\w+)"/.exec(text)?.[1]
        if (name === undefined || written.get(key) === text) continue
        written.set(key, text)
        found.push(name)
      }
      return found.sort()
    }
    const change = async (file: string, text: string): Promise<readonly string[]> => {
      writeFileSync(join(place.directory, file), text)
      await run(place, cache)
      return followed()
    }
    try {
      await run(place, cache)
      expect(followed()).toEqual(["load", "publish"])
      expect(await change("outcomes.py", step("Provider"))).toEqual(["publish"])
      expect(await change("tables.sql", "CREATE TABLE MemberRepository.dbo.Member (Id int, Name int)\n")).toEqual(["load"])
      expect(await change("tables.sql", "CREATE TABLE MemberRepository.dbo.Claim (Id int)\n")).toEqual(["load"])
      expect(await change("notes.txt", "new\n")).toEqual([])
      expect(await change("claims.sql", "CREATE TABLE MemberRepository.dbo.Claim (Id int)\n")).toEqual([])
      expect(await change("src/members.py", step("Policy"))).toEqual(["load"])
    } finally {
      place.remove()
    }
  })
})
