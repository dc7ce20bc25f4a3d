import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { SgNode } from "@ast-grep/napi"
import { expect, test } from "vitest"
import { readSql } from "../../src/sql/index.js"
import { lex } from "../../src/sql/lexer.js"
import { T } from "../../src/sql/tokens.js"

// Another grammar's opinion. It knows little T-SQL: only statements that it reads without an error count.
const folder = new URL("../../fixtures/sql/accesses/", import.meta.url)
const dml = new Set(["select", "insert", "update", "delete", "merge", "with"])
const tables = new Set(["table", "view", "temp-table", "table-variable", "cte", "pseudo-table", "synonym", "unknown"])

type Parse = (text: string) => SgNode

/** The other parser; a sentence saying why not where its library cannot be loaded. */
function load(): Parse | string {
  try {
    const require = createRequire(import.meta.url)
    const { parse, registerDynamicLanguage } = require("@ast-grep/napi") as typeof import("@ast-grep/napi")
    registerDynamicLanguage({ sql: require("@ast-grep/lang-sql") })
    return (text) => parse("sql", text).root()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The same text in words that any dialect has: quoted names, variables and `N'…'` spelled plainly, lengths kept. */
function masked(text: string): string {
  const { kinds, starts, ends, end } = lex(text, { holes: [], quotedIdentifier: true })
  let result = text
  for (let token = 1; token < end; token++) {
    const kind = kinds[token]
    const start = starts[token] as number
    const stop = ends[token] as number
    const old = text.slice(start, stop)
    let plain = old
    if (kind === T.STRING)
      plain = `${old.startsWith("N") ? " " : ""}'${"x".repeat(Math.max(0, old.length - (old.startsWith("N") ? 3 : 2)))}'`
    else if (kind === T.VARIABLE || kind === T.BRACKET || kind === T.DOUBLE || kind === T.DYNAMIC || /^[#_]/.test(old))
      plain = `q${old.slice(1).replace(/\W/g, "q")}`
    if (plain.length === old.length) result = result.slice(0, start) + plain + result.slice(stop)
  }
  return result
}

/** Spans of what the other parser takes for tables, aliases apart; null where it finds an error. */
function otherTables(root: SgNode): Set<string> | null {
  const found: { span: string; text: string }[] = []
  const aliases = new Set<string>()
  const todo: SgNode[] = [root]
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    const kind = String(node.kind())
    const children = node.children()
    if (kind === "ERROR" || (children.length === 0 && node.text() === "" && kind !== "program")) return null
    if (kind === "relation") {
      for (const child of children) if (child.kind() === "identifier") aliases.add(child.text().toLowerCase())
    }
    if (["relation", "insert", "from", "update", "delete", "merge", "statement"].includes(kind)) {
      for (const child of children) {
        if (child.kind() !== "object_reference") continue
        const { start, end } = child.range()
        found.push({ span: `${start.index}-${end.index}`, text: child.text().toLowerCase() })
      }
    }
    todo.push(...children)
  }
  return new Set(found.filter(({ text }) => !aliases.has(text)).map(({ span }) => span))
}

const parse = load()

test.skipIf(typeof parse === "string")(
  `tree-sitter-sql finds the same tables${typeof parse === "string" ? ` (skipped: ${parse})` : ""}`,
  () => {
    if (typeof parse === "string") return
    let agreed = 0
    const differences: string[] = []
    for (const file of readdirSync(folder)) {
      for (const each of readFileSync(new URL(file, folder), "utf8").split(/^== /m).slice(1)) {
        const sql = each
          .split("\n")
          .slice(1)
          .filter((line) => !line.startsWith("-> "))
          .join("\n")
        const reading = readSql(sql)
        reading.statements.forEach((statement, index) => {
          if (!dml.has(statement.kind) || reading.problems.length > 0) return
          const text = sql.slice(statement.start, statement.end)
          // It reads the arguments as columns.
          if (text.includes("VECTOR_SEARCH(")) return
          const others = otherTables(parse(masked(text)))
          if (others === null) return
          const ours = new Set(
            reading.accesses
              .filter((access) => access.statement === index && tables.has(access.kind))
              // It takes what stands behind INTO of a SELECT for a variable.
              .filter((access) => access.operation !== "select-into")
              // Rows of a variable's method.
              .filter(({ kind, text: name }) => kind !== "table-variable" || !name.includes("("))
              .filter(({ start, end }) => !reading.strings.some((string) => string.start <= start && end <= string.end))
              .map((access) => `${access.start - statement.start}-${access.end - statement.start}`),
          )
          const differ = [...ours].filter((span) => !others.has(span)).concat([...others].filter((span) => !ours.has(span)))
          if (differ.length === 0) agreed++
          else differences.push(`${text}: ${differ.join(", ")}`)
        })
      }
    }
    expect(differences).toEqual([])
    expect(agreed).toBeGreaterThan(60)
  },
)
