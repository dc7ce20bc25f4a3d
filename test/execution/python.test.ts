import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { audit } from "../../src/audit.js"
import type { RewriteResult } from "../../src/model/rewrite.js"
import { rewrite } from "../../src/rewrite.js"
import { testConfig } from "../support/rewriting.js"

const hasPython = spawnSync("python3", ["--version"]).status === 0
const samples = fileURLToPath(new URL("../../fixtures/repositories/", import.meta.url))
const drivers = fileURLToPath(new URL("drivers/", import.meta.url))
const repositories = ["fileRepository-fileload", "fileRepository-insightprocess"]
const idle = join(drivers, "idle.py")

/** How people start the samples: folder, then the arguments of `python3`. */
const starts: readonly (readonly [string, ...string[]])[] = [
  ["fileRepository-fileload", "run_fileload.py", "--full"],
  ["fileRepository-fileload", "run_fileload_publish.py"],
  ["fileRepository-fileload", "-m", "fileload.tools.reconcile"],
  ["fileRepository-fileload", "-m", "unittest", "discover", "-s", "tests", "-t", "."],
  ["fileRepository-fileload/scripts", "backfill_eligibility.py"],
  ["fileRepository-fileload/scripts", "check_member_counts.py"],
  ["fileRepository-fileload/notebooks", join(drivers, "notebook.py"), "member_profile.ipynb"],
  [".", idle, "fileRepository-fileload", "fileload"],
  ["fileRepository-insightprocess", "run_insight.py"],
  ["fileRepository-insightprocess/steps", "run_insightPushPolicies.py"],
  [".", "fileRepository-insightprocess/tests/test_policies.py"],
  [".", idle, "fileRepository-insightprocess", "insight"],
]

/** What one start sent to the drivers, and how it ended. */
interface Run {
  readonly start: string
  readonly sent: readonly string[]
  readonly ended: string
}

