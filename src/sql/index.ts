export { type ReadSqlOptions, readSql } from "./read-sql.js"
export { sniffSql } from "./sniff-sql.js"
