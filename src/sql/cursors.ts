import { forget } from "./fold.js"
import { K, lastReserved } from "./keywords.js"
import { pushToken } from "./names.js"
import { scan } from "./query.js"
import { expression } from "./scan-start.js"
import { isName, kindAt, type Parser, partText, R, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** Cursors have names of their own: they are nobody's objects. */
export function readCursor(p: Parser): void {
  const start = wordAt(p, p.at - 1)
  if (start === K.FETCH) {
    while (kindAt(p, p.at) === T.WORD && /^(next|prior|first|last|absolute|relative)$/i.test(partText(p, p.at))) p.at++
    if (kindAt(p, p.at) === P.MINUS) p.at++
    if (kindAt(p, p.at) === T.NUMBER || (kindAt(p, p.at) === T.VARIABLE && wordAt(p, p.at + 1) === K.FROM)) p.at++
    takeWord(p, K.FROM)
  } else if (start === K.OPEN || start === K.CLOSE) {
    const next = wordAt(p, p.at)
    if (next === K.MASTER || next === K.SYMMETRIC || next === K.ALL) {
      scan(p, expression)
      return
    }
  }
  if (kindAt(p, p.at) === T.WORD && /^global$/i.test(partText(p, p.at)) && isName(p, p.at + 1)) p.at++
  if (isName(p, p.at)) pushToken(p, p.at++, R.ALIAS)
  else if (kindAt(p, p.at) === T.VARIABLE) p.at++
  if (start !== K.FETCH || !takeWord(p, K.INTO)) return
  while (kindAt(p, p.at) === T.VARIABLE) {
    forget(p, p.at++)
    if (!takeKind(p, P.COMMA)) return
  }
}

/** Transactions have names of their own as well. */
export function readTransaction(p: Parser): void {
  takeWord(p, K.DISTRIBUTED)
  if (takeWord(p, K.TRAN) || takeWord(p, K.TRANSACTION) || takeWord(p, K.WORK)) {
    const kind = kindAt(p, p.at)
    if (kind === T.VARIABLE || (isName(p, p.at) && wordAt(p, p.at) !== K.THROW && kindAt(p, p.at + 1) !== P.COLON)) p.at++
  }
  // Behind ROLLBACK and COMMIT alone, some write the name without TRAN.
  if (isName(p, p.at) && kindAt(p, p.at + 1) === P.SEMICOLON && wordAt(p, p.at) === 0) p.at++
  if (wordAt(p, p.at) === K.WITH) {
    p.at++
    while (
      kindAt(p, p.at) === T.WORD ||
      kindAt(p, p.at) === P.OPEN ||
      kindAt(p, p.at) === P.EQUAL ||
      kindAt(p, p.at) === P.CLOSE ||
      kindAt(p, p.at) === T.STRING
    ) {
      if (
        kindAt(p, p.at) === T.WORD &&
        wordAt(p, p.at) !== 0 &&
        wordAt(p, p.at) <= lastReserved &&
        wordAt(p, p.at) !== K.ON &&
        wordAt(p, p.at) !== K.OFF
      )
        return
      p.at++
    }
  }
}
