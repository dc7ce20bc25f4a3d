import type { Hole } from "../model/text.js"
import { giveColumns } from "./columns.js"
import { K } from "./keywords.js"
import { lex } from "./lexer.js"
import { isProse } from "./prose.js"
import { type Sample, skipTrivia } from "./sample.js"
import { matchStatement } from "./shapes.js"
import { matchFragment } from "./shapes-of-pieces.js"

/** Only the beginning of a long text is looked at. */
const looked = 6000

/**
 * Whether a string found in another language holds SQL: a statement, a piece of one (`FROM … WHERE …`, a list of columns), or none.
 * It decides whether names in the string are rewritten as SQL, so what reads like a sentence is none, however many of its words are
 * SQL's: the words have to stand in the order that the grammar wants.
 */
export function sniffSql(text: string, holes: readonly Hole[] = []): "sql" | "fragment" | "no" {
  if (!/[A-Za-z]{2}/.test(text)) return "no"
  const short = text.length > looked ? text.slice(0, looked) : text
  const tokens = lex(short, { holes: holes.filter((hole) => hole.end <= short.length), quotedIdentifier: true })
  const found = shapeOf({ text: short, tokens, whole: short.length === text.length })
  giveColumns(tokens.columns)
  return found
}

function shapeOf(sample: Sample): "sql" | "fragment" | "no" {
  const { tokens } = sample
  if (tokens.end <= 2 && tokens.words[1] !== K.GO) return "no"
  const first = skipTrivia(sample, 1)
  if (first >= tokens.end) return "no"
  if (matchStatement(sample, first)) return isProse(sample, first) ? "no" : "sql"
  if (matchFragment(sample, first)) return isProse(sample, first) ? "no" : "fragment"
  return "no"
}
