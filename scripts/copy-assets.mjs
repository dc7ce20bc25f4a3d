// Copies what the build ships beside the compiled code: the Python grammar.
import { copyFileSync, mkdirSync } from "node:fs"
import { createRequire } from "node:module"

const target = new URL("../dist/grammars/", import.meta.url)
mkdirSync(target, { recursive: true })
const require = createRequire(import.meta.url)
copyFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm"), new URL("tree-sitter-python.wasm", target))
