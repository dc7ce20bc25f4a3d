import { spawn } from "node:child_process"
import { statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { ChangedFile, Changes } from "../model/changes.js"
import { parsePatch, parseRaw } from "./git-diff.js"

/** Git could not say: the message tells what to do. */
export class GitError extends Error {
  override readonly name = "UsageError"
}

interface Run {
  readonly code: number | null
  readonly output: Buffer
  readonly errors: string
}

/** Nothing that a repository configures may run a program, change the format or take a lock. */
const settings = [
  "core.fsmonitor=false",
  "core.quotePath=true",
  "core.hooksPath=/dev/null",
  "diff.noprefix=false",
  "diff.mnemonicPrefix=false",
  "diff.suppressBlankEmpty=false",
  "color.ui=false",
].flatMap((setting) => ["-c", setting])

/**
 * Runs git. Inside a hook git sets `GIT_DIR` and `GIT_INDEX_FILE` (`git commit -a` and `git commit FILE` use an index of their own): with
 * `hook` they are kept, since the commit that is being made is what the caller asks about.
 */
function git(directory: string, words: readonly string[], hook: boolean, input: string | null = null): Promise<Run> {
  const kept = hook
    ? /^GIT_(?!SSL_|TRACE|CONFIG|DIR$|INDEX_FILE$|WORK_TREE$|PREFIX$|OBJECT_DIRECTORY$|QUARANTINE_PATH$|ALTERNATE)/
    : /^GIT_(?!SSL_|TRACE|CONFIG)/
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !kept.test(name)))
  return new Promise((done) => {
    const output: Buffer[] = []
    let errors = ""
    const child = spawn("git", [...settings, ...words], {
      cwd: directory,
      env: { ...environment, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    })
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk))
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk
    })
    child.stdin.on("error", () => {})
    child.stdin.end(input ?? "")
    child.on("error", (error) => done({ code: null, output: Buffer.alloc(0), errors: error.message }))
    child.on("close", (code) => done({ code, output: Buffer.concat(output), errors }))
  })
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? ""
}

async function told(directory: string, words: readonly string[], hook: boolean): Promise<string | null> {
  const { code, output } = await git(directory, words, hook)
  return code === 0 ? output.toString("utf8").replace(/\r?\n$/, "") : null
}

/** The directory of a file, and a directory itself. */
function directoryAt(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path)
  } catch {
    return dirname(path)
  }
}

/** The top of the work tree that a file or directory lies in. Throws `GitError` where there is none. */
async function workTreeTop(path: string, hook: boolean): Promise<string> {
  const directory = directoryAt(path)
  const { code, output, errors } = await git(directory, ["rev-parse", "--show-toplevel"], hook)
  if (code === null) throw new GitError(`git can not be started (${firstLine(errors)}): --base and --staged need it.`)
  const top = output.toString("utf8").replace(/\r?\n$/, "")
  if (code === 0 && top !== "") return top
  if (/dubious ownership/.test(errors)) {
    throw new GitError(
      `git does not trust the repository, which belongs to another user: git config --global --add safe.directory ${path}`,
    )
  }
  if (/must be run in a work tree/.test(errors))
    throw new GitError(`${path} is in a bare repository: --base and --staged need a work tree.`)
  throw new GitError(`${path} is in no git repository: --base and --staged compare with git. Leave them out, or use --baseline.`)
}

/** Where a file or directory stands, and what it is compared with. */
interface Standing {
  readonly top: string
  readonly commit: string
}

/** What git tells of a file or directory at once if nothing is unusual: the top of its work tree and one commit. Null where something is. */
async function plainStanding(path: string, revision: string, hook: boolean): Promise<Standing | null> {
  const answer = await told(directoryAt(path), ["rev-parse", "--show-toplevel", revision], hook)
  const [top = "", ...commits] = (answer ?? "").split("\n")
  // Of a symmetric difference both ends are told, and behind `^` where they meet: in one commit as a rule.
  const found = commits.length === 1 ? commits : commits.filter((each) => each.startsWith("^"))
  const commit = /^\^?([0-9a-f]{40,64})$/.exec(found[0] ?? "")?.[1]
  return top === "" || commit === undefined || found.length !== 1 ? null : { top, commit }
}

/** The work tree of a file or directory, and where its HEAD and a ref meet. Throws `GitError` with what to do. */
async function standingFrom(path: string, ref: string): Promise<Standing> {
  const isPlain = /^[\w@][\w@./~^{}-]*$/.test(ref) && !ref.includes("..")
  const plain = isPlain ? await plainStanding(path, `${ref}...HEAD`, false) : null
  if (plain !== null) return plain
  const top = await workTreeTop(path, false)
  return { top, commit: await mergeBase(top, ref) }
}

