import type { SqlUse } from "../model/lineage.js"
import type { Access, SqlReading } from "../model/sql.js"
import { push } from "./by-owner.js"
import { isSystemName } from "./system-names.js"

/** What a use an access is; null for what does not count: temporary tables, references, names of indexes. */
export function useOf(access: Access): { readonly role: SqlUse["role"]; readonly kind: "table" | "routine" } | null {
  switch (access.kind) {
    case "table":
    case "view":
    case "synonym":
    case "unknown":
      if (access.role === "read" || access.role === "write") return { role: access.role, kind: "table" }
      if (access.role === "define" && access.kind === "table") return { role: "write", kind: "table" }
      return null
    case "procedure":
      return access.role === "execute" ? { role: "execute", kind: "routine" } : null
    case "function":
      return access.role === "execute" || access.role === "read" ? { role: "execute", kind: "routine" } : null
    default:
      return null
  }
}

/** The object is a variable or built from one: there is no name. */
export function isVariable(access: Access): boolean {
  return access.name.object.includes("@") || access.name.object === ""
}

const flagTable =
  /(^|_|[a-z])(Process|Job|Run|Load)?(Lock|Locks|Flag|Semaphore|Mutex|InUse)(Table|s|_|$)|(^|_)(lock|locks|flag|flags|semaphore|mutex)(_|$)/
const flagColumn =
  /\bset\s+(\[?\w+\]?\.)?\[?(is_?)?(running|locked|busy|in_?use|in_?progress|lock_?flag|run_?flag|running_?flag|locked_?by)\]?\s*=/i

/** What each definition, and the text itself, does to which objects; of the accesses those that are `wanted`. */
export function usesByOwner(
  text: string,
  reading: SqlReading,
  owners: readonly number[],
  wanted: (access: Access) => boolean,
): ReadonlyMap<number, SqlUse[]> {
  const given = reading.calls.length === 0 ? null : new Map(reading.calls.map((call) => [call.access, call.arguments]))
  const uses = new Map<number, SqlUse[]>()
  let database: string | null = null
  let batchDatabase: string | null = null
  for (const access of reading.accesses) {
    if (access.operation === "use") {
      database = access.name.object
      batchDatabase = database
      continue
    }
    const use = useOf(access)
    if (use === null || isSystemName(access.name, use.kind) || isVariable(access) || !wanted(access)) continue
    const statement = reading.statements[access.statement]
    const owner = owners[access.statement] ?? -1
    const isWrite = access.role === "write"
    const body =
      statement === undefined || !isWrite ? "" : text.slice(statement.start, Math.min(statement.end, statement.start + 20_000))
    push(uses, owner, {
      start: access.start,
      end: access.end,
      name: access.name,
      role: use.role,
      operation: access.operation,
      database: batchDatabase,
      confidence: access.confidence,
      fires: isWrite ? firedBy(access.operation, body) : none,
      flag:
        isWrite &&
        /^(insert|update|merge)$/.test(access.operation) &&
        (flagTable.test(access.name.object) || flagColumn.test(body)),
      arguments: given?.get(access) ?? none,
    })
  }
  return uses
}

const none: readonly never[] = []

const fired: Readonly<Partial<Record<string, readonly string[]>>> = {
  insert: ["insert"],
  "output-into": ["insert"],
  update: ["update"],
  delete: ["delete"],
}

/** TRUNCATE fires no triggers; a MERGE those of its branches. */
function firedBy(operation: string, statement: string): readonly string[] {
  if (operation !== "merge") return fired[operation] ?? none
  return ["insert", "update", "delete"].filter((event) => new RegExp(`\\bthen\\s+${event}\\b`, "i").test(statement))
}
