import { spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openPack } from "../../src/cache/pack.js"
import { main } from "../../src/cli/main.js"
import { type Workspace, workspace } from "../support/workspace.js"

const root = fileURLToPath(new URL("../..", import.meta.url))
const program = join(root, "bin/unhardcode.js")
const built = existsSync(join(root, "dist/main.js"))

const config = `databases: { MemberRepository: MEMBER_REPOSITORY_DB, OutcomesIdentification: OUTCOMES_IDENTIFICATION_DB }
processes: { PUP_fileload: { entry: [run.py] } }
`
const sources = {
  "unhardcode.config.yaml": config,
  "run.py": 'import load\n\nif __name__ == "__main__":\n    load.run(cursor)\n',
  "load.py":
    'def run(cursor):\n    cursor.execute("SELECT Id FROM MemberRepository.dbo.Member")\n    cursor.execute(open("fill.sql").read())\n',
  "fill.sql": "INSERT INTO OutcomesIdentification.dbo.Outcome (Id) SELECT Id FROM MemberRepository.dbo.MemberAddress\n",
}

interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

function run(cwd: string, words: readonly string[], before: readonly string[] = [], command = program): Ran {
  const done = spawnSync(process.execPath, [...before, command, ...words], { cwd, encoding: "utf8", maxBuffer: 2 ** 28 })
  return { status: done.status, out: done.stdout, err: done.stderr }
}

function runBeside(cwd: string, words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...words], { cwd })
    let [out, err] = ["", ""]
    child.stdout.on("data", (text) => {
      out += text
    })
    child.stderr.on("data", (text) => {
      err += text
    })
    child.on("close", (status) => resolve({ status, out, err }))
  })
}

/** What a cache holds, by its keys. */
function keptIn(cache: string): ReadonlyMap<string, string> {
  const pack = openPack(cache)
  return new Map([...pack.keys()].sort().map((key) => [key, pack.get(key)?.toString("utf8") ?? ""]))
}

const packsOf = (cache: string): readonly string[] =>
  readdirSync(cache)
    .filter((name) => name.endsWith(".pack"))
    .map((name) => join(cache, name))

const json = ["tables", "--format", "json"]
/** What a cache holds: sources and config have one entry each, and so have the process and what tells of files that nobody touched. */
const entries = Object.keys(sources).length + 2

