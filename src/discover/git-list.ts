import { spawn } from "node:child_process"
import { leftOut } from "./walk.js"

/** One entry of git's listing. */
export interface GitEntry {
  /** Relative to the directory that was asked about, POSIX. */
  readonly path: string
  readonly kind: "file" | "link" | "submodule" | "untracked" | "sparse"
}

/** What a run of git gave. */
interface Outcome {
  readonly code: number | null
  readonly output: Buffer
  readonly errors: string
}

/** Processes that run at once, and those that wait: an estate may hold thousands of repositories. */
const most = 8
let running = 0
const waiting: (() => void)[] = []

async function turn(): Promise<void> {
  if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
}

function done(): void {
  running--
  waiting.shift()?.()
}

/**
 * Runs git in a directory. Variables that a hook sets (`GIT_DIR`, `GIT_INDEX_FILE`) would point it elsewhere and are taken away; a
 * file system monitor named in a repository's config is a program of that repository and is not run. Code null: git could not be started.
 */
export async function runGit(directory: string, command: readonly string[]): Promise<Outcome> {
  await turn()
  try {
    return await spawnGit(directory, command)
  } finally {
    done()
  }
}

function spawnGit(directory: string, command: readonly string[]): Promise<Outcome> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_(?!SSL_|TRACE|CONFIG)/.test(name)))
  return new Promise((resolve) => {
    const output: Buffer[] = []
    let errors = ""
    const child = spawn("git", ["-c", "core.fsmonitor=false", ...command], {
      cwd: directory,
      env: { ...environment, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    })
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk))
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk
    })
    child.on("error", (error) => resolve({ code: null, output: Buffer.alloc(0), errors: error.message }))
    child.on("close", (code) => resolve({ code, output: Buffer.concat(output), errors }))
  })
}

/** The entry between two offsets of git's answer: a tag, and for tracked entries mode, object and stage before a tab, then the path. */
function parseEntry(text: string, start: number, end: number): GitEntry {
  if (text.startsWith("? ", start)) return { path: text.slice(start + 2, end), kind: "untracked" }
  const path = text.slice(text.indexOf("\t", start) + 1, end)
  if (text.startsWith("S", start)) return { path, kind: "sparse" }
  if (text.startsWith("100", start + 2)) return { path, kind: "file" }
  return { path, kind: text.startsWith("160000", start + 2) ? "submodule" : "link" }
}

/** The entries of git's answer, in which a zero ends each. */
function parseEntries(text: string): readonly GitEntry[] {
  const entries: GitEntry[] = []
  for (let start = 0, end = text.indexOf("\0"); end >= 0; end = text.indexOf("\0", start)) {
    entries.push(parseEntry(text, start, end))
    start = end + 1
  }
  return entries
}

/**
 * What git knows below a directory of a work tree: tracked files, and untracked ones that are not ignored (all of them without
 * `gitignore`). A path may come twice (a merge conflict), and a tracked file may be deleted. A text says why git would not tell; null means there is no git.
 */
export async function gitList(directory: string, gitignore: boolean): Promise<readonly GitEntry[] | string | null> {
  const exclude = [...leftOut].map((name) => `--exclude=${name}`)
  if (gitignore) exclude.push("--exclude-standard")
  const { code, output, errors } = await runGit(directory, ["ls-files", "-z", "-s", "-t", "-c", "-o", ...exclude, "--", "."])
  if (code === null) return null
  if (code !== 0) return errors.trim().split("\n")[0] ?? `exit code ${code}`
  return parseEntries(output.toString("utf8"))
}

/** Whether git ignores a directory as a whole. */
export async function isDirectoryIgnored(directory: string): Promise<boolean> {
  return (await runGit(directory, ["check-ignore", "-q", "--", "."])).code === 0
}
