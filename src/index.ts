/**
 * The library: the same pipelines as the commands, without a process around them. Every function says what it promises; nothing here
 * writes a file.
 */
export { type Audit, type AuditOptions, audit } from "./audit.js"
export { type Check, type CheckOptions, check } from "./check.js"
export { type ConfigOptions, loadConfig } from "./config/load-config.js"
export { MissingPathError } from "./discover/missing-path.js"
export type { Config, NameSetting, Runner } from "./model/config.js"
export type { Accounting, Action, Applicability, AuditResult, Finding, Fix } from "./model/finding.js"
export type { Context, Layer, Reference } from "./model/reference.js"
export type { ProofStep, ProvedEdit, RefusedEdit, RewriteResult, RewrittenFile } from "./model/rewrite.js"
export type { Problem, Skipped } from "./model/source.js"
export type { Access, AccessKind, AccessRole, MultipartName, SqlReading } from "./model/sql.js"
export { type RewriteOptions, rewrite } from "./rewrite.js"
export { type ReadSqlOptions, readSql, sniffSql } from "./sql/index.js"
export { type TablesOptions, tables } from "./tables.js"
