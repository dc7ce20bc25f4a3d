import type { Frame } from "./frames.js"
import { hashOf, K, lastReserved } from "./keywords.js"
import { pushToken } from "./names.js"
import { addSource } from "./resolve.js"
import { skipSample, skipTime } from "./source-time.js"
import { hashAt, isName, kindAt, type Parser, problem, R, skipBrackets, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** The hash of LIMIT, which other dialects have. */
export const limit = hashOf("limit")
/** What is said of it. */
export const noLimit = "LIMIT is no T-SQL: TOP, or OFFSET and FETCH, say how many rows are wanted"

/** Reads what may follow a table: FOR SYSTEM_TIME, a sample, PIVOT, an alias, hints; and makes the table known by its name. */
export function afterSource(p: Parser, frame: Frame, access: number, object: number, first: number): void {
  const last = p.accesses.length
  if (wordAt(p, p.at) === K.FOR) skipTime(p)
  skipSample(p)
  let hash = 0
  let alias = false
  for (;;) {
    const found = readAlias(p)
    if (found > 0) {
      hash = hashAt(p, found)
      alias = true
      if (hash === limit && kindAt(p, p.at) === T.NUMBER) problem(p, found, noLimit)
    }
    skipSample(p)
    const word = wordAt(p, p.at)
    if (word === K.WITH && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      skipBrackets(p)
    } else if (kindAt(p, p.at) === P.OPEN && (found > 0 || access >= 0)) skipBrackets(p)
    else if ((word === K.PIVOT || word === K.UNPIVOT) && kindAt(p, p.at + 1) === P.OPEN) {
      p.at++
      skipPivot(p)
      continue
    }
    break
  }
  if (!alias && object === 0) return
  const derived = access < 0
  addSource(
    p,
    {
      level: frame.level,
      hash: alias ? hash : object,
      aliased: alias,
      access,
      first: derived ? first : -1,
      last: derived ? last : -1,
    },
    access >= 0 ? object : 0,
  )
}

/** The columns of a pivot are names, its values too: none is an object's. */
function skipPivot(p: Parser): void {
  const start = p.at
  skipBrackets(p)
  for (let index = start; index < p.at; index++) {
    if (isName(p, index) && kindAt(p, index + 1) !== P.OPEN) pushToken(p, index, R.COLUMN)
  }
}

/** Reads an alias, if there is one, and returns its token: 0 for none, -1 for a string. */
export function readAlias(p: Parser): number {
  const as = wordAt(p, p.at) === K.AS
  const token = as ? p.at + 1 : p.at
  const kind = kindAt(p, token)
  if (as && kind === T.STRING) {
    p.at = token + 1
    return -1
  }
  if (!isName(p, token)) return 0
  const word = wordAt(p, token)
  if (!as && word > lastReserved && continues(p, token, word)) return 0
  // A label begins the next statement.
  if (!as && kind === T.WORD && kindAt(p, token + 1) === P.COLON && kindAt(p, token + 2) !== P.COLON) return 0
  pushToken(p, token, R.DEFINES_ALIAS)
  p.at = token + 1
  return token
}

/** Words that are names elsewhere but carry on behind a table. */
function continues(p: Parser, token: number, word: number): boolean {
  switch (word) {
    case K.APPLY:
    case K.OUTPUT:
      return true
    case K.THROW:
      return kindAt(p, token + 1) === P.SEMICOLON || kindAt(p, token + 1) === T.NUMBER
    case K.ENABLE:
    case K.DISABLE:
      return wordAt(p, token + 1) === K.TRIGGER
    case K.REMOTE:
    case K.HASH:
    case K.LOOP:
      return wordAt(p, token + 1) === K.JOIN
    default:
      return false
  }
}
