// Puts what the build ships beside the compiled code: the Python grammar, the rules.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

const target = new URL("../dist/grammars/", import.meta.url)
mkdirSync(target, { recursive: true })
const require = createRequire(import.meta.url)
copyFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm"), new URL("tree-sitter-python.wasm", target))

// The licences of the packages that the bundle holds.
for (const name of ["yaml", "zod"])
  copyFileSync(
    new URL("LICENSE", pathToFileURL(require.resolve(`${name}/package.json`))),
    new URL(`../dist/${name}.LICENSE.txt`, import.meta.url),
  )

// The rules, read and checked: the program need not read YAML for them.
const { readRules } = await import("../build/classify/read-rules.js")
writeFileSync(new URL("../dist/rules.json", import.meta.url), JSON.stringify(readRules()))
