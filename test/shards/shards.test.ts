import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { type AuditOptions, audit } from "../../src/audit.js"
import { auditJoined, auditShard } from "../../src/audit-shard.js"
import { loadConfig } from "../../src/config/load-config.js"
import { joinPartials, type Partial, parsePartial, renderPartial } from "../../src/shards/partial.js"
import { parseShard, shardOf } from "../../src/shards/shard.js"
import { type TablesOptions, tables } from "../../src/tables.js"
import { tablesJoined, tablesShard } from "../../src/tables-shard.js"
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
    const bytes = renderPartial(await auditShard(options, { index, of }))
    return { name: `${index}.json`, partial: parsePartial(`${index}.json`, bytes) }
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
    const joined = (...all: (typeof one)[]) => joinPartials(all, version())
    expect(() => joined(one, three)).toThrow("Missing: shard 2/3.")
    expect(() => joined(one, two, two, three)).toThrow("Shard 2/3 is there twice: 2.json and 2.json.")
    expect(() => joined(one, change({ shard: { index: 2, of: 4 } }))).toThrow(
      "x.json is shard 2/4, 1.json one of 3: they are of different runs.",
    )
    expect(() => joined(one, change({ tool: "0" }))).toThrow("x.json was written by version 0")
    const settings = (changed: object) => change({ settings: { ...one.partial.settings, ...changed } })
    expect(() => joined(one, settings({ read: "" }))).toThrow("x.json and 1.json were read for different names.")
    expect(() => joined(one, settings({ listed: "" }))).toThrow("x.json and 1.json were read with other paths or --ignore")
    expect(() => joined(one, settings({ command: "tables" }))).toThrow("x.json was written by tables, 1.json by audit")
    expect(() => joined(one, two, change({ shard: { index: 3, of: 3 } }))).toThrow(
      "is in both 1.json and x.json: the shards overlap.",
    )
    expect(() => joined()).toThrow("There are no shards to merge")
    expect(() => parsePartial("y.json", Buffer.from("[]"))).toThrow("y.json does not hold the facts of a shard")
    expect(() => parsePartial("y.json", Buffer.from(""))).toThrow("y.json does not hold the facts of a shard")
    const whole = renderPartial(one.partial)
    for (const cut of [whole.length >> 1, whole.length - 5, whole.indexOf(10) + 1])
      expect(() => parsePartial("y.json", whole.subarray(0, cut))).toThrow("y.json is not whole")
    const other = { ...options, config: { ...options.config, names: [] } }
    await expect(auditJoined(joined(one, two, three), other)).rejects.toThrow("The shards were read for other names")
  })
})

describe("shards of tables", () => {
  const root = fileURLToPath(new URL("../../fixtures/repositories", import.meta.url))
  let options: TablesOptions
  beforeAll(async () => {
    const config = await loadConfig({ cwd: root, file: null, databases: [], ignore: [], strictCase: false })
    options = { cwd: root, paths: [], config, only: [], gitignore: true, concurrency: 1, cache: null, progress: null }
  })

  it.each([1, 3, 8])("give the result of one run without its files, in any order: %i of them", async (of) => {
    const whole = await tables(options)
    const shards = []
    for (let index = of; index > 0; index--) {
      const name = `${index}.json`
      shards.push({ name, partial: parsePartial(name, renderPartial(await tablesShard(options, { index, of }))) })
    }
    // Where shards are merged there may be no sources any more.
    const elsewhere = { ...options, cwd: join(root, "nowhere"), config: { ...options.config, root: join(root, "nowhere") } }
    const joined = await tablesJoined(joinPartials(shards, version()), elsewhere)
    expect(joined.result).toEqual(whole.result)
    expect(whole.result.processes.map((each) => each.tables.length > 5)).toEqual([true, true, true, true])
    const [process, table] = ["GR_Insight_Process", "OutcomesIdentification.control.ProcessLock"]
    expect(joined.explain(process, table)).toEqual(whole.explain(process, table))
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
    const shards = Array.from({ length: 4000 }, (_, index) => shardOf(`src/part${index % 9}/f${index}.sql`, 4))
    const counts = [1, 2, 3, 4].map((shard) => shards.filter((each) => each === shard).length)
    expect(Math.min(...counts)).toBeGreaterThan(900)
  })
})
