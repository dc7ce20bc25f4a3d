import { existsSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const built = new URL("../../build/workers/run-on-files.js", import.meta.url)
const name = new URL("../../fixtures/workers/length-task.mjs", import.meta.url).href

// Threads run what is built: without a build there is nothing to test.
describe.skipIf(!existsSync(fileURLToPath(built)))("runOnFiles", async () => {
  const { runOnFiles } = (await import(built.href)) as typeof import("../../src/workers/run-on-files.js")
  const files = Array.from({ length: 2000 }, (_, index) => `part${index % 7}/f${String(index).padStart(4, "0")}`).sort()
  let cwd = ""
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), "run-on-files-"))
    for (let part = 0; part < 7; part++) mkdirSync(join(cwd, `part${part}`))
    files.forEach((file, index) => {
      writeFileSync(join(cwd, file), index % 10 === 0 ? "x".repeat(index) : "")
    })
  })
  afterAll(() => rmSync(cwd, { recursive: true, force: true }))

  const run = (settings: object, concurrency: number) =>
    runOnFiles({ cwd, files, contents: new Map(), order: { name, settings }, concurrency, progress: null })
  const told = files.flatMap((file, index) => (index % 10 === 0 && index > 0 ? [[file, { kind: "told", value: index }]] : []))

  it.each([1, 2, 5])("tells the same in the same order with %i threads", async (threads) => {
    expect([...(await run({}, threads))]).toEqual(told)
  })

  it("makes a crash of a thread a problem of one file, and does the rest", async () => {
    const outcomes = await run({ crash: true }, 3)
    const failed = [...outcomes].filter(([, outcome]) => outcome.kind === "failed")
    expect(failed).toHaveLength(2)
    expect(failed[0]?.[1]).toEqual({ kind: "failed", message: "its reader crashed: out of order" })
    const lost = new Set(failed.map(([file]) => file))
    expect([...outcomes].filter(([, outcome]) => outcome.kind === "told")).toEqual(
      told.filter(([file]) => !lost.has(String(file))),
    )
  })

  it("tells what is gone, what is no file, and at what a task fails", async () => {
    const some = files.slice(0, 30)
    unlinkSync(join(cwd, files[1] as string))
    mkdirSync(join(cwd, files[1] as string))
    unlinkSync(join(cwd, files[3] as string))
    const outcomes = await runOnFiles({
      cwd,
      files: some,
      contents: new Map([[some[29] as string, Buffer.from("staged")]]),
      order: { name, settings: { throwAt: 20 } },
      concurrency: 1,
      progress: null,
    })
    expect([...outcomes.values()].map((outcome) => outcome.kind)).toEqual(["failed", "gone", "told", "failed", "told"])
    writeFileSync(join(cwd, files[3] as string), "")
    rmSync(join(cwd, files[1] as string), { recursive: true })
    writeFileSync(join(cwd, files[1] as string), "")
  })

  const sifting = new URL("../../fixtures/workers/sieve-task.mjs", import.meta.url).href
  const sift = async (settings: object, concurrency: number) => {
    const order = { name: sifting, settings }
    const outcomes = await runOnFiles<{ length: number; main: boolean }>({
      cwd,
      files,
      contents: new Map(),
      order,
      concurrency,
      progress: null,
    })
    return [...outcomes]
  }
  const lengths = files.map((_, index) => (index % 10 === 0 ? index : 0))

  it.each([1, 3])("does what a first look leaves in this thread, if that is little, with %i threads", async (threads) => {
    const outcomes = await sift({ tell: true }, threads)
    expect(outcomes.map(([file]) => file)).toEqual(files)
    expect(outcomes.map(([, outcome]) => (outcome.kind === "told" ? outcome.value.length : -1))).toEqual(lengths)
    const left = outcomes.filter(([, outcome]) => outcome.kind === "told" && outcome.value.length > 0)
    expect(left).toHaveLength(199)
    expect(left.every(([, outcome]) => outcome.kind === "told" && outcome.value.main)).toBe(true)
  })

  it("is helped where much is left, and does without help that ends", async () => {
    const helped = await sift({ all: true }, 3)
    expect(helped.map(([, outcome]) => (outcome.kind === "told" ? outcome.value.length : -1))).toEqual(lengths)
    expect(helped.some(([, outcome]) => outcome.kind === "told" && !outcome.value.main)).toBe(true)
    const crashed = await sift({ all: true, crash: true }, 3)
    expect(crashed.map(([file]) => file)).toEqual(files)
    const failed = crashed.filter(([, outcome]) => outcome.kind === "failed")
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThanOrEqual(2)
    expect(failed[0]?.[1]).toEqual({ kind: "failed", message: "its reader crashed: the thread ended" })
  })
})
