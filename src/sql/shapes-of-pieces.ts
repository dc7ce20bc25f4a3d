import { K } from "./keywords.js"
import {
  isLoud,
  isPlainly,
  isSentenceWord,
  isTitle,
  isVariable,
  kindIn,
  nameIn,
  type Sample,
  skipTrivia,
  textIn,
  wordIn,
} from "./sample.js"
import { assigns, compares, followsTable, hasTable, isJoin } from "./shapes-of-clauses.js"
import { P, T } from "./tokens.js"

/** Whether a piece of a statement begins at a token. */
export function matchFragment(s: Sample, from: number): boolean {
  let at = from
  while (kindIn(s, at) === P.CLOSE || kindIn(s, at) === P.COMMA) at++
  const passed = at > from
  const word = wordIn(s, at)
  switch (word) {
    case K.FROM:
      return fragmentTable(s, at)
    case K.JOIN:
      return fragmentTable(s, at)
    case K.INNER:
    case K.LEFT:
    case K.RIGHT:
    case K.FULL:
    case K.CROSS:
    case K.OUTER:
      return matchJoinWords(s, at)
    case K.USING:
      return isLoud(s, at) && fragmentTable(s, at)
    case K.INTO:
      return fragmentTable(s, at)
    case K.WHERE:
    case K.AND:
    case K.OR:
    case K.ON:
    case K.HAVING:
      return compares(s, at + 1)
    case K.ORDER:
    case K.GROUP:
      return wordIn(s, at + 1) === K.BY && !isTitle(s, at) && (nameIn(s, at + 2) !== null || kindIn(s, at + 2) === T.NUMBER)
    case K.SET:
      return assigns(s, at + 1) && (isLoud(s, at) || hasTable(s, at))
    case K.VALUES:
      return kindIn(s, at + 1) === P.OPEN
    case K.UNION:
    case K.EXCEPT:
    case K.INTERSECT: {
      const next = wordIn(s, at + 1) === K.ALL ? at + 2 : at + 1
      return wordIn(s, skipTrivia(s, next)) === K.SELECT || (kindIn(s, next) === T.NONE && isLoud(s, at))
    }
    case K.OUTPUT:
      return /^(inserted|deleted|\$action)$/i.test(textIn(s, at + 1))
    case K.WHEN:
      return wordIn(s, at + 1) === K.MATCHED || /^matched$/i.test(textIn(s, at + 1)) || /^matched$/i.test(textIn(s, at + 2))
    default:
  }
  if (kindIn(s, at) === T.DYNAMIC && hasClause(s, at + 1)) return true
  if (passed && hasTable(s, at)) return true
  return isColumnList(s, at) && hasTable(s, at)
}

function matchJoinWords(s: Sample, from: number): boolean {
  let at = from
  while (at < from + 4 && wordIn(s, at) !== K.JOIN && wordIn(s, at) !== K.APPLY) at++
  return (wordIn(s, at) === K.JOIN || wordIn(s, at) === K.APPLY) && fragmentTable(s, at)
}

/** `FROM x`, `JOIN x`: what follows has to look like a table, for these are words of sentences too. */
function fragmentTable(s: Sample, at: number): boolean {
  const next = at + 1
  const loud = isLoud(s, at)
  if (kindIn(s, next) === T.NONE) return loud
  if (kindIn(s, next) === P.OPEN) return loud || wordIn(s, next + 1) === K.SELECT
  if (isVariable(s, next)) return true
  const name = nameIn(s, next)
  if (name === null) return loud && wordIn(s, next) === K.OPENQUERY
  if (!followsTable(s, name.end) && !(wordIn(s, at) === K.INTO && wordIn(s, name.end) === K.FROM)) return false
  return loud || isPlainly(name) || (!isTitle(s, at) && wordIn(s, name.end) !== 0 && clauseAfter(s, name.end))
}

function clauseAfter(s: Sample, at: number): boolean {
  const word = wordIn(s, at)
  return (word === K.WHERE && compares(s, at + 1)) || word === K.ORDER || word === K.GROUP || isJoin(word)
}

function hasClause(s: Sample, at: number): boolean {
  const word = wordIn(s, at)
  if (word === K.FROM || word === K.JOIN || isJoin(word)) return isLoud(s, at) || hasTable(s, at)
  return (word === K.WHERE || word === K.SET) && isLoud(s, at)
}

/** Columns up to a FROM: names with dots or commas, not words in a row. */
function isColumnList(s: Sample, from: number): boolean {
  let signs = 0
  for (let at = from; at < Math.min(s.tokens.end, from + 400); at++) {
    const word = wordIn(s, at)
    if (word === K.FROM) return signs > 0 && isLoud(s, at)
    if (kindIn(s, at) === P.COMMA || kindIn(s, at) === P.DOT || kindIn(s, at) === P.STAR || word === K.AS) signs++
    else if (isSentenceWord(s, at)) return false
    else if (
      kindIn(s, at) === T.WORD &&
      kindIn(s, at - 1) === T.WORD &&
      at > from &&
      wordIn(s, at - 1) === 0 &&
      word === 0 &&
      signs === 0
    )
      return false
  }
  return false
}
