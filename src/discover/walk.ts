import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs"
import { decide, type IgnoreRules, parseGitignore } from "./ignore-rules.js"

/** Names that are never listed, nor what lies in them: installed packages, caches, version control (`.git` is a file in submodules). */
export const leftOut: ReadonlySet<string> = new Set([
  ...[".git", ".hg", ".svn", "node_modules", "bower_components", ".pnpm-store"],
  ...[".venv", "venv", "site-packages", "__pycache__", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
  ...[".terraform", ".vs", ".unhardcode-cache"],
])

/** Ignore rules and the directory that they were written in: absolute, POSIX, with a slash at the end. */
export interface PlacedRules {
  readonly base: string
  readonly rules: IgnoreRules
}

/** What lies below a directory. Paths are absolute, POSIX. */
export interface Walked {
  readonly files: readonly string[]
  /** Git work trees found on the way and not entered. */
  readonly repositories: readonly string[]
  readonly problems: readonly { readonly path: string; readonly message: string }[]
}

/** The rules of the `.gitignore` in a directory, or of another ignore file there; null without one. */
export function rulesIn(directory: string, name = ".gitignore"): PlacedRules | null {
  try {
    if (!lstatSync(`${directory}/${name}`).isFile()) return null
    return { base: `${directory}/`, rules: parseGitignore(readFileSync(`${directory}/${name}`, "utf8")) }
  } catch {
    return null
  }
}

/** The rules of the nearest directory that says anything decide, as in git. */
function isIgnored(stack: readonly PlacedRules[], path: string, directory: boolean): boolean {
  for (let index = stack.length - 1; index >= 0; index--) {
    const { base, rules } = stack[index] as PlacedRules
    const answer = decide(rules, path.slice(base.length), directory)
    if (answer !== null) return answer === "ignored"
  }
  return false
}

/** Some file systems do not tell the type of an entry. */
function typeOf(entry: Dirent, path: string): "file" | "directory" | "other" {
  if (entry.isFile()) return "file"
  if (entry.isDirectory()) return "directory"
  if (entry.isSymbolicLink() || entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice())
    return "other"
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat?.isFile() ? "file" : stat?.isDirectory() ? "directory" : "other"
}

/**
 * Lists the regular files below `directory` (absolute, POSIX). Links are not followed: what they point to is listed where it is. With
 * `gitignore`, `.gitignore` files are honoured, and `outer` holds those above, outermost first. A work tree below is
 * reported instead of entered.
 */
export function walk(directory: string, gitignore: boolean, outer: readonly PlacedRules[]): Walked {
  const files: string[] = []
  const repositories: string[] = []
  const problems: { path: string; message: string }[] = []
  const open: { path: string; stack: readonly PlacedRules[]; top: boolean }[] = [{ path: directory, stack: outer, top: true }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, top } = next
    let entries: Dirent[]
    try {
      entries = readdirSync(path, { withFileTypes: true })
    } catch (error) {
      problems.push({ path, message: `cannot list the directory: ${error instanceof Error ? error.message : String(error)}` })
      continue
    }
    if (!top && entries.some((entry) => entry.name === ".git")) {
      repositories.push(path)
      continue
    }
    const own = gitignore && entries.some((entry) => entry.name === ".gitignore") ? rulesIn(path) : null
    const stack = own === null ? next.stack : [...next.stack, own]
    for (const entry of entries) {
      if (leftOut.has(entry.name)) continue
      const child = path === "/" ? `/${entry.name}` : `${path}/${entry.name}`
      const type = typeOf(entry, child)
      if (type === "other" || (gitignore && isIgnored(stack, child, type === "directory"))) continue
      if (type === "file") files.push(child)
      else open.push({ path: child, stack, top: false })
    }
  }
  return { files, repositories, problems }
}
