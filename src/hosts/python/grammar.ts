import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { Language, Parser, type Tree } from "web-tree-sitter"
import { packageFile } from "../../package-file.js"

/** Parses Python. Null if the parser gives up. */
export type Parse = (text: string) => Tree | null

let ready: Promise<Parse> | null = null

/** The build puts the grammar beside the compiled code; the sources find it where it is installed. */
function grammarFile(): string {
  const built = fileURLToPath(packageFile("dist/grammars/tree-sitter-python.wasm"))
  return existsSync(built) ? built : createRequire(import.meta.url).resolve("tree-sitter-python/tree-sitter-python.wasm")
}

/** The Python parser, loaded at the first call. */
export function loadParser(): Promise<Parse> {
  ready ??= (async () => {
    await Parser.init()
    const parser = new Parser()
    parser.setLanguage(await Language.load(grammarFile()))
    return (text) => parser.parse(text)
  })()
  return ready
}
