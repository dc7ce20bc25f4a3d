import { K, lastReserved } from "./keywords.js"
import {
  isEnd,
  isLoud,
  isPlainly,
  isSentenceWord,
  isTitle,
  isVariable,
  kindIn,
  nameIn,
  type Sample,
  textIn,
  wordIn,
} from "./sample.js"
import { assigns, continuesTable, followsTable, isJoin } from "./shapes-of-clauses.js"
import { matchDefinition } from "./shapes-of-definitions.js"
import { P, T } from "./tokens.js"

/** Whether a statement of SQL begins at a token: its first words are in the order of the grammar. */
export function matchStatement(s: Sample, at: number): boolean {
  switch (wordIn(s, at)) {
    case K.SELECT:
      return matchSelect(s, at)
    case K.INSERT:
      return matchInsert(s, at)
    case K.UPDATE:
      return matchUpdate(s, at)
    case K.DELETE:
      return matchDelete(s, at)
    case K.MERGE:
      return matchMerge(s, at)
    case K.WITH:
      return matchWith(s, at)
    case K.TRUNCATE:
      return wordIn(s, at + 1) === K.TABLE && endsAfterName(s, at + 2, at)
    case K.USE:
      return matchUse(s, at)
    case K.EXEC:
    case K.EXECUTE:
      return matchExecute(s, at)
    case K.CREATE:
    case K.ALTER:
    case K.DROP:
      return matchDefinition(s, at)
    default:
      return matchOther(s, at)
  }
}

function skipTop(s: Sample, from: number): number {
  let at = from
  while (wordIn(s, at) === K.DISTINCT || wordIn(s, at) === K.ALL) at++
  if (wordIn(s, at) !== K.TOP) return at
  at++
  if (kindIn(s, at) === P.OPEN) while (at < s.tokens.end && kindIn(s, at - 1) !== P.CLOSE) at++
  else at++
  if (wordIn(s, at) === K.PERCENT) at++
  return at
}

/** A list of columns: something that no sentence has, or a name alone, up to FROM, INTO or the end. */
function matchSelect(s: Sample, first: number): boolean {
  const start = skipTop(s, first + 1)
  if (isEnd(s, start) && kindIn(s, start) === T.NONE) return isLoud(s, first)
  let signs = start > first + 1 ? 1 : 0
  let words = 0
  let at = start
  for (; at < s.tokens.end; at++) {
    const kind = kindIn(s, at)
    const word = wordIn(s, at)
    if (word === K.FROM || word === K.INTO || word === K.WHERE || word === K.UNION || kind === P.SEMICOLON) break
    if (kind === T.WORD && word === 0) words++
    else if (word === K.AS || word === K.CASE || word === K.NULL || word === K.OVER || word === K.IS) signs++
    else if (kind !== T.WORD && kind !== P.DOT) signs++
    // A name with dots that touch, not the end of a sentence.
    if (kind === P.DOT && kindIn(s, at + 1) !== T.NONE && s.tokens.starts[at + 1] === s.tokens.ends[at]) signs++
    if (
      isSentenceWord(s, at) &&
      kindIn(s, at + 1) === T.WORD &&
      word === 0 &&
      wordIn(s, at - 1) !== K.AS &&
      wordIn(s, at + 1) !== K.FROM
    )
      return false
  }
  if (words > 1 && signs === 0) return false
  if (wordIn(s, at) === K.FROM) return matchFromTail(s, at + 1)
  if (wordIn(s, at) === K.INTO) return nameIn(s, at + 1) !== null
  // Without FROM: an expression, a call, a piece whose FROM stands elsewhere.
  if (words === 0 && signs === 0) return false
  return (
    isLoud(s, first) ||
    (signs > 0 && !isTitle(s, first) && start > first + 1 ? true : signs > 0 && kindIn(s, first + 1) !== T.WORD)
  )
}

/** What follows FROM or JOIN: a table and something that can come behind it. */
function matchFromTail(s: Sample, at: number): boolean {
  const kind = kindIn(s, at)
  if (kind === T.NONE || kind === P.OPEN || isVariable(s, at)) return true
  const word = wordIn(s, at)
  if (word === K.OPENQUERY || word === K.OPENROWSET || word === K.OPENDATASOURCE || word === K.OPENJSON || word === K.OPENXML)
    return true
  const name = nameIn(s, at)
  if (name === null) return false
  return followsTable(s, name.end)
}

