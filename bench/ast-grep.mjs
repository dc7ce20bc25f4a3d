// A program over ast-grep's engine that looks for the names in strings and comments of Python: what `ast-grep scan` with such a rule does,
// where its command line is not installed (only @ast-grep/napi is). The grammar is the one that tree-sitter-python ships.
//
//   node bench/ast-grep.mjs NAME... (below the working directory; prints the number of places)
import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { parse, registerDynamicLanguage } from "@ast-grep/napi"

const grammar = dirname(createRequire(import.meta.url).resolve("tree-sitter-python/package.json"))
const libraryPath = join(grammar, "prebuilds", `${process.platform}-${process.arch}`, "tree-sitter-python.node")
registerDynamicLanguage({ python: { libraryPath, extensions: ["py"], languageSymbol: "tree_sitter_python", expandoChar: "µ" } })

const names = process.argv.slice(2)
const rule = { rule: { any: [{ kind: "string" }, { kind: "comment" }], regex: `(?i)${names.join("|")}` } }
const open = ["."]
let places = 0
for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name.startsWith(".") || entry.name === "build") continue
    if (entry.isDirectory()) open.push(join(directory, entry.name))
    else if (entry.name.endsWith(".py")) {
      places += parse("python", readFileSync(join(directory, entry.name), "utf8"))
        .root()
        .findAll(rule).length
    }
  }
}
process.stdout.write(`${places}\n`)
