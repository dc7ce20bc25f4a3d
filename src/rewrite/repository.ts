import { existsSync } from "node:fs"
import { posix } from "node:path"

/** Files that stand at the top of a repository or package, by the tools that expect them there. */
const markers = [
  "package.json",
  "pyproject.toml",
  "setup.py",
  "setup.cfg",
  "requirements.txt",
  "Pipfile",
  "poetry.lock",
  "tox.ini",
  ".gitignore",
  ".git",
]

/**
 * The repository that a file belongs to: the nearest directory upward with a `.git`, else the topmost one with a file that stands at the
 * top of a repository, else `base`. Never above `base`. Directories are absolute and POSIX; so is the answer.
 */
export function repositoryOf(file: string, base: string, exists: (path: string) => boolean = existsSync): string {
  let topmost: string | null = null
  for (let directory = posix.dirname(file); ; directory = posix.dirname(directory)) {
    if (exists(posix.join(directory, ".git"))) return directory
    if (directory !== base && markers.some((name) => exists(posix.join(directory, name)))) topmost = directory
    if (directory === base || directory === posix.dirname(directory)) return topmost ?? base
  }
}
