import type { StringUse } from "../model/sql.js"
import { hashOf } from "./keywords.js"

/** What an argument of a system procedure is, by its name and position. */
export interface ProcedureArgument {
  /** Hash of `@name`. */
  readonly name: number
  readonly position: number
  readonly use: StringUse
}

const table: readonly (readonly [procedures: string, argument: string, position: number, use: StringUse])[] = [
  ["sp_executesql", "@stmt", 0, "executed"],
  ["sp_executesql", "@statement", 0, "executed"],
  ["sp_prepexec sp_prepare", "@stmt", 2, "executed"],
  ["sp_describe_first_result_set sp_describe_undeclared_parameters", "@tsql", 0, "executed"],
  ["sp_msforeachdb sp_msforeachtable sp_ineachdb sp_foreachdb", "@command1", 0, "executed"],
  ["sp_ineachdb sp_foreachdb", "@command", 0, "executed"],
  ["sp_msforeachdb sp_msforeachtable", "@command2", 2, "executed"],
  ["sp_msforeachdb sp_msforeachtable", "@command3", 3, "executed"],
  ["sp_msforeachdb sp_msforeachtable", "@precommand", 99, "executed"],
  ["sp_msforeachdb sp_msforeachtable", "@postcommand", 99, "executed"],
  ["sp_send_dbmail", "@query", 99, "executed"],
  ["sp_send_dbmail", "@execute_query_database", 99, "database-name"],
  ["sp_execute_external_script", "@input_data_1", 99, "executed"],
  ["sp_add_jobstep sp_update_jobstep", "@database_name", 99, "job-database"],
  ["sp_add_jobstep sp_update_jobstep", "@command", 99, "job-command"],
  ["sp_addlinkedserver", "@catalog", 6, "linked-server-catalog"],
  ["sp_addlinkedserver", "@provstr", 5, "connection-string"],
  [
    "sp_helpdb sp_dboption sp_detach_db sp_attach_db sp_attach_single_file_db sp_renamedb sp_dbcmptlevel sp_removedbreplication",
    "@dbname",
    0,
    "database-name",
  ],
  ["sp_renamedb", "@newname", 1, "database-name"],
  ["sp_replicationdboption", "@dbname", 0, "database-name"],
  ["sp_defaultdb", "@defdb", 1, "database-name"],
  ["sp_addlogin", "@defdb", 2, "database-name"],
  ["sp_rename", "@objname", 0, "object-name"],
  [
    "sp_help sp_helptext sp_helpindex sp_helpconstraint sp_helptrigger sp_depends sp_recompile sp_spaceused sp_refreshsqlmodule sp_helpstats",
    "@objname",
    0,
    "object-name",
  ],
  ["sp_refreshview", "@viewname", 0, "object-name"],
  ["sp_columns sp_pkeys sp_statistics", "@table_name", 0, "object-name"],
  ["sp_tableoption", "@tablenamepattern", 0, "object-name"],
  ["sp_settriggerorder", "@triggername", 0, "object-name"],
  ["sp_procoption", "@procname", 0, "object-name"],
  ["sp_changeobjectowner", "@objname", 0, "object-name"],
  ["sp_autostats sp_updatestats", "@tblname", 0, "object-name"],
  // What leaves the server, or describes something, names nothing here.
  ["sp_invoke_external_rest_endpoint", "@url", 0, "data"],
  ["sp_addextendedproperty sp_updateextendedproperty sp_dropextendedproperty sp_add_job", "@name", 0, "data"],
]

const forEach = new Set("sp_msforeachdb sp_msforeachtable sp_ineachdb sp_foreachdb".split(" ").map(hashOf))

/** Whether a procedure executes its texts for many databases or tables, whose name it puts for each `?`. */
export function executesForEach(procedure: number): boolean {
  return forEach.has(procedure)
}

const arguments_ = new Map<number, ProcedureArgument[]>()
for (const [procedures, argument, position, use] of table) {
  for (const procedure of procedures.split(" ")) {
    const hash = hashOf(procedure)
    const list = arguments_.get(hash) ?? []
    list.push({ name: hashOf(argument), position, use })
    arguments_.set(hash, list)
  }
}

/** What the arguments of a procedure are, by the hash of its name; null for one that is not known. */
export function procedureArguments(procedure: number): readonly ProcedureArgument[] | null {
  return arguments_.get(procedure) ?? null
}
