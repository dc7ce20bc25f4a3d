import { C } from "./frames.js"
import { K, lastReserved } from "./keywords.js"
import { pushName, pushToken, readName } from "./names.js"
import { limit, noLimit } from "./source-tail.js"
import { hashAt, isName, kindAt, type Parser, problem, R, skipBrackets } from "./state.js"
import { P, T } from "./tokens.js"

/** Reads a name in an expression: a column, a call, an alias behind an operand. */
export function nameInExpression(p: Parser): void {
  const token = p.at
  if (hashAt(p, token) === limit && kindAt(p, token + 1) === T.NUMBER) problem(p, token, noLimit)
  // Behind an operand, a name in the list of SELECT can only be the column's alias.
  if (p.frame.clause === C.SELECT && p.frame.cases === 0 && isOperandEnd(p, token - 1) && kindAt(p, token + 1) !== P.DOT) {
    pushToken(p, token, R.DEFINES_ALIAS)
    p.at++
    return
  }
  const parts = readName(p, false)
  if (parts === 0) {
    p.at = token + 1
    return
  }
  if (kindAt(p, p.at) === P.OPEN) {
    if (parts > 1) p.open.push({ name: pushName(p, R.COLUMN), level: p.frame.level, call: true })
    else if ((p.words[token] as number) === 0 && kindAt(p, token) !== T.WORD) pushName(p, R.OTHER)
    return
  }
  if (kindAt(p, p.at) === P.COLON && kindAt(p, p.at + 1) === P.COLON) {
    pushName(p, R.OTHER)
    p.at += 2
    if (isName(p, p.at)) p.at++
    return
  }
  const name = pushName(p, R.COLUMN)
  if (kindAt(p, p.at) === P.DOT && kindAt(p, p.at + 1) === P.STAR) {
    p.names[name * 5 + 2] = R.ALIAS
    // `t.*`: what stands before the star is a table.
    if (parts > 1) p.names[name * 5 + 2] = R.OBJECT
    p.at += 2
    return
  }
  if (parts > 1) p.open.push({ name, level: p.frame.level, call: false })
}

function isOperandEnd(p: Parser, index: number): boolean {
  const kind = p.kinds[index] as number
  if (kind === T.WORD) {
    const word = p.words[index] as number
    return word === 0 || word > lastReserved || word === K.END || word === K.NULL
  }
  return (
    kind === P.CLOSE ||
    kind === T.STRING ||
    kind === T.NUMBER ||
    kind === T.BRACKET ||
    kind === T.VARIABLE ||
    kind === T.DOUBLE ||
    kind === T.DYNAMIC
  )
}

/** Passes names in brackets that are columns for certain. */
export function readColumns(p: Parser): void {
  const first = p.at
  skipBrackets(p)
  for (let index = first; index < p.at; index++) if (isName(p, index)) pushToken(p, index, R.COLUMN)
}
