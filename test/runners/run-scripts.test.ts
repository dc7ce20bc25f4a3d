import { execFileSync } from "node:child_process"
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { shell } from "../../src/hosts/shell/index.js"
import type { Edit } from "../../src/model/text.js"
import { handOn } from "../../src/runners/index.js"
import { applyEdits, toInner } from "../../src/text/text-map.js"

/** Writes down how it was called and what it was sent, variables filled in as sqlcmd does. */
const recorder = `#!/usr/bin/env bash
{
  printf '%s' "$(basename "$0")"
  declare -A vars
  args=()
  input=""
  while [ $# -gt 0 ]; do
    case "$1" in
      -v) vars["\${2%%=*}"]="\${2#*=}"; shift 2 ;;
      -i) input="$2"; args+=("-i" "$(basename "$2")"); shift 2 ;;
      *) args+=("$1"); shift ;;
    esac
  done
  printf ' [%s]' "\${args[@]}"
  printf '\\n'
  text=""
  if [ -n "$input" ]; then text=$(cat "$input"); elif [ ! -t 0 ] && [ "$(basename "$0")" = sqlcmd ]; then text=$(cat); fi
  for name in "\${!vars[@]}"; do text="\${text//\\$($name)/\${vars[$name]}}"; done
  printf '%s\\n' "$text"
} >> "$RECORD"
`

const variables: Readonly<Record<string, string>> = {
  MemberRepository: "MEMBER_REPOSITORY_DB",
  OutcomesIdentification: "OUTCOMES_IDENTIFICATION_DB",
}
const defaults = new Map(Object.entries(variables).map(([name, variable]) => [variable, name]))
let folder = ""

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scripts-"))
  for (const program of ["sqlcmd", "bcp"]) {
    writeFileSync(join(folder, program), recorder)
    chmodSync(join(folder, program), 0o755)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A script with every name replaced that stands in a string and can be. */
function rewritten(text: string): string {
  const { regions } = shell.read(text, "x.sh")
  const edits: Edit[] = []
  for (const match of text.matchAll(/MemberRepository|OutcomesIdentification/g)) {
    const span = { start: match.index, end: match.index + match[0].length }
    const region = regions.filter((each) => each.span.start <= span.start && each.span.end >= span.end).at(-1)
    if (region === undefined || region.kind !== "string" || region.place.role === "fallback") continue
    const within = toInner(region.map, span)
    if (within === null) continue
    const site = shell.site(text, region, { span, within, variable: variables[match[0]] as string })
    if (site.kind === "expression") edits.push(...site.edits)
  }
  return applyEdits(text, edits)
}

function run(script: string, values: Readonly<Record<string, string>>): string {
  const record = join(folder, "record.txt")
  writeFileSync(record, "")
  const { MEMBER_REPOSITORY_DB: _, OUTCOMES_IDENTIFICATION_DB: __, ...rest } = process.env
  execFileSync("bash", [script], {
    env: { ...rest, ...values, PATH: `${folder}:${process.env.PATH}`, RECORD: record },
    stdio: ["ignore", "pipe", "pipe"],
  })
  return readFileSync(record, "utf8").replace(/\d{4}-\d\d-\d\d/g, "DATE")
}

const setB = { MEMBER_REPOSITORY_DB: "Set_B_M", OUTCOMES_IDENTIFICATION_DB: "Set_B_O" }

describe("scripts, run by bash before and after", () => {
  test("the counts of the shared jobs send the same, or the names of set B", () => {
    const text = readFileSync("fixtures/repositories/shared-jobs/scripts/count_members.sh", "utf8")
    const before = join(folder, "before.sh")
    const after = join(folder, "after.sh")
    writeFileSync(before, text)
    writeFileSync(after, rewritten(text))
    const was = run(before, {})
    expect(was.split("\n").length).toBeGreaterThan(8)
    expect(run(after, {})).toBe(was)
    expect(run(after, { MEMBER_REPOSITORY_DB: "", OUTCOMES_IDENTIFICATION_DB: "" })).toBe(was)
    const other = run(after, setB)
    expect(other).not.toMatch(/(?<![\w/])(?:MemberRepository|OutcomesIdentification)(?![\w_])/)
    expect(other.replaceAll("Set_B_M", "MemberRepository").replaceAll("Set_B_O", "OutcomesIdentification")).toBe(was)
  })

  test("a rewritten file gets its variables from the script that runs it", () => {
    const place = join(folder, "sqlcmd")
    const root = mkdtempSync(join(folder, "repository-"))
    expect(place).not.toBe(root)
    cpSync("fixtures/runners/sqlcmd", root, { recursive: true })
    const script = join(root, "deploy/deploy.sh")
    const was = run(script, {})
    for (const file of ["sql/010_members.sql", "sql/procedures/usp_CountMembers.sql"]) {
      const text = readFileSync(join(root, file), "utf8")
      writeFileSync(join(root, file), text.replaceAll("[MemberRepository]", "[$(MEMBER_REPOSITORY_DB)]"))
    }
    expect(run(script, {})).not.toBe(was)
    const text = readFileSync(script, "utf8")
    const handed = handOn(text, "shell", new Map([["MEMBER_REPOSITORY_DB", "MemberRepository"]]))
    expect(handed?.calls).toBe(2)
    const after = applyEdits(text, handed?.edits ?? [])
    writeFileSync(script, after)
    expect(run(script, {})).toBe(was)
    expect(run(script, setB).replaceAll("[Set_B_M]", "[MemberRepository]")).toBe(was)
    expect(run(script, setB)).toContain("[Set_B_M]")
    // What is given already stays.
    expect(handOn(after, "shell", new Map([["MEMBER_REPOSITORY_DB", "MemberRepository"]]))?.edits).toEqual([])
  })

  test("batch files and PowerShell hand variables on in their own spelling", () => {
    const batch = handOn(readFileSync("fixtures/runners/sqlcmd/deploy/deploy.bat", "utf8"), "batch", defaults)
    expect(batch?.edits.map((edit) => edit.text)).toEqual([
      'if "%MEMBER_REPOSITORY_DB%"=="" set "MEMBER_REPOSITORY_DB=MemberRepository"\r\n',
      'if "%OUTCOMES_IDENTIFICATION_DB%"=="" set "OUTCOMES_IDENTIFICATION_DB=OutcomesIdentification"\r\n',
      ' -v MEMBER_REPOSITORY_DB="%MEMBER_REPOSITORY_DB%" -v OUTCOMES_IDENTIFICATION_DB="%OUTCOMES_IDENTIFICATION_DB%"',
      ' -v MEMBER_REPOSITORY_DB="%MEMBER_REPOSITORY_DB%" -v OUTCOMES_IDENTIFICATION_DB="%OUTCOMES_IDENTIFICATION_DB%"',
    ])
    const power = handOn(readFileSync("fixtures/runners/sqlcmd/deploy/Deploy.ps1", "utf8"), "powershell", new Map([["V", "X"]]))
    expect(power?.edits.map((edit) => edit.text)).toEqual([
      " -Variable \"V=$(if ($env:V) { $env:V } else { 'X' })\"",
      " -v \"V=$(if ($env:V) { $env:V } else { 'X' })\"",
    ])
    expect(handOn("SELECT 1", "tsql", defaults)).toBeNull()
  })
})
