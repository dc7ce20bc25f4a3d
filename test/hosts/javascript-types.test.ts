import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import ts from "typescript"
import { expect, test } from "vitest"
import { rewriteFiles } from "../support/rewriting.js"

const files = {
  "names.ts": [
    "export type Database = 'MemberRepository' | 'OutcomesIdentification'",
    "export interface Options { readonly database: Database; readonly label: string }",
    "",
  ].join("\n"),
  "use.ts": [
    "import type { Options } from './names.js'",
    "",
    "export const options: Options = { database: 'MemberRepository', label: 'MemberRepository.dbo.Member' }",
    "export const wide = { database: 'OutcomesIdentification' } satisfies Partial<Options>",
    'export const sql = "SELECT * FROM MemberRepository.dbo.Member"',
    "",
  ].join("\n"),
}

/** The compiler's complaints about some files. */
function complaints(texts: Readonly<Record<string, string>>): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), "types-"))
  try {
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(directory, file), text)
    const roots = Object.keys(texts).map((file) => join(directory, file))
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      skipLibCheck: true,
      types: [],
    }
    writeFileSync(join(directory, "process.d.ts"), "declare const process: { readonly env: Record<string, string | undefined> }")
    const program = ts.createProgram([...roots, join(directory, "process.d.ts")], options)
    return ts.getPreEmitDiagnostics(program).map((each) => ts.flattenDiagnosticMessageText(each.messageText, "\n"))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

test("a literal that a type of another file may check is rewritten on request only", async () => {
  const { after, findings } = await rewriteFiles(files)
  expect(complaints(files)).toEqual([])
  expect(complaints(after)).toEqual([])
  expect(after["use.ts"]).toContain("database: 'MemberRepository', label: `${MEMBER_REPOSITORY_DB}.dbo.Member`")
  const held = findings.filter((each) => each.file === "use.ts" && each.applicability === "unsafe")
  expect(held.map((each) => `${each.line} ${each.reason.replace(/^.*?A type/, "A type")}`)).toEqual([
    "3 A type admits this text alone or with others, and a variable is any text: widen the type first. (names.ts:1)",
    "4 A type admits this text alone or with others, and a variable is any text: widen the type first. (names.ts:1)",
  ])
})