describe.skipIf(!built)("tables with a cache, run as people run it", { timeout: 60_000 }, () => {
  let place: Workspace
  let truth: Ran
  const cached = (name: string) => [...json, "--cache-location", name]
  beforeAll(() => {
    place = workspace(sources)
    truth = run(place.directory, json)
    expect(JSON.parse(truth.out).processes[0].source).toHaveLength(2)
  })
  afterAll(() => place.remove())

  test("two runs at once on one cache find what one finds, and leave whole entries", async () => {
    const both = await Promise.all([runBeside(place.directory, cached("two")), runBeside(place.directory, cached("two"))])
    expect(both).toEqual([truth, truth])
    expect(run(place.directory, cached("two"))).toEqual(truth)
    expect(keptIn(join(place.directory, "two")).size).toBe(entries)
    // Nothing is left beside the packs.
    expect(readdirSync(join(place.directory, "two")).filter((name) => !/^\.gitignore$|\.pack$/.test(name))).toEqual([])
  })

  test("damaged entries are found out again, and put right", () => {
    const cache = join(place.directory, "damaged")
    run(place.directory, cached("damaged"))
    const before = keptIn(cache)
    expect(before.size).toBe(entries)
    for (const damage of [
      (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
      (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace(/[a-z]/g, "x"), "latin1"),
    ]) {
      for (const pack of packsOf(cache)) writeFileSync(pack, damage(readFileSync(pack)))
      expect(keptIn(cache).size).toBeLessThan(entries)
      expect(run(place.directory, cached("damaged"))).toEqual(truth)
      expect(keptIn(cache)).toEqual(before)
    }
  })

  test("facts of another version of the program are not used", () => {
    const elsewhere = workspace({})
    const other = elsewhere.directory
    for (const part of ["bin", "dist", "rules"]) cpSync(join(root, part), join(other, part), { recursive: true })
    symlinkSync(join(root, "node_modules"), join(other, "node_modules"))
    writeFileSync(
      join(other, "package.json"),
      readFileSync(join(root, "package.json"), "utf8").replace(/"version": "[^"]+"/, '"version": "99.0.0"'),
    )
    run(place.directory, cached("versions"))
    expect(run(place.directory, cached("versions"), [], join(other, "bin/unhardcode.js"))).toEqual(truth)
    elsewhere.remove()
    expect(keptIn(join(place.directory, "versions")).size).toBe(2 * entries)
  })

  test("where nothing can be kept, it goes on without and says so", () => {
    const { status, out, err } = run(place.directory, cached("run.py/cache"))
    expect({ status, out }).toEqual({ status: 0, out: truth.out })
    expect(err).toMatch(/nothing can be kept in .*run\.py.cache, going on without/)
  })
})

describe.skipIf(!built)("tables of a tree that changes while it is read", { timeout: 60_000 }, () => {
  test("end, with what was there", () => {
    // Once load.py was opened, other files are gone, replaced, or cut off.
    const change = `import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
const open = fs.openSync
let done = false
fs.openSync = (path, ...rest) => {
  const file = open(path, ...rest)
  if (!done && String(path).endsWith("load.py")) {
    done = true
    fs.rmSync("run2.py")
    fs.rmSync("folder", { recursive: true })
    fs.writeFileSync("folder", "")
    fs.writeFileSync("load.py", "")
    fs.writeFileSync("fill.sql", "SELECT")
  }
  return file
}
syncBuiltinESMExports()
`
    const place = workspace({
      ...sources,
      "run2.py": "x = 1\n",
      "later/a.py": "y = 1\n",
      "folder/b.sql": "SELECT 1\n",
      ".change.mjs": change,
    })
    const { status, out, err } = run(
      place.directory,
      [...json, "--concurrency", "1"],
      ["--import", join(place.directory, ".change.mjs")],
    )
    place.remove()
    expect(err).not.toMatch(/internal error/)
    expect(status).toBe(0)
    expect(JSON.parse(out).processes).toHaveLength(1)
  })
})

/** Runs the command line in this process: what it says, and where it ends. */
async function say(cwd: string, words: readonly string[]): Promise<Ran> {
  let [out, err] = ["", ""]
  const status = await main(words, {
    cwd,
    env: {},
    stdin: Readable.from([]),
    out: async (text) => {
      out += typeof text === "string" ? text : new TextDecoder().decode(text)
    },
    err: (text) => {
      err += text
    },
    terminal: { out: false, err: words.includes("--progress"), in: false },
  })
  return { status, out, err }
}

describe("tables on the command line", () => {
  const xlsx = ["tables", "--format", "xlsx", "--output", "tables.xlsx"]
  test.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
    ["no threads", {}, ["tables", "--concurrency", "0"], /--concurrency takes a whole number of at least 1, not 0/],
    ["a path that is not there", {}, ["tables", "nowhere"], /No such file or directory: nowhere/],
    [
      "an unknown process",
      {},
      ["tables", "--process", "pup_filelod"],
      /There is no process pup_filelod in the config\. Did you mean PUP_fileload\?/,
    ],
    [
      "an entry that is not there",
      { "unhardcode.config.yaml": config.replace("run.py", "runn.py") },
      ["tables"],
      /The entry runn\.py of process PUP_fileload does not exist/,
    ],
    [
      "a process twice",
      { "unhardcode.config.yaml": `${config}processes: {}\n` },
      ["tables"],
      /unhardcode\.config\.yaml:3:1: Map keys must be unique/,
    ],
    [
      "a process twice, in another case",
      {
        "unhardcode.config.yaml": config
          .replace(" }\n", " }\n")
          .replace("processes: {", "processes: { pup_FILELOAD: { entry: [run.py] },"),
      },
      ["tables"],
      /:2:\d+: two processes are called/,
    ],
    [
      "an unknown table",
      {},
      ["tables", "--explain", "Membr"],
      /No process uses Membr\. Did you mean MemberRepository\.dbo\.Member\?/,
    ],
    ["no file for a workbook", {}, ["tables", "--format", "xlsx"], /A workbook needs a file/],
    ["a workbook of somebody else", { "tables.xlsx": "Budget" }, xlsx, /tables\.xlsx exists and is no workbook that can be read/],
    [
      "a broken workbook",
      { "tables.xlsx": "PK\u0003\u0004broken broken broken broken" },
      xlsx,
      /tables\.xlsx exists and is no workbook that can be read/,
    ],
    ["a folder as workbook", { "tables.xlsx/a": "" }, xlsx, /tables\.xlsx cannot be replaced: it is a directory/],
    ["a workbook that Excel has open", { "~$tables.xlsx": "" }, xlsx, /tables\.xlsx is open in Excel\. Close it first/],
    [
      "a workbook that LibreOffice has open",
      { ".~lock.tables.xlsx#": "" },
      xlsx,
      /tables\.xlsx is open in LibreOffice\. Close it first/,
    ],
    [
      "a part of nothing",
      {},
      ["tables", "--shard", "3/2", "--format", "facts"],
      /--shard takes a part and the number of parts, such as 2\/8, not 3\/2/,
    ],
    ["a part as a result", {}, ["tables", "--shard", "1/2"], /A shard is no result by itself/],
    ["shards that are none", {}, ["merge", "run.py"], /run\.py does not hold the facts of a shard/],
  ])("%s", async (_what, files, words, message) => {
    const place = workspace({ ...sources, ...files })
    const { status, out, err } = await say(place.directory, words)
    for (const [file, text] of Object.entries(files)) expect(place.read(file)).toBe(text)
    place.remove()
    expect(err).toMatch(message)
    expect(err.trim().split("\n").length).toBe(1)
    expect({ status, out }).toEqual({ status: 2, out: "" })
  })

  test("a workbook is written again and again into its file", async () => {
    const place = workspace(sources)
    expect(await say(place.directory, xlsx)).toEqual({ status: 0, out: "", err: "" })
    const first = place.bytes("tables.xlsx")
    expect(await say(place.directory, xlsx)).toEqual({ status: 0, out: "", err: "" })
    expect(place.bytes("tables.xlsx").equals(first)).toBe(true)
    place.remove()
  })

  test.each([
    "MemberRepository.dbo.Member",
    "memberrepository.DBO.member",
    "[dbo].[Member]",
    "member",
    "MemberRepository..Member",
  ])("%s is explained", async (table) => {
    const place = workspace(sources)
    const { status, out } = await say(place.directory, ["tables", "--explain", table])
    place.remove()
    expect(status).toBe(0)
    expect(out).toContain("PUP_fileload gets to MemberRepository.dbo.Member in 1 way.")
    expect(out).toContain("load.py:2")
  })

  test("shards are read and merged, whatever their order", async () => {
    const place = workspace(Object.fromEntries(Object.entries(sources).map(([file, text]) => [`tree/${file}`, text])))
    const tree = join(place.directory, "tree")
    const truth = await say(tree, json)
    for (const index of [2, 3, 1]) {
      const words = ["tables", "--shard", `${index}/3`, "--format", "facts", "--output", `../${index}.facts`]
      expect(await say(tree, words)).toEqual({ status: 0, out: "", err: "" })
    }
    expect(await say(tree, ["merge", "../3.facts", "../1.facts", "../2.facts", "--format", "json"])).toEqual(truth)
    const missing = await say(tree, ["merge", "../3.facts", "../1.facts"])
    expect(missing).toMatchObject({ status: 2, err: "unhardcode: Missing: shard 2/3.\n" })
    place.remove()
  })

  test("on a terminal it says how far it is, and clears the line", async () => {
    const place = workspace(sources)
    const { status, out, err } = await say(place.directory, ["tables", "--progress"])
    place.remove()
    expect(status).toBe(0)
    expect(out).not.toContain("\u001b")
    expect(err).toMatch(/following \d+ of \d+ processes/)
    expect(err.endsWith("\r\u001b[K")).toBe(true)
  })
})
