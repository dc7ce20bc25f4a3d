import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { readSql } from "../../src/sql/index.js"
import { shownReading } from "./support.js"

const folder = new URL("../../fixtures/sql/accesses/", import.meta.url)

for (const file of readdirSync(folder)) {
  describe(file, () => {
    const cases = readFileSync(new URL(file, folder), "utf8").split(/^== /m).slice(1)
    for (const each of cases) {
      const [title, ...lines] = each.trimEnd().split("\n")
      const sql = lines.filter((line) => !line.startsWith("-> ")).join("\n")
      const expected = lines.filter((line) => line.startsWith("-> ")).map((line) => line.slice(3))
      test(title as string, () => {
        const reading = readSql(sql)
        expect(shownReading(reading)).toEqual(expected)
        for (const access of reading.accesses) expect(access.text).toBe(sql.slice(access.start, access.end))
        expect(readSql(sql, { want: "accesses" }).accesses).toEqual(reading.accesses)
        // With Windows line ends, all is as before.
        expect(shownReading(readSql(sql.replaceAll("\n", "\r\n")))).toEqual(expected)
      })
    }
  })
}