function matchInsert(s: Sample, first: number): boolean {
  let at = skipTop(s, first + 1)
  const into = wordIn(s, at) === K.INTO
  if (into) at++
  if (into && kindIn(s, at) === T.NONE) return isLoud(s, first)
  if (isVariable(s, at)) return true
  const name = nameIn(s, at)
  if (name === null) return wordIn(s, at) === K.OPENQUERY || wordIn(s, at) === K.OPENROWSET
  at = name.end
  const word = wordIn(s, at)
  if (word === K.VALUES || word === K.SELECT || word === K.EXEC || word === K.EXECUTE || word === K.OUTPUT || word === K.WITH)
    return true
  if (word === K.DEFAULT) return wordIn(s, at + 1) === K.VALUES
  if (kindIn(s, at) === P.OPEN) return into || isPlainly(name) || isLoud(s, first)
  if (kindIn(s, at) === T.DYNAMIC || kindIn(s, at) === T.PARAMETER) return into
  return isEnd(s, at) && (into ? isLoud(s, first) || isPlainly(name) : isLoud(s, first) && name.parts > 1)
}

function matchUpdate(s: Sample, first: number): boolean {
  let at = skipTop(s, first + 1)
  if (wordIn(s, at) === K.STATISTICS) return nameIn(s, at + 1) !== null
  let plainly = false
  if (isVariable(s, at)) at++
  else {
    const name = nameIn(s, at)
    if (name === null) return false
    plainly = isPlainly(name)
    at = name.end
  }
  if (wordIn(s, at) === K.WITH) return kindIn(s, at + 1) === P.OPEN
  if (wordIn(s, at) === K.AS) at++
  if (wordIn(s, at) !== K.SET && kindIn(s, at) === T.WORD && wordIn(s, at) === 0 && !isSentenceWord(s, at)) at++
  if (wordIn(s, at) === K.SET) return assigns(s, at + 1) || (kindIn(s, at + 1) === T.NONE && (plainly || isLoud(s, first)))
  if (kindIn(s, at) === T.DYNAMIC) return plainly || isLoud(s, first)
  return isEnd(s, at) && plainly && (isLoud(s, first) || !isTitle(s, first))
}

function matchDelete(s: Sample, first: number): boolean {
  let at = skipTop(s, first + 1)
  const from = wordIn(s, at) === K.FROM
  if (from) at++
  if (from && kindIn(s, at) === T.NONE) return isLoud(s, first)
  if (isVariable(s, at)) return true
  const name = nameIn(s, at)
  if (name === null) return wordIn(s, at) === K.OPENQUERY
  at = name.end
  const word = wordIn(s, at)
  if (word === K.WHERE || word === K.OUTPUT || (word === K.WITH && kindIn(s, at + 1) === P.OPEN)) return true
  if (word === K.FROM) return matchFromTail(s, at + 1)
  if (kindIn(s, at) === T.DYNAMIC || kindIn(s, at) === T.PARAMETER) return from || isPlainly(name)
  if (from && kindIn(s, at) === T.WORD && word === 0 && !isSentenceWord(s, at))
    return wordIn(s, at + 1) === K.WHERE || isJoin(wordIn(s, at + 1))
  if (from && isJoin(word)) return true
  if (!isEnd(s, at)) return isPlainly(name) && word !== 0 && continuesTable(word)
  return isPlainly(name) ? from || isLoud(s, first) : from && (isLoud(s, first) || name.parts > 1)
}

function matchMerge(s: Sample, first: number): boolean {
  let at = skipTop(s, first + 1)
  if (wordIn(s, at) === K.INTO) at++
  if (isVariable(s, at)) at++
  else {
    const name = nameIn(s, at)
    if (name === null) return false
    at = name.end
    if (isEnd(s, at)) return isPlainly(name) && isLoud(s, first)
  }
  for (let steps = 0; steps < 16 && at < s.tokens.end; steps++, at++) if (wordIn(s, at) === K.USING) return true
  return false
}

