import type { Runner } from "../model/config.js"

const grateTokens = [
  ...["AfterMigrationFolderName", "AlterDatabaseFolderName", "Baseline", "BeforeMigrationFolderName", "CommandTimeout"],
  ...["CommandTimeoutAdmin", "ConnectionString", "ConnectionStringAdmin", "DatabaseName", "DatabaseType"],
  ...["DisableTokenReplacement", "DoNotAlterDatabase", "DoNotCreateDatabase", "DoNotStoreScriptsRunText", "Drop", "DryRun"],
  ...["EnvironmentName", "EnvironmentNames", "FunctionsFolderName", "IndexesFolderName", "OutputPath"],
  ...["PermissionsFolderName", "RepositoryPath", "Restore", "RunAfterCreateDatabaseFolderName"],
  ...["RunAfterOtherAnyTimeScriptsFolderName", "RunAllAnyTimeScripts", "RunBeforeUpFolderName"],
  ...["RunFirstAfterUpFolderName", "SchemaName", "ScriptsRunErrorsTableName", "ScriptsRunTableName", "ServerName", "Silent"],
  ...["SprocsFolderName", "SqlFilesDirectory", "TriggersFolderName", "UpFolderName", "Version", "VersionTableName"],
  ...["ViewsFolderName", "WarnAndIgnoreOnOneTimeScriptChanges", "WarnOnOneTimeScriptChanges", "WithTransaction"],
]

/**
 * Names that runners give values themselves, in lower case: Flyway's behind `flyway:` (its documentation), the tokens of grate's
 * `TokenProvider` (RoundhousE has them too), those of SQL Server projects, DbUp's `$schema$`.
 */
export const reservedNames = {
  flyway: new Set(["defaultschema", "user", "database", "timestamp", "filename", "workingdirectory", "table", "environment"]),
  grate: new Set(grateTokens.map((each) => each.toLowerCase())),
  ssdt: new Set(["databasename", "defaultdatapath", "defaultlogpath", "defaultfileprefix", "servername"]),
  dbup: new Set(["schema"]),
} as const

/** Whether a runner gives a variable of this name a value itself, so that it cannot stand for a database. */
export function isReservedFor(runner: Runner, variable: string): boolean {
  const name = variable.toLowerCase()
  switch (runner) {
    case "grate":
    case "roundhouse":
      return reservedNames.grate.has(name)
    case "ssdt":
      return reservedNames.ssdt.has(name)
    case "dbup":
      return reservedNames.dbup.has(name)
    case "sqlcmd":
    case "agent":
      return name.startsWith("sqlcmd")
    default:
      return false
  }
}
