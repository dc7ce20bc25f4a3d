import { afterEach, describe, expect, test } from "vitest"
import { audit } from "../../src/audit.js"
import { loadConfig } from "../../src/config/load-config.js"
import { rewrite } from "../../src/rewrite.js"
import { runIn } from "../check/repository.js"
import { type Workspace, workspace } from "../support/workspace.js"

const member = "SELECT 1 FROM MemberRepository.dbo.Member\nGO\n"
let place: Workspace | null = null
afterEach(() => place?.remove())

/** What an audit of these files tells as problems, which SQL files a rewrite changes, and why others need a person. */
async function run(files: Readonly<Record<string, string>>) {
  place = workspace(files)
  const cwd = place.directory
  const databases = ["MemberRepository=MEMBER_REPOSITORY_DB"]
  const config = await loadConfig({ cwd, file: null, databases, ignore: [], strictCase: false })
  const found = await audit({ cwd, paths: [], config, gitignore: true, concurrency: 1, progress: null })
  const done = await rewrite(found, { cwd, config, unsafe: true, made: [], example: null, accept: null })
  return {
    problems: found.result.problems.map(({ file, line, message }) => `${file}:${line} ${message.split(":", 1)[0]}`),
    rewritten: done.files.map(({ file }) => file).filter((file) => file.endsWith(".sql")),
    reasons: found.result.findings.filter(({ action }) => action === "review").map(({ reason }) => reason),
    commons: found.result.findings.filter(({ action }) => action === "review").map(({ common }) => common),
  }
}

describe("runs that expand nothing", () => {
  test.each([
    ["sqlcmd -x", { "run.sh": "sqlcmd -S db -b -x -i sql/a.sql\n", "sql/a.sql": member }, "run.sh:1"],
    ["-x behind the file", { "run.sh": "echo go\nsqlcmd -S db -i sql/a.sql -x\n", "sql/a.sql": member }, "run.sh:2"],
    ["one of two runs", { "a.sh": "sqlcmd -i a.sql\n", "b.sh": "sqlcmd -x -i a.sql\n", "a.sql": member }, "b.sh:1"],
    ["the cmdlet", { "run.ps1": "Invoke-Sqlcmd -InputFile sql/a.sql -DisableVariables\n", "sql/a.sql": member }, "run.ps1:1"],
    [
      "Flyway's setting",
      {
        "flyway.conf": "flyway.url=jdbc:sqlserver://db\nflyway.locations=filesystem:sql\nflyway.placeholderReplacement=false\n",
        "sql/R__a.sql": member,
      },
      "flyway.conf:3",
    ],
    [
      "Spring's spelling of it",
      { "application.yml": "spring:\n  flyway:\n    placeholder-replacement: false\n", "db/migration/R__a.sql": member },
      "application.yml:3",
    ],
    [
      "another prefix",
      { "flyway.toml": '[flyway]\nlocations = ["sql"]\nplaceholderPrefix = "$[["\n', "sql/R__a.sql": member },
      "flyway.toml:3",
    ],
    [
      "the settings of one script",
      {
        "flyway.conf": "flyway.locations=filesystem:sql\n",
        "sql/R__a.sql": member,
        "sql/R__a.sql.conf": "placeholderReplacement=false\n",
      },
      "sql/R__a.sql.conf:1",
    ],
    [
      "DbUp",
      {
        "Program.cs":
          'var up = DeployChanges.To.SqlDatabase(c).WithScriptsFromFileSystem("Scripts")\n  .WithVariablesDisabled().Build();\n',
        "Scripts/1.sql": member,
      },
      "Program.cs:2",
    ],
    ["grate", { "up.sh": 'grate --files=db --disabletokenreplacement --connstring="$C"\n', "db/up/1.sql": member }, "up.sh:1"],
  ] as const)("%s", async (_, files, where) => {
    const { problems, rewritten, reasons } = await run(files)
    expect(problems).toEqual([`${where} hazard-not-expanded`])
    expect(rewritten).toEqual([])
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain(where)
  })

  test("switches that look alike", async () => {
    const { problems, rewritten } = await run({
      "a.sh": "sqlcmd -X -i a.sql | tee -x\nsqlcmd -i b.sql; set -x\n",
      "b.ps1": "Invoke-Sqlcmd -InputFile c.sql -DisableVariables:$false\n",
      "flyway.conf": "flyway.locations=filesystem:fly\nflyway.placeholderReplacement=true\nflyway.placeholderPrefix=${\n",
      "a.sql": member,
      "b.sql": member,
      "c.sql": member,
      "fly/R__a.sql": member,
    })
    expect(problems).toEqual([])
    expect(rewritten).toEqual(["a.sql", "b.sql", "c.sql", "fly/R__a.sql"])
  })
})

