import type { Job, JobStep, ObjectKind, OpaqueSql, SqlFacts, SqlLock, SqlObject, SqlUse } from "../model/lineage.js"
import type { Access, MultipartName, SqlReading, SqlString, Statement } from "../model/sql.js"
import type { Hole, TextMap } from "../model/text.js"
import { readSql } from "../sql/index.js"

/** Condenses a SQL text: what running it does, what it defines, which jobs it sets up. Never throws. */
export function sqlFacts(text: string, holes: readonly Hole[]): SqlFacts {
  const reading = readSql(text, { holes })
  const owners = ownersOf(reading.statements)
  const uses = usesByOwner(text, reading, owners)
  const opaque = opaqueByOwner(text, reading, owners)
  const locks = locksByOwner(text, reading, owners)
  const own = <T>(map: ReadonlyMap<number, T[]>, owner: number): readonly T[] => map.get(owner) ?? []
  return {
    uses: own(uses, -1),
    objects: objectsOf(
      reading,
      owners,
      (owner) => ({ body: own(uses, owner), opaque: own(opaque, owner), locks: own(locks, owner) }),
      text,
    ),
    opaque: own(opaque, -1),
    locks: own(locks, -1),
    jobs: jobsOf(text, reading),
    includes: reading.directives.flatMap((directive) => {
      const path = directive.arguments[0]
      return directive.command.toLowerCase() === "r" && path !== undefined
        ? [{ path: path.text.replace(/^"|"$/g, ""), start: path.start, end: path.end }]
        : []
    }),
    statements: reading.statements.length,
    recovered: reading.problems.length,
  }
}

const defines: Readonly<Record<string, ObjectKind>> = {
  table: "table",
  view: "view",
  procedure: "procedure",
  function: "function",
  trigger: "trigger",
  synonym: "synonym",
}

const withBody = /^(create|alter|create-or-alter)-(or-alter-)?(procedure|proc|function|trigger|view)$/

/** For each statement the definition whose body it stands in, -1 for what runs itself. */
function ownersOf(statements: readonly Statement[]): readonly number[] {
  const owners: number[] = []
  statements.forEach((statement, index) => {
    if (withBody.test(statement.kind)) owners.push(index)
    else owners.push(statement.parent >= 0 && statement.parent < index ? (owners[statement.parent] as number) : -1)
  })
  return owners
}

/** Groups what a reading lists by the statement that it stands in: scripts have thousands of both. */
function byStatement<T extends { readonly statement: number }>(items: readonly T[]): (statement: number) => readonly T[] {
  const groups = new Map<number, T[]>()
  for (const item of items) push(groups, item.statement, item)
  return (statement) => groups.get(statement) ?? []
}

