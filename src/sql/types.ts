import { hashOf, K } from "./keywords.js"
import { pushAccess, pushName, pushObject, readName } from "./names.js"
import { hashAt, kindAt, type Parser, R, skipBrackets, takeWord, wordAt } from "./state.js"
import { P } from "./tokens.js"

const builtIn = new Set(
  `bigint int integer smallint tinyint bit decimal dec numeric money smallmoney float real double date datetime datetime2 datetimeoffset
  smalldatetime time char character varchar nchar nvarchar national text ntext image binary varbinary xml sql_variant uniqueidentifier
  timestamp rowversion hierarchyid geometry geography sysname cursor table json vector`
    .split(/\s+/)
    .map(hashOf),
)

/** Reads a data type; one that users made is an access. */
export function readDataType(p: Parser): void {
  if (wordAt(p, p.at) === K.TABLE) return
  if (takeWord(p, K.NATIONAL) || takeWord(p, K.DOUBLE)) {
    p.at++
    takeWord(p, K.VARYING)
  } else {
    const parts = readName(p, true)
    if (parts === 0) return
    const last = p.nameLast
    if (parts === 1 && builtIn.has(hashAt(p, last))) pushName(p, R.OTHER)
    else if (parts === 2 && builtIn.has(hashAt(p, last))) pushObject(p)
    else {
      pushObject(p)
      pushAccess(p, "type", "reference", "declare")
    }
    takeWord(p, K.VARYING)
  }
  if (kindAt(p, p.at) === P.OPEN) skipBrackets(p)
}
