import type { Host, HostReading } from "../../model/host.js"
import { analyse } from "./analysis.js"
import { pythonCode } from "./code.js"
import { definitions } from "./definitions.js"
import { loadParser, type Parse } from "./grammar.js"
import { importSite } from "./imports.js"
import { readRegions } from "./regions.js"
import { siteOf } from "./site.js"
import { readTree, type Syntax } from "./tree.js"
import { foldValues } from "./values.js"

let parse: Parse | null = null

/**
 * Python of any version. Literals and comments are found by a lexer of our own, which no syntax error stops; the syntax tree tells
 * what surrounds them. Call `load` before `read`.
 */
export const pythonHost: Host = {
  language: "python",
  load: async () => {
    parse = await loadParser()
  },
  read,
  site: (text, region, occurrence) => siteOf(text, analyse(text), region, occurrence),
  values: foldValues,
  definitions: { ...definitions, code: (text) => (parse === null ? null : pythonCode(text, parse)) },
}

function read(text: string, file: string): HostReading {
  const analysis = analyse(text)
  const { literals, comments, tokens } = analysis
  const interest = [...literals, ...comments].map((token) => token.start).sort((a, b) => a - b)
  const tree = parse === null ? null : parse(text)
  const syntax: Syntax =
    tree === null
      ? { root: { type: "module", start: 0, end: text.length, field: "", parent: null, children: [] }, errors: [0] }
      : readTree(tree, interest)
  const problems = syntax.errors.map((at) => ({
    at,
    message: "this does not parse as Python; strings and comments were read all the same",
  }))
  for (const literal of literals) {
    if (!literal.closed) problems.push({ at: literal.start, message: "a string that is not closed" })
  }
  return {
    regions: readRegions(text, file, literals, comments, syntax.root),
    imports: importSite(text, tokens),
    problems: problems.sort((a, b) => a.at - b.at).slice(0, 20),
  }
}
