import { posix, resolve } from "node:path"
import type { AuditOptions } from "../audit.js"
import { compileIgnores, isIgnored } from "../discover/ignore-rules.js"
import type { Listing } from "../discover/list-files.js"
import { isThere, realPath } from "../discover/real-path.js"
import { leftOut } from "../discover/walk.js"
import type { Changes } from "../model/changes.js"
import type { Places } from "./places.js"

/** A listing of changed files. */
export interface ChangedListing extends Listing {
  /** Whether a path, relative to the top of the work tree, belongs to what is checked. */
  readonly wanted: (path: string) => boolean
}

/** The changed files among the given paths, by the same rules as a listing. */
export function changedListing(changes: Changes, options: AuditOptions, places: Places): ChangedListing {
  const given = new Set((options.paths.length === 0 ? ["."] : options.paths).map((path) => realPath(resolve(options.cwd, path))))
  const isGiven = (path: string): boolean => {
    for (let at = path; ; at = posix.dirname(at)) {
      if (given.has(at)) return true
      if (at === posix.dirname(at)) return false
    }
  }
  const rules = compileIgnores(options.config.ignore)
  const known = new Map<string, boolean>()
  const wanted = (path: string): boolean => {
    if (!isGiven(posix.join(changes.top, path))) return false
    const file = places.fromTop(path)
    return !path.split("/").some((name) => leftOut.has(name)) && !isIgnored(rules, places.toRoot(file), known)
  }
  const files = changes.files.filter(({ path }) => wanted(path)).map(({ path }) => places.fromTop(path))
  const problems = changes.submodules.filter(wanted).map((path) => ({
    file: places.fromTop(path),
    line: null,
    column: null,
    message: "a submodule that points to another commit: run the check in it",
  }))
  const missing = options.paths.filter((path) => {
    const full = realPath(resolve(options.cwd, path))
    return !isThere(full) && !changes.deleted.some((each) => posix.join(changes.top, each.path) === full)
  })
  return { files: files.sort(), problems, missing, wanted }
}
