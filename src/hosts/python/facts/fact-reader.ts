import type { Tree } from "web-tree-sitter"
import { factBuilder } from "../../../facts/fact-builder.js"
import type { FactReader, FileFacts } from "../../../model/lineage.js"
import { loadParser, type Parse } from "../grammar.js"
import { assignedNames, type Frame, type Walk } from "./module-walk.js"
import { block } from "./statements.js"

/** The facts of a Python file. What can not be parsed is skipped piece by piece, as the parser recovers. */
export function pythonFacts(source: string, file: string, tree: Tree): FileFacts {
  const facts = factBuilder()
  const walk: Walk = {
    source,
    facts,
    later: [],
    settings: false,
    stars: [],
    callResult: (call) => facts.calls[call]?.result ?? null,
  }
  const root = tree.rootNode
  const scope = facts.open({ kind: "module", name: "", parent: -1, start: 0, end: source.length, at: 0 })
  const frame: Frame = {
    scope,
    names: 0,
    assigned: assignedNames(walk, root),
    elsewhere: new Map(),
    self: null,
    owner: null,
    outer: [],
    env: new Map(),
    yields: [],
  }
  block(walk, frame, root)
  // Functions found in functions join the end of the queue.
  for (let index = 0; index < walk.later.length; index++) walk.later[index]?.()
  if (root.hasError)
    facts.problems.push({ at: 0, message: "the file does not parse as Python 3; what could be read of it was used" })
  return facts.done({ file, language: "python" })
}

let parse: Parse = () => null

/** Reads the facts of Python files. */
export const factReader: FactReader = {
  language: "python",
  load: async () => {
    parse = await loadParser()
  },
  read: (text, file) => {
    const tree = parse(text)
    if (tree === null) {
      const facts = factBuilder()
      facts.problems.push({ at: 0, message: "the parser gave up on the file" })
      return facts.done({ file, language: "python" })
    }
    try {
      return pythonFacts(text, file, tree)
    } finally {
      tree.delete()
    }
  },
}
