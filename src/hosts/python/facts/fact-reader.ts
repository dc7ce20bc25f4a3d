import { factBuilder } from "../../../facts/fact-builder.js"
import type { FactReader, FileFacts } from "../../../model/lineage.js"
import { loadParser } from "../grammar.js"
import type { PythonNode } from "../quick/node.js"
import { quickParse } from "../quick/parse.js"
import { Environment } from "./environment.js"
import { assignedNames, type Frame, type Walk } from "./module-walk.js"
import { block } from "./statements.js"

/** The facts of a Python file, from its syntax; `broken`: parts of it do not parse. */
function pythonFacts(source: string, file: string, root: PythonNode, broken: boolean): FileFacts {
  const facts = factBuilder()
  const walk: Walk = {
    source,
    binding: source.includes(":="),
    facts,
    later: [],
    settings: false,
    stars: [],
    callResult: (call) => facts.calls[call]?.result ?? null,
  }
  const scope = facts.open({ kind: "module", name: "", parent: -1, start: 0, end: source.length, at: 0 })
  const frame: Frame = {
    scope,
    names: 0,
    assigned: assignedNames(walk, root),
    elsewhere: new Map(),
    self: null,
    owner: null,
    outer: [],
    env: new Environment(),
    yields: [],
  }
  block(walk, frame, root)
  // Functions found in functions join the end of the queue.
  for (let index = 0; index < walk.later.length; index++) walk.later[index]?.()
  if (broken) facts.problems.push({ at: 0, message: "the file does not parse as Python 3; what could be read of it was used" })
  return facts.done({ file, language: "python" })
}

/** The facts by the parser that reads any text. What can not be parsed is skipped piece by piece, as it recovers. */
export async function tolerantFacts(text: string, file: string): Promise<FileFacts> {
  const tree = (await loadParser())(text)
  if (tree === null) {
    const facts = factBuilder()
    facts.problems.push({ at: 0, message: "the parser gave up on the file" })
    return facts.done({ file, language: "python" })
  }
  try {
    return pythonFacts(text, file, tree.rootNode, tree.rootNode.hasError)
  } finally {
    tree.delete()
  }
}

/** Reads the facts of Python files: by the quick parser, which reads nearly all that runs today, else by the tolerant one. */
export const factReader: FactReader = {
  language: "python",
  load: async () => undefined,
  read: (text, file) => {
    const root = quickParse(text)
    return root === null ? tolerantFacts(text, file) : pythonFacts(text, file, root, false)
  },
}
