import type { SqlName, SqlReading } from "../model/sql.js"

/** How a name is used where it names a database or a server. */
export type Use = "three-part name" | "USE" | "database name in a string" | "connection string"

/** A name that a text uses as a database or a server. */
export interface Candidate {
  readonly name: string
  readonly kind: "database" | "server"
  readonly use: Use
}

/** Names that are there on every server, and first parts that are schemas in a three-part column. */
const system = new Set([
  ...["master", "tempdb", "msdb", "model", "mssqlsystemresource", "distribution", "reportserver", "reportservertempdb", "ssisdb"],
  ...["dbo", "sys", "information_schema", "guest", "inserted", "deleted"],
])

/** Whether a name can be a team's own database: no system database, no placeholder, no temporary object. */
export function isOwn(name: string): boolean {
  return name !== "" && !system.has(name.toLowerCase()) && !/^[#@]|[${}<>%[\]]/.test(name)
}

/** The part of a name that names the database; null where none does for certain. */
function databasePart(name: SqlName): string | null {
  const part = name.parts.find((one) => one.role === "database")
  if (part === undefined || part.dynamic) return null
  // Three parts in an expression may be schema, table and column.
  if (name.place === "column" && name.parts.length < 4) return null
  return part.text
}

/** The databases that a T-SQL text names, dynamic SQL in it included, one entry for each use. */
export function databasesIn(reading: SqlReading): readonly Candidate[] {
  const found: Candidate[] = []
  const add = (name: string | null, use: Use) => {
    if (name !== null && isOwn(name)) found.push({ name, kind: "database", use })
  }
  const open = [reading]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const name of next.names) {
      const alone = name.place === "use" || name.place === "database"
      add(databasePart(name), alone ? "USE" : "three-part name")
    }
    for (const string of next.strings) {
      if (["database-name", "database-guard", "job-database", "linked-server-catalog"].includes(string.use)) {
        add(string.text, "database name in a string")
      }
      if (string.reading !== null) open.push(string.reading)
    }
  }
  return found
}
