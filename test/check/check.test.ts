import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { reporters } from "../../src/report/index.js"
import { makeRepository, type Repository, runIn } from "./repository.js"

let repository: Repository
beforeEach(() => {
  repository = makeRepository()
})
afterEach(() => repository.remove())

const use = (table: string): string => `cursor.execute("DELETE FROM MemberRepository.dbo.${table}")\n`
const baselineFile = "unhardcode.baseline.jsonl"

describe("exit codes", () => {
  it("are 0 for nothing new, 1 for something, 2 for wrong use, 3 for problems when strict", async () => {
    expect((await repository.run(["check"])).code).toBe(0)
    repository.write("a.py", use("A"))
    expect((await repository.run(["check"])).code).toBe(1)
    expect((await repository.run(["check", "--fail-on", "review"])).code).toBe(0)
    expect(await repository.run(["check", "--fail-on", "rewrites"])).toMatchObject({
      code: 2,
      err: expect.stringContaining('not "rewrites"'),
    })
    expect(await repository.run(["check", "--format", "nope"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Formats: text, json"),
    })
    expect(await repository.run(["check", "nowhere.py"])).toMatchObject({ code: 2, err: expect.stringContaining("nowhere.py") })
    repository.write("a.py", "def (\n# MemberRepository\n")
    expect((await repository.run(["check", "--strict"])).code).toBe(3)
  })

  it("follow the config", async () => {
    repository.write("a.py", use("A"))
    repository.write("unhardcode.config.yaml", `${repository.read("unhardcode.config.yaml")}check: { actions: [review] }\n`)
    expect((await repository.run(["check"])).code).toBe(0)
  })
})

describe("baseline", () => {
  it("accepts what is there, reports what is gone, and prunes it", async () => {
    repository.write("a.py", use("A") + use("B"))
    expect(await repository.run(["baseline"])).toMatchObject({
      code: 0,
      err: expect.stringContaining("2 accepted, 2 of them new"),
    })
    repository.write("a.py", use("A") + use("C"))
    const { code, out } = await repository.run(["check"])
    expect(code).toBe(1)
    expect(out).toContain("1 new. 1 known, 0 suppressed, 1 stale in the baseline.")
    const before = repository.read(baselineFile)
    await repository.run(["baseline", "--prune"])
    expect(repository.read(baselineFile).split("\n")).toHaveLength(before.split("\n").length - 1)
    expect(await repository.fresh()).toEqual(["a.py:2"])
  })

  it("does not grow under CI unless told, but shrinks and stays", async () => {
    repository.write("a.py", use("A"))
    const env = { CI: "true" }
    expect(await repository.run(["baseline"], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining("would grow by 1 under CI"),
    })
    expect(existsSync(join(repository.root, baselineFile))).toBe(false)
    expect((await repository.run(["baseline", "--grow"], { env })).code).toBe(0)
    expect((await repository.run(["baseline"], { env })).code).toBe(0)
    repository.write("a.py", "")
    expect((await repository.run(["baseline", "--prune"], { env })).code).toBe(0)
    expect(repository.read(baselineFile)).toBe('{"baseline":1}\n')
  })

  it("is the same from a subdirectory, and for a part of the files", async () => {
    repository.write("x/a.py", use("A"))
    repository.write("y/b.py", use("B"))
    await repository.run(["baseline"])
    const whole = repository.read(baselineFile)
    await runIn(join(repository.root, "x"), ["baseline"])
    expect(repository.read(baselineFile)).toBe(whole)
    expect((await runIn(join(repository.root, "x"), ["check"])).code).toBe(0)
    repository.write("y/b.py", "")
    await repository.run(["baseline", "x"])
    expect(repository.read(baselineFile)).toBe(whole)
    expect((await repository.run(["check", "x"])).out).not.toContain("stale")
    expect((await repository.run(["check"])).out).toContain("1 stale")
  })

  it("says what to do about marks of a conflict and about a newer version", async () => {
    repository.write(baselineFile, '{"baseline":1}\n<<<<<<< HEAD\n')
    expect(await repository.run(["check"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/jsonl:2: an unresolved merge conflict/),
    })
    repository.write(baselineFile, '{"baseline":9}\n')
    expect(await repository.run(["baseline"])).toMatchObject({ code: 2, err: expect.stringContaining("newer unhardcode") })
    expect(await repository.run(["check", "--baseline", "none.jsonl"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("no baseline none.jsonl"),
    })
  })

  it("merges when two branches both touched it", async () => {
    const tables = ["A", "B", "C", "D", "E", "F", "G", "H"]
    const text = (changed: Readonly<Record<string, string>>): string =>
      tables.map((table) => changed[table] ?? use(table)).join("\n\n\n\n")
    repository.write("a.py", text({}))
    repository.write(".gitattributes", `${baselineFile} merge=union\n`)
    await repository.run(["baseline"])
    repository.commit()
    for (const [branch, fixed, added] of [
      ["left", "A", "Left"],
      ["right", "H", "Right"],
    ] as const) {
      repository.git("checkout", "-q", "-b", branch, "main")
      repository.write("a.py", text({ [fixed]: "pass\n" }))
      repository.write(`${branch}.py`, use(added))
      await repository.run(["baseline"])
      expect(await repository.fresh()).toEqual([])
      repository.commit()
    }
    repository.git("merge", "-q", "-m", "merge", "left")
    expect(await repository.fresh()).toEqual([])
    expect((await repository.run(["check"])).code).toBe(0)
    await repository.run(["baseline", "--prune"])
    expect(repository.read(baselineFile).trimEnd().split("\n")).toHaveLength(1 + 8)
  })
})

describe("suppressions", () => {
  it.each([
    ["a.py", 'x = "MemberRepository.dbo.T"  # unhardcode-ignore: kept\n'],
    ["b.py", '# unhardcode-ignore[multipart-name]: kept\nx = "MemberRepository.dbo.T"\n'],
    ["c.py", 'x = """\nSELECT 1 FROM MemberRepository.dbo.T -- unhardcode-ignore: kept\n"""\n'],
    ["d.sql", "-- unhardcode-ignore: kept\nSELECT 1 FROM MemberRepository.dbo.T\n"],
    ["e.sql", "SELECT 1 FROM MemberRepository.dbo.T /* unhardcode-ignore: kept */\n"],
    ["f.js", 'q("SELECT 1 FROM MemberRepository.dbo.T") // unhardcode-ignore: kept\n'],
    ["g.ts", '/* unhardcode-ignore: kept */\nq("SELECT 1 FROM MemberRepository.dbo.T")\n'],
    ["h.sh", "# unhardcode-ignore: kept\nsqlcmd -d MemberRepository -i x.sql\n"],
  ])("count in the comments of %s", async (file, text) => {
    repository.write(file, text)
    const { code, out } = await repository.run(["check", "--format", "json"])
    const { findings, notices } = JSON.parse(out)
    expect([
      code,
      notices,
      findings.map((each: { status: string }) => each.status).filter((status: string) => status !== "new"),
    ]).toEqual([0, [], ["suppressed"]])
  })

  it("do not count in strings", async () => {
    repository.write("a.py", "x = \"SELECT 1 FROM MemberRepository.dbo.T WHERE a = '# unhardcode-ignore: no'\"\n")
    expect((await repository.run(["check"])).code).toBe(1)
  })

  it("are findings when they are misspelled, unused, expired or give no reason, also where no name is left", async () => {
    repository.write("a.py", "x = 1  # unhardcode-ignore: not needed\n")
    repository.write("b.py", `${use("A").trimEnd()}  # unhardcode-ignroe: kept\n`)
    repository.write("c.py", `${use("A").trimEnd()}  # unhardcode-ignore until=2020-01-01: kept\n`)
    repository.write("d.py", `${use("A").trimEnd()}  # unhardcode-ignore\n`)
    const { code, out } = await repository.run(["check", "--format", "json"])
    expect(code).toBe(1)
    expect(JSON.parse(out).notices.map(({ file, rule }: { file: string; rule: string }) => `${file} ${rule}`)).toEqual([
      "a.py suppression-unused",
      "b.py suppression-misspelled",
      "c.py suppression-expired",
      "d.py suppression-without-reason",
    ])
    const audit = JSON.parse((await repository.run(["audit", "--format", "json"])).out)
    expect(audit.problems.map(({ file }: { file: string }) => file)).toEqual(["a.py", "b.py", "d.py"])
    expect(audit.findings).toHaveLength(audit.accounting.occurrences)
  })

  it("are not rewritten", async () => {
    repository.write("a.py", `import x\n${use("A").trimEnd()}  # unhardcode-ignore: kept\n${use("B")}`)
    const { out } = await repository.run(["rewrite"])
    expect(out).toContain("{MEMBER_REPOSITORY_DB}.dbo.B")
    expect(out).not.toContain("{MEMBER_REPOSITORY_DB}.dbo.A")
  })

  it("with a base only speak up where the change is", async () => {
    repository.write("a.py", `x = 1  # unhardcode-ignore: old and unused\n\n\n${use("A").trimEnd()}  # unhardcode-ignore: kept\n`)
    repository.commit()
    repository.write("b.py", "y = 1  # unhardcode-ignore: new and unused\n")
    repository.write(
      "a.py",
      'x = 1  # unhardcode-ignore: old and unused\n\n\ncursor.execute("DELETE")  # unhardcode-ignore: kept\n',
    )
    const { out } = await repository.run(["check", "--base", "HEAD", "--format", "json"])
    expect(JSON.parse(out).notices.map(({ file, line }: { file: string; line: number }) => `${file}:${line}`)).toEqual([
      "a.py:4",
      "b.py:1",
    ])
  })
})

describe("with a base", () => {
  it("reads only what changed", async () => {
    repository.write("a.py", use("A"))
    repository.write("b.py", use("B"))
    repository.write("vendor/c.py", "")
    repository.commit()
    repository.write("b.py", use("B") + use("C"))
    repository.write("vendor/c.py", use("D"))
    const { out } = await repository.run(["check", "--base", "main", "--format", "json", "--ignore", "vendor/"])
    const result = JSON.parse(out)
    expect(result.files.listed).toBe(1)
    expect(
      result.findings.map(({ file, line, status }: { file: string; line: number; status: string }) => [file, line, status]),
    ).toEqual([
      ["b.py", 1, "known"],
      ["b.py", 2, "new"],
    ])
  })

  it("takes a function that moved to another file for moved, and a copy for new", async () => {
    repository.write("a.py", use("A") + use("B"))
    repository.commit()
    repository.write("a.py", use("A"))
    repository.write("b.py", use("B"))
    expect(await repository.fresh("--base", "main")).toEqual([])
    repository.write("c.py", use("A"))
    expect(await repository.fresh("--base", "main")).toEqual(["c.py:1"])
  })

  it("finds a second use above the first one, and in a file that was renamed, also beside a baseline", async () => {
    const line = '    cursor.execute("DELETE FROM MemberRepository.dbo.Member")\n'
    repository.write("a.py", `def close(cursor):\n${line}`)
    await repository.run(["baseline"])
    repository.commit()
    repository.write("a.py", `def close(cursor):\n    # first\n${line}${line}`)
    expect(await repository.fresh("--base", "main")).toHaveLength(1)
    repository.git("mv", "a.py", "b.py")
    repository.write("b.py", `import os\n\n\ndef close(cursor):\n    for _ in os.name:\n    ${line}    ${line}`)
    repository.git("add", "-A")
    expect(await repository.fresh("--base", "main")).toHaveLength(1)
  })

  it("understands UTF-16 and lone carriage returns", async () => {
    repository.write("a.sql", Buffer.from("\ufeffSELECT 1 FROM MemberRepository.dbo.A\r\nGO\r\n", "utf16le"))
    repository.write("b.py", "x = 1\r\ry = 2\n")
    repository.commit()
    repository.write(
      "a.sql",
      Buffer.from(
        "\ufeffSELECT 1\r\nGO\r\nSELECT 1 FROM MemberRepository.dbo.A\r\nSELECT 1 FROM MemberRepository.dbo.B\r\nGO\r\n",
        "utf16le",
      ),
    )
    repository.write("b.py", `x = 1\r\ry = 2\n${use("B")}`)
    expect(await repository.fresh("--base", "main")).toEqual(["a.sql:4", "b.py:4"])
  })

  it("checks files in a subdirectory, with any name", async () => {
    repository.write("seed", "")
    repository.commit()
    const names = ["sp ace.py", 'quo"te.py', "new\nline.py", "é會.py", "$(touch x).py", "::error::.py"]
    for (const name of names) repository.write(`sub/${name}`, use("A"))
    const { out } = await runIn(join(repository.root, "sub"), ["check", "--base", "main", "--format", "json"])
    expect(JSON.parse(out).findings.map(({ file }: { file: string }) => file)).toEqual([...names].sort())
    for (const format of Object.keys(reporters)) {
      const made = await repository.run(["check", "--base", "main", "--format", format])
      expect([format, made.code, made.err]).toEqual([format, 1, ""])
    }
  })

  it("says what to do without a repository, with an unknown ref, an outer path or both options", async () => {
    repository.write("a.py", use("A"))
    expect(await repository.run(["check", "--base", "main"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("no commit yet"),
    })
    repository.commit()
    expect(await repository.run(["check", "--base", "nope"])).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not know "nope"'),
    })
    expect(await repository.run(["check", "--base", "main", "--staged"])).toMatchObject({ code: 2 })
    const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"))
    try {
      expect(await repository.run(["check", "--base", "main", ".", elsewhere])).toMatchObject({
        code: 2,
        err: expect.stringContaining("is not in the repository"),
      })
      expect(await runIn(elsewhere, ["check", "--base", "main", "--database", "X_Y=X_DB"])).toMatchObject({
        code: 2,
        err: expect.stringContaining("is in no git repository"),
      })
    } finally {
      rmSync(elsewhere, { recursive: true })
    }
  })

  it("names a submodule that moved as a problem", async () => {
    const inner = makeRepository()
    try {
      inner.write("x.py", use("X"))
      inner.commit()
      repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.root, "sub")
      repository.commit()
      inner.write("y.py", use("Y"))
      inner.commit()
      execFileSync("git", ["pull", "-q"], { cwd: join(repository.root, "sub") })
      const { code, out } = await repository.run(["check", "--base", "main"])
      expect(code).toBe(0)
      expect(out).toContain("sub  a submodule that points to another commit")
    } finally {
      inner.remove()
    }
  })
})

