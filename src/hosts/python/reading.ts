import type { HostReading, Reading, TextProblem } from "../../model/host.js"
import { type Analysis, analyse } from "./analysis.js"
import { type Asked, askedOf } from "./asked.js"
import type { Parse } from "./grammar.js"
import { importSite } from "./imports.js"
import type { PlainToken } from "./lexer.js"
import { enclosing } from "./place.js"
import { quickParse } from "./quick/parse.js"
import { commentPath, copyQuick } from "./quick-syntax.js"
import { readRegions } from "./regions.js"
import { nodesByStart, readTree, type Syntax, type SyntaxNode } from "./tree.js"

const strings = new Set(["string"])
const comments = new Set(["comment"])

/** Null where the quick parser does not read the text, or not one of the literals that are asked for. */
export function quickReading(asked: Reading): HostReading | null {
  const { text } = asked
  const tree = quickParse(text)
  if (tree === null) return null
  const analysis = analyse(text)
  const chosen = askedOf(analysis, asked.spans)
  const root = copyQuick(tree, interestOf(chosen))
  const nodes = nodesByStart(root, strings)
  if (chosen.literals.some(({ start, end }) => !isPlaced(nodes.get(start), end))) return null
  return readingOf(asked, analysis, chosen, root, (comment) => commentPath(text, tree, comment), [])
}

/** Whether a literal has its node. What brackets in an annotation are (`Optional["Member"]`) only the other parser tells. */
function isPlaced(node: SyntaxNode | undefined, end: number): boolean {
  if (node?.end !== end) return false
  let subscript = false
  for (let up: SyntaxNode | null = node; up !== null && up.type !== "block"; up = up.parent) {
    if (up.type === "subscript") subscript = true
    else if (up.type === "type" && subscript) return false
  }
  return true
}

/** What the tolerant parser tells, and the lexer alone where there is none or it gives up. Everything is read, whatever is asked for. */
export function tolerantReading(asked: Reading, parse: Parse | null): HostReading {
  const { text } = asked
  const analysis = analyse(text)
  const tree = parse === null ? null : parse(text)
  const syntax: Syntax =
    tree === null
      ? { root: { type: "module", start: 0, end: text.length, field: "", parent: null, children: [] }, errors: [0] }
      : readTree(tree, interestOf(analysis))
  const nodes = nodesByStart(syntax.root, comments)
  const pathOf = (comment: PlainToken): readonly string[] => {
    const node = nodes.get(comment.start)
    return node === undefined ? [] : enclosing(text, node).path
  }
  const problems = syntax.errors.map((at) => ({
    at,
    message: "this does not parse as Python; strings and comments were read all the same",
  }))
  return readingOf(asked, analysis, analysis, syntax.root, pathOf, problems)
}

function interestOf({ literals, comments }: Asked): readonly number[] {
  return [...literals, ...comments].map((token) => token.start).sort((a, b) => a - b)
}

function readingOf(
  { text, file, imports }: Reading,
  analysis: Analysis,
  chosen: Asked,
  root: SyntaxNode,
  pathOf: (comment: PlainToken) => readonly string[],
  found: readonly TextProblem[],
): HostReading {
  const problems = [...found]
  for (const literal of analysis.literals) {
    if (!literal.closed) problems.push({ at: literal.start, message: "a string that is not closed" })
  }
  return {
    regions: readRegions(text, file, chosen.literals, chosen.comments, root, pathOf),
    imports: imports ? importSite(text, analysis.tokens) : null,
    problems: problems.sort((a, b) => a.at - b.at).slice(0, 20),
  }
}
