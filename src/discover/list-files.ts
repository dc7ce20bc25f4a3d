import { existsSync, lstatSync, statSync } from "node:fs"
import { posix, resolve, sep } from "node:path"
import type { Problem } from "../model/source.js"
import { gitList, isDirectoryIgnored } from "./git-list.js"
import { compileIgnores, isIgnored } from "./ignore-rules.js"
import { leftOut, type PlacedRules, rulesIn, walk } from "./walk.js"

/** What to list. */
export interface ListOptions {
  /** Absolute; paths are given and answered relative to it. */
  readonly cwd: string
  /** Files and directories; none means the working directory. */
  readonly paths: readonly string[]
  /** Globs as in a `.gitignore`, with `{a,b}` too. */
  readonly ignore: readonly string[]
  /** Directory that `ignore` is relative to, absolute. */
  readonly root: string
  /** Leave out what git ignores. */
  readonly gitignore: boolean
}

/** The files of a run. */
export interface Listing {
  /** POSIX, relative to the working directory, sorted by code unit, each once. */
  readonly files: readonly string[]
  readonly problems: readonly Problem[]
  /** Given paths that do not exist, as given. */
  readonly missing: readonly string[]
}

interface Found {
  /** Absolute, POSIX. */
  readonly files: string[]
  readonly problems: { path: string; message: string }[]
}

function toPosix(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/")
}

function join(directory: string, path: string): string {
  return directory.endsWith("/") ? directory + path : `${directory}/${path}`
}

const leftOutPart = new RegExp(`(?:^|/)(?:${[...leftOut].map((name) => name.replaceAll(".", "\\.")).join("|")})(?:/|$)`)

const leftOutLengths: ReadonlySet<number> = new Set([...leftOut].map((name) => name.length))

/** What `paths` below a directory that is given first are called: nothing is asked twice about files that lie together. */
function leftOutTest(): (path: string) => boolean {
  let directory = ""
  let answer = false
  return (path) => {
    const end = path.lastIndexOf("/") + 1
    if (end !== directory.length || !path.startsWith(directory)) {
      directory = path.slice(0, end)
      answer = leftOutPart.test(directory)
    }
    return answer || (leftOutLengths.has(path.length - end) && leftOut.has(path.slice(end)))
  }
}

/** The nearest directory upward, itself included, that is the top of a git work tree. */
function workTreeOf(directory: string): string | null {
  for (let path = directory; ; path = posix.dirname(path)) {
    if (existsSync(join(path, ".git"))) return path
    if (path === posix.dirname(path)) return null
  }
}

/** Ignore rules of the directories from a work tree's top down to the one above `directory`. */
function rulesAbove(workTree: string | null, directory: string): readonly PlacedRules[] {
  if (workTree === null) return []
  const above: PlacedRules[] = []
  const exclude = rulesIn(join(workTree, ".git/info"), "exclude")
  for (let path = directory; path !== workTree; ) {
    path = posix.dirname(path)
    const rules = rulesIn(path)
    if (rules !== null) above.unshift(rules)
  }
  return exclude === null ? above : [{ base: join(workTree, ""), rules: exclude.rules }, ...above]
}

/** Walks without git; work trees below are listed as such. */
async function addWalked(found: Found, directory: string, gitignore: boolean, outer: readonly PlacedRules[]): Promise<void> {
  const walked = walk(directory, gitignore, outer)
  for (const file of walked.files) found.files.push(file)
  found.problems.push(...walked.problems)
  await Promise.all(walked.repositories.map((repository) => addDirectory(found, repository, gitignore)))
}

async function addDirectory(found: Found, directory: string, gitignore: boolean): Promise<void> {
  const workTree = workTreeOf(directory)
  if (workTree === null) return addWalked(found, directory, gitignore, [])
  const entries = await gitList(directory, gitignore)
  if (entries === null || typeof entries === "string") {
    if (entries !== null)
      found.problems.push({
        path: directory,
        message: `git does not list the directory, its files are looked for without it: ${entries}`,
      })
    return addWalked(found, directory, gitignore, rulesAbove(workTree, directory))
  }
  // What was asked for by its name is listed, though git ignores it as a whole.
  const within = directory.slice(workTree.length)
  if (
    entries.length === 0 &&
    within !== "" &&
    (leftOutPart.test(within) || (gitignore && (await isDirectoryIgnored(directory))))
  ) {
    return addWalked(found, directory, gitignore, [])
  }
  const nested = new Set<string>()
  const isLeftOut = leftOutTest()
  const start = join(directory, "")
  for (const { path, kind } of entries) {
    if (kind === "link" || isLeftOut(path)) continue
    const full = start + path
    if (kind === "submodule") nested.add(full)
    else if (path.endsWith("/")) nested.add(full.slice(0, -1))
    else if (kind === "file" || path.includes("\uFFFD") || lstatSync(full, { throwIfNoEntry: false })?.isFile())
      found.files.push(full)
  }
  await Promise.all(
    [...nested].map((path) => {
      if (existsSync(join(path, ".git"))) return addDirectory(found, path, gitignore)
      return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ? addWalked(found, path, gitignore, []) : null
    }),
  )
}

/**
 * Lists the files to read, in a git work tree by git (tracked, and untracked but not ignored), elsewhere by walking with `.gitignore` files honoured;
 * both give the same list, but for files that git tracks and that were deleted: whoever reads them finds them gone, and takes them as not listed. Repositories within are listed each by its own rules. Links and special files are not listed unless given;
 * a file that is given is always listed. Never throws on anything in the tree.
 */
export async function listFiles(options: ListOptions): Promise<Listing> {
  const cwd = toPosix(resolve(options.cwd))
  const root = toPosix(resolve(options.root))
  const found: Found = { files: [], problems: [] }
  const given: string[] = []
  const missing: string[] = []
  for (const path of options.paths.length === 0 ? ["."] : options.paths) {
    const full = toPosix(resolve(options.cwd, path))
    const stat = statOf(full)
    if (stat === null) missing.push(path)
    else if (stat.isDirectory()) await addDirectory(found, full, options.gitignore)
    else if (stat.isFile()) given.push(full)
    else found.problems.push({ path: full, message: "neither a file nor a directory" })
  }
  const rules = compileIgnores(options.ignore)
  const known = new Map<string, boolean>()
  const fromRoot = relativeTo(root)
  const kept = rules.length === 0 ? found.files : found.files.filter((file) => !isIgnored(rules, fromRoot(file), known))
  const files = unique([...kept, ...given].map(relativeTo(cwd)).sort())
  const unreadable = files.filter((file) => file.includes("\uFFFD") && !existsSync(join(cwd, file)))
  const problems = [
    ...found.problems.map(({ path, message }) => ({ file: relativeTo(cwd)(path), message })),
    ...unreadable.map((file) => ({ file, message: "the file's name is no valid UTF-8: it cannot be opened" })),
  ]
  return {
    files: unreadable.length === 0 ? files : files.filter((file) => !unreadable.includes(file)),
    problems: problems
      .map(({ file, message }) => ({ file, line: null, column: null, message }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
    missing,
  }
}

function statOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

/** A function from absolute POSIX paths to paths relative to `directory`; `.` for the directory itself. */
function relativeTo(directory: string): (path: string) => string {
  const start = join(directory, "")
  return (path) => (path.startsWith(start) && path !== start ? path.slice(start.length) : posix.relative(directory, path) || ".")
}

function unique(sorted: readonly string[]): readonly string[] {
  return sorted.filter((file, index) => file !== sorted[index - 1])
}
