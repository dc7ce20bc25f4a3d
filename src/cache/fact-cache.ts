import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** What was found out before, by the content that it was found in. */
export interface FactCache {
  /** The JSON text that was kept under a key; null where there is none, or where it is damaged. */
  readonly get: (key: string) => string | null
  /** Keeps a JSON text. Never throws: what cannot be kept is found out again. */
  readonly set: (key: string, json: string) => void
}

/** The key of what a task finds in a file: equal for equal bytes at an equal path, by an equal version of the tool and equal settings. */
export function factKey(tag: string, file: string, bytes: Uint8Array): string {
  return createHash("sha1").update(`${tag}\0${file}\0`).update(bytes).digest("hex")
}

function digest(json: string): string {
  return createHash("sha1").update(json).digest("base64url")
}

function entryFile(directory: string, key: string): string {
  return join(directory, key.slice(0, 2), key.slice(2))
}

/** A kept text is as old as its last use, to the day. */
const day = 86_400_000

/**
 * A cache in a directory, made when the first text is kept. Any number of processes and threads may use it at once: an entry is written
 * beside and renamed, and one that does not fit its checksum counts as absent.
 */
export function factCache(directory: string): FactCache {
  let writable = true
  return {
    get: (key) => {
      const file = entryFile(directory, key)
      try {
        const text = readFileSync(file, "utf8")
        const end = text.indexOf("\n")
        const json = text.slice(end + 1)
        if (end < 0 || text.slice(0, end) !== digest(json)) return null
        refresh(file)
        return json
      } catch {
        return null
      }
    },
    set: (key, json) => {
      if (!writable) return
      const file = entryFile(directory, key)
      const beside = `${file}.${randomBytes(6).toString("hex")}`
      try {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(beside, `${digest(json)}\n${json}`)
        renameSync(beside, file)
      } catch {
        writable = false
      }
    },
  }
}

function refresh(file: string): void {
  const now = Date.now()
  if (now - statSync(file).mtimeMs > day) utimesSync(file, now / 1000, now / 1000)
}

/** Makes the directory of a cache, out of sight of git. Gives null, or why nothing can be kept there. */
export function prepareCache(directory: string): string | null {
  try {
    mkdirSync(directory, { recursive: true })
    const mark = join(directory, ".gitignore")
    writeFileSync(mark, "*\n")
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Removes the entries that were not used for longest until at most `most` bytes are left. Never throws. */
export function trimCache(directory: string, most: number): void {
  const entries: { path: string; size: number; used: number }[] = []
  try {
    for (const part of readdirSync(directory).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
      for (const name of readdirSync(join(directory, part))) {
        const path = join(directory, part, name)
        const stat = statSync(path, { throwIfNoEntry: false })
        if (stat !== undefined) entries.push({ path, size: stat.size, used: stat.mtimeMs })
      }
    }
    let size = entries.reduce((sum, entry) => sum + entry.size, 0)
    for (const entry of entries.sort((a, b) => a.used - b.used)) {
      if (size <= most) return
      rmSync(entry.path, { force: true })
      size -= entry.size
    }
  } catch {
    // Another run may be trimming too.
  }
}
