import type { Listing } from "./list-files.js"

/** Paths that were given and do not exist. */
export class MissingPathError extends Error {
  override readonly name = "UsageError"
}

/** Throws `MissingPathError` if paths were given that do not exist. */
export function refuseMissing({ missing }: Listing, cwd: string): void {
  if (missing.length === 0) return
  throw new MissingPathError(`No such file or directory: ${missing.join(", ")}. Paths are relative to ${cwd}.`)
}
