import type { FileFacts } from "../model/lineage.js"
import { sniffSql } from "../sql/index.js"
import { type Collected, noteUnresolved } from "./collect.js"
import type { Program } from "./program.js"

/**
 * Says why a process may reach no table, where nothing else is said of it: its entry only defines what others run, or holds settings, or SQL
 * stands in the files that it comes by and nothing that it calls sends it.
 */
export function noteSilence(collected: Collected, program: Program, entries: readonly FileFacts[]): void {
  if (collected.tables.size > 0 || collected.unresolved.size > 0) return
  for (const { file, sql, scopes, jobs } of entries) {
    const place = { file, offset: 0 }
    const [object] = sql?.objects ?? []
    if (object !== undefined && object.kind !== "table") {
      const { database, schema, object: own } = object.name
      const text = [database, schema, own].filter((part) => part !== null && part !== "").join(".")
      noteUnresolved(collected, {
        place,
        reason: "this entry only defines what others run: name the procedure as the entry",
        text,
      })
    } else if (sql === null && scopes.length === 0 && jobs.length === 0) {
      noteUnresolved(collected, {
        place,
        reason: "this entry starts nothing by itself: name the program that reads it",
        text: "",
      })
    }
  }
  if (collected.unresolved.size > 0) return
  for (const file of [...collected.files].sort()) {
    const found = program.files.get(file)?.values.find((value) => value.kind === "text" && sniffSql(value.text) === "sql")
    if (found?.kind !== "text") continue
    const place = { file, offset: found.map[0]?.from ?? 0 }
    noteUnresolved(collected, {
      place,
      reason: "nothing that is called from the entry sends this SQL, or any other",
      text: found.text,
    })
    return
  }
}
