import { execFileSync } from "node:child_process"
import { Readable } from "node:stream"
import { expect, test } from "vitest"
import { main } from "../../src/cli/main.js"
import { workspace } from "../support/workspace.js"

const config = 'databases: { MemberRepository: MEMBER_REPOSITORY_DB }\nrunners: [ { files: "*.sql", runner: sqlcmd } ]\n'

test("git applies the patch to files of every encoding that has lines, and the result is what --write makes", async () => {
  const line = "SELECT Id FROM MemberRepository.dbo.Member"
  const files = {
    "marked.sql": Buffer.from(`\ufeff${line}\r\nGO\r\n`, "utf8"),
    "old.sql": Buffer.from(`-- tr\u00e8s vieux\r\n${line} -- \u00e9\r\n`, "latin1"),
    "open.sql": Buffer.from(`SELECT 1\n${line}`, "utf8"),
    "load it.py": Buffer.from(`QUERY = "${line}"\n`, "utf8"),
    "wide.sql": Buffer.from(`\ufeff${line}\r\n`, "utf16le"),
    "unhardcode.config.yaml": Buffer.from(config),
  }
  const patched = workspace(files)
  const written = workspace(files)
  let said = ""
  const run = (directory: string, ...words: string[]): Promise<number> =>
    main(["rewrite", ...words], {
      cwd: directory,
      env: {},
      stdin: Readable.from([]),
      out: async () => undefined,
      err: (text) => {
        said += text
      },
      terminal: { out: false, err: false, in: false },
    })
  try {
    expect(await run(patched.directory, "--patch", "change.patch")).toBe(0)
    expect(said).toMatch(/wide\.sql is UTF-16/)
    execFileSync("git", ["init", "-q"], { cwd: patched.directory })
    execFileSync("git", ["-c", "core.autocrlf=false", "apply", "change.patch"], { cwd: patched.directory })
    expect(await run(written.directory, "--write")).toBe(0)
    for (const file of ["marked.sql", "old.sql", "open.sql", "load it.py", "database_names.py"]) {
      expect(patched.bytes(file).equals(written.bytes(file)), file).toBe(true)
    }
  } finally {
    patched.remove()
    written.remove()
  }
})
