import type { Position } from "../model/text.js"

/** One thing that is wrong in a config. The place is null where it came from the command line. */
export interface ConfigIssue {
  readonly message: string
  readonly place: Position | null
}

/** A config that cannot be used. The message names file, line and column of each issue and says what to do; the first place stands by itself too. */
export class ConfigError extends Error {
  override readonly name = "ConfigError"
  /** As found or given; null for the command line. */
  readonly file: string | null
  /** 1-based; null where no place is meant. */
  readonly line: number | null
  readonly column: number | null

  constructor(file: string | null, issues: readonly ConfigIssue[]) {
    super(issues.map((issue) => `${where(file, issue.place)}${issue.message}`).join("\n"))
    this.file = file
    this.line = issues[0]?.place?.line ?? null
    this.column = issues[0]?.place?.column ?? null
  }
}

function where(file: string | null, place: Position | null): string {
  if (file === null) return ""
  return place === null ? `${file}: ` : `${file}:${place.line}:${place.column}: `
}
