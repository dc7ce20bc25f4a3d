import { existsSync, realpathSync } from "node:fs"
import { sep } from "node:path"

/** Whether something is at a path, links followed. */
export function isThere(path: string): boolean {
  return existsSync(path)
}

/** A path with its links resolved as far as it exists, POSIX. */
export function realPath(path: string): string {
  try {
    return realpathSync(path).split(sep).join("/")
  } catch {
    return path.split(sep).join("/")
  }
}
