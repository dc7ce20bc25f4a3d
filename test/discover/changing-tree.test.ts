import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import { type AuditOptions, auditListed, listForAudit } from "../../src/audit.js"
import { loadConfig } from "../../src/config/load-config.js"
import { fileReader } from "../../src/discover/file-reader.js"
import { runOnFiles } from "../../src/workers/run-on-files.js"
import { workspace } from "../support/workspace.js"

const sql = 'SQL = "SELECT Id FROM MemberRepository.dbo.Member"\n'

describe("a tree that changes while it is read", () => {
  test.each([
    ["vanishes", (path: string) => rmSync(path), 2, []],
    ["is renamed", (path: string) => renameSync(path, `${path}.old`), 2, []],
    ["lies below what became a file", asFileAbove, 2, []],
    ["grows", (path: string) => appendFileSync(path, sql.repeat(400)), 403, []],
    ["shrinks to nothing", (path: string) => writeFileSync(path, ""), 2, []],
    ["becomes binary", (path: string) => writeFileSync(path, Buffer.from("\0\x01MemberRepository\0")), 2, []],
    ["becomes a directory", asDirectory, 2, ["cannot be read"]],
    ["becomes a link to itself", asLoop, 2, ["cannot be read"]],
  ] as const)("keeps its accounts when a file %s", async (_, change, occurrences, problems) => {
    const place = workspace({ "a.py": sql, "b/b.py": sql, "c.py": sql })
    const cwd = place.directory
    const databases = ["MemberRepository=MEMBER_REPOSITORY_DB"]
    const config = await loadConfig({ cwd, file: null, databases, ignore: [], strictCase: false })
    const options: AuditOptions = { cwd, paths: [], config, gitignore: true, concurrency: 1, progress: null }
    const listing = await listForAudit(options)
    change(join(cwd, "b/b.py"))
    const { result } = await auditListed(listing, options, runOnFiles)
    place.remove()
    expect(result.accounting.occurrences).toBe(occurrences)
    expect(result.findings).toHaveLength(occurrences)
    expect(result.problems.map(({ file, message }) => `${file} ${message.slice(0, 14)}`)).toEqual(
      problems.map((message) => `b/b.py ${message}`),
    )
  })

  test("reads what there is of a file that grows under its hands", () => {
    const place = workspace({ "a.py": "x".repeat(300_000) })
    const read = fileReader(place.directory)
    expect(read("a.py")).toHaveLength(300_000)
    appendFileSync(join(place.directory, "a.py"), "y".repeat(5_000_000))
    expect(read("a.py")).toHaveLength(5_300_000)
    writeFileSync(join(place.directory, "a.py"), "z")
    expect(Buffer.from(read("a.py")).toString()).toBe("z")
    place.remove()
  })
})

function asDirectory(path: string): void {
  rmSync(path)
  mkdirSync(path)
}

function asLoop(path: string): void {
  rmSync(path)
  symlinkSync(path, path)
}

function asFileAbove(path: string): void {
  rmSync(dirname(path), { recursive: true })
  writeFileSync(dirname(path), "")
}
