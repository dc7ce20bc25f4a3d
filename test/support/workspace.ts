import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** A directory of its own with some files, for one test. */
export interface Workspace {
  readonly directory: string
  readonly read: (file: string) => string
  readonly bytes: (file: string) => Buffer
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
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
