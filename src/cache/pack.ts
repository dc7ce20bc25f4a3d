import { createHash, randomBytes } from "node:crypto"
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { crc32 } from "node:zlib"
import { makeDirectories } from "../directories.js"

/** Texts that are kept from run to run, by keys. */
export interface Pack {
  /** The keys of all that is kept. */
  readonly keys: () => Iterable<string>
  /** The bytes of a text (UTF-8); null where there is none. */
  readonly get: (key: string) => Buffer | null
  readonly set: (key: string, text: string) => void
  /** Writes what was set. Never throws: what cannot be kept is found out again. */
  readonly save: () => void
}

/** How much is kept, and in how many files. */
export interface PackLimits {
  /** Bytes. */
  readonly most: number
  readonly files: number
}

/** Bytes and files that a cache may have. */
export const packLimits: PackLimits = { most: 2 ** 29, files: 8 }

interface PackFile {
  readonly path: string
  readonly size: number
}

const ending = ".pack"
/** How the name of a file ends that is not finished: whoever finds one left behind removes it. */
export const unfinished = `${ending}.new`

/**
 * The pack in a directory. It is a few files, each written once, beside and then renamed: what one run adds is one file, and from time to time all
 * of them become one. So any number of runs may use a directory at once; of what two find at the same time either stays. What does not fit its
 * checksum counts as absent, and what no run asked for goes first when there is too much.
 */
export function openPack(directory: string, limits: PackLimits = packLimits): Pack {
  const entries = new Map<string, Buffer>()
  const files: PackFile[] = []
  let next = 1
  for (const name of packNames(directory)) {
    const path = join(directory, name)
    next = Math.max(next, numberOf(name) + 1)
    try {
      const bytes = readFileSync(path)
      files.push({ path, size: bytes.length })
      readEntries(bytes, entries)
    } catch {
      // Another run has joined it with others meanwhile.
    }
  }
  const asked = new Set<string>()
  const added = new Map<string, Buffer>()
  const get: Pack["get"] = (key) => {
    const own = added.get(key)
    if (own !== undefined) return own
    const bytes = entries.get(key)
    if (bytes === undefined) return null
    asked.add(key)
    return bytes
  }
  const save = (): void => {
    if (added.size === 0) return
    const parts: Buffer[] = [...added].flatMap(([key, bytes]) => written(key, bytes))
    const size = sizeOf(parts) + files.reduce((sum, file) => sum + file.size, 0)
    const name = `${String(next).padStart(8, "0")}.${randomBytes(6).toString("hex")}${ending}`
    if (files.length < limits.files && size <= limits.most) {
      writeBeside(directory, name, parts)
      return
    }
    // What was asked for stays, and of the rest what has room in half of the bytes.
    const [first, second] = [new Set(asked), [...entries.keys()].filter((key) => !asked.has(key))]
    let total = sizeOf(parts)
    for (const key of [...first, ...second]) {
      const bytes = added.has(key) ? null : get(key)
      if (bytes === null) continue
      const part = written(key, bytes)
      total += sizeOf(part)
      if (total > (first.has(key) ? limits.most : limits.most / 2)) break
      parts.push(...part)
    }
    if (!writeBeside(directory, name, parts)) return
    for (const { path } of files) remove(path)
    for (const left of leftBehind(directory)) remove(join(directory, left))
  }
  return {
    keys: () => entries.keys(),
    get,
    set: (key, text) => {
      added.set(key, Buffer.from(text, "utf8"))
    },
    save,
  }
}

function packNames(directory: string): readonly string[] {
  return namesIn(directory).filter((name) => name.endsWith(ending) && !Number.isNaN(numberOf(name)))
}

/** What runs that were killed had begun to write. */
function leftBehind(directory: string): readonly string[] {
  return namesIn(directory).filter((name) => name.endsWith(unfinished))
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
  }
}

const numberOf = (name: string): number => Number.parseInt(name, 10)

/** Each entry is a line of its key, its length in bytes and its checksum, and then its bytes. What is damaged is left out, and what follows a damaged line. */
function readEntries(bytes: Buffer, entries: Map<string, Buffer>): void {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    const [key, length, sum] = end < 0 ? [] : bytes.toString("latin1", at, end).split(" ")
    const size = Number(length)
    if (key === undefined || sum === undefined || !Number.isSafeInteger(size) || size < 0 || end + 1 + size > bytes.length) return
    const content = bytes.subarray(end + 1, end + 1 + size)
    if (checksum(key, content) === sum) entries.set(key, content)
    at = end + 1 + size
  }
}

function written(key: string, bytes: Buffer): readonly Buffer[] {
  return [Buffer.from(`${key} ${bytes.length} ${checksum(key, bytes)}\n`, "latin1"), bytes]
}

const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0)

/** Told by accident, not by malice: whoever can write here can write anything that fits. */
function checksum(key: string, bytes: Buffer): string {
  return crc32(bytes, crc32(`${key} ${bytes.length} `)).toString(36)
}

/** Never throws: what cannot be removed stays. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Its directory may be gone, or be none.
  }
}

function writeBeside(directory: string, name: string, parts: readonly Buffer[]): boolean {
  const beside = join(directory, name.replace(ending, unfinished))
  try {
    makeDirectories(directory)
    writeFileSync(beside, Buffer.concat(parts))
    renameSync(beside, join(directory, name))
    return true
  } catch {
    remove(beside)
    return false
  }
}

/** The key of what a task finds in a file: equal for equal bytes at an equal path, by an equal version of the tool and equal settings. */
export function contentKey(tag: string, file: string, bytes: Uint8Array): string {
  return createHash("sha1").update(`${tag}\0${file}\0`).update(bytes).digest("base64url")
}

/** Makes the directory of a cache, out of sight of git. Gives null, or why nothing can be kept there. */
export function prepareCache(directory: string): string | null {
  try {
    makeDirectories(directory)
    writeFileSync(join(directory, ".gitignore"), "*\n")
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