describe("staged", () => {
  it("reads the index, before the first commit too", async () => {
    repository.write("a.py", use("A"))
    expect(await repository.fresh("--staged")).toEqual([])
    repository.git("add", "a.py")
    repository.write("a.py", "")
    expect(await repository.fresh("--staged")).toEqual(["a.py:1"])
    expect(await repository.fresh("--staged", "a.py")).toEqual(["a.py:1"])
    expect(await repository.fresh("--staged", "unhardcode.config.yaml")).toEqual([])
  })
})

describe("output", () => {
  it("fits the schema", async () => {
    repository.write("a.py", `${use("A")}x = 1  # unhardcode-ignore: no\n`)
    await repository.run(["baseline"])
    repository.write("a.py", `${use("B")}x = 1  # unhardcode-ignore: no\n`)
    const schema = JSON.parse(readFileSync(new URL("../../schemas/check.schema.json", import.meta.url), "utf8"))
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema)
    expect(validate(JSON.parse((await repository.run(["check", "--format", "json"])).out)), JSON.stringify(validate.errors)).toBe(
      true,
    )
  })

  it("adds the step summary to the file that GitHub gives", async () => {
    repository.write("a.py", use("A"))
    const file = join(repository.root, "summary.md")
    const { out } = await repository.run(["check", "a.py", "--format", "github"], { env: { GITHUB_STEP_SUMMARY: file } })
    expect(out).toMatch(/^::error file=a\.py,line=1,/)
    expect(readFileSync(file, "utf8")).toContain("### unhardcode: 1 new")
  })

  it("speaks of paths from the top of the checkout where services do", async () => {
    repository.write("sub/a.py", use("A"))
    const changes = { env: { GITHUB_WORKSPACE: repository.root } }
    const run = async (format: string): Promise<string> =>
      (await runIn(join(repository.root, "sub"), ["check", "--format", format], changes)).out
    expect(await run("github")).toMatch(/^::error file=sub\/a\.py,/)
    expect(JSON.parse(await run("github-review")).comments[0]).toMatchObject({
      path: "sub/a.py",
      body: expect.stringContaining("suggestion"),
    })
    expect(await run("text")).toMatch(/^a\.py\n/)
  })

  it("falls back to annotations where a review can not be posted", async () => {
    repository.write("a.py", use("A"))
    const { code, out, err } = await repository.run(["check", "a.py", "--post"], {
      env: { GITHUB_REPOSITORY: "acme/etl", GITHUB_REF: "refs/pull/7/merge" },
    })
    expect([code, /^::error file=a\.py/m.test(out), /no review was posted: there is no token/.test(err)]).toEqual([1, true, true])
  })
})