/** Starts everything in a copy of the samples. Paths and times are taken out of what was said. */
function runAll(root: string, environment: Readonly<Record<string, string>>, some = starts): readonly Run[] {
  const { MEMBER_REPOSITORY_DB: _a, OUTCOMES_IDENTIFICATION_DB: _b, PYTHONPATH: _c, ...inherited } = process.env
  return some.map(([folder, ...args]) => {
    const log = join(root, "record.jsonl")
    rmSync(log, { force: true })
    const run = spawnSync("python3", args, {
      cwd: join(root, folder),
      encoding: "utf8",
      timeout: 60_000,
      env: {
        ...inherited,
        PYTHONPATH: drivers,
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONHASHSEED: "0",
        PATH: `${join(drivers, "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
        RECORD: log,
        ...environment,
      },
    })
    const clean = (text: string): string => text.replaceAll(root, "<root>").replace(/in \d+\.\d+s/g, "in some time")
    const sent = existsSync(log) ? clean(readFileSync(log, "utf8")).trim().split("\n") : []
    return { start: args.slice(-2).join(" "), sent, ended: clean(`${run.status}\n${run.stdout}\n${run.stderr}`) }
  })
}

let before = ""
let after = ""
let result: RewriteResult | null = null

beforeAll(async () => {
  if (!hasPython) return
  for (const which of ["before", "after"] as const) {
    const root = join(realpathSync(mkdtempSync(join(tmpdir(), "unhardcode-run-"))), "estate")
    for (const repository of repositories) cpSync(join(samples, repository), join(root, repository), { recursive: true })
    if (which === "before") before = root
    else after = root
  }
  const config = testConfig(after, { definitions: { python: { module: "database_names" }, javascript: null } })
  const audited = await audit({ cwd: after, paths: [], config, gitignore: true, concurrency: 1, progress: null })
  result = await rewrite(audited, { cwd: after, config, unsafe: false, made: [], example: null, accept: null })
  for (const { file, bytes } of result.files) {
    mkdirSync(dirname(join(after, file)), { recursive: true })
    writeFileSync(join(after, file), bytes)
  }
}, 60_000)

afterAll(() => {
  for (const root of [before, after]) if (root !== "") rmSync(dirname(root), { recursive: true, force: true })
})

describe.runIf(hasPython)("the rewritten Python samples, run by python3 against recording drivers", () => {
  let original: readonly Run[] = []
  beforeAll(() => {
    original = runAll(before, {})
  }, 120_000)

  test("are rewritten without a refusal, each repository with its own definitions", () => {
    expect(result?.refused.map(({ finding, reason }) => [finding.file, finding.line, reason])).toEqual([])
    expect(existsSync(join(after, "fileRepository-fileload/database_names.py"))).toBe(true)
    expect(result?.files.filter((file) => file.file.endsWith(".py")).length).toBeGreaterThan(25)
  })

  test("ran before the change, and sent something each time", () => {
    for (const run of original) {
      expect([run.start, run.ended.split("\n")[0], run.ended.includes("Traceback")]).toEqual([run.start, "0", false])
      if (!isTest(run)) expect([run.start, run.sent.length > 0]).toEqual([run.start, true])
    }
  })

  test("send the same bytes with the variables unset", () => {
    expect(sameCase(runAll(after, {}))).toEqual(sameCase(original))
  }, 120_000)

  test("send the same bytes with the variables empty", () => {
    const empty = { MEMBER_REPOSITORY_DB: "", OUTCOMES_IDENTIFICATION_DB: "" }
    // Compared with the samples as they were under the same environment: one setting of theirs reads the variable itself.
    const some = starts.filter(([, ...args]) => args.includes(idle))
    expect(sameCase(runAll(after, empty, some))).toEqual(sameCase(runAll(before, empty, some)))
  }, 120_000)

  test("send exactly the rewritten names otherwise with set B", () => {
    const runs = runAll(after, {
      MEMBER_REPOSITORY_DB: "MemberRepository_Zq",
      OUTCOMES_IDENTIFICATION_DB: "OutcomesIdentification_Zq",
    })
    const put = JSON.parse(JSON.stringify(runs).replaceAll("_Zq", "")) as readonly Run[]
    const program = (all: readonly Run[]): readonly Run[] => sameCase(all).filter((run) => !isTest(run))
    expect(program(put)).toEqual(program(original))
    // Tests of the samples assert the old texts, which only a person can change: they notice set B.
    expect(runs.filter(isTest).map((run) => run.ended.includes("AssertionError"))).toEqual([true, true])
    // What still names a database of set A comes from places that need a person.
    const left = new Set(runs.flatMap((run) => run.sent).flatMap((line) => line.match(stillNamed) ?? []))
    expect([...left].filter((each) => !known.has(each)).sort()).toEqual([])
  }, 120_000)
})

function isTest(run: Run): boolean {
  return run.start === "-t ." || run.start.includes("test_")
}

/** What the samples still name with set B: SQL files that Python reads, guards, data, keys, linked servers and texts for people. */
const known = new Set<string>([
  " DB_NAME() = 'OutcomesIdentification' THEN 1 ELSE ",
  " DB_NAME() AS MemberRepository",
  "/data/exports/MemberRepository/1.csv",
  "@job_name = N'MemberRepository statistics'",
  "CEPT\\nSELECT 'MemberRepository', TABLE_SCHEM",
  "CEPT\\nSELECT 'OutcomesIdentification', TABLE_SCHEM",
  "FROM [ING02].[MemberRepository].[dbo].[Membe",
  "INSERT INTO OutcomesIdentification.publish.Publi",
  "MERGE INTO MemberRepository.dbo.Member AS",
  "MN_NAME FROM [MemberRepository].INFORMATION_",
  "MN_NAME FROM [OutcomesIdentification].INFORMATION_",
  "MemberRepository",
  "MemberRepository\\",
  "OutcomesIdentification",
  "RINKDATABASE (MemberRepository, 10)",
  "S n\\n    FROM MemberRepository.staging.Membe",
  "SELECT * FROM MemberRepository.dbo.MemberEli",
  "\\nINSERT INTO OutcomesIdentification.staging.Outco",
  "\\nSELECT 'MemberRepository' AS side, TAB",
  "\\nSELECT 'OutcomesIdentification' AS side, TAB",
  "d\\nINNER JOIN MemberRepository.dbo.Member AS",
  "d\\nLEFT JOIN [OutcomesIdentification].[dbo].[Outco",
  "emberKey FROM MemberRepository.dbo.Member WH",
  "from staging; MemberRepository.dbo.Member ke",
  "i.example.org/MemberRepository/load",
  "ibility: from MemberRepository, for MemberRe",
  "members, from OutcomesIdentification and MemberRep",
  "nINSERT INTO [MemberRepository].[dbo].[Membe",
  "nsight'\\nFROM OutcomesIdentification.dbo.syn_Activ",
  "ository\\nUSE [OutcomesIdentification]",
  "te\\n    FROM [MemberRepository].[dbo].[Membe",
  "ws} rows into MemberRepository ({percent}%)",
  "{CALL MemberRepository.dbo.usp_Close",
])

/** A name in its old form with what surrounds it. */
const stillNamed = /[^"\n]{0,14}\b(?:MemberRepository|OutcomesIdentification)\b(?!_Zq)[^"\n]{0,14}/gi

/**
 * One sample writes a name in lower case; the variable gives it as configured, which the server takes for the same. In a script a placeholder
 * stands in brackets, where the name stood in none.
 */
function sameCase(runs: readonly Run[]): readonly Run[] {
  const plain = (line: string): string =>
    line.replaceAll("memberrepository", "MemberRepository").replace(/\[(MemberRepository|OutcomesIdentification)\]/g, "$1")
  return runs.map((run) => ({ ...run, sent: run.sent.map(plain) }))
}
