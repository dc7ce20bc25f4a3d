import { expect, test } from "vitest"
import { readSql } from "../../src/sql/index.js"

// Generous, for machines that are busy: what is quadratic or worse takes minutes.
const limit = 8_000

test.each<[string, (n: number) => string]>([
  ["brackets in brackets", (n) => `SELECT ${"(".repeat(n)}1${")".repeat(n)} FROM dbo.T`],
  ["open brackets", (n) => `SELECT ${"(".repeat(n)}`],
  ["queries in queries", (n) => `${"SELECT * FROM (".repeat(n)}SELECT 1 FROM dbo.T${") x".repeat(n)}`],
  ["joins in brackets", (n) => `SELECT * FROM ${"(".repeat(n)}dbo.T`],
  ["blocks in blocks", (n) => `${"BEGIN ".repeat(n)}SELECT 1 FROM dbo.T ${"END ".repeat(n)}`],
  ["ELSE IF", (n) => `${"IF @x = 1 SELECT 1 FROM dbo.T ELSE ".repeat(n)}SELECT 2`],
  ["CASE in CASE", (n) => `SELECT ${"CASE WHEN 1 = 1 THEN ".repeat(n)}1${" END".repeat(n)} FROM dbo.T`],
  ["comments in comments", (n) => `${"/*".repeat(n)}x${"*/".repeat(n)} SELECT 1 FROM dbo.T`],
  ["open comments", (n) => "/*".repeat(n)],
  ["quotes", (n) => "'".repeat(n * 2 + 1)],
  ["one open quote on each line", (n) => "SELECT 'x\n".repeat(n)],
  ["open brackets of names", (n) => "[".repeat(n)],
  ["placeholders that are none", (n) => "${{<a,".repeat(n)],
  ["dots", (n) => `SELECT ${"a.".repeat(n)}b FROM dbo.T`],
  [
    "a long list of tables",
    (n) =>
      `SELECT t1.x FROM ${Array.from({ length: n }, (_, i) => `dbo.T${i} t${i}`).join(", ")} WHERE ${"t7.x = 1 AND ".repeat(n)} 1 = 1`,
  ],
  [
    "a chain of CTEs as target",
    (n) =>
      `WITH c0 AS (SELECT 1 AS x FROM dbo.T)${Array.from({ length: n }, (_, i) => `, c${i + 1} AS (SELECT x FROM c${i})`).join("")} DELETE FROM c${n}`,
  ],
  ["a text that grows", (n) => `DECLARE @s nvarchar(max) = ''; ${"SET @s = @s + 'SELECT 1 FROM dbo.T '; ".repeat(n)} EXEC (@s)`],
  [
    "a text that doubles",
    (n) => `DECLARE @s nvarchar(max) = 'SELECT 1 FROM dbo.T '; ${"SET @s = @s + @s; EXEC (@s); ".repeat(n / 100)}`,
  ],
  [
    "a text executed again and again",
    (n) => `DECLARE @s nvarchar(max) = ''; ${"SET @s += 'SELECT 1 FROM dbo.T '; EXEC (@s); ".repeat(n / 10)}`,
  ],
  ["values", (n) => `INSERT INTO dbo.T VALUES ${Array.from({ length: n }, (_, i) => `(${i}, 'it''s')`).join(", ")}`],
  ["GO", (n) => "GO\n".repeat(n)],
  ["a text that REPLACE doubles", (n) => `SET @s = 'a'; ${"SET @s = REPLACE(@s, 'a', 'aa'); ".repeat(n)} EXEC (@s)`],
  [
    "a text that STUFF puts together again and again",
    (n) => `SET @s = 'SELECT 1'; ${"SET @s = STUFF(@s, 1, 0, ' '); ".repeat(n)} EXEC (@s)`,
  ],
  ["one text at many places", (n) => `DECLARE @s nvarchar(max) = 'SELECT 1 FROM dbo.T'; ${"EXEC (@s); ".repeat(n)}`],
  [
    "many values at many places",
    (n) => Array.from({ length: n }, (_, i) => `IF @x = ${i} SET @s = 'SELECT 1 FROM dbo.T${i}'\nEXEC (@s)\n`).join(""),
  ],
  ["lines that end as on old Macs", (n) => "--x\r".repeat(n * 10)],
  ["unclosed EXEC", (n) => "EXEC (".repeat(n)],
  [
    "a text that grows and is handed to a procedure each time",
    (n) => `DECLARE @s nvarchar(max) = ''; ${"SET @s += 'it''s'; EXEC dbo.Load @text = @s; ".repeat(n)}`,
  ],
  [
    "a list of parameters that grows",
    (n) => `DECLARE @s nvarchar(max) = ''; ${"SET @s += ' @a int,'; EXEC sp_executesql N'SELECT 1', @s, 1; ".repeat(n)}`,
  ],
  ["a list of parameters that is none", (n) => `EXEC sp_executesql N'SELECT 1', N'${"@".repeat(n * 20)}', 1`],
  ["the name of a procedure that grows", (n) => `DECLARE @s nvarchar(max) = 'a'; ${"SET @s += 'b'; EXEC @s; ".repeat(n)}`],
  ["marks that a text might have", (n) => `SET @s = '${"@@".repeat(n * 10)}'; SET @s = REPLACE(@s, '@@Table@@', 'T'); EXEC (@s)`],
])("%s", (_title, make) => {
  const start = performance.now()
  readSql(make(5_000))
  expect(performance.now() - start).toBeLessThan(limit)
})

