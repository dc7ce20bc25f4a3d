import type { TableOperation } from "../model/lineage.js"
import { type KnownText, plainText } from "./known-text.js"
import { asText, type CallFrame, type Result } from "./result.js"
import { type Sending, sendText } from "./send-sql.js"
import type { CodeWalk } from "./walk-code.js"

/** What a table is called, as SQL would write it. */
function tableText(value: Result, language: string): KnownText | null {
  if (value.kind === "text") return value.text
  return value.kind === "constant" || value.kind === "unknown" ? asText(value, language) : null
}

const statementFor: Readonly<Record<TableOperation, string>> = {
  select: "SELECT * FROM ",
  insert: "INSERT INTO ",
  update: "UPDATE ",
  delete: "DELETE FROM ",
  merge: "MERGE INTO ",
  truncate: "TRUNCATE TABLE ",
  "bulk-insert": "BULK INSERT ",
  replace: "DROP TABLE ",
  create: "CREATE TABLE ",
  alter: "ALTER TABLE ",
  drop: "DROP TABLE ",
}

/** Touches a table by name or object, as a statement that does the same would. */
export function touchTable(
  walk: CodeWalk,
  frame: CallFrame,
  target: Result | null,
  schema: Result | null,
  operation: TableOperation,
  sure: boolean,
  sending: Sending,
): void {
  if (target === null) return
  if (target.kind === "list") {
    for (const row of walk.evaluator.expand(target))
      for (const item of row) touchTable(walk, frame, item, schema, operation, sure, sending)
    return
  }
  if (target.kind === "class" || target.kind === "instance") {
    const type = target.kind === "class" ? target : target.of
    const table = type.facts.scopes[type.scope]?.table ?? null
    if (table === null) return
    const owner = walk.evaluator.fileFrame(type.facts, type.scope)
    for (const { value } of walk.evaluator.evaluate(owner, table))
      touchTable(walk, frame, value, schema, operation, sure, sending)
    return
  }
  let name: KnownText | null = null
  let parts: readonly (Result | null)[] = []
  let ground = sending.database
  if (target.kind === "table") {
    name = tableText(target.name, frame.facts.language)
    // A connection is the ground of the name, not a part of it.
    const { database } = target
    parts = [database?.kind === "connection" ? null : database, target.schema]
    if (database?.kind === "connection") ground = database.database ?? ground
  } else if (sure) {
    name = tableText(target, frame.facts.language)
    parts = [schema]
  }
  if (name === null || name.length === 0) return
  const text: KnownText[number][] = [...plainText(statementFor[operation])]
  for (const part of parts) {
    // A schema that is nothing, or not to be found, is the default one.
    if (part === null || (part.kind === "constant" && part.value === null) || (part.kind === "unknown" && part.absent)) continue
    text.push(...(tableText(part, frame.facts.language) ?? []), ...plainText("."))
  }
  text.push(...name, ...plainText(endings[operation] ?? ""))
  sendText(walk, text, { ...sending, database: ground })
  if (operation === "replace") touchTable(walk, frame, target, schema, "create", sure, sending)
  if (operation === "replace") touchTable(walk, frame, target, schema, "insert", sure, sending)
}

const endings: Readonly<Partial<Record<TableOperation, string>>> = {
  insert: " DEFAULT VALUES",
  update: " SET x = 1",
  merge:
    " AS target USING (SELECT 1 AS x) AS source ON 1 = 1 WHEN MATCHED THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT (x) VALUES (1);",
  "bulk-insert": " FROM ''",
  create: " (x int)",
  alter: " ADD x int",
}

/** A statement that does to a table what an operation does. */
export function statementOn(operation: TableOperation, table: KnownText): KnownText {
  return [...plainText(statementFor[operation]), ...table, ...plainText(endings[operation] ?? "")]
}
