import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { type AuditOptions, audit } from "../../src/audit.js"
import { auditJoined, auditShard } from "../../src/audit-shard.js"
import { loadConfig } from "../../src/config/load-config.js"
import { joinPartials, type Partial, parsePartial } from "../../src/shards/partial.js"
import { parseShard, shardOf } from "../../src/shards/shard.js"
import { version } from "../../src/version.js"

const cwd = fileURLToPath(new URL("../../fixtures/repositories/fileRepository-fileload", import.meta.url))

describe("shards of an audit", () => {
  let options: AuditOptions
  beforeAll(async () => {
    const databases = ["MemberRepository=MEMBER_REPOSITORY_DB"]
    const config = await loadConfig({ cwd, file: null, databases, ignore: [], strictCase: false })
    options = { cwd, paths: [], config, gitignore: true, concurrency: 1, progress: null }
  })

  /** As it would come from another machine. */
  const shard = async (index: number, of: number) => {
    const text = JSON.stringify(await auditShard(options, { index, of }))
    return { name: `${index}.json`, partial: parsePartial(`${index}.json`, text) }
  }
  const shards = (of: number) => Promise.all(Array.from({ length: of }, (_, index) => shard(index + 1, of)))

  it.each([1, 2, 7])("give the result of one run, in any order: %i of them", async (of) => {
    const whole = await audit(options)
    const joined = await auditJoined(joinPartials((await shards(of)).reverse(), version()), options)
    expect(joined.result).toEqual(whole.result)
    expect(whole.result.accounting.occurrences).toBeGreaterThan(50)
  })

  it("are refused by name when one is missing, doubled, or of another run", async () => {
    const [one, two, three] = await shards(3)
    if (one === undefined || two === undefined || three === undefined) throw new Error("three shards")
    const change = (partial: object) => ({ name: "x.json", partial: { ...one.partial, ...partial } as Partial })
    const join = (...all: (typeof one)[]) => joinPartials(all, version())
    expect(() => join(one, three)).toThrow("Missing: shard 2/3.")
    expect(() => join(one, two, two, three)).toThrow("Shard 2/3 is there twice: 2.json and 2.json.")
    expect(() => join(one, change({ shard: { index: 2, of: 4 } }))).toThrow(
      "x.json is shard 2/4, 1.json one of 3: they are of different runs.",
    )
    expect(() => join(one, change({ tool: "0" }))).toThrow("x.json was written by version 0")
    expect(() => join(one, change({ settings: "" }))).toThrow("x.json and 1.json were read for different names.")
    expect(() => join(one, two, change({ shard: { index: 3, of: 3 } }))).toThrow(
      "is in both 1.json and x.json: the shards overlap.",
    )
    expect(() => join()).toThrow("There are no shards to merge")
    expect(() => parsePartial("y.json", "[]")).toThrow("y.json does not hold the facts of a shard")
    const other = { ...options, config: { ...options.config, names: [] } }
    await expect(auditJoined(join(one, two, three), other)).rejects.toThrow("The shards were read for other names")
  })
})

describe("a shard", () => {
  it.each([
    ["1/1", { index: 1, of: 1 }],
    ["2/8", { index: 2, of: 8 }],
    ["0/8", null],
    ["9/8", null],
    ["1", null],
    ["a/b", null],
  ])("%s is read as %j", (text, shard) => {
    expect(parseShard(text)).toEqual(shard)
  })

  it("takes its part of the files", () => {
    const counts = [0, 0, 0, 0]
    for (let index = 0; index < 4000; index++) counts[shardOf(`src/part${index % 9}/f${index}.sql`, 4) - 1]++
    expect(Math.min(...counts)).toBeGreaterThan(900)
  })
})
