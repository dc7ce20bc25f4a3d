import { chmodSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { describe, expect, test } from "vitest"
import { main } from "../../src/cli/main.js"
import { workspace } from "../support/workspace.js"

/** Runs the command line in a directory of its own, as a program would that pipes its output. */
async function run(files: Readonly<Record<string, string | Uint8Array>>, ...words: string[]) {
  const place = workspace(files)
  let out = ""
  let err = ""
  try {
    const code = await main(words, {
      cwd: place.directory,
      env: {},
      stdin: Readable.from([]),
      out: async (text) => {
        out += typeof text === "string" ? text : new TextDecoder().decode(text)
      },
      err: (text) => {
        err += text
      },
      terminal: { out: false, err: false, in: false },
    })
    const after = Object.fromEntries(Object.keys(files).map((file) => [file, place.read(file)]))
    return { code, out, err: err.replaceAll(place.directory, "DIR"), after }
  } finally {
    place.remove()
  }
}

const member = ["--database", "MemberRepository=MEMBER_REPOSITORY_DB"]

describe("every command takes the common options", () => {
  test.each(["audit", "rewrite", "tables", "check", "sql", "init", "explain", "baseline", "merge"])("%s", async (command) => {
    const common = [
      "--ignore",
      "x",
      "--no-gitignore",
      "--concurrency",
      "1",
      "--no-cache",
      "--no-progress",
      "--no-color",
      "--quiet",
    ]
    const { err } = await run({ "a.sql": "SELECT 1\n" }, command, ...member, ...common)
    expect(err).not.toMatch(/does not know/)
  })
})

describe("wrong use is one message and exit code 2", () => {
  test.each([
    [["audit", "nowhere", ...member], /No such file or directory: nowhere/],
    [["audit"], /There is no name to look for/],
    [["audti"], /Did you mean audit\?/],
    [["audit", "--databse", "x=y"], /audit does not know --databse/],
    [["audit", "--format", "pdf", ...member], /There is no format pdf/],
    [["audit", "--config", "nowhere.yaml"], /nowhere\.yaml/],
    [["audit", "--database", "MemberRepository"], /--database MemberRepository/],
    [["audit", "--database", "MemberRepository=1ST"], /1ST/],
    [["rewrite", "--interactive", ...member], /--interactive needs a terminal/],
    [["audit", "--concurrency", "0", ...member], /--concurrency takes a whole number of at least 1, not 0/],
    [["check", "--concurrency=-2", ...member], /--concurrency takes a whole number of at least 1, not -2/],
    [["audit", "--shard", "3/2", "--format", "facts", ...member], /--shard takes a part and the number of parts/],
    [["explain"], /unhardcode explain <place>\. `unhardcode explain --help` has examples/],
    [["explain", "nothing-like-this", ...member], /neither file:line\[:column\] nor a rule/],
    [[], /Say what to do/],
  ] as const)("%j", async (words, message) => {
    const { code, out, err } = await run({ "a.sql": "SELECT 1\n" }, ...words)
    expect(err).toMatch(message)
    expect(err).not.toMatch(/internal error/)
    expect({ code, out }).toEqual({ code: 2, out: "" })
  })

  test("a broken config says its line and column", async () => {
    const { code, err } = await run({ "unhardcode.config.yaml": "databases:\n  MemberRepository: [\n" }, "audit")
    expect(code).toBe(2)
    expect(err).toMatch(/unhardcode\.config\.yaml:\d+:\d+/)
  })
})

test("of two names the longest whole one wins, and every occurrence is counted", async () => {
  const names = ["--database", "Outcomes=OUTCOMES_DB", "--database", "OutcomesIdentification=OUTCOMES_IDENTIFICATION_DB"]
  const sql =
    "SELECT 1 FROM Outcomes.dbo.A JOIN OutcomesIdentification.dbo.B ON 1 = 1 JOIN OutcomesIdentification_B.dbo.C ON 1 = 1\n"
  const { code, out } = await run({ "a.sql": sql }, "audit", "--format", "json", ...names)
  const result = JSON.parse(out)
  expect(code).toBe(0)
  expect(result.accounting.occurrences).toBe(3)
  expect(result.findings.map((each: { name: string; context: string }) => `${each.name} ${each.context}`)).toEqual([
    "Outcomes multipart-name",
    "OutcomesIdentification multipart-name",
    "OutcomesIdentification lookalike",
  ])
})

test("a file that does not parse is read as far as it goes, and said to be so", async () => {
  const { code, out } = await run(
    { "a.py": 'x = (\nQ = "SELECT Id FROM MemberRepository.dbo.Member"\n' },
    "audit",
    "--format",
    "json",
    ...member,
  )
  const result = JSON.parse(out)
  expect(code).toBe(0)
  expect(result.findings).toHaveLength(1)
  expect(result.problems).toHaveLength(1)
  expect(await run({ "a.py": 'x = (\nQ = "MemberRepository.dbo.Member"\n' }, "audit", "--strict", ...member)).toMatchObject({
    code: 3,
  })
})

test("nothing is written without --write", async () => {
  const files = { "a.py": 'Q = "SELECT Id FROM MemberRepository.dbo.Member"\n' }
  const shown = await run(files, "rewrite", ...member)
  expect(shown.code).toBe(0)
  expect(shown.after).toEqual(files)
  expect(shown.out).toMatch(/Nothing is written without --write/)
  const written = await run(files, "rewrite", "--write", ...member)
  expect(written.after["a.py"]).toContain('Q = f"SELECT Id FROM {MEMBER_REPOSITORY_DB}.dbo.Member"')
})

test.skipIf(process.getuid?.() === 0)("a file that cannot be read is a problem, and the rest is done", async () => {
  const place = workspace({
    "a.sql": "SELECT 1 FROM MemberRepository.dbo.A\n",
    "b.sql": "SELECT 1 FROM MemberRepository.dbo.B\n",
  })
  chmodSync(join(place.directory, "a.sql"), 0)
  let out = ""
  const surroundings = {
    cwd: place.directory,
    env: {},
    stdin: Readable.from([]),
    out: async (text: string | Uint8Array) => {
      out += String(text)
    },
    err: () => undefined,
    terminal: { out: false, err: false, in: false },
  }
  const code = await main(["audit", "--format", "json", ...member], surroundings)
  place.remove()
  expect(code).toBe(0)
  expect(JSON.parse(out).problems[0].file).toBe("a.sql")
  expect(JSON.parse(out).findings).toHaveLength(1)
})

test.each([
  ["UTF-8 with a mark", "\ufeffSELECT 1 FROM MemberRepository.dbo.Member\r\n", "utf8"],
  ["UTF-16, little end first", "\ufeffSELECT 1 FROM MemberRepository.dbo.Member\r\n-- é\n", "utf16le"],
  ["Windows-1252 and no last newline", "-- é\r\nSELECT 1 FROM MemberRepository.dbo.Member", "latin1"],
] as const)("bytes outside the edits stay: %s", async (_title, text, encoding) => {
  const place = workspace({
    "q.sql": Buffer.from(text, encoding),
    "unhardcode.config.yaml":
      'databases: { MemberRepository: MEMBER_REPOSITORY_DB }\nrunners: [ { files: "*.sql", runner: sqlcmd } ]\n',
  })
  const quiet = {
    env: {},
    stdin: Readable.from([]),
    out: async () => undefined,
    err: () => undefined,
    terminal: { out: false, err: false, in: false },
  }
  expect(await main(["rewrite", "--write"], { cwd: place.directory, ...quiet })).toBe(0)
  const expected = text.replace("MemberRepository.dbo", "[$(MEMBER_REPOSITORY_DB)].dbo")
  expect(place.bytes("q.sql").equals(Buffer.from(expected, encoding))).toBe(true)
  place.remove()
})

test("nothing outside the given paths is written: a script there is named with what it has to pass", async () => {
  const files = {
    "db/fix.sql": "DELETE FROM MemberRepository.dbo.Member\n",
    "run.sh": "#!/bin/bash\nsqlcmd -S hub -i db/fix.sql\n",
  }
  const part = await run(files, "rewrite", "db", "--write", "--format", "json", ...member)
  expect(part.code).toBe(0)
  expect(part.after["db/fix.sql"]).toContain("[$(MEMBER_REPOSITORY_DB)]")
  expect(part.after["run.sh"]).toBe(files["run.sh"])
  expect(JSON.parse(part.out).problems).toMatchObject([
    { file: "run.sh", message: expect.stringContaining("-v MEMBER_REPOSITORY_DB=MemberRepository") },
  ])
  const whole = await run(files, "rewrite", "--write", ...member)
  expect(whole.after["run.sh"]).toContain('-v MEMBER_REPOSITORY_DB="${MEMBER_REPOSITORY_DB:-MemberRepository}"')
})
