import { factBuilder } from "../../../facts/fact-builder.js"
import type { FactReader, FileFacts } from "../../../model/lineage.js"
import { loadParser, parseText } from "../parse.js"
import { children, type Node } from "../syntax.js"
import { migratedObjects } from "./migrations.js"
import { block } from "./statements.js"
import { declaredNames, type Frame, type Walk } from "./walk.js"

/** The facts of a program. Throws a RangeError where it is nested more deeply than the stack reaches. */
function programFacts(source: string, file: string, language: string, program: Node): FileFacts {
  const facts = factBuilder()
  const walk: Walk = { source, facts, exports: [], later: [], imported: new Map(), inner: new WeakSet() }
  const scope = facts.open({ kind: "module", name: "", parent: -1, start: 0, end: source.length, at: 0 })
  const frame: Frame = { scope, bound: declaredNames(program), outer: [], self: null, owner: null, env: new Map(), yields: [] }
  block(walk, frame, children(program, "body"))
  // Functions found in functions join the end of the queue.
  for (let index = 0; index < walk.later.length; index++) walk.later[index]?.()
  return facts.done({ file, language, exports: walk.exports, sql: migratedObjects(facts) })
}

function readerOf(language: "javascript" | "typescript"): FactReader {
  return {
    language,
    load: loadParser,
    read: (text, file) => {
      const empty = (message: string): FileFacts => {
        const facts = factBuilder()
        facts.problems.push({ at: 0, message })
        return facts.done({ file, language })
      }
      const parsed = parseText(text, file, language)
      if (parsed.program === null) return empty(parsed.problems[0]?.message ?? "the file does not parse")
      try {
        return programFacts(text, file, language, parsed.program)
      } catch (error) {
        if (error instanceof RangeError) return empty("nested too deeply to be followed")
        throw error
      }
    },
  }
}

/** Readers of the facts of JavaScript and TypeScript files. */
export const factReaders: Readonly<Record<"javascript" | "typescript", FactReader>> = {
  javascript: readerOf("javascript"),
  typescript: readerOf("typescript"),
}
