import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { readConnectionString } from "../../src/connection/index.js"
import type { Hole } from "../../src/model/text.js"

interface Case {
  readonly title: string
  readonly text: string
  readonly parts: readonly string[] | null
}

const cases = parse(readFileSync("fixtures/connection/cases.yaml", "utf8")) as readonly Case[]

function holesOf(text: string): readonly Hole[] {
  return [...text.matchAll(/«([^»]*)»/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: match[1] as string,
  }))
}

describe("connection strings", () => {
  test.each(cases)("$title", ({ text, parts }) => {
    const read = readConnectionString(text, holesOf(text))
    expect(read?.map((part) => `${part.role} ${part.key}=${part.value}`) ?? null).toEqual(parts)
    for (const part of read ?? []) {
      const named = part.keySpan.end > part.keySpan.start
      if (named) expect(decodeURIComponent(text.slice(part.keySpan.start, part.keySpan.end))).toBe(part.key)
      if (part.value === "MemberRepository") expect(text.slice(part.valueSpan.start, part.valueSpan.end)).toBe("MemberRepository")
    }
  })

  const plain = fc.string({
    unit: fc.constantFrom("a", "B", "_", "é", "-", "1", " ", "'", '"', "{", "}", ";", "=", "\\\\", "%", "+", "&", "#"),
  })
  const grammars = {
    ODBC: (pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([key, value]) => `${key}={${value.replaceAll("}", "}}")}}`).join(";"),
    "ADO.NET, double quotes": (pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([key, value]) => `${key}="${value.replaceAll('"', '""')}"`).join("; "),
    "ADO.NET, single quotes": (pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([key, value]) => `${key} = '${value.replaceAll("'", "''")}'`).join(";"),
    JDBC: (pairs: readonly (readonly [string, string])[]) =>
      `jdbc:sqlserver://db:1433;${pairs.map(([key, value]) => `${key}={${value.replaceAll("}", "}}")}}`).join(";")}`,
    SQLAlchemy: (pairs: readonly (readonly [string, string])[]) =>
      `mssql+pyodbc:///?odbc_connect=${encodeURIComponent(pairs.map(([key, value]) => `${key}={${value.replaceAll("}", "}}")}}`).join(";"))}`,
  }
  test.each(Object.entries(grammars))("what is written by the grammar of %s is read again", (name, write) => {
    fc.assert(
      fc.property(plain, plain, (database, password) => {
        // Units beyond ASCII stay encoded in a URL.
        fc.pre(name !== "SQLAlchemy" || !/[^ -~]/.test(database + password))
        const key = name === "JDBC" ? "databaseName" : "Database"
        const text = write([
          ["Server", "db"],
          [key, `M${database}`],
          ["Password", `x${password}`],
        ])
        const parts = readConnectionString(text) ?? []
        expect(parts.filter((part) => part.role === "database").map((part) => part.value)).toEqual([`M${database}`])
        expect(parts.filter((part) => part.role === "password").map((part) => part.value)).toEqual([`x${password}`])
      }),
      { numRuns: 300 },
    )
  })

  test("never throws, and spans stay within the text", () => {
    const piece = fc.constantFrom(
      "DATABASE=",
      "Server=",
      ";",
      "{",
      "}",
      "'",
      '"',
      "=",
      "jdbc:sqlserver://",
      "mssql://",
      "/",
      "@",
      "?",
      "&",
      "%3D",
      "a",
      " ",
      "\n",
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(10), fc.nat(10), (pieces, start, length) => {
        const text = pieces.join("")
        const end = Math.min(text.length, start + length)
        const holes = start < end ? [{ start, end, expression: "x" }] : []
        for (const part of readConnectionString(text, holes) ?? []) {
          expect(part.keySpan.start).toBeLessThanOrEqual(part.keySpan.end)
          expect(part.valueSpan.start).toBeLessThanOrEqual(part.valueSpan.end)
          expect(part.valueSpan.end).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test.each(["{;", "a{;", "DATABASE={", "a=';", "mssql://@", "jdbc:sqlserver://x;a=", ";", "=", 'x="'])(
    "long runs of %s take no time",
    (piece) => {
      const started = performance.now()
      readConnectionString(`DATABASE=x;${piece.repeat(50_000)}`)
      expect(performance.now() - started).toBeLessThan(2000)
    },
  )
})
