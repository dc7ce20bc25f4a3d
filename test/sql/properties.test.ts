import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Access } from "../../src/model/sql.js"
import { readSql, sniffSql } from "../../src/sql/index.js"
import { lex } from "../../src/sql/lexer.js"
import { shownName } from "./support.js"

const words = [
  "SELECT",
  "FROM",
  "WHERE",
  "JOIN",
  "ON",
  "INSERT",
  "INTO",
  "UPDATE",
  "SET",
  "DELETE",
  "MERGE",
  "USING",
  "WHEN",
  "MATCHED",
  "THEN",
  "WITH",
  "AS",
  "EXEC",
  "DECLARE",
  "IF",
  "ELSE",
  "BEGIN",
  "END",
  "CASE",
  "TABLE",
  "CREATE",
  "ALTER",
  "DROP",
  "PROC",
  "VIEW",
  "TRIGGER",
  "INDEX",
  "USE",
  "GO",
  "UNION",
  "ALL",
  "OPENQUERY",
  "PIVOT",
  "FOR",
  "OUTPUT",
  "TRY",
  "CATCH",
  "GRANT",
  "TO",
  "DATABASE",
  "dbo",
  "Member",
  "a",
  "b",
  "#t",
  "@x",
  "@y",
  "[x y]",
  '"q"',
  "'str'",
  "N'it''s'",
  "'SELECT * FROM dbo.T'",
  "1",
  "2.5e3",
  "0x1F",
  "(",
  ")",
  "(",
  ")",
  ",",
  ".",
  ";",
  "=",
  "+",
  "*",
  "::",
  "{db}",
  "$(V)",
  "${x}",
  "?",
  ":p",
  "--c\n",
  "/* c */",
  "/*",
  "'",
  '"',
  "[",
  "\n",
  "\nGO\n",
  "\r\n",
  "\u0000",
  "é",
  "\ud800",
  "$",
  "%s",
  "<a, b, c>",
  "<",
  ">",
]
const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(" "))
const glued = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(""))
const anything = fc.oneof(soup, glued, fc.string({ unit: "binary", maxLength: 200 }))

/** Scripts that are right, with `DB` for the database. */
const scripts = [
  "SELECT m.Id, DB.dbo.fn_x(m.Id) FROM DB.dbo.Member m LEFT JOIN DB..Outcome o ON o.Id = m.Id WHERE EXISTS (SELECT 1 FROM DB.dbo.Lock)",
  "UPDATE m SET m.x = 1 OUTPUT inserted.Id INTO DB.dbo.Log FROM DB.dbo.Member AS m JOIN #t t ON t.Id = m.Id",
  "MERGE DB.dbo.Member AS t USING (SELECT Id FROM DB.dbo.New) s ON t.Id = s.Id WHEN MATCHED THEN DELETE;",
  "WITH c AS (SELECT Id FROM DB.dbo.Member) INSERT INTO DB.dbo.Copy (Id) SELECT Id FROM c",
  "CREATE PROCEDURE DB.dbo.usp_x AS BEGIN TRUNCATE TABLE DB.dbo.A; EXEC DB.dbo.usp_y; IF OBJECT_ID('x') IS NULL DELETE FROM DB.dbo.B END",
  "ALTER TABLE DB.dbo.A SWITCH TO DB.dbo.B",
]

function roles(accesses: readonly Access[]): string[] {
  return accesses.map((access) => `${access.role} ${access.operation} ${access.kind} ${access.name.schema} ${access.name.object}`)
}

