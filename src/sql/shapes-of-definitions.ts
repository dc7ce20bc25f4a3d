import { K } from "./keywords.js"
import { isEnd, isLoud, isPlainly, isTitle, kindIn, nameIn, type Sample, textIn, wordIn } from "./sample.js"
import { P, T } from "./tokens.js"

/** Whether CREATE, ALTER or DROP at a token begins a definition rather than a sentence (`Create table failed`). */
export function matchDefinition(s: Sample, first: number): boolean {
  const verb = wordIn(s, first)
  let at = first + 1
  if (verb === K.CREATE && wordIn(s, at) === K.OR && wordIn(s, at + 1) === K.ALTER) at += 2
  while (isModifier(s, at)) at++
  const what = wordIn(s, at)
  if (verb === K.ALTER && what === K.AUTHORIZATION) return wordIn(s, at + 1) === K.ON
  if (!isObjectWord(what)) return false
  at++
  if (wordIn(s, at) === K.IF) at += wordIn(s, at + 1) === K.NOT ? 3 : 2
  if (kindIn(s, at) === T.NONE) return isLoud(s, first)
  const temporary = kindIn(s, at) === T.WORD && textIn(s, at).startsWith("#")
  const name = nameIn(s, at)
  if (name === null) return false
  const end = name.end
  if (verb === K.DROP) {
    const ends = isEnd(s, end) || kindIn(s, end) === P.COMMA || wordIn(s, end) === K.ON || isLoud(s, end)
    return (
      ends &&
      (isLoud(s, first) ||
        isPlainly(name) ||
        temporary ||
        (name.parts > 1 && !isTitle(s, first)) ||
        (!isTitle(s, first) && isEnd(s, end)))
    )
  }
  if (isEnd(s, end) || kindIn(s, end) === T.DYNAMIC) return isLoud(s, first) || isPlainly(name) || kindIn(s, end) === P.SEMICOLON
  return follows(s, what, verb === K.ALTER, end)
}

/** Whether a token can stand behind the name of what is defined. */
function follows(s: Sample, what: number, alter: boolean, at: number): boolean {
  const word = wordIn(s, at)
  const kind = kindIn(s, at)
  switch (what) {
    case K.TABLE:
      if (!alter) return kind === P.OPEN || word === K.AS
      return (
        word === K.ADD ||
        word === K.ALTER ||
        word === K.DROP ||
        word === K.SWITCH ||
        word === K.CHECK ||
        word === K.NOCHECK ||
        word === K.WITH ||
        word === K.SET ||
        word === K.ENABLE ||
        word === K.DISABLE ||
        /^rebuild$/i.test(textIn(s, at))
      )
    case K.VIEW:
      return word === K.AS || word === K.WITH || kind === P.OPEN
    case K.PROC:
    case K.PROCEDURE:
      return word === K.AS || word === K.WITH || kind === P.OPEN || kind === T.VARIABLE || kind === P.SEMICOLON
    case K.FUNCTION:
      return kind === P.OPEN
    case K.TRIGGER:
    case K.INDEX:
    case K.STATISTICS:
      return word === K.ON
    case K.SYNONYM:
      return word === K.FOR
    case K.DATABASE:
      return (
        word === K.SET ||
        word === K.ON ||
        word === K.COLLATE ||
        word === K.ADD ||
        word === K.AS ||
        /^(modify|remove|containment)$/i.test(textIn(s, at))
      )
    case K.SEQUENCE:
      return word === K.AS || /^(start|increment|restart|minvalue)$/i.test(textIn(s, at))
    case K.TYPE:
      return word === K.FROM || word === K.AS
    case K.SCHEMA:
      return word === K.AUTHORIZATION || word === K.TRANSFER
    case K.USER:
    case K.LOGIN:
    case K.ROLE:
      return (
        word === K.FOR || word === K.WITH || word === K.FROM || word === K.WITHOUT || word === K.ADD || word === K.AUTHORIZATION
      )
    default:
      return false
  }
}

function isModifier(s: Sample, at: number): boolean {
  switch (wordIn(s, at)) {
    case K.UNIQUE:
    case K.CLUSTERED:
    case K.NONCLUSTERED:
    case K.COLUMNSTORE:
    case K.EXTERNAL:
    case K.FULLTEXT:
    case K.XML:
    case K.SPATIAL:
    case K.PRIMARY:
      return true
    default:
      return false
  }
}

function isObjectWord(word: number): boolean {
  switch (word) {
    case K.TABLE:
    case K.VIEW:
    case K.PROC:
    case K.PROCEDURE:
    case K.FUNCTION:
    case K.TRIGGER:
    case K.INDEX:
    case K.DATABASE:
    case K.SCHEMA:
    case K.SYNONYM:
    case K.SEQUENCE:
    case K.TYPE:
    case K.STATISTICS:
    case K.USER:
    case K.LOGIN:
    case K.ROLE:
      return true
    default:
      return false
  }
}
