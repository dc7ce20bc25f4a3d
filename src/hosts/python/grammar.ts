import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import type { Tree } from "web-tree-sitter"
import { packageFile } from "../../package-file.js"

/** Parses Python. Null where the parser would take too long: on text that nobody wrote as Python. */
export type Parse = (text: string) => Tree | null

/** The grammar's scanner looks through all continued lines that follow, at each of them. */
const continued = /(?:\\\r?\n[ \t]*){300}/

let ready: Promise<Parse> | null = null

/** The build puts the grammar beside the compiled code; the sources find it where it is installed. */
function grammarFile(): string {
  const built = fileURLToPath(packageFile("dist/grammars/tree-sitter-python.wasm"))
  return existsSync(built) ? built : createRequire(import.meta.url).resolve("tree-sitter-python/tree-sitter-python.wasm")
}

/** The Python parser, loaded at the first call. */
export function loadParser(): Promise<Parse> {
  ready ??= (async () => {
    const { Language, Parser } = await import("web-tree-sitter")
    await Parser.init()
    const parser = new Parser()
    parser.setLanguage(await Language.load(grammarFile()))
    return (text) => {
      if (continued.test(text)) return null
      // Ordinary code takes one call for 200 units; broken code up to ten times that.
      let calls = 1000 + text.length / 2
      const tree = parser.parse(text, null, { progressCallback: () => --calls < 0 })
      if (tree === null) parser.reset()
      return tree
    }
  })()
  return ready
}
