import { execFileSync } from "node:child_process"
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { z } from "zod"
import { languageOf } from "../../src/discover/language-of.js"
import { hostFor } from "../../src/hosts/registry.js"
import { rewriteFiles } from "../support/rewriting.js"
import { workspace } from "../support/workspace.js"

const cases = z
  .array(
    z.strictObject({
      name: z.string(),
      file: z.string(),
      text: z.string(),
      runner: z.optional(z.string()),
      after: z.optional(z.string()),
      told: z.optional(z.strictObject({ line: z.number(), message: z.string() })),
    }),
  )
  .parse(parse(readFileSync("fixtures/runners/hand-on.yaml", "utf8")))

const script = "SELECT MemberId FROM [MemberRepository].dbo.Member;\n"

/** The shell commands of a file: itself, or the parts of it that are. */
async function commandsOf(text: string, file: string): Promise<readonly string[]> {
  const language = languageOf(file, text)
  if (language === "shell") return [text]
  const host = await hostFor(language)
  return (host?.read(text, file).regions ?? [])
    .filter((region) => region.kind === "code" && region.language === "shell")
    .map((region) => region.text)
}

/** What a recording sqlcmd is called with when bash runs the commands. */
function recorded(commands: readonly string[], variables: Readonly<Record<string, string>>): string {
  const recorder = `#!/bin/sh\nfor word in "$@"; do printf '[%s]' "$word" >> "$RECORD"; done\necho >> "$RECORD"\n`
  const place = workspace({ sqlcmd: recorder, flyway: recorder, record: "", "sql/load.sql": "" })
  try {
    for (const program of ["sqlcmd", "flyway"]) chmodSync(join(place.directory, program), 0o755)
    const { MEMBER_REPOSITORY_DB: _, ...rest } = process.env
    const env = {
      ...rest,
      ...variables,
      RECORD: join(place.directory, "record"),
      PATH: `${place.directory}:${process.env["PATH"]}`,
    }
    for (const command of commands) {
      writeFileSync(join(place.directory, "command"), command)
      execFileSync("bash", ["command"], { cwd: place.directory, env, stdio: "ignore" })
    }
    return place.read("record")
  } finally {
    place.remove()
  }
}

describe("what runs a rewritten script", () => {
  test.each(cases)("$file: $name", async ({ file, text, runner, after, told }) => {
    const sql = runner === "flyway" ? "sql/V1__load.sql" : "sql/load.sql"
    const { result, after: now } = await rewriteFiles({ [file]: text, [sql]: script, ".gitignore": "" }, {}, true)
    expect(now[sql]).not.toBe(script)
    expect(now[file]).toBe(after ?? text)
    const follows = result.files.find((each) => each.file === file)?.follows ?? []
    expect(follows.flatMap((each) => each.proof).filter((step) => !step.holds)).toEqual([])
    expect(follows.length > 0).toBe(after !== undefined && after !== text)
    const said = result.problems.find((each) => each.file === file)
    expect(said?.line).toBe(told?.line)
    expect(said?.message ?? "").toContain(told?.message ?? "")
    if (after !== undefined) expect((await rewriteFiles(now, {}, true)).result.files).toEqual([])
  })

  test("is called by bash with the same words, and the variable between them", async () => {
    for (const { file, text, after } of cases) {
      const commands = after === undefined || after === text ? [] : await commandsOf(text, file)
      if (after === undefined || commands.length === 0) continue
      const was = recorded(commands, {})
      expect(was).toMatch(/sql\/load\.sql|filesystem:sql/)
      const now = await commandsOf(after, file)
      const without = (sent: string, value: string): string =>
        sent.replaceAll(`[-v][MEMBER_REPOSITORY_DB=${value}]`, "").replaceAll(`[-placeholders.MEMBER_REPOSITORY_DB=${value}]`, "")
      expect(without(recorded(now, {}), "MemberRepository")).toBe(was)
      expect(without(recorded(now, { MEMBER_REPOSITORY_DB: "" }), "MemberRepository")).toBe(was)
      expect(without(recorded(now, { MEMBER_REPOSITORY_DB: "B" }), "B")).toBe(was)
    }
  })
})

test("what many scripts need is told once, where it has to be written", async () => {
  const files = { "db/a.sql": script, "db/b.sql": script }
  const project = '<Project>\n  <Build Include="a.sql" />\n  <Build Include="b.sql" />\n</Project>\n'
  const told = (await rewriteFiles({ ...files, "db/Member.sqlproj": project })).result.problems
  expect(told.map(({ file, line }) => `${file}:${line}`)).toEqual(["db/Member.sqlproj:2"])
  expect(told[0]?.message).toContain('<SqlCmdVariable Include="MEMBER_REPOSITORY_DB"><DefaultValue>MemberRepository')
  const loose = (await rewriteFiles(files, { runners: [{ files: "db/**", runner: "dbup", appliedUpTo: null }] })).result.problems
  expect(loose.map(({ file, message }) => `${file}: ${message.slice(0, 30)}`)).toEqual([
    "db/a.sql: It and 1 more that dbup runs t",
  ])
})
