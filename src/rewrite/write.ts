import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { lstat, open, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { makeDirectories } from "../directories.js"

/**
 * Replaces a file whole, or leaves it alone: the bytes are written beside it, flushed, and renamed over it with its mode kept. A link is
 * refused, so that nothing outside the given paths is written. Directories of a new file are made.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const old = await lstat(path).catch(() => null)
  if (old?.isSymbolicLink()) throw new Error("it is a link; rewrite the file that it leads to")
  makeDirectories(dirname(path))
  const mode = old === null ? 0o666 : (await stat(path)).mode & 0o7777
  const beside = `${path}.unhardcode-${randomBytes(6).toString("hex")}`
  try {
    const handle = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode)
    try {
      await handle.writeFile(bytes)
      if (old !== null) await handle.chmod(mode)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
