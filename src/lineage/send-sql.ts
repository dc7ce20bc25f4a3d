import { sniffSql } from "../sql/index.js"
import { nothingGiven } from "./bindings.js"
import { noteUnresolved, type Place } from "./collect.js"
import { fileOfText, pathOf } from "./contents.js"
import type { GraphNode, Hop } from "./graph.js"
import { type KnownText, shownText, stripText } from "./known-text.js"
import type { Result } from "./result.js"
import { runSqlFile, startPath } from "./start-files.js"
import type { CodeWalk } from "./walk-code.js"
import { runSql, type SqlContext } from "./walk-sql.js"

/** SQL on its way to a server. */
export interface Sending {
  readonly node: GraphNode
  readonly database: string | null
  readonly at: Place
  readonly file: string
  readonly sure: boolean
}

/** Sends what a value turned out to be: a text, or each text of a list. */
export function sendResult(walk: CodeWalk, value: Result | null, sending: Sending): void {
  if (
    value === null ||
    value.kind === "table" ||
    value.kind === "class" ||
    value.kind === "instance" ||
    value.kind === "connection"
  )
    return
  if (value.kind === "enumerator" && value.text) sendResult(walk, value.value, sending)
  if (value.kind === "text") sendText(walk, value.text, sending)
  if (value.kind === "list") {
    for (const row of walk.evaluator.expand(value)) for (const item of row) sendResult(walk, item, sending)
  }
  if (value.kind === "unknown" && sending.sure) {
    noteUnresolved(walk.collected, {
      place: sending.at,
      reason: "the SQL that is sent here is not known",
      text: value.expression,
    })
  }
}

/** Sends a text: SQL, or the path of a script, as operators and drivers take one too. */
export function sendText(walk: CodeWalk, given: KnownText, sending: Sending): void {
  const text = stripText(given).filter((piece) => piece.hole || piece.text !== "")
  if (text.length === 0) return
  if (text.every((piece) => piece.hole || piece.text.trim() === "")) {
    if (sending.sure)
      noteUnresolved(walk.collected, {
        place: sending.at,
        reason: "the SQL that is sent here is not known",
        text: shownText(text),
      })
    return
  }
  // Operators and drivers also take the path of a script.
  const path = pathOf(text)
  if (path !== null && /\.sql$/i.test(path) && !/\s/.test(path)) {
    startPath(walk, text, sending.file, sending.node, sending.at, sending.database)
    return
  }
  const whole = fileOfText(given, walk.program)
  const known = whole === null ? undefined : walk.program.files.get(whole)
  if (known !== undefined && known.sql !== null) {
    const hop: Hop = { what: "file", name: known.file, ...sending.at }
    walk.graph.reach(`file:${known.file}:${sending.database ?? ""}`, sending.node, hop, (node) =>
      runSqlFile(walk, known, node, sending.database),
    )
    return
  }
  if (!sending.sure && sniffSql(shownText(text)) !== "sql") return
  const { facts, place } = walk.readText(text)
  const context: SqlContext = {
    node: sending.node,
    database: sending.database,
    schema: null,
    file: sending.file,
    sure: sending.sure,
    given: nothingGiven,
    place: (offset) => place(offset) ?? sending.at,
  }
  runSql(walk, facts, context)
}
