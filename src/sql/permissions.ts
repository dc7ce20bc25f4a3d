import { readDatabaseName } from "./databases.js"
import { hashOf, K } from "./keywords.js"
import { pushAccess, pushName, pushObject, pushToken, readName } from "./names.js"
import { hashAt, isName, kindAt, type Parser, R, skipBrackets, takeKind, takeWord, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

const classes = new Map(
  (
    [
      ["database", R.DATABASE],
      ["schema", R.SCHEMA],
      ["server", R.SERVER],
    ] as const
  ).map(([name, role]) => [hashOf(name), role] as const),
)

/** `OBJECT::dbo.t`, `DATABASE::x`, or a name alone: what GRANT and ALTER AUTHORIZATION are about. */
export function readSecurable(p: Parser, operation: string): void {
  let index = p.at
  while (kindAt(p, index) === T.WORD && index < p.at + 4) index++
  if (kindAt(p, index) === P.COLON && kindAt(p, index + 1) === P.COLON && index > p.at) {
    const role = index === p.at + 1 ? classes.get(hashAt(p, p.at)) : undefined
    const object = wordAt(p, p.at) === K.OBJECT || wordAt(p, p.at) === K.TYPE
    const kind = wordAt(p, p.at) === K.TYPE ? "type" : "unknown"
    p.at = index + 2
    if (role === R.DATABASE) {
      readDatabaseName(p, false, operation)
      return
    }
    if (readName(p, true) === 0) return
    if (object) {
      pushObject(p)
      pushAccess(p, kind, "reference", operation)
    } else pushName(p, role ?? R.OTHER)
    return
  }
  if (readName(p, true) === 0) return
  pushObject(p)
  pushAccess(p, p.defined.get(hashAt(p, p.nameLast)) ?? "unknown", "reference", operation)
}

/** Permissions: what stands behind ON. */
export function readGrant(p: Parser): void {
  const operation = wordAt(p, p.at - 1) === K.GRANT ? "grant" : wordAt(p, p.at - 1) === K.DENY ? "deny" : "revoke"
  let on = false
  while (p.at < p.stop) {
    const kind = kindAt(p, p.at)
    const word = wordAt(p, p.at)
    if (kind === P.SEMICOLON) return
    if (word === K.ON && !on) {
      p.at++
      on = true
      readSecurable(p, operation)
    } else if (kind === P.OPEN) skipBrackets(p)
    else if (word === K.TO || word === K.FROM) {
      p.at++
      readPrincipals(p)
      return
    } else if (!on && (word === K.IF || word === K.PRINT || word === K.DECLARE)) return
    else p.at++
  }
}

function readPrincipals(p: Parser): void {
  do {
    if (wordAt(p, p.at) === K.PUBLIC) p.at++
    else if (isName(p, p.at)) pushToken(p, p.at++, R.OTHER)
    else if (kindAt(p, p.at) === T.VARIABLE || kindAt(p, p.at) === T.STRING) p.at++
  } while (takeKind(p, P.COMMA))
  if (wordAt(p, p.at) === K.WITH && wordAt(p, p.at + 1) === K.GRANT) p.at += 3
  if (takeWord(p, K.CASCADE)) return
  if (wordAt(p, p.at) === K.AS && isName(p, p.at + 1)) p.at += 2
}
