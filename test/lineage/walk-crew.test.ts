import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { stringify } from "yaml"
import { workspace } from "../support/workspace.js"

const program = fileURLToPath(new URL("../../bin/unhardcode.js", import.meta.url))
const built = existsSync(fileURLToPath(new URL("../../dist/walk-thread.js", import.meta.url)))

/** Eight processes of sixty modules each, which share some tables and call a procedure. */
function sources(): Record<string, string> {
  const files: Record<string, string> = {}
  const processes: Record<string, { readonly entry: readonly string[] }> = {}
  for (let process = 0; process < 8; process++) {
    processes[`P${process}`] = { entry: [`run${process}.py`] }
    files[`run${process}.py`] = `import pyodbc\nfrom p${process} import m0\nm0.run(pyodbc.connect("DSN=x").cursor())\n`
    for (let index = 0; index < 60; index++) {
      const next = index < 59 ? `from p${process} import m${index + 1}\n` : ""
      const call = index < 59 ? `    m${index + 1}.run(cursor)\n` : '    cursor.execute("EXEC dbo.usp_Load")\n'
      files[`p${process}/m${index}.py`] =
        `${next}def run(cursor):\n    cursor.execute("INSERT INTO MemberRepository.dbo.Score_${(process * index) % 40} SELECT Id FROM Reporting.dbo.Member")\n${call}`
    }
  }
  const databases = { MemberRepository: "MEMBER_REPOSITORY_DB" }
  return {
    ...files,
    "usp.sql": "USE MemberRepository\nGO\nCREATE PROCEDURE dbo.usp_Load AS TRUNCATE TABLE dbo.Outcome\nGO\n",
    "unhardcode.config.yaml": stringify({ databases, processes }),
  }
}

// Threads run what is built.
describe.skipIf(!built)("processes that are followed in several threads", () => {
  const run = (cwd: string, words: readonly string[], before: readonly string[] = []): string => {
    const all = [...before, program, "tables", "--format", "json", ...words]
    const done = spawnSync(process.execPath, all, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 })
    expect(done.stderr).not.toMatch(/internal error/)
    expect(done.status).toBe(0)
    return done.stdout
  }

  test("give the same result, kept or not, and if a thread crashes", { timeout: 60_000 }, () => {
    const place = workspace(sources())
    const cwd = place.directory
    const alone = run(cwd, ["--concurrency", "1"])
    expect(JSON.parse(alone).processes).toHaveLength(8)
    expect(run(cwd, ["--concurrency", "3"])).toBe(alone)
    const cache = ["--cache-location", join(cwd, ".kept"), "--concurrency", "3"]
    expect(run(cwd, cache)).toBe(alone)
    expect(run(cwd, cache)).toBe(alone)
    const crash = join(cwd, ".crash.mjs")
    place.write(
      ".crash.mjs",
      `import { existsSync, writeFileSync } from "node:fs"
import { isMainThread, parentPort } from "node:worker_threads"
if (isMainThread) {
  // The first thread takes nothing before another one has crashed.
  const add = Atomics.add
  Atomics.add = (numbers, ...rest) => {
    const pause = new Int32Array(new SharedArrayBuffer(4))
    for (let turn = 0; numbers.length === 1 && turn < 1000 && !existsSync(".crashed"); turn++) Atomics.wait(pause, 0, 0, 20)
    return add(numbers, ...rest)
  }
} else {
  const send = parentPort.postMessage.bind(parentPort)
  let sent = 0
  parentPort.postMessage = (told) => {
    if ("told" in told && sent++ > 0) {
      writeFileSync(".crashed", "")
      throw new Error("this thread ends here")
    }
    send(told)
  }
}
`,
    )
    expect(run(cwd, ["--concurrency", "3"], ["--import", crash])).toBe(alone)
    expect(existsSync(join(cwd, ".crashed"))).toBe(true)
    place.remove()
  })
})
