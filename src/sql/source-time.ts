import { K } from "./keywords.js"
import { kindAt, type Parser, partText, problem, skipBrackets, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** Passes TABLESAMPLE. */
export function skipSample(p: Parser): void {
  if (wordAt(p, p.at) !== K.TABLESAMPLE) return
  p.at++
  if (kindAt(p, p.at) === T.WORD) p.at++
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  if (kindAt(p, p.at) === T.WORD && partText(p, p.at).toLowerCase() === "repeatable") {
    p.at++
    if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
  }
}

/** `FOR SYSTEM_TIME AS OF x`, `FROM x TO y`, `BETWEEN x AND y`, `CONTAINED IN (x, y)`, `ALL`; `FOR PATH` of graphs. */
export function skipTime(p: Parser): void {
  const next = wordAt(p, p.at + 1)
  if (next === K.PATH && kindAt(p, p.at + 2) !== P.OPEN) {
    p.at += 2
    return
  }
  if (next !== K.SYSTEM_TIME) return
  p.at += 2
  const start = p.at
  switch (wordAt(p, p.at)) {
    case K.AS:
      p.at += 2
      skipPoint(p)
      return
    case K.FROM:
      p.at++
      skipPoint(p)
      if (takeWord(p, K.TO)) skipPoint(p)
      return
    case K.BETWEEN:
      p.at++
      skipPoint(p)
      if (takeWord(p, K.AND)) skipPoint(p)
      return
    case K.ALL:
      p.at++
      return
    default:
      // CONTAINED IN
      if (wordAt(p, p.at + 1) === K.IN) {
        p.at += 2
        if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
      } else problem(p, start, "a point in time is expected here")
  }
}

/** A constant, a variable, or an expression that begins with a function. */
function skipPoint(p: Parser): void {
  do {
    if (kindAt(p, p.at) === P.MINUS || kindAt(p, p.at) === P.PLUS) p.at++
    if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    else {
      p.at++
      if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
    }
  } while (kindAt(p, p.at) === P.PLUS || kindAt(p, p.at) === P.MINUS)
}
