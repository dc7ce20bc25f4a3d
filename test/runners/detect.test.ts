import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { languageOf } from "../../src/discover/language-of.js"
import type { RunnerFact } from "../../src/runners/index.js"
import { appliedMigration, detectRunners, expand, placeholder, runnerFacts } from "../../src/runners/index.js"

const root = "fixtures/runners"
const expected = parse(readFileSync(`${root}/expected.yaml`, "utf8")) as Readonly<Record<string, string>>

function filesUnder(folder: string): readonly string[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`
    return entry.isDirectory() ? filesUnder(path) : [path]
  })
}

const files = filesUnder("").filter((file) => file.includes("/"))
const texts = new Map(files.map((file) => [file, readFileSync(`${root}/${file}`, "utf8")]))
const facts: readonly RunnerFact[] = files.flatMap((file) =>
  runnerFacts(file, texts.get(file) ?? "", languageOf(file, texts.get(file) ?? "")),
)
const sql = files.filter((file) => file.endsWith(".sql")).sort()
const decided = detectRunners(facts, sql)

describe("who runs each file", () => {
  test.each(Object.entries(expected))("%s: %s", (file, who) => {
    const decision = decided.get(file)
    const found =
      decision?.kind === "runner" ? decision.runner : decision?.kind === "conflict" ? decision.runners.join(" ") : "none"
    expect(found).toBe(who)
    if (who !== "none") expect(decision?.evidence.length).toBeGreaterThan(0)
  })

  test("every file is in the list", () => expect(sql).toEqual(Object.keys(expected).sort()))

  test("the order of the facts does not matter", () => {
    const again = detectRunners([...facts].reverse(), sql)
    for (const file of sql) expect(again.get(file)?.kind).toBe(decided.get(file)?.kind)
  })

  test("a config says it for those that nobody shows", () => {
    const told = detectRunners(facts, sql, [{ files: "programs/**", runner: "grate", appliedUpTo: null }])
    expect(told.get("programs/sql/both.sql")).toMatchObject({ kind: "runner", runner: "grate" })
  })
})

test.each(sql)("%s, with the placeholder of its runner, is expanded to what it was", (file) => {
  const decision = decided.get(file)
  if (decision?.kind !== "runner") return
  const text = texts.get(file) ?? ""
  const written = placeholder(decision.runner, "MEMBER_REPOSITORY_DB", false)
  const after = text.replaceAll("[MemberRepository]", `[${written}]`)
  const values = new Map([["MEMBER_REPOSITORY_DB", "MemberRepository"]])
  expect(expand(decision.runner, after, values)).toMatchObject({ text, unknown: [], error: null })
})

describe("applied migrations", () => {
  const caution = (file: string, runner: "flyway" | "liquibase" | "dbup" | "grate" | "sqlcmd", upTo: string | null = null) =>
    appliedMigration(file, texts.get(file) ?? "", runner, upTo) === null ? "free" : "recorded"

  test.each([
    ["flyway/db/migration/V1__members.sql", "flyway", null, "recorded"],
    ["flyway/db/migration/R__usp_count.sql", "flyway", null, "free"],
    ["flyway/db/migration/V1__members.sql", "flyway", "1", "recorded"],
    ["flyway/db/migration/V1__members.sql", "flyway", "0.9", "free"],
    ["flyway/db/migration/V10__x.sql", "flyway", "9", "free"],
    ["flyway/db/migration/V1.10__x.sql", "flyway", "V1.9__y.sql", "free"],
    ["liquibase/db/changelog/members.sql", "liquibase", null, "free"],
    ["liquibase/db/changelog/routines/usp_count.sql", "liquibase", null, "recorded"],
    ["dbup/Upgrade/Scripts/0001_members.sql", "dbup", null, "free"],
    ["grate/db/up/0001_members.sql", "grate", null, "free"],
    ["sqlcmd/sql/weekly.sql", "sqlcmd", null, "free"],
  ] as const)("%s by %s, applied up to %s: %s", (file, runner, upTo, answer) => {
    expect(caution(file, runner, upTo)).toBe(answer)
  })
})
