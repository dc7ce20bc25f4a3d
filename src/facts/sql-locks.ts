import type { Job, JobStep, SqlLock } from "../model/lineage.js"
import type { Access, SqlReading, SqlString, Statement } from "../model/sql.js"
import type { TextMap } from "../model/text.js"
import { byStatement, nothingOwned, push } from "./by-owner.js"

/** Arguments of an EXEC by name, as far as they are constants. */
function argumentsOf(text: string, statement: Statement): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const match of text.slice(statement.start, statement.end).matchAll(/@(\w+)\s*=\s*(?:N?'((?:[^']|'')*)'|(-?\d+))/gi)) {
    found.set((match[1] ?? "").toLowerCase(), match[2]?.replaceAll("''", "'") ?? match[3] ?? "")
  }
  return found
}

const takesLock = /^sp_(getapplock|start_job)$/i
const mayLock = ({ kind, name }: Access): boolean => kind === "temp-table" || takesLock.test(name.object)

/** The locks that each definition, and the text itself, takes. */
export function locksByOwner(text: string, reading: SqlReading, owners: readonly number[]): ReadonlyMap<number, SqlLock[]> {
  if (!reading.accesses.some(mayLock)) return nothingOwned
  const found = new Map<number, SqlLock[]>()
  const stringsOf = byStatement(reading.strings)
  for (const access of reading.accesses) {
    const owner = owners[access.statement] ?? -1
    const statement = reading.statements[access.statement]
    if (access.kind === "temp-table" && access.name.object.startsWith("##") && access.role !== "read") {
      const creates = /^(create|select-into)$/.test(access.operation)
      const lock: SqlLock = { kind: "global-temp", name: access.name.object, start: access.start, end: access.end }
      if (creates) push(found, owner, lock)
    } else if (statement !== undefined && takesLock.test(access.name.object)) {
      const given = argumentsOf(text, statement)
      const job = /job/i.test(access.name.object)
      const [first] = stringsOf(access.statement)
      const name = given.get(job ? "job_name" : "resource") ?? first?.text ?? null
      if (name !== null) push(found, owner, { kind: job ? "job" : "applock", name, start: access.start, end: access.end })
    }
  }
  return found
}

const addsJob = /^sp_add_job(step)?$/i

/** The jobs that a text sets up. */
export function jobsOf(text: string, reading: SqlReading): readonly Job[] {
  if (!reading.accesses.some(({ name }) => addsJob.test(name.object))) return []
  const jobs: { start: number; end: number; name: string; steps: JobStep[] }[] = []
  const stringsOf = byStatement(reading.strings)
  for (const access of reading.accesses) {
    const statement = reading.statements[access.statement]
    if (statement === undefined || !addsJob.test(access.name.object)) continue
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
