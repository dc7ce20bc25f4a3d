// Every exported name of src has a doc comment; and how long the files are.
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import ts from "typescript"
import { root } from "./prepare.mjs"

const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
const lengths = []
let missing = 0
for (const file of files) {
  const text = readFileSync(file, "utf8")
  const path = relative(root, file)
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  lengths.push({ path, lines: text.split("\n").length - 1 })
  for (const statement of source.statements) {
    if (!ts.canHaveModifiers(statement) || !isExported(statement) || isDocumented(statement)) continue
    const { line } = source.getLineAndCharacterOfPosition(statement.getStart())
    console.log(`${path}:${line + 1}: ${nameOf(statement)} is exported and has no doc comment`)
    missing++
  }
}
const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
const long = lengths.filter(({ lines }) => lines > 300).sort((a, b) => b.lines - a.lines)
console.log(`note: ${files.length} files, ${sorted[Math.floor(sorted.length / 2)]} lines in the median, ${long.length} over 300`)
for (const { path, lines } of long) console.log(`note:   ${lines}  ${path}`)
process.exitCode = missing === 0 ? 0 : 1

function isExported(statement) {
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

/** Overloads share the comment of the first. */
function isDocumented(statement) {
  if (ts.getJSDocCommentsAndTags(statement).length > 0) return true
  if (!ts.isFunctionDeclaration(statement)) return false
  return statement
    .getSourceFile()
    .statements.some(
      (other) =>
        ts.isFunctionDeclaration(other) &&
        other.name?.text === statement.name?.text &&
        ts.getJSDocCommentsAndTags(other).length > 0,
    )
}

function nameOf(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(", ")
  return statement.name?.getText() ?? "something"
}