describe("texts that the runner would stop at", () => {
  test("Flyway: a template in a string keeps the file as it is, one with a value does not", async () => {
    const mail = "INSERT MemberRepository.dbo.Mail VALUES ('Dear ${recipientName}')\n"
    const { problems, rewritten } = await run({
      "flyway.conf": "flyway.locations=filesystem:sql\nflyway.placeholders.owner=dbo\n",
      "sql/R__mail.sql": mail,
      "sql/R__owner.sql": "SELECT 1 FROM MemberRepository.${owner}.Member\n",
    })
    expect(problems).toEqual(["sql/R__mail.sql:1 hazard-placeholder-text"])
    expect(rewritten).toEqual(["sql/R__owner.sql"])
  })

  test("a variable that the script sets itself keeps the names", async () => {
    const { problems, rewritten, reasons, commons } = await run({
      "run.sh": "sqlcmd -i a.sql\nsqlcmd -i b.sql\n",
      "a.sql": `:setvar MEMBER_REPOSITORY_DB Other\n${member}`,
      "b.sql": `-- b\n:setvar MEMBER_REPOSITORY_DB Other\n${member}`,
    })
    expect(problems).toEqual(["a.sql:1 hazard-setvar", "b.sql:2 hazard-setvar"])
    expect(rewritten).toEqual([])
    expect(reasons.map((reason) => /line \d/.exec(reason)?.[0])).toEqual(["line 1", "line 2"])
    expect(new Set(commons).size).toBe(1)
  })

  test("a variable that a script sets keeps the names of all that run with it", async () => {
    const { problems, rewritten } = await run({
      "run.sh": "sqlcmd -i all.sql\nsqlcmd -i alone.sql\n",
      "all.sql": ":r defaults.sql\n:r a.sql\n",
      "defaults.sql": "-- for all\n:setvar MEMBER_REPOSITORY_DB Other\n",
      "a.sql": member,
      "alone.sql": member,
    })
    expect(problems).toEqual(["defaults.sql:2 hazard-setvar"])
    expect(rewritten).toEqual(["alone.sql"])
  })

  test("nothing is told of scripts without names, or whose names stay", async () => {
    const { problems } = await run({
      "run.sh": "sqlcmd -x -i a.sql\nsqlcmd -x -i b.sql\n",
      "a.sql": "SELECT '$(\".x\")'\n",
      "b.sql": "-- MemberRepository\nSELECT '$(\".x\")'\n",
    })
    expect(problems).toEqual([])
  })

  test("explain tells of a hazard, at a name and at its own place", async () => {
    await run({ "run.sh": "sqlcmd -i a.sql\n", "a.sql": `${member}SELECT '$(".x")'\n` })
    const cwd = place?.directory ?? ""
    for (const at of ["a.sql:1", "a.sql:3"]) {
      const { code, out } = await runIn(cwd, ["explain", at, "--database", "MemberRepository=MEMBER_REPOSITORY_DB"])
      expect([code, out]).toEqual([0, expect.stringContaining('a.sql:3  hazard-placeholder-text: sqlcmd stops at $(".x")')])
    }
  })

  test("a comment with a reason silences a hazard, and not the caution", async () => {
    const { problems, rewritten } = await run({
      "run.sh": "sqlcmd -i a.sql\n",
      "a.sql": `PRINT '$(document)' -- unhardcode-ignore[hazard-placeholder-text]: it is sent as it is\n${member}`,
    })
    expect(problems).toEqual([])
    expect(rewritten).toEqual(["a.sql"])
  })
})
