import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** A directory of its own with some files, for one test. */
export interface Workspace {
  readonly directory: string
  readonly read: (file: string) => string
  readonly bytes: (file: string) => Buffer
  /** Writes a file, in a directory that is there. */
  readonly write: (file: string, text: string) => void
  readonly remove: () => void
}

/** Makes a directory that holds `files` (name to text). */
export function workspace(files: Readonly<Record<string, string | Uint8Array>>): Workspace {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "unhardcode-test-")))
  for (const [file, content] of Object.entries(files)) {
    const path = join(directory, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  return {
    directory,
    read: (file) => readFileSync(join(directory, file), "utf8"),
    bytes: (file) => readFileSync(join(directory, file)),
    write: (file, text) => writeFileSync(join(directory, file), text),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
