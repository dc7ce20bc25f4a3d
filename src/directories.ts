import { existsSync, mkdirSync } from "node:fs"
import { dirname } from "node:path"

/**
 * Makes a directory and those above it that are missing; throws what the file system says. Step by step: Node's own way (`recursive`) tries
 * for ever where a file system has a directory but lets nothing be made in it as if it were not there, as Linux's `/proc` does.
 */
export function makeDirectories(directory: string): void {
  if (existsSync(directory)) return
  const above = dirname(directory)
  if (above !== directory) makeDirectories(above)
  try {
    mkdirSync(directory)
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!existsSync(directory)) throw error
  }
}
