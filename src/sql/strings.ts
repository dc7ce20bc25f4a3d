import type { StringUse } from "../model/sql.js"
import type { Frame } from "./frames.js"
import { hashOf, K } from "./keywords.js"
import { hashAt, markString, type Parser } from "./state.js"
import { P } from "./tokens.js"

/** What the arguments of functions are, by name and position. */
const functions: ReadonlyMap<number, readonly (StringUse | null)[]> = new Map(
  (
    [
      [
        "object_id col_length ident_current ident_seed ident_incr type_id typeproperty has_perms_by_name parsename index_col",
        ["object-name"],
      ],
      ["dm_sql_referenced_entities dm_sql_referencing_entities fn_cdc_get_min_lsn tableproperty", ["object-name"]],
      ["db_id databasepropertyex databaseproperty has_dbaccess", ["database-name"]],
      ["dm_exec_describe_first_result_set", ["executed"]],
      ["patindex", ["like-pattern"]],
      ["file_id file_idex fileproperty filepropertyex fn_trace_gettable fn_get_audit_file fn_xe_file_target_read_file", ["path"]],
    ] as const
  ).flatMap(([names, uses]) => names.split(" ").map((name) => [hashOf(name), uses] as const)),
)

/** What a function's argument is for; null for one that says nothing of it. */
export function argumentUse(p: Parser, fn: number, argument: number): StringUse | null {
  return functions.get(hashAt(p, fn))?.[argument] ?? null
}

const dbName = hashOf("db_name")
const databaseColumns = new Set(
  [
    "database_name",
    "databasename",
    "db_name",
    "dbname",
    "db",
    "catalog_name",
    "table_catalog",
    "routine_catalog",
    "specific_catalog",
    "source_database_name",
  ].map(hashOf),
)
const nameColumn = hashOf("name")

/** Tells what the string at the next token is for, from what stands around it. */
export function readString(p: Parser, frame: Frame): void {
  const token = p.at
  const before = token - 1
  const word = p.words[before] as number
  if (word === K.LIKE) {
    if (!guard(p, token, before - (p.words[before - 1] === K.NOT ? 2 : 1))) markString(p, token, "like-pattern")
    return
  }
  const kind = p.kinds[before] as number
  if (kind === P.OPEN || kind === P.COMMA) {
    if (frame.fn > 0) {
      const fn = p.words[frame.fn] as number
      if (fn === K.IN) {
        if (guard(p, token, frame.fn - (p.words[frame.fn - 1] === K.NOT ? 2 : 1))) return
      } else {
        const use = argumentUse(p, frame.fn, frame.commas)
        if (use !== null) {
          markString(p, token, use)
          return
        }
      }
    }
  } else if (kind === P.EQUAL || kind === P.GREATER || kind === P.LESS) {
    const first = p.kinds[before - 1] as number
    const left = first === P.LESS || first === P.GREATER || first === 33 ? before - 2 : before - 1
    if (guard(p, token, left)) return
  } else if (word === K.WHEN || word === K.NOT) {
    markString(p, token, "data")
    return
  }
  const next = p.kinds[token + 1] as number
  if ((next === P.EQUAL || next === P.LESS) && hashAt(p, token + 2) === dbName) markString(p, token, "database-guard")
  else markString(p, token, "data")
}

/** Whether the operand that ends at `left` is a database's name, which makes the string compared with it one as well. */
function guard(p: Parser, token: number, left: number): boolean {
  if (left < 1) return false
  // DB_NAME()
  if (p.kinds[left] === P.CLOSE) {
    let open = left - 1
    for (let steps = 0; steps < 6 && open > 0 && p.kinds[open] !== P.OPEN; steps++) open--
    if (p.kinds[open] !== P.OPEN || hashAt(p, open - 1) !== dbName) return false
    markString(p, token, "database-guard")
    return true
  }
  const hash = hashAt(p, left)
  if (databaseColumns.has(hash)) {
    markString(p, token, "database-guard")
    return true
  }
  if (hash === nameColumn) {
    markString(p, token, "data")
    p.guards.push(token)
    return true
  }
  return false
}
