import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Options, Surroundings } from "../../src/cli/command.js"
import { initCommand } from "../../src/cli/init.js"
import { readConfig } from "../../src/config/read-config.js"
import { propose } from "../../src/init.js"

describe("init", () => {
  let cwd = ""
  let out = ""
  let err = ""
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "init-"))
    out = ""
    err = ""
  })
  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  const init = (options: Options = {}) => {
    const surroundings: Surroundings = {
      cwd,
      env: {},
      stdin: process.stdin,
      out: async (text) => {
        out += String(text)
      },
      err: (text) => {
        err += text
      },
      terminal: { out: false, err: false, in: false },
    }
    return initCommand.run(options, surroundings)
  }

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text)
  }

  it("finds databases by their use, in every language that has a reader", async () => {
    write({
      "load.py":
        'TITLE = "Claims.of.member"\ncursor.execute(f"SELECT * FROM [Member Data].dbo.T JOIN {db}.dbo.U ON 1 = 1")\nos.path.join(a.b.c)\n',
      "connect.py": 'c = "DRIVER={x};SERVER=ING02;DATABASE=Outcomes;Trusted_Connection=yes"\n',
      "step.sql":
        "USE Outcomes\nGO\nSELECT dbo.Member.Id FROM msdb.dbo.x, tempdb..#t, Outcomes.dbo.Member\nIF DB_ID(N'Scores') IS NULL PRINT 'no'",
      "app.js": '"use strict"\nrun("INSERT INTO outcomes.dbo.T SELECT 1")\n',
    })
    const { found } = await propose({ cwd, root: cwd, paths: [], ignore: [], gitignore: true })
    expect(found.map((one) => [one.name, one.kind, Object.fromEntries(one.uses), one.files])).toEqual([
      ["Outcomes", "database", { USE: 1, "three-part name": 2, "connection string": 1 }, 3],
      ["ING02", "server", { "connection string": 1 }, 1],
      ["Member Data", "database", { "three-part name": 1 }, 1],
      ["Scores", "database", { "database name in a string": 1 }, 1],
    ])
  })

  it("proposes nothing from commands and from languages that use something else", async () => {
    write({
      "compose.yaml":
        "services:\n  db:\n    command: store --database=orders\n    entrypoint: [tool, use cache; go]\n    environment:\n      DB: Server=db;Database=MemberRepository\n",
      "event.stub": "namespace Members;\nuse MemberEvent;\nuse Members\\\\Queue;\n",
      "notes.sql": "USE OutcomesIdentification\nGO\n",
    })
    await init({ dryRun: true })
    expect([...out.matchAll(/^ {2}(\w+): \w+ #/gm)].map((match) => match[1])).toEqual([
      "MemberRepository",
      "OutcomesIdentification",
    ])
  })

  it("writes a config once, and again only when forced", async () => {
    write({ "step.sql": "SELECT 1 FROM Outcomes.dbo.Member" })
    expect(await init()).toBe(0)
    expect(err).toBe("unhardcode.config.yaml: 1 database name from 1 file. Look through it, then run: unhardcode audit\n")
    const text = readFileSync(join(cwd, "unhardcode.config.yaml"), "utf8")
    expect(readConfig("c.yaml", text)).toMatchObject({ databases: { Outcomes: "OUTCOMES_DB" } })
    await expect(init()).rejects.toThrow("unhardcode.config.yaml is there already. Use --force to replace it, or --dry-run")
    expect(await init({ force: true })).toBe(0)
    expect(await init({ dryRun: true })).toBe(0)
    expect(out).toContain("Outcomes: OUTCOMES_DB")
  })

  it("says so when there is nothing to configure", async () => {
    write({ "step.sql": "SELECT 1 FROM dbo.Member" })
    expect(await init()).toBe(0)
    expect(err).toContain("No database name was found in 1 file:")
    expect(existsSync(join(cwd, "unhardcode.config.yaml"))).toBe(false)
    await expect(init({ paths: ["nowhere"] })).rejects.toThrow("No such file or directory: nowhere.")
  })
})
