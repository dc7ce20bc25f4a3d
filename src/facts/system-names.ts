import type { MultipartName } from "../model/sql.js"
import { isOldSystemTable } from "../sql/system-tables.js"

const systemSchemas = /^(sys|information_schema)$/i
const systemDatabases = /^(master|msdb|tempdb|model|mssqlsystemresource|ssisdb|distribution)$/i
const systemProcedures = /^(sp|xp|fn)_/i

/** Whether a name means a part of SQL Server itself. */
export function isSystemName(name: MultipartName, kind: "table" | "routine"): boolean {
  if (name.schema !== null && systemSchemas.test(name.schema)) return true
  if (name.database !== null && systemDatabases.test(name.database)) return true
  if (kind === "table") return isOldSystemTable(name.object) || /^spt_values$/i.test(name.object)
  return (
    systemProcedures.test(name.object) &&
    (name.schema === null || name.schema === "" || /^dbo$/i.test(name.schema)) &&
    knownSystem.test(name.object)
  )
}

/** System procedures start with `sp_`, and so do many of people's own: only these are Microsoft's. */
const knownSystem =
  /^(xp_\w+|fn_\w+|sp_(executesql|getapplock|releaseapplock|rename|help\w*|add\w*|start_job|stop_job|update_\w+|delete_\w+|attach\w*|detach\w*|send_dbmail|spaceused|who2?|lock|configure|msforeach\w+|ms\w+|depends|recompile|refresh\w+|settriggerorder|tableoption|dboption|columns|pkeys|fkeys|tables|stored_procedures|set_session_context|estimate\w*|describe\w*|prepare|prepexec|unprepare|execute|oa\w+|xml_\w+|bindrule|unbindrule|bindefault|droprolemember|drop\w*|grant\w*|change\w*|fulltext\w*|invalidate\w*|procoption|autostats|createstats|updatestats|cursor\w*|serveroption|testlinkedserver|linkedservers|catalogs|sproc_columns|server_info|databases|trace\w*|reset_connection|replication\w*|publication\w*|cdc\w*|cycle_errorlog|readerrorlog|purge\w*|validatelogins|monitor))$/i