test("strings in strings, as deep as anyone is followed and deeper", () => {
  let text = "SELECT 1 FROM dbo.T"
  for (let depth = 0; depth < 16; depth++) text = `EXEC ('${text.replaceAll("'", "''")}')`
  const reading = readSql(text)
  expect(reading.problems.map(({ message }) => message)).toContain("the executed text is too long or too deep to follow")
})

test("other languages and binary data are read as far as it goes", () => {
  for (const text of [
    "def f(x):\n  return x['a']\n",
    "const x = { a: `b` }",
    "\u0000\u0001\u0002 SELECT * FROM dbo.T",
    "{}",
    "<a><b/></a>",
    "SELECT `a` FROM `b`.`c` LIMIT 1",
  ]) {
    expect(() => readSql(text)).not.toThrow()
  }
})

test("what is handed over again and again while it grows is left out at last, and that is told", () => {
  const text = `DECLARE @s nvarchar(max) = ''; ${"SET @s += 'SELECT it'; EXEC dbo.Load @text = @s; ".repeat(2_000)}`
  const reading = readSql(text)
  expect(reading.problems.map(({ message }) => message)).toContain("what is handed over here is too long to follow")
  expect(reading.calls[0]?.arguments[0]?.values).toHaveLength(1)
  expect(reading.calls.at(-1)?.arguments[0]?.values).toHaveLength(0)
  expect(reading.cuts.length).toBeGreaterThan(0)
})

test("an IF that the text ends in ends behind its own words", () => {
  const [statement] = readSql("IF $(V) ALTER").statements
  expect(statement).toMatchObject({ kind: "if", start: 0 })
  expect(statement?.end).toBeGreaterThan(0)
})

test("without readings of strings, all else is the same", () => {
  const text =
    "DECLARE @s nvarchar(max) = N'SELECT 1 FROM dbo.Member'; EXEC (@s); EXEC sp_rename N'dbo.Outcome', N'Old'; PRINT 'it''s'"
  const all = readSql(text)
  const strings = all.strings.map((string) => ({ ...string, reading: null }))
  expect(readSql(text, { want: "strings" })).toEqual({ ...all, names: [], comments: [], strings })
  expect(readSql(text, { want: "accesses" })).toEqual({ ...all, names: [], comments: [], strings: [] })
})
