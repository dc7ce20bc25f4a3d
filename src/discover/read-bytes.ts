import { existsSync, realpathSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { sep } from "node:path"

/** The bytes of a file. Rejects with the system's error. */
export async function readBytes(path: string): Promise<Uint8Array> {
  return await readFile(path)
}

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
