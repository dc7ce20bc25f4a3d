import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { unreadTask } from "../../src/facts-task.js"
import { workspace } from "../support/workspace.js"

const program = fileURLToPath(new URL("../../bin/unhardcode.js", import.meta.url))
const built = existsSync(fileURLToPath(new URL("../../dist/thread.js", import.meta.url)))
const crash = new URL("../../fixtures/workers/crash-threads.mjs", import.meta.url).href
const names = [{ name: "MemberRepository", kind: "database", variable: "MEMBER_REPOSITORY_DB" }] as const
const text = 'SQL = "SELECT Id FROM MemberRepository.dbo.Member"  # MemberRepository\n'

// Threads run what is built.
describe.skipIf(!built)("a thread that crashes", () => {
  const files: Record<string, string> = {}
  for (let index = 0; index < 1600; index++)
    files[`f${String(index).padStart(4, "0")}${index % 8 === 0 ? "crash" : ""}.py`] = text
  const run = (command: string) => {
    const place = workspace(files)
    const words = ["--import", crash, program, command, "--concurrency", "2", "--format", "json"]
    const done = spawnSync(process.execPath, [...words, "--database", "MemberRepository=MEMBER_REPOSITORY_DB"], {
      cwd: place.directory,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    })
    place.remove()
    expect(done.stderr).not.toMatch(/internal error/)
    expect(done.status).toBe(0)
    return JSON.parse(done.stdout)
  }

  test("loses no name: those of the file that it was at need a person", () => {
    const { accounting, findings, problems } = run("audit")
    expect(accounting.occurrences).toBe(3200)
    expect(problems).toHaveLength(1)
    expect(problems[0].message).toContain("its reader crashed")
    const unread = findings.filter((each: { rule: string }) => each.rule === "unread")
    expect(unread.map((each: { file: string; action: string }) => `${each.file} ${each.action}`)).toEqual(
      Array(2).fill(`${problems[0].file} review`),
    )
  })

  test("is a problem of one file for the tables", () => {
    const { problems } = run("tables")
    expect(problems.map((each: { message: string }) => each.message)).toEqual([
      "cannot be read: its reader crashed: the thread ended",
    ])
  })
})

test("what is told of a file that no reader could read", async () => {
  const told = await unreadTask({ names, notes: null })("a.py", Buffer.from(text), "out of order")
  expect(told).toMatchObject({ kind: "facts", facts: { occurrences: 2 } })
  expect(told?.kind === "facts" && told.facts.references.map(({ detail }) => detail)).toEqual(["unread", "unread"])
  expect(await unreadTask({ names, notes: null })("a.py", Buffer.from("x = 1\n"), "out of order")).toBeNull()
  expect(await unreadTask({ names, notes: null })("a.py", Buffer.from("\0\0MemberRepository"), "out of order")).toMatchObject({
    kind: "skipped",
  })
})
