import { randomBytes } from "node:crypto"
import { closeSync, fstatSync, openSync, rmSync, statSync } from "node:fs"
import { join, resolve } from "node:path"
import { contentKey, type Pack, unfinished } from "./pack.js"

/** Keys of the contents of files, by what the file system tells of these: those that nobody touched need not be opened. */
export interface Stamps {
  /** The key that was noted of a file, if it was not touched since; null: its bytes have to be looked at. */
  readonly keyOf: (file: string) => string | null
  /** Notes the key of the bytes of a file, which were read after `keyOf` was asked of it. */
  readonly note: (file: string, key: string) => void
  /** Puts what was noted into the pack. */
  readonly keep: () => void
}

/** The clock of a file system, when it was asked. */
interface Clock {
  readonly device: bigint
  /** Nanoseconds. */
  readonly now: bigint
}

/** What tells whether a file was touched, as a text. */
interface Stamp {
  readonly text: string
  readonly key: string
}

type Notes = ReadonlyMap<string, Stamp>

const noBytes = new Uint8Array()

/**
 * The stamps of files below `cwd` in the pack of a directory, whose keys are made with `tag`. A file is taken as untouched as git's index does it: if its size, the times of its last change
 * and of its last change of state (nanoseconds), its number and its device are those that were noted. A file is noted only if both times are before the
 * one at which these stamps were opened, by the clock of its own file system: whatever changes it after it was noted gives it a later time. What lies on another
 * device than the pack, and so may have another clock, is not noted.
 */
export function openStamps(pack: Pack, directory: string, cwd: string, tag: string): Stamps {
  const place = contentKey(`stamps ${tag}`, resolve(cwd), noBytes)
  const before = notesIn(pack.get(place)?.toString("utf8") ?? "[]")
  const clock = clockIn(directory)
  const start = join(cwd, "/")
  const now = new Map<string, string>()
  const notes = new Map<string, Stamp>()
  let isNew = false
  return {
    keyOf: (file) => {
      const text = stampOf(file.startsWith("..") ? join(cwd, file) : start + file, clock)
      const known = before.get(file)
      if (known !== undefined && known.text === text) {
        notes.set(file, known)
        return known.key
      }
      if (text !== null) now.set(file, text)
      return null
    },
    note: (file, key) => {
      const text = now.get(file)
      if (text === undefined) return
      notes.set(file, { text, key })
      isNew = true
    },
    keep: () => {
      if (isNew || notes.size < before.size)
        pack.set(place, JSON.stringify([...notes].map(([file, { text, key }]) => [file, text, key])))
    },
  }
}

function notesIn(text: string): Notes {
  const notes = JSON.parse(text) as readonly (readonly [string, string, string])[]
  return new Map(notes.map(([file, stamp, key]) => [file, { text: stamp, key }]))
}

/** Null for what is no file, or may be touched again without being told by its times. */
function stampOf(path: string, clock: Clock | null): string | null {
  if (clock === null) return null
  try {
    const stat = statSync(path, { bigint: true })
    const { dev, ino, size, mtimeNs, ctimeNs } = stat
    return stat.isFile() && dev === clock.device && mtimeNs < clock.now && ctimeNs < clock.now
      ? `${size} ${mtimeNs} ${ctimeNs} ${ino} ${dev}`
      : null
  } catch {
    return null
  }
}

/** The time at which a file is made here now; null where none can be made. */
function clockIn(directory: string): Clock | null {
  const path = join(directory, `${randomBytes(6).toString("hex")}${unfinished}`)
  try {
    const file = openSync(path, "wx")
    try {
      const { dev, mtimeNs } = fstatSync(file, { bigint: true })
      return { device: dev, now: mtimeNs }
    } finally {
      closeSync(file)
      rmSync(path, { force: true })
    }
  } catch {
    return null
  }
}
