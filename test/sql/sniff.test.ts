import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { sniffSql } from "../../src/sql/index.js"

const cases = JSON.parse(readFileSync(new URL("../../fixtures/sql/sniff.json", import.meta.url), "utf8")) as Record<
  string,
  string[]
>

for (const [verdict, texts] of Object.entries(cases)) {
  test.each(texts)(`${verdict}: %s`, (text) => {
    expect(sniffSql(text)).toBe(verdict)
  })
}
