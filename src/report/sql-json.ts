import { inertJson } from "./inert.js"
import type { SqlFileReport } from "./sql-report.js"

/** The output contract of `unhardcode sql --format json`, as `schemas/sql.schema.json` has it; in pieces, for it can be long. */
export function* reportSqlJson(files: Iterable<SqlFileReport>): Generator<string> {
  yield '{\n  "version": 1,\n  "files": ['
  let first = true
  for (const { file, accesses, problems } of files) {
    yield `${first ? "" : ","}\n    {\n      "file": ${inertJson(JSON.stringify(file))},\n      "accesses": [`
    first = false
    let comma = ""
    for (const access of accesses) {
      const { start, end, text, name, kind, role, operation, statement, confidence } = access
      const { server, database, schema, object } = name
      const record = {
        start,
        end,
        text,
        name: { server, database, schema, object },
        kind,
        role,
        operation,
        statement,
        confidence,
      }
      yield `${comma}\n        ${inertJson(JSON.stringify(record))}`
      comma = ","
    }
    yield `${accesses.length > 0 ? "\n      " : ""}],\n      "problems": [`
    comma = ""
    for (const { line, column, message } of problems) {
      yield `${comma}\n        ${inertJson(JSON.stringify({ file, line, column, message }))}`
      comma = ","
    }
    yield `${problems.length > 0 ? "\n      " : ""}]\n    }`
  }
  yield first ? "]\n}\n" : "\n  ]\n}\n"
}