/** The merge base of a ref and HEAD. Throws `GitError` with what to do about a ref that is unknown or a history that is cut off. */
async function mergeBase(top: string, ref: string): Promise<string> {
  if (ref.startsWith("-") || ref === "") throw new GitError(`--base takes a branch, tag or commit, not "${ref}".`)
  const head = await told(top, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], false)
  if (head === null)
    throw new GitError("The repository has no commit yet, so there is nothing to compare with: leave --base out.")
  const isShallow = async () => (await told(top, ["rev-parse", "--is-shallow-repository"], false)) === "true"
  const fetchAll = "git fetch --unshallow (in a GitHub workflow: actions/checkout with fetch-depth: 0; in GitLab: GIT_DEPTH: 0)"
  const base = await told(top, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], false)
  if (base === null) {
    const remote = await told(top, ["rev-parse", "--verify", "--quiet", `refs/remotes/origin/${ref}^{commit}`], false)
    const hint =
      remote !== null
        ? `There is origin/${ref}: use --base origin/${ref}.`
        : (await isShallow())
          ? `The checkout is shallow. Fetch what is missing: ${fetchAll}.`
          : `Fetch it first: git fetch origin ${ref}, then use --base FETCH_HEAD or origin/${ref}.`
    throw new GitError(`git does not know "${ref}". ${hint}`)
  }
  const merge = await told(top, ["merge-base", base, head], false)
  if (merge !== null && merge !== "") return merge
  throw new GitError(
    (await isShallow())
      ? `"${ref}" and HEAD have no common commit in this shallow checkout. Fetch the history: ${fetchAll}.`
      : `"${ref}" and HEAD have no common commit: they are unrelated histories.`,
  )
}

const none = /^0+$/
const link = "120000"
const submodule = "160000"

async function compare(top: string, base: string | null, against: readonly string[], hook: boolean): Promise<Changes> {
  const shape = [
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "-O/dev/null",
    "-M",
    "-l5000",
    "--ignore-submodules=dirty",
  ]
  const patchShape = ["-p", "-U0", "--inter-hunk-context=0", "--submodule=short", "--src-prefix=a/", "--dst-prefix=b/"]
  // Both at once: git looks at every file of the work tree for each.
  const diff = await git(top, ["diff", ...shape, "--raw", "--no-abbrev", ...patchShape, ...against, "--"], hook)
  if (diff.code !== 0) throw new GitError(`git diff failed: ${firstLine(diff.errors)}`)
  const raw = parseRaw(diff.output)
  const hunks = parsePatch(diff.output.subarray(raw.end))
  const files: ChangedFile[] = []
  const deleted: { path: string; blob: string }[] = []
  const submodules: string[] = []
  for (const entry of raw.entries) {
    if (entry.oldMode === submodule || entry.newMode === submodule) {
      if (entry.newMode === submodule) submodules.push(entry.path)
      continue
    }
    const old = none.test(entry.oldBlob) || entry.oldMode === link ? null : entry.oldBlob
    if (entry.status === "D") {
      if (old !== null) deleted.push({ path: entry.path, blob: old })
      continue
    }
    if (entry.newMode === link) continue
    const before = entry.status === "A" || old === null ? null : entry.before
    const lines = hunks.get(entry.path)
    // Without hunks: binary, or only renamed, or another mode. Only the last two have equal content.
    const same = lines === undefined && entry.oldBlob === entry.newBlob
    files.push({
      path: entry.path,
      before,
      oldBlob: old,
      newBlob: against.includes("--cached") && !none.test(entry.newBlob) ? entry.newBlob : null,
      added: same ? [] : (lines?.added ?? null),
      removedAfter: lines?.removedAfter ?? [],
    })
  }
  return { top, base, files, deleted, submodules }
}

/**
 * What the work tree adds to the merge base of `ref` and HEAD: committed, staged, changed and untracked files. `path` lies in the
 * repository. Throws `GitError` with what to do.
 */
export async function changesSince(path: string, ref: string): Promise<Changes> {
  const { top, commit } = await standingFrom(path, ref)
  const [changes, untracked] = await Promise.all([
    compare(top, commit, [commit], false),
    git(top, ["ls-files", "-z", "--others", "--exclude-standard"], false),
  ])
  const known = new Set(changes.files.map(({ path }) => path))
  const added = untracked.output
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "" && !path.endsWith("/") && !known.has(path))
    .map((path) => ({ path, before: null, oldBlob: null, newBlob: null, added: null, removedAfter: [] }))
  return { ...changes, files: [...changes.files, ...added] }
}

/** What the next commit adds to HEAD: the content of the index, which may differ from the files. Throws `GitError` with what to do. */
export async function stagedChanges(path: string): Promise<Changes> {
  // Before the first commit there is no HEAD.
  const { top, commit } = (await plainStanding(path, "HEAD^{commit}", true)) ?? {
    top: await workTreeTop(path, true),
    commit: null,
  }
  return compare(top, commit, ["--cached"], true)
}

/** The contents of objects, by id, in one run of git; those that are missing are left out. */
export async function readBlobs(top: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>()
  const wanted = [...new Set(ids)].filter((id) => /^[0-9a-f]{40,64}$/.test(id))
  if (wanted.length === 0) return contents
  const { output } = await git(resolve(top), ["cat-file", "--batch"], true, `${wanted.join("\n")}\n`)
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at)
    if (end < 0) break
    const [id = "", kind = "", size = ""] = output.toString("latin1", at, end).split(" ")
    if (kind === "missing" || size === "") {
      at = end + 1
      continue
    }
    const length = Number(size)
    if (kind === "blob") contents.set(id, output.subarray(end + 1, end + 1 + length))
    at = end + 1 + length + 1
  }
  return contents
}