describe("any text", () => {
  test("tokens, comments and white space make up the text", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const tokens = lex(text, { holes: [], quotedIdentifier: true })
        const spans: { start: number; end: number }[] = []
        for (let at = 0; at < tokens.comments.length; at += 2)
          spans.push({ start: tokens.comments[at] as number, end: tokens.comments[at + 1] as number })
        for (let token = 1; token < tokens.end; token++)
          spans.push({ start: tokens.starts[token] as number, end: tokens.ends[token] as number })
        spans.sort((a, b) => a.start - b.start)
        let at = 0
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          // Between them, nothing but white space and controls; a dollar sign of money alone belongs to its number.
          expect(text.slice(at, start)).toMatch(
            /^[\s\u0000-\u0020\u0085\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff\ufffe$]*$/,
          )
          at = end
        }
      }),
      { numRuns: 300 },
    )
  })

  test("reading never throws, and all it says lies in the text, in order", () => {
    fc.assert(
      fc.property(anything, fc.boolean(), (text, quotedIdentifier) => {
        const reading = readSql(text, { quotedIdentifier })
        for (const list of [
          reading.accesses,
          reading.names,
          reading.strings,
          reading.comments,
          reading.statements,
          reading.directives,
        ]) {
          let before = 0
          for (const { start, end } of list) {
            expect(start).toBeGreaterThanOrEqual(before)
            expect(end).toBeGreaterThanOrEqual(start)
            expect(end).toBeLessThanOrEqual(text.length)
            before = start
          }
        }
        for (const access of reading.accesses) {
          expect(access.text).toBe(text.slice(access.start, access.end))
          expect(reading.statements[access.statement]).toBeDefined()
        }
        for (const name of reading.names) for (const part of name.parts) expect(part.end).toBeLessThanOrEqual(text.length)
        for (const problem of reading.problems) expect(problem.at).toBeLessThanOrEqual(text.length)
        sniffSql(text)
      }),
      { numRuns: 600 },
    )
  })

  test("holes anywhere do no harm", () => {
    fc.assert(
      fc.property(soup, fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 8 })), { maxLength: 6 }), (text, cuts) => {
        let at = 0
        const holes = []
        for (const [start, length] of cuts.sort((a, b) => a[0] - b[0])) {
          if (start < at || start + length > text.length) continue
          holes.push({ start, end: start + length, expression: "x" })
          at = start + length
        }
        readSql(text, { holes })
        sniffSql(text, holes)
      }),
      { numRuns: 300 },
    )
  })
})

describe("names", () => {
  test("another database changes nothing but its name", () => {
    const database = fc.stringMatching(/^[A-Z][a-z]{1,12}_?[A-Z]?$/)
    fc.assert(
      fc.property(fc.constantFrom(...scripts), database, (script, name) => {
        const before = readSql(script.replaceAll("DB", "MemberRepository"))
        const after = readSql(script.replaceAll("DB", `[${name}]`))
        expect(roles(after.accesses)).toEqual(roles(before.accesses))
        expect(after.accesses.map(shownName)).toEqual(
          before.accesses.map((access) => shownName(access).replace("MemberRepository", name)),
        )
      }),
    )
  })

  test.each([
    "{db}",
    "${db}",
    "$(DB)",
    "[$(DB)]",
    "{{ params.db }}",
    "{{DB}}",
    "$DB$",
    "%s",
    "%(db)s",
    "<db, sysname, x>",
    "{db}_B",
    "[{db}]",
    "{self.db}",
    "{0}",
  ])("the database as %s leaves the roles as they are", (placeholder) => {
    for (const script of scripts) {
      const before = readSql(script.replaceAll("DB", "MemberRepository"))
      const after = readSql(script.replaceAll("DB", placeholder))
      expect(roles(after.accesses)).toEqual(roles(before.accesses))
      expect(after.problems).toEqual([])
    }
  })

  test("a hole given by the host, in any spelling, leaves the roles as they are", () => {
    fc.assert(
      fc.property(fc.constantFrom(...scripts), fc.string({ minLength: 1, maxLength: 12 }), (script, inside) => {
        const spelled = `{${inside}}`
        const text = script.replaceAll("DB", () => spelled)
        const holes = [...script.matchAll(/DB/g)].map((match, index) => {
          const start = match.index + index * (spelled.length - 2)
          return { start, end: start + spelled.length, expression: inside }
        })
        const before = readSql(script.replaceAll("DB", "MemberRepository"))
        expect(roles(readSql(text, { holes }).accesses)).toEqual(roles(before.accesses))
      }),
    )
  })

  test("a script in EXEC says the same, and its names stand where they are written", () => {
    for (const script of scripts) {
      const plain = script.replaceAll("DB", "[Member'Repository]")
      const before = readSql(plain)
      for (let text = plain, depth = 0; depth < 4; depth++) {
        text = `EXEC ('${text.replaceAll("'", "''")}')`
        const after = readSql(text)
        expect(roles(after.accesses)).toEqual(roles(before.accesses))
        expect(after.accesses.map(shownName)).toEqual(before.accesses.map(shownName))
        for (const access of after.accesses) {
          if (access.name.database !== null) expect(access.text).toMatch(/^\[Member'+Repository\]/)
        }
      }
    }
  })
})
