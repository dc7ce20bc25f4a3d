import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import { expect, test } from "vitest"
import { reportSqlJson } from "../../src/report/sql-json.js"
import { reportSqlText } from "../../src/report/sql-text.js"
import { readSql } from "../../src/sql/index.js"

const sql = "UPDATE m SET m.x = 1 FROM MemberRepository.dbo.Member m JOIN #new n ON n.Id = m.Id;\nSLECT"
const reading = readSql(sql, { want: "accesses" })
const report = {
  file: "a\u001b[2J.sql",
  accesses: reading.accesses,
  placeOf: (offset: number) => ({ line: 1, column: offset + 1 }),
  problems: reading.problems.map(({ message }) => ({ file: "a.sql", line: 2, column: 1, message })),
}

test("JSON fits its schema", () => {
  const schema = JSON.parse(readFileSync(new URL("../../schemas/sql.schema.json", import.meta.url), "utf8"))
  const validate = new Ajv2020({ allErrors: true }).compile(schema)
  for (const files of [[], [report], [report, { ...report, accesses: [], problems: [] }]]) {
    const document: unknown = JSON.parse([...reportSqlJson(files)].join(""))
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  }
})

test("the table for people", () => {
  expect([...reportSqlText([report], false)].join("")).toBe(`a\\e[2J.sql
  place  operation  role       kind        name
  1:27   update     write      table       MemberRepository.dbo.Member
  1:62   select     read       temp-table  #new
  problem 2:1 "SLECT" begins no statement

1 file, 2 accesses (1 read, 1 write), 1 problem
`)
})