function matchWith(s: Sample, first: number): boolean {
  let at = first + 1
  if (wordIn(s, at) === K.XMLNAMESPACES) return kindIn(s, at + 1) === P.OPEN
  if (nameIn(s, at) === null) return false
  at++
  if (kindIn(s, at) === P.OPEN) while (at < s.tokens.end && kindIn(s, at - 1) !== P.CLOSE) at++
  return wordIn(s, at) === K.AS && (kindIn(s, at + 1) === P.OPEN || kindIn(s, at + 1) === T.NONE)
}

/** `TRUNCATE TABLE t` and the like: a name and then nothing, a list, or the next statement. */
function endsAfterName(s: Sample, at: number, first: number): boolean {
  if (isVariable(s, at)) return true
  if (kindIn(s, at) === T.NONE) return isLoud(s, first)
  const name = nameIn(s, at)
  if (name === null) return false
  const word = wordIn(s, name.end)
  const kind = kindIn(s, name.end)
  const ends =
    isEnd(s, name.end) || kind === P.COMMA || kind === T.DYNAMIC || (word !== 0 && continuesTable(word) && isLoud(s, name.end))
  return ends && (isPlainly(name) || !isTitle(s, first) || name.parts > 1)
}

/** `USE x`, but not `use strict`, nor `Use the …`. */
function matchUse(s: Sample, first: number): boolean {
  const at = first + 1
  const kind = kindIn(s, at)
  if (kind === T.NONE) return false
  const name = nameIn(s, at)
  if (name === null || name.parts > 1) return false
  const next = name.end
  const ends = isEnd(s, next) || (kindIn(s, next) === T.WORD && wordIn(s, next) !== 0 && matchStatement(s, next))
  if (!ends) return false
  if (isLoud(s, first) || kind === T.BRACKET) return true
  if (kindIn(s, next) !== T.NONE) return true
  if (isTitle(s, first)) return kind === T.DYNAMIC
  return !/^(strict|client|server|asm|gpu|cache|memo|workflow|step|here|case|cases|it)$/i.test(textIn(s, at))
}

function matchExecute(s: Sample, first: number): boolean {
  let at = first + 1
  if (kindIn(s, at) === P.OPEN) return true
  if (wordIn(s, at) === K.AS) return wordIn(s, at + 1) === K.USER || /^(login|caller|owner|self)$/i.test(textIn(s, at + 1))
  if ((kindIn(s, at) === T.VARIABLE || kindIn(s, at) === T.PARAMETER) && kindIn(s, at + 1) === P.EQUAL) at += 2
  if (kindIn(s, at) === T.VARIABLE) return true
  const name = nameIn(s, at)
  if (name === null) return false
  at = name.end
  const kind = kindIn(s, at)
  const plainly = isPlainly(name) || /^(sp|xp|usp|prc|proc|p|fn)_/i.test(textIn(s, name.last))
  if (isEnd(s, at))
    return plainly || isLoud(s, first) || name.parts > 1 || (!isTitle(s, first) && /[_\d]/.test(textIn(s, name.last)))
  if (kind === T.VARIABLE || kind === T.PARAMETER || kind === T.DYNAMIC) return true
  if (kind === T.STRING) return plainly || name.parts > 1 || isLoud(s, first) || !isTitle(s, first)
  if (kind === T.NUMBER || kind === P.MINUS) return plainly || name.parts > 1 || isLoud(s, first)
  const word = wordIn(s, at)
  if (word === K.NULL || word === K.DEFAULT || (word === K.WITH && wordIn(s, at + 1) === K.RECOMPILE)) return true
  if (word !== 0 && word <= lastReserved) return plainly && isLoud(s, at)
  return plainly && kind === T.WORD && !isSentenceWord(s, at) && (isEnd(s, at + 1) || kindIn(s, at + 1) === P.COMMA)
}

