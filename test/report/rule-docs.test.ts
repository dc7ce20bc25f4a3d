import { readdirSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { loadRules } from "../../src/classify/load-rules.js"
import { hazardPages, noticeRules } from "../../src/report/rule-index.js"
import { rulePages } from "../../src/report/rule-page.js"
import { runIn } from "../check/repository.js"

const folder = new URL("../../docs/rules/", import.meta.url)

it("docs/rules are made from the rules as they are (npm run rule-docs makes them again)", async () => {
  const there = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]))
  expect(there).toEqual(Object.fromEntries(rulePages(await loadRules())))
})

it("explain prints every rule's help", async () => {
  for (const { id, help } of await loadRules()) {
    const { code, out } = await runIn(process.cwd(), ["explain", id])
    expect([code, out]).toEqual([0, expect.stringContaining(help.trim().split("\n")[0] ?? "")])
  }
})

it("explain knows the rules about suppressions and the hazards", async () => {
  for (const id of [...Object.keys(noticeRules), ...Object.keys(hazardPages)])
    expect((await runIn(process.cwd(), ["explain", id])).code).toBe(0)
})
