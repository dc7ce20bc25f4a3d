import type { TablesResult } from "../../model/tables.js"
import type { Kept } from "./carry-over.js"

/** What a report of tables may know beside the result. */
export interface TablesReportOptions {
  readonly version: string
  /** Where a place leads to: `{file}` and `{line}` are filled in, or `file#Lline` is added; null: no links. */
  readonly linkBase: string | null
  /** The config file and what else was asked for, for people. */
  readonly config: string
  /** Repositories and their commits. */
  readonly commits: readonly { readonly directory: string; readonly commit: string }[]
  /** What people wrote into the previous workbook; null without one. */
  readonly previous: Kept | null
  readonly color: boolean
}

/** Turns a result into one format. */
export type TablesReporter = (
  result: TablesResult,
  options: TablesReportOptions,
) => Promise<string | Uint8Array> | string | Uint8Array

/** The link to a place, null without a base. */
export function linkTo(base: string | null, file: string, line: number): string | null {
  if (base === null) return null
  const path = file.split("/").map(encodeURIComponent).join("/")
  if (/\{file\}/.test(base)) return base.replaceAll("{file}", path).replaceAll("{line}", String(line))
  return `${base.replace(/\/*$/, "/")}${path}#L${line}`
}

/** `select 3, insert 1`: reads first, then in order of their names. */
export function operationsText(operations: Readonly<Record<string, number>>): string {
  return Object.entries(operations)
    .sort(([a], [b]) => (a === "select" ? -1 : b === "select" ? 1 : a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")
}

/** `run.py > main > load > insert dbo.T`: a way in one line. */
export function pathText(
  path: readonly { readonly what: string; readonly name: string; readonly file: string; readonly line: number }[],
): string {
  return path.map((hop) => (hop.what === "entry" || hop.what === "import" ? hop.name : `${hop.what} ${hop.name}`)).join(" > ")
}