function matchOther(s: Sample, at: number): boolean {
  const word = wordIn(s, at)
  const next = wordIn(s, at + 1)
  const kind = kindIn(s, at + 1)
  switch (word) {
    case K.DECLARE:
      return kind === T.VARIABLE || wordIn(s, at + 2) === K.CURSOR
    case K.SET:
      if (kind === T.VARIABLE) return true
      if (next === K.TRANSACTION || next === K.IDENTITY_INSERT || next === K.ROWCOUNT || next === K.QUOTED_IDENTIFIER) return true
      return /^(nocount|xact_abort|ansi_\w+|arithabort|datefirst|dateformat|deadlock_priority|lock_timeout|language|noexec|parseonly|statistics|showplan_\w+)$/i.test(
        textIn(s, at + 1),
      )
    case K.IF:
    case K.WHILE:
      return matchCondition(s, at + 1, isLoud(s, at))
    case K.BEGIN:
      if (next === K.TRAN || next === K.TRANSACTION || next === K.TRY) return true
      return next !== 0 && matchStatement(s, at + 1)
    case K.BULK:
      return next === K.INSERT && nameIn(s, at + 2) !== null
    case K.BACKUP:
    case K.RESTORE: {
      if (next !== K.DATABASE && next !== K.LOG)
        return word === K.RESTORE && /^(filelistonly|headeronly|verifyonly|labelonly)$/i.test(textIn(s, at + 1))
      const name = nameIn(s, at + 2)
      if (name === null) return kindIn(s, at + 2) === T.VARIABLE || (kindIn(s, at + 2) === T.NONE && isLoud(s, at))
      const after = wordIn(s, name.end)
      if (after === K.TO || after === K.FROM)
        return /^(disk|url|tape)$/i.test(textIn(s, name.end + 1)) || kindIn(s, name.end + 1) === T.VARIABLE
      return isEnd(s, name.end) ? isLoud(s, at) : after === K.WITH && isLoud(s, name.end)
    }
    case K.DBCC:
      return kind === T.WORD
    case K.GRANT:
    case K.DENY:
    case K.REVOKE:
      for (let index = at + 1; index < at + 24; index++)
        if (wordIn(s, index) === K.ON || wordIn(s, index) === K.TO) return isLoud(s, at) || wordIn(s, index) === K.ON
      return false
    case K.PRINT:
      return kind === T.STRING || kind === T.VARIABLE
    case K.RAISERROR:
      return kind === P.OPEN
    case K.THROW:
      return kind === T.NUMBER
    case K.WAITFOR:
      return kind === T.WORD
    case K.FETCH:
      return kind === T.WORD && wordIn(s, at + 2) === K.FROM && isLoud(s, at)
    case K.COMMIT:
    case K.ROLLBACK:
    case K.SAVE:
      return next === K.TRAN || next === K.TRANSACTION
    case K.COPY:
      return next === K.INTO && nameIn(s, at + 2) !== null
    case K.ENABLE:
    case K.DISABLE:
      return next === K.TRIGGER && isLoud(s, at)
    default:
  }
  if (kindIn(s, at) === P.LEFT_BRACE) return /^\{\s*(?:\?\s*=\s*)?call\b/i.test(s.text.slice(s.tokens.starts[at]))
  return matchBareCall(s, at)
}

function matchCondition(s: Sample, from: number, loud: boolean): boolean {
  let at = from
  while (wordIn(s, at) === K.NOT || kindIn(s, at) === P.OPEN) at++
  if (wordIn(s, at) === K.EXISTS) return kindIn(s, at + 1) === P.OPEN
  if (kindIn(s, at) === T.VARIABLE || kindIn(s, at) === T.DYNAMIC) return true
  if (
    /^(object_id|db_id|db_name|schema_id|type_id|col_length|isnull|datediff|objectproperty|serverproperty|suser_name|original_login)$/i.test(
      textIn(s, at),
    )
  )
    return kindIn(s, at + 1) === P.OPEN
  return kindIn(s, at) === T.NUMBER && loud && kindIn(s, at + 1) === P.EQUAL
}

/** A batch of a procedure's name and its arguments, without EXEC. */
function matchBareCall(s: Sample, at: number): boolean {
  const name = nameIn(s, at)
  if (name === null) return false
  const procedure = /^(sp|xp|usp)_/i.test(textIn(s, name.last))
  const kind = kindIn(s, name.end)
  if (kind === T.VARIABLE) return procedure || isPlainly(name)
  if (!procedure) return false
  return kind === T.STRING || kind === T.PARAMETER || (kind === T.NONE && name.parts > 1)
}
