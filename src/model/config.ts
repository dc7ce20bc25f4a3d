import type { Action } from "./finding.js"

/** A name to look for, and the variable that replaces it. */
export interface NameSetting {
  readonly name: string
  readonly kind: "database" | "server"
  readonly variable: string
}

/** Who executes a `.sql` file. */
export type Runner =
  | "sqlcmd"
  | "flyway"
  | "liquibase"
  | "dbup"
  | "grate"
  | "roundhouse"
  | "ssdt"
  | "agent"
  | "python"
  | "javascript"

/** A definition module as the config describes it. */
export interface DefinitionSetting {
  readonly module: string
}

/** Everything a user can set, with defaults filled in. Globs are relative to `root`. */
export interface Config {
  /** Directory of the config file if the working directory lies in it, else the working directory: absolute, POSIX. */
  readonly root: string
  /** The config file, absolute; null without one. */
  readonly file: string | null
  readonly names: readonly NameSetting[]
  /** Old name to new name, by set. */
  readonly sets: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly runners: readonly { readonly files: string; readonly runner: Runner; readonly appliedUpTo: string | null }[]
  readonly definitions: { readonly python: DefinitionSetting | null; readonly javascript: DefinitionSetting | null }
  readonly defaultDatabase: readonly { readonly files: string; readonly database: string }[]
  readonly processes: readonly { readonly name: string; readonly entry: readonly string[] }[]
  /** Actions that the user gives to rules, by rule or context name. */
  readonly actions: Readonly<Record<string, Action>>
  /** The user's own rule files. */
  readonly ruleFiles: readonly string[]
  /** What makes `check` fail, and where accepted findings are kept (relative to `root`). */
  readonly check: { readonly actions: readonly Action[]; readonly baseline: string | null }
  /** As in a `.gitignore`, with `{a,b}` too. */
  readonly ignore: readonly string[]
  readonly strictCase: boolean
}