function push<T>(map: Map<number, T[]>, key: number, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

const systemSchemas = /^(sys|information_schema)$/i
const systemDatabases = /^(master|msdb|tempdb|model|mssqlsystemresource|ssisdb|distribution)$/i
const systemTables =
  /^(sys(objects|columns|indexes|users|types|processes|databases|logins|comments|depends|files|permissions|obj\w*)|spt_values)$/i
const systemProcedures = /^(sp|xp|fn)_/i

/** Whether a name means a part of SQL Server itself. */
export function isSystemName(name: MultipartName, kind: "table" | "routine"): boolean {
  if (name.schema !== null && systemSchemas.test(name.schema)) return true
  if (name.database !== null && systemDatabases.test(name.database)) return true
  if (kind === "table") return systemTables.test(name.object)
  return (
    systemProcedures.test(name.object) &&
    (name.schema === null || name.schema === "" || /^dbo$/i.test(name.schema)) &&
    knownSystem.test(name.object)
  )
}

/** System procedures start with `sp_`, and so do many of people's own: only these are Microsoft's. */
const knownSystem =
  /^(xp_\w+|fn_\w+|sp_(executesql|getapplock|releaseapplock|rename|help\w*|add\w*|start_job|stop_job|update_\w+|delete_\w+|attach\w*|detach\w*|send_dbmail|spaceused|who2?|lock|configure|msforeach\w+|ms\w+|depends|recompile|refresh\w+|settriggerorder|tableoption|dboption|columns|pkeys|fkeys|tables|stored_procedures|set_session_context|estimate\w*|describe\w*|prepare|prepexec|unprepare|execute|oa\w+|xml_\w+|bindrule|unbindrule|bindefault|droprolemember|drop\w*|grant\w*|change\w*|fulltext\w*|invalidate\w*|procoption|autostats|createstats|updatestats|cursor\w*|serveroption|testlinkedserver|linkedservers|catalogs|sproc_columns|server_info|databases|trace\w*|reset_connection|replication\w*|publication\w*|cdc\w*|cycle_errorlog|readerrorlog|purge\w*|validatelogins|monitor))$/i

function useOf(access: Access): { readonly role: SqlUse["role"]; readonly kind: "table" | "routine" } | null {
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

const flagTable =
  /(^|_|[a-z])(Process|Job|Run|Load)?(Lock|Locks|Flag|Semaphore|Mutex|InUse)(Table|s|_|$)|(^|_)(lock|locks|flag|flags|semaphore|mutex)(_|$)/
const flagColumn =
  /\bset\s+(\[?\w+\]?\.)?\[?(is_?)?(running|locked|busy|in_?use|in_?progress|lock_?flag|run_?flag|running_?flag|locked_?by)\]?\s*=/i

function usesByOwner(text: string, reading: SqlReading, owners: readonly number[]): ReadonlyMap<number, SqlUse[]> {
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
    if (use === null || isSystemName(access.name, use.kind) || isVariable(access)) continue
    const statement = reading.statements[access.statement]
    const owner = owners[access.statement] ?? -1
    const body = statement === undefined ? "" : text.slice(statement.start, Math.min(statement.end, statement.start + 20_000))
    push(uses, owner, {
      start: access.start,
      end: access.end,
      name: access.name,
      role: use.role,
      operation: access.operation,
      database: batchDatabase,
      confidence: access.confidence,
      fires: access.role === "write" ? firedBy(access.operation, body) : [],
      flag:
        access.role === "write" &&
        /^(insert|update|merge)$/.test(access.operation) &&
        (flagTable.test(access.name.object) || flagColumn.test(body)),
    })
  }
  return uses
}

/** TRUNCATE fires no triggers; a MERGE those of its branches. */
function firedBy(operation: string, statement: string): readonly string[] {
  if (operation === "insert" || operation === "output-into") return ["insert"]
  if (operation === "update" || operation === "delete") return [operation]
  if (operation !== "merge") return []
  return ["insert", "update", "delete"].filter((event) => new RegExp(`\\bthen\\s+${event}\\b`, "i").test(statement))
}

/** The object is a variable or built from one: there is no name. */
function isVariable(access: Access): boolean {
  return access.name.object.includes("@") || access.name.object === ""
}

function opaqueByOwner(text: string, reading: SqlReading, owners: readonly number[]): ReadonlyMap<number, OpaqueSql[]> {
  const found = new Map<number, OpaqueSql[]>()
  const executed = new Set(reading.strings.filter((each) => each.use === "executed").map((each) => each.statement))
  const touched = new Map<number, number>()
  const unnamed = new Map<string, { readonly owner: number; readonly operations: Set<string>; readonly access: Access }>()
  for (const access of reading.accesses) {
    if (useOf(access) !== null && isVariable(access)) {
      const owner = owners[access.statement] ?? -1
      const key = `${owner} ${shownName(access.name).toLowerCase()}`
      const known = unnamed.get(key)
      if (known === undefined) unnamed.set(key, { owner, operations: new Set([access.operation]), access })
      else known.operations.add(access.operation)
    }
    if (!/^sp_executesql$/i.test(access.name.object)) touched.set(access.statement, (touched.get(access.statement) ?? 0) + 1)
  }
  for (const { owner, operations, access } of unnamed.values()) {
    push(found, owner, {
      start: access.start,
      end: access.end,
      reason: "the name of the object that this dynamic SQL touches is put together at run time",
      text: `${shownName(access.name).slice(0, 150)} (${[...operations].sort().join(", ")})`,
    })
  }
  reading.statements.forEach((statement, index) => {
    if (statement.kind !== "execute" || executed.has(index) || touched.has(index)) return
    const body = text.slice(statement.start, statement.end)
    if (!/^\{?\s*(\?\s*=\s*)?exec(ute)?\s*(\(|@|\[?(sys|dbo)?\]?\.?\[?sp_executesql)/i.test(body)) return
    push(found, owners[index] ?? -1, {
      start: statement.start,
      end: statement.end,
      reason: "dynamic SQL whose text is put together at run time",
      text: body.slice(0, 200),
    })
  })
  return found
}

/** A name as a reader knows it again, what is unknown in it in braces: `dbo.Load_{@batch}`. */
function shownName(name: MultipartName): string {
  const parts = [name.server, name.database, name.schema, name.object].filter((part) => part !== null)
  return parts.map((part) => part.replace(/@[\w@#$]*/g, (variable) => `{${variable === "@" ? "?" : variable}}`)).join(".")
}

/** Arguments of an EXEC by name, as far as they are constants. */
function argumentsOf(text: string, statement: Statement): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const match of text.slice(statement.start, statement.end).matchAll(/@(\w+)\s*=\s*(?:N?'((?:[^']|'')*)'|(-?\d+))/gi)) {
    found.set((match[1] ?? "").toLowerCase(), match[2]?.replaceAll("''", "'") ?? match[3] ?? "")
  }
  return found
}

function locksByOwner(text: string, reading: SqlReading, owners: readonly number[]): ReadonlyMap<number, SqlLock[]> {
  const found = new Map<number, SqlLock[]>()
  const strings = byStatement(reading.strings)
  for (const access of reading.accesses) {
    const owner = owners[access.statement] ?? -1
    const statement = reading.statements[access.statement]
    if (access.kind === "temp-table" && access.name.object.startsWith("##") && access.role !== "read") {
      const creates = /^(create|select-into)$/.test(access.operation)
      const lock: SqlLock = { kind: "global-temp", name: access.name.object, start: access.start, end: access.end }
      if (creates) push(found, owner, lock)
    } else if (statement !== undefined && /^sp_(getapplock|start_job)$/i.test(access.name.object)) {
      const given = argumentsOf(text, statement)
      const job = /job/i.test(access.name.object)
      const [first] = strings(access.statement)
      const name = given.get(job ? "job_name" : "resource") ?? first?.text ?? null
      if (name !== null) push(found, owner, { kind: job ? "job" : "applock", name, start: access.start, end: access.end })
    }
  }
  return found
}

function objectsOf(
  reading: SqlReading,
  owners: readonly number[],
  inside: (owner: number) => Pick<SqlObject, "body" | "opaque" | "locks">,
  text: string,
): readonly SqlObject[] {
  const objects: SqlObject[] = []
  const strings = byStatement(reading.strings)
  const accesses = byStatement(reading.accesses)
  let database: string | null = null
  for (const access of reading.accesses) {
    if (access.operation === "use") database = access.name.object
    const selected = access.kind === "table" && access.operation === "select-into"
    const kind = defines[access.kind]
    if (kind === undefined || (access.role !== "define" && !selected) || isVariable(access)) continue
    const statement = reading.statements[access.statement]
    if (statement === undefined) continue
    const owner = owners[access.statement] === access.statement ? access.statement : -2
    const related = accesses(access.statement).find((each) => each.role === "reference" && each.start > access.start)
    const renamed = access.operation === "rename" ? (strings(access.statement)[1]?.text ?? null) : null
    objects.push({
      kind,
      name: access.name,
      operation: selected ? "create" : operationOf(access.operation),
      database,
      ...inside(owner),
      target:
        kind === "synonym" || kind === "trigger"
          ? (related?.name ?? null)
          : renamed === null
            ? null
            : { server: null, database: access.name.database, schema: access.name.schema, object: renamed },
      events: kind === "trigger" ? eventsOf(text.slice(access.end, Math.min(statement.end, access.end + 2000))) : [],
      start: access.start,
      end: access.end,
    })
  }
  return objects
}

function operationOf(operation: string): SqlObject["operation"] {
  return operation === "alter" || operation === "drop" || operation === "rename" ? operation : "create"
}

function eventsOf(head: string): readonly string[] {
  const clause = /\b(?:for|after|instead\s+of)\s+((?:insert|update|delete)(?:\s*,\s*(?:insert|update|delete))*)/i.exec(head)
  return clause === null ? [] : (clause[1] ?? "").toLowerCase().split(/\s*,\s*/)
}

function jobsOf(text: string, reading: SqlReading): readonly Job[] {
  const jobs: { start: number; end: number; name: string; steps: JobStep[] }[] = []
  const stringsOf = byStatement(reading.strings)
  for (const access of reading.accesses) {
    const statement = reading.statements[access.statement]
    if (statement === undefined || !/^sp_add_job(step)?$/i.test(access.name.object)) continue
    const given = argumentsOf(text, statement)
    const strings = stringsOf(access.statement)
    if (/^sp_add_job$/i.test(access.name.object)) {
      const enabled = given.get("enabled") !== "0"
      if (enabled)
        jobs.push({ start: access.start, end: access.end, name: given.get("job_name") ?? strings[0]?.text ?? "?", steps: [] })
      continue
    }
    const command = strings.find((each: SqlString) => each.use === "job-command")
    // A step belongs to the job that it names, else to the one added last.
    const job = jobs.find((each) => each.name === given.get("job_name")) ?? jobs.at(-1)
    if (command === undefined || job === undefined) continue
    const subsystem = (given.get("subsystem") ?? "TSQL").toUpperCase()
    const map: TextMap = command.map
    job.steps.push({
      name: given.get("step_name") ?? "?",
      enabled: true,
      run: subsystem === "TSQL" ? "sql" : "command",
      text: command.text,
      map,
      database: given.get("database_name") ?? null,
      start: command.start,
      end: command.end,
    })
  }
  return jobs
}
