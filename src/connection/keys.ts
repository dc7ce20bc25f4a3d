import type { ConnectionRole } from "./connection-part.js"

const database = ["database", "initialcatalog", "databasename", "dbname", "catalog"]
const server = [
  "server",
  "datasource",
  "servername",
  "address",
  "addr",
  "networkaddress",
  "host",
  "hostname",
  "failoverpartner",
  "failover_partner",
]
const user = ["uid", "userid", "user", "username"]
const password = ["pwd", "password"]

/** Other keywords of the ODBC, OLE DB, ADO.NET and JDBC drivers for SQL Server, as their manuals list them. */
const other = [
  "driver",
  "provider",
  "dsn",
  "filedsn",
  "trusted_connection",
  "integratedsecurity",
  "encrypt",
  "trustservercertificate",
  "persistsecurityinfo",
  "multipleactiveresultsets",
  "mars_connection",
  "app",
  "applicationname",
  "applicationintent",
  "multisubnetfailover",
  "connecttimeout",
  "connectiontimeout",
  "logintimeout",
  "commandtimeout",
  "timeout",
  "port",
  "protocol",
  "authentication",
  "authenticationscheme",
  "domain",
  "instance",
  "instancename",
  "hostnameincertificate",
  "packetsize",
  "pooling",
  "maxpoolsize",
  "minpoolsize",
  "network",
  "networklibrary",
  "attachdbfilename",
  "columnencryption",
  "sendstringparametersasunicode",
  "usentlmv2",
  "tds_version",
  "charset",
  "autotranslate",
  "quotedid",
  "ansinpw",
  "workstationid",
  "wsid",
  "language",
  "metadata",
  "providerconnectionstring",
  "odbc_connect",
]

const roles: ReadonlyMap<string, ConnectionRole> = new Map<string, ConnectionRole>([
  ...database.map((key): [string, ConnectionRole] => [key, "database"]),
  ...server.map((key): [string, ConnectionRole] => [key, "server"]),
  ...user.map((key): [string, ConnectionRole] => [key, "user"]),
  ...password.map((key): [string, ConnectionRole] => [key, "password"]),
  ...other.map((key): [string, ConnectionRole] => [key, "other"]),
])

/** Keys that say on their own that a text is a connection string, even as its only part. */
const telling: ReadonlySet<string> = new Set([
  "database",
  "initialcatalog",
  "databasename",
  "datasource",
  "server",
  "driver",
  "dsn",
  "providerconnectionstring",
])

/** A key as drivers compare it: without blanks and in lower case. */
export function normalKey(key: string): string {
  return key.replace(/[\s]+/g, "").toLowerCase()
}

/** What a key means; null for one that no driver knows. */
export function keyRole(key: string): ConnectionRole | null {
  return roles.get(normalKey(key)) ?? null
}

/** Whether a key alone makes a connection string. */
export function isTelling(key: string): boolean {
  return telling.has(normalKey(key))
}
