import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { factCache, factKey, prepareCache, trimCache } from "../../src/cache/fact-cache.js"
import { tableTask } from "../../src/facts/table-facts.js"

describe("factCache", () => {
  let directory = ""
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fact-cache-"))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const key = (text: string) => factKey("1", "a.sql", Buffer.from(text))

  it("keeps texts by content, path and version", () => {
    const cache = factCache(directory)
    expect(cache.get(key("a"))).toBeNull()
    cache.set(key("a"), '{"é":1}')
    expect(factCache(directory).get(key("a"))).toBe('{"é":1}')
    expect(cache.get(key("b"))).toBeNull()
    expect(cache.get(factKey("2", "a.sql", Buffer.from("a")))).toBeNull()
    expect(cache.get(factKey("1", "b.sql", Buffer.from("a")))).toBeNull()
  })

  it("takes a damaged entry as absent, and does without a place to write", () => {
    const cache = factCache(directory)
    cache.set(key("a"), '{"a":1}')
    const file = join(directory, key("a").slice(0, 2), key("a").slice(2))
    const whole = readFileSync(file, "utf8")
    for (const text of [whole.slice(0, -1), whole.replace('"a":1', '"a":2'), "", "\n"]) {
      writeFileSync(file, text)
      expect(cache.get(key("a"))).toBeNull()
    }
    const blocked = join(directory, "file")
    writeFileSync(blocked, "")
    const nowhere = factCache(join(blocked, "cache"))
    nowhere.set(key("a"), "1")
    expect(nowhere.get(key("a"))).toBeNull()
    expect(prepareCache(join(blocked, "cache"))).toContain("ENOTDIR")
  })

  it("stays below its size", () => {
    const cache = factCache(directory)
    for (let index = 0; index < 50; index++) cache.set(key(String(index)), JSON.stringify("x".repeat(1000)))
    trimCache(directory, 10_000)
    const kept = readdirSync(directory).flatMap((part) => readdirSync(join(directory, part)))
    expect(kept.length).toBeGreaterThan(5)
    expect(kept.length).toBeLessThan(11)
    trimCache(join(directory, "nowhere"), 0)
  })

  it("is hidden from git", () => {
    expect(prepareCache(join(directory, "cache"))).toBeNull()
    expect(readFileSync(join(directory, "cache/.gitignore"), "utf8")).toBe("*\n")
  })

  it("gives the tables the facts that they would find again", async () => {
    const text = Buffer.from("SELECT Id FROM dbo.Member\nGO\n")
    const settings = { cache: directory, version: "1", keys: false }
    const first = await tableTask(settings)("a.sql", text, 0)
    expect(existsSync(directory)).toBe(true)
    expect(await tableTask(settings)("a.sql", text, 0)).toEqual(first)
    expect(await tableTask({ cache: null, version: "1", keys: false })("a.sql", text, 0)).toEqual(first)
    expect(await tableTask(settings)("a.txt", text, 0)).toBeNull()
    expect(await tableTask(settings)("a.txt", text, 0)).toBeNull()
  })
})
