import type { Access, SqlReading } from "../../src/model/sql.js"

/** A name as it is written in a fixture. */
export function shownName(access: Access): string {
  const { server, database, schema, object } = access.name
  return [server, database, schema, object].filter((part) => part !== null).join(".")
}

/** What was read, a line for each access and problem: `write update table dbo.T`. */
export function shownReading(reading: SqlReading): string[] {
  const lines = reading.accesses.map((access) => {
    const sure = access.confidence === "certain" ? "" : ` (${access.confidence})`
    return `${access.role} ${access.operation} ${access.kind} ${shownName(access)}${sure}`
  })
  for (const { message } of reading.problems) lines.push(`problem: ${message}`)
  return lines.length > 0 ? lines : ["nothing"]
}
