import { spawnSync } from "node:child_process"
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { hostFor } from "../../src/hosts/registry.js"
import { rewriteFiles } from "../support/rewriting.js"
import { workspace } from "../support/workspace.js"

// PowerShell and batch files that run a rewritten script: run where their shells are at hand, else read again by their hosts.

const files = {
  "deploy.ps1": [
    "param([string] $Server = 'ING02')",
    "$env:PATH | Out-Null",
    'sqlcmd -S $Server -i "sql/load.sql"',
    "Invoke-Sqlcmd -ServerInstance $Server -InputFile 'sql/load.sql'",
    "",
  ].join("\n"),
  "deploy.bat": "@echo off\r\nrem loads members\r\nsqlcmd -S ING02 -i sql\\load.sql\r\n",
}
/** Names in the batch file itself, in its forms: words, values that are set, conditions, loops, quotes. The recorder is a batch file, so that it has to be called. */
const named = [
  "@echo off",
  "setlocal",
  "rem fills MemberRepository",
  "set DB=MemberRepository",
  'set "OTHER=MemberRepository"',
  'call sqlcmd -S ING02 -d %DB% -Q "SELECT COUNT(*) FROM MemberRepository.dbo.Member" ^',
  "  -o out.txt",
  'call sqlcmd -S ING02 -d MemberRepository -i "sql\\load.sql"',
  'if not "%OTHER%"=="" call sqlcmd -dMemberRepository -Q "SELECT 1"',
  "if not exist nothing.txt (",
  '  call sqlcmd -S ING02 -d "MemberRepository" -Q "SELECT 2"',
  ")",
  "for %%d in (MemberRepository other) do call sqlcmd -S ING02 -d %%d",
  "",
].join("\r\n")
const script = "SELECT MemberId FROM [MemberRepository].dbo.Member;\n"
const { after, result } = await rewriteFiles({ ...files, "sql/load.sql": script, ".gitignore": "" })
// Wine tells what it does not know on the error stream.
const quiet: NodeJS.ProcessEnv = { ...process.env, WINEDEBUG: "-all" }
const isThere = (program: string, ...args: string[]): boolean => spawnSync(program, args, { env: quiet }).status === 0
const hasPowerShell = isThere("pwsh", "-NoProfile", "-Command", "exit 0")
const batch = isThere("cmd.exe", "/c", "exit 0") ? ["cmd.exe"] : isThere("wine", "cmd", "/c", "exit 0") ? ["wine", "cmd"] : null

/** What a recording sqlcmd is called with. */
function recorded(file: string, text: string, command: readonly string[], variables: Readonly<Record<string, string>>): string {
  const place = workspace({
    sqlcmd: '#!/bin/sh\nfor word in "$@"; do printf \'[%s]\' "$word" >> "$RECORD"; done\necho >> "$RECORD"\n',
    "sqlcmd.cmd": "@echo %*>>%RECORD%\r\n",
    record: "",
    "sql/load.sql": "",
  })
  try {
    chmodSync(join(place.directory, "sqlcmd"), 0o755)
    writeFileSync(join(place.directory, file), text)
    const { MEMBER_REPOSITORY_DB: _, ...rest } = quiet
    const path = `${place.directory}${process.platform === "win32" ? ";" : ":"}${rest.PATH}`
    const env = { ...rest, ...variables, RECORD: join(place.directory, "record"), PATH: path }
    const done = spawnSync(command[0] as string, command.slice(1), { cwd: place.directory, env, encoding: "utf8" })
    expect(done.stderr).toBe("")
    return place.read("record")
  } finally {
    place.remove()
  }
}

const sets = [
  [{}, "MemberRepository"],
  [{ MEMBER_REPOSITORY_DB: "" }, "MemberRepository"],
  [{ MEMBER_REPOSITORY_DB: "B" }, "B"],
] as const

describe("PowerShell and batch", () => {
  test("are changed with proof, and read as well as before", async () => {
    for (const [file, language] of [
      ["deploy.ps1", "powershell"],
      ["deploy.bat", "batch"],
    ] as const) {
      const text = after[file] ?? ""
      expect(text).not.toBe(files[file])
      const host = await hostFor(language)
      expect(host?.read(text, file).problems).toEqual(host?.read(files[file], file).problems)
      const follows = result.files.find((each) => each.file === file)?.follows ?? []
      expect(follows.length).toBeGreaterThan(0)
      expect(follows.flatMap((each) => each.proof).every((step) => step.holds)).toBe(true)
    }
    expect(after["sql/load.sql"]).toContain("$(MEMBER_REPOSITORY_DB)")
  })

  test.skipIf(!hasPowerShell)(
    "run by pwsh (skipped where it is not on PATH): the same commands, and the variable between",
    () => {
      const cmdlet =
        "function Invoke-Sqlcmd { param($ServerInstance, $InputFile, $Variable) if ($Variable) { sqlcmd -v $Variable -S $ServerInstance -i $InputFile } else { sqlcmd -S $ServerInstance -i $InputFile } }; ./deploy.ps1"
      const command = ["pwsh", "-NoProfile", "-Command", cmdlet]
      const was = recorded("deploy.ps1", files["deploy.ps1"], command, {})
      for (const [variables, value] of sets) {
        const sent = recorded("deploy.ps1", after["deploy.ps1"] ?? "", command, variables)
        expect(sent.replaceAll(`[-v][MEMBER_REPOSITORY_DB=${value}]`, "")).toBe(was)
      }
    },
  )

  test.skipIf(batch === null)(
    "run by cmd.exe (skipped where neither it nor wine is on PATH): the same commands, and the variable between",
    () => {
      const command = [...(batch ?? []), "/c", "deploy.bat"]
      const was = recorded("deploy.bat", files["deploy.bat"], command, {})
      for (const [variables, value] of sets) {
        const sent = recorded("deploy.bat", after["deploy.bat"] ?? "", command, variables)
        expect(sent.replaceAll(`-v MEMBER_REPOSITORY_DB="${value}" `, "")).toBe(was)
      }
    },
  )

  test.skipIf(batch === null)(
    "with names of its own, run by cmd.exe: the same commands with the variable unset or empty, else with its value",
    async () => {
      const { after: rewritten } = await rewriteFiles({ "load.bat": named, ".gitignore": "" })
      const text = rewritten["load.bat"] ?? ""
      expect(text.replace(/ set "MEMBER_REPOSITORY_DB=MemberRepository"/, "").match(/MemberRepository/g)).toHaveLength(1)
      const command = [...(batch ?? []), "/c", "load.bat"]
      const was = recorded("load.bat", named, command, {})
      expect(was.split("\r\n")).toHaveLength(7)
      for (const [variables, value] of sets) {
        expect(recorded("load.bat", text, command, variables)).toBe(was.replaceAll("MemberRepository", value))
      }
    },
    30_000,
  )
})
