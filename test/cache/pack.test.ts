import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { contentKey, openPack, type PackLimits, prepareCache } from "../../src/cache/pack.js"

describe("a pack", () => {
  let directory = ""
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "pack-"))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const files = () => readdirSync(directory).sort()
  const textOf = (key: string): string | null => openPack(directory).get(key)?.toString("utf8") ?? null
  /** One run: asks for some keys, and keeps some texts. */
  const run = (ask: readonly string[], texts: Readonly<Record<string, string>>, limits?: PackLimits): void => {
    const pack = openPack(directory, limits)
    for (const key of ask) pack.get(key)
    for (const [key, text] of Object.entries(texts)) pack.set(key, text)
    pack.save()
  }

  it("keeps texts by their keys, the last one of each", () => {
    expect(textOf("a")).toBeNull()
    run([], { a: "one é\n\nline", b: "", c: "c" })
    run([], { b: "two" })
    expect([textOf("a"), textOf("b"), textOf("c"), textOf("d")]).toEqual(["one é\n\nline", "two", "c", null])
    expect([...openPack(directory).keys()].sort()).toEqual(["a", "b", "c"])
    expect(files()).toHaveLength(2)
    run(["a"], {})
    expect(files()).toHaveLength(2)
  })

  it("gives what was set before it is written", () => {
    const pack = openPack(directory)
    pack.set("a", "1")
    expect(pack.get("a")?.toString()).toBe("1")
  })

  it("takes what is damaged as absent, wherever that is", () => {
    const texts = { a: "first", b: "second", c: "third" }
    run([], texts)
    const [name = ""] = files()
    const whole = readFileSync(join(directory, name))
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(join(directory, name), bytes)
      const found = Object.entries(texts).map(([key, text]) => [textOf(key), text])
      for (const [kept, text] of found) if (kept !== null) expect(kept).toBe(text)
      // A damaged key is no other one.
      expect(found.some(([kept]) => kept === null)).toBe(true)
      if (at >= whole.length - 5) expect(found.map(([kept]) => kept)).toEqual(["first", "second", null])
    }
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(join(directory, name), whole.subarray(0, length))
      expect(textOf("c")).toBeNull()
    }
  })

  it("becomes one file when there are many, without what was begun and never finished", () => {
    writeFileSync(join(directory, "00000001.x.pack.new"), "half")
    const limits = { most: 2 ** 20, files: 3 }
    for (let index = 0; index < 20; index++) run(["a0"], { [`k${index % 3}`]: `text ${index}`, [`a${index}`]: "x" }, limits)
    expect(files().length).toBeLessThanOrEqual(3)
    expect(files().some((name) => name.endsWith(".new"))).toBe(false)
    expect([textOf("k0"), textOf("k1"), textOf("k2"), textOf("a0")]).toEqual(["text 18", "text 19", "text 17", "x"])
  })

  it("stays below its size: what nobody asked for goes first", () => {
    const large = "x".repeat(1000)
    const small = { most: 10_000, files: 8 }
    run([], { wanted: large })
    for (let index = 0; index < 50; index++) {
      run(["wanted"], { [`k${index}`]: large }, small)
      expect(files().reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)).toBeLessThanOrEqual(10_000)
    }
    expect([textOf("wanted"), textOf("k49"), textOf("k0")]).toEqual([large, large, null])
  })

  it("is used by two runs at once: of what both add either stays", () => {
    const [one, other] = [openPack(directory), openPack(directory)]
    one.set("both", "same")
    one.set("one", "1")
    other.set("both", "same")
    other.set("other", "2")
    one.save()
    other.save()
    expect([textOf("both"), textOf("one"), textOf("other")]).toEqual(["same", "1", "2"])
    // Another run joins the files that this one has read.
    const late = openPack(directory)
    for (let index = 0; index < 3; index++) run([], { [`n${index}`]: "n" }, { most: 2 ** 20, files: 1 })
    late.set("late", "3")
    late.save()
    expect([textOf("both"), textOf("n2"), textOf("late")]).toEqual(["same", "n", "3"])
  })

  it("does without a place to write", () => {
    const blocked = join(directory, "file")
    writeFileSync(blocked, "")
    const nowhere = openPack(join(blocked, "cache"))
    nowhere.set("a", "1")
    nowhere.save()
    expect(openPack(join(blocked, "cache")).get("a")).toBeNull()
    expect(prepareCache(join(blocked, "cache"))).toContain("ENOTDIR")
  })

  // Node's own way of making directories never returns there.
  it.runIf(existsSync("/proc/self"))("does without a place in a file system that makes no directories", () => {
    expect(prepareCache("/proc/unhardcode/cache")).toContain("ENOENT")
    const nowhere = openPack("/proc/unhardcode/cache")
    nowhere.set("a", "1")
    nowhere.save()
  })

  it("is hidden from git", () => {
    expect(prepareCache(join(directory, "cache"))).toBeNull()
    expect(readFileSync(join(directory, "cache/.gitignore"), "utf8")).toBe("*\n")
  })

  it("has keys of content, path and what is looked for", () => {
    const key = (tag: string, file: string, text: string) => contentKey(tag, file, Buffer.from(text))
    const all = [key("1", "a", "x"), key("2", "a", "x"), key("1", "b", "x"), key("1", "a", "y")]
    expect(new Set(all).size).toBe(4)
    expect(key("1", "a", "x")).toBe(all[0])
  })
})
