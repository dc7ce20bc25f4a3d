import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type ConfigOptions, loadConfig } from "../../src/config/load-config.js"

const full = fileURLToPath(new URL("../../fixtures/config/full.yaml", import.meta.url))

describe("loadConfig", () => {
  let directory = ""
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "load-config-"))
    mkdirSync(join(directory, "load/sql"), { recursive: true })
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const load = (options: Partial<ConfigOptions> = {}) =>
    loadConfig({ cwd: directory, file: null, databases: [], ignore: [], strictCase: false, ...options })

  it("fills in everything without a file", async () => {
    expect(await load({ databases: ["MemberRepository=MEMBER_REPOSITORY_DB"], ignore: ["*.log"] })).toEqual({
      root: directory,
      file: null,
      names: [{ name: "MemberRepository", kind: "database", variable: "MEMBER_REPOSITORY_DB" }],
      sets: {},
      runners: [],
      definitions: { python: null, javascript: null },
      defaultDatabase: [],
      processes: [],
      actions: {},
      ruleFiles: [],
      check: { actions: ["rewrite", "review"], baseline: null },
      ignore: ["*.log"],
      strictCase: false,
    })
  })

  it("finds a file upward, and reads all of it", async () => {
    copyFileSync(full, join(directory, "unhardcode.config.yml"))
    const config = await load({ cwd: join(directory, "load/sql"), ignore: ["*.log", "x/*.sql", "/y", "**/z", "!a/b"] })
    expect(config).toMatchObject({
      root: directory,
      file: join(directory, "unhardcode.config.yml"),
      sets: {
        A: {},
        B: { MemberRepository: "MemberRepository_B", OutcomesIdentification: "OutcomesIdentification_B", ING02: "ING03" },
      },
      runners: [{ files: "ec-data-resource/db/migration/**", runner: "flyway", appliedUpTo: "12" }],
      processes: [
        { name: "PUP_fileload", entry: ["fileRepository-fileload/run_fileload.py"] },
        { name: "GR_Insight_Process", entry: ["fileRepository-insightprocess/run_insight.py"] },
      ],
      actions: { "log-message": "review" },
      check: { actions: ["rewrite", "review"], baseline: "unhardcode.baseline.jsonl" },
      ignore: ["**/vendor/**", "*.log", "/load/sql/x/*.sql", "/load/sql/y", "**/z", "!/load/sql/a/b"],
      strictCase: true,
    })
    expect(config.names.map((setting) => setting.kind)).toEqual(["database", "database", "server", "server"])
  })

  it("lets the command line add names and give others a new variable", async () => {
    copyFileSync(full, join(directory, "c.yaml"))
    const config = await load({ file: "c.yaml", databases: ["memberrepository=OTHER_DB", "Provider=PROVIDER_DB"] })
    expect(config.names.map((setting) => `${setting.name}=${setting.variable}`)).toEqual([
      "memberrepository=OTHER_DB",
      "OutcomesIdentification=OUTCOMES_IDENTIFICATION_DB",
      "ING02=INGEST_HOST",
      "ING02\\SQL1=INGEST_INSTANCE",
      "Provider=PROVIDER_DB",
    ])
  })

  it("takes the working directory as root when the config lies elsewhere", async () => {
    copyFileSync(full, join(directory, "load/c.yaml"))
    expect((await load({ file: "load/c.yaml" })).root).toBe(directory)
  })

  it.each([
    [["Member"], "--database Member: give a name and its variable, such as MemberRepository=MEMBER_REPOSITORY_DB."],
    [["=X"], "--database =X: give a name and its variable, such as MemberRepository=MEMBER_REPOSITORY_DB."],
    [["a.b=X"], '--database a.b=X: "a.b" is no legal database name: letters, digits, _ # @ $ - and inner spaces, at most 128.'],
    [
      ["a=1X"],
      '--database a=1X: "1X" is no legal variable name: a letter or _, then letters, digits or _, such as MEMBER_REPOSITORY_DB.',
    ],
    [["a=import"], "--database a=import: import is a word of Python or JavaScript: choose another variable."],
    [["a=X", "A=Y"], "--database names A twice."],
    [["a=X", "b=X"], "X stands for both a and b: give each a variable of its own."],
  ])("refuses %j", async (databases, message) => {
    await expect(load({ databases })).rejects.toThrow(message)
  })

  it("says when a file is missing, is no text, or there are two", async () => {
    await expect(load({ file: "c.yaml" })).rejects.toThrow("does not exist: give --config the path of a config file.")
    writeFileSync(join(directory, "c.yaml"), Buffer.from([0, 1, 2]))
    await expect(load({ file: "c.yaml" })).rejects.toThrow("is no text: binary.")
    writeFileSync(join(directory, "unhardcode.config.yaml"), "")
    writeFileSync(join(directory, "unhardcode.config.json"), "{}")
    await expect(load()).rejects.toThrow("are both there: keep one of them.")
  })
})
