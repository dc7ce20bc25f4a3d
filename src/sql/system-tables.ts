import { hashOf } from "./keywords.js"

/**
 * The tables of SQL Server 2000, which are views for compatibility since: they need no schema, and `dbo` is as good as `sys`. The list is
 * that of Microsoft's page "System Compatibility Views".
 */
const names =
  `sysaltfiles syscacheobjects syscharsets syscolumns syscomments sysconfigures sysconstraints syscurconfigs syscursorcolumns syscursorrefs
  syscursors syscursortables sysdatabases sysdepends sysdevices sysfilegroups sysfiles sysforeignkeys sysfulltextcatalogs sysindexes
  sysindexkeys syslanguages syslockinfo syslocks syslogins sysmembers sysmessages sysobjects sysoledbusers sysopentapes sysperfinfo
  syspermissions sysprocesses sysprotects sysreferences sysremotelogins sysservers sysslices systypes sysusers`.split(/\s+/)

const known = new Set(names)
const hashes = new Set(names.map(hashOf))

/** Whether a name alone, or behind `dbo`, is a system view of that kind. */
export function isOldSystemTable(name: string): boolean {
  return known.has(name.toLowerCase())
}

/** The same by the name's hash. */
export function isOldSystemHash(hash: number): boolean {
  return hashes.has(hash)
}
