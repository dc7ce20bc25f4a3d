import { existsSync, realpathSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { posix, resolve, sep } from "node:path"
import { type Audit, type AuditOptions, auditFiles, listForAudit } from "./audit.js"
import { type Added, addedLines, type ChangedReferences, movableKey, newCandidates } from "./classify/added.js"
import { matchBaseline } from "./classify/baseline.js"
import { readSuppressions, silence } from "./classify/suppressions.js"
import { commentsOf } from "./comments.js"
import { decode } from "./discover/decode.js"
import { type ChangedFile, type Changes, readBlobs } from "./discover/git-changes.js"
import { compileIgnores, isIgnored } from "./discover/ignore-rules.js"
import { languageOf } from "./discover/language-of.js"
import type { Listing } from "./discover/list-files.js"
import { leftOut } from "./discover/walk.js"
import { readFacts } from "./facts.js"
import type { BaselineEntry, CheckResult, Notice } from "./model/check.js"
import type { Action, Finding } from "./model/finding.js"
import { contexts } from "./model/reference.js"
import type { Source } from "./model/source.js"

/** What to check, beside what an audit needs. */
export interface CheckOptions extends AuditOptions {
  /** What was changed; null makes every line count. */
  readonly changes: Changes | null
  /** Accepted findings, paths relative to the config's root. */
  readonly baseline: readonly BaselineEntry[]
  /** Actions that count. */
  readonly failOn: readonly Action[]
  /** `YYYY-MM-DD`, for suppressions that end; null lets none end. */
  readonly today: string | null
}

/** The result of a check, and the audit behind it. */
export interface Check extends Audit {
  readonly result: CheckResult
}

/** Where the paths of findings, of git and of the baseline meet. */
interface Places {
  /** From the working directory to the config's root, for the baseline. */
  readonly toRoot: (file: string) => string
  /** From the working directory to the top of the work tree. */
  readonly toTop: (file: string) => string
  /** From the top of the work tree to the working directory. */
  readonly fromTop: (path: string) => string
}

function real(path: string): string {
  try {
    return realpathSync(path).split(sep).join("/")
  } catch {
    return path.split(sep).join("/")
  }
}

function placesOf(cwd: string, root: string, top: string | null): Places {
  const here = real(cwd)
  const base = real(root)
  const tree = top ?? here
  return {
    toRoot: (file) => posix.relative(base, posix.join(here, file)),
    toTop: (file) => posix.relative(tree, posix.join(here, file)),
    fromTop: (path) => posix.relative(here, posix.join(tree, path)),
  }
}

/** The changed files among the given paths, by the same rules as a listing. */
function changedListing(changes: Changes, options: CheckOptions, places: Places): Listing {
  const given = (options.paths.length === 0 ? ["."] : options.paths).map((path) => real(resolve(options.cwd, path)))
  const rules = compileIgnores(options.config.ignore)
  const known = new Map<string, boolean>()
  const wanted = (path: string): boolean => {
    const full = posix.join(changes.top, path)
    if (!given.some((each) => full === each || full.startsWith(each.endsWith("/") ? each : `${each}/`))) return false
    const file = places.fromTop(path)
    return !path.split("/").some((name) => leftOut.has(name)) && !isIgnored(rules, places.toRoot(file), known)
  }
  const files = changes.files.filter(({ path }) => wanted(path)).map(({ path }) => places.fromTop(path))
  const problems = changes.submodules.filter(wanted).map((path) => ({
    file: places.fromTop(path),
    line: null,
    column: null,
    message: "a submodule that points to another commit: run the check in it",
  }))
  const missing = options.paths.filter((path) => {
    const full = real(resolve(options.cwd, path))
    return !existsSync(full) && !changes.deleted.some((each) => posix.join(changes.top, each.path) === full)
  })
  return { files: files.sort(), problems, missing }
}

/** Reads files, from the index where that is what counts, and remembers those that speak of suppressions though no name is in them. */
async function reader(options: CheckOptions, places: Places) {
  const staged = new Map((options.changes?.files ?? []).flatMap(({ path, newBlob }) => (newBlob === null ? [] : [[path, newBlob]])))
  const blobs = options.changes === null ? new Map<string, Uint8Array>() : await readBlobs(options.changes.top, [...staged.values()])
  const mentioning = new Map<string, Uint8Array>()
  const read = async (file: string): Promise<Uint8Array> => {
    const bytes = blobs.get(staged.get(places.toTop(file)) ?? "") ?? (await readFile(resolve(options.cwd, file)))
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (buffer.includes("hardcode") || buffer.includes("hard-code")) mentioning.set(file, bytes)
    return bytes
  }
  return { read, mentioning }
}

/** The text of every file that may hold a suppression. */
function sourcesOf(audited: Audit, mentioning: ReadonlyMap<string, Uint8Array>): readonly Source[] {
  const sources = [...audited.facts.values()].map(({ source }) => source)
  for (const [file, bytes] of mentioning) {
    if (audited.facts.has(file)) continue
    const decoded = decode(bytes)
    if ("skip" in decoded) continue
    sources.push({ file, language: languageOf(file, decoded.text.slice(0, 4096)), ...decoded })
  }
  return sources
}

interface Silencing {
  /** Why a finding is silenced. */
  readonly reasons: ReadonlyMap<Finding, string>
  readonly notices: readonly Notice[]
}

async function silencing(audited: Audit, sources: readonly Source[], options: CheckOptions): Promise<Silencing> {
  const known = new Set<string>([...audited.rules.map(({ id }) => id), ...contexts])
  const byFile = new Map<string, Finding[]>()
  for (const finding of audited.result.findings) {
    const same = byFile.get(finding.file)
    if (same === undefined) byFile.set(finding.file, [finding])
    else same.push(finding)
  }
  const reasons = new Map<Finding, string>()
  const notices: Notice[] = []
  for (const source of sources) {
    if (!/hard-?code/i.test(source.text)) continue
    const findings = byFile.get(source.file) ?? []
    const suppressions = readSuppressions(source.text, await commentsOf(source))
    const places = findings.map(({ line, rule, reference, action }) => {
      return { line, rule, context: reference.context, reported: options.failOn.includes(action) || action === "rewrite" || action === "review" }
    })
    const silenced = silence(source.file, places, suppressions, options.today, known)
    findings.forEach((finding, index) => {
      const by = suppressions[silenced.by[index] ?? -1]
      if (by !== undefined) reasons.set(finding, by.reason)
    })
    notices.push(...silenced.notices)
  }
  return { reasons, notices }
}

/** The 1-based line of an offset as git counts it: lines end at `\n` alone. */
function gitLines(text: string): (offset: number) => number {
  const ends: number[] = []
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at)
  return (offset) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

/** What a change means for findings and notices. */
interface Novelty {
  readonly isNew: (finding: Finding) => boolean
  readonly concerns: (notice: Notice) => boolean
}

/** Which findings a change added: those in added lines, unless the same reference was there before and only moved. */
async function novelty(changes: Changes, audited: Audit, sources: readonly Source[], places: Places, options: CheckOptions): Promise<Novelty> {
  const changed = new Map(changes.files.map((file) => [places.fromTop(file.path), file]))
  const texts = new Map(sources.map((source) => [source.file, source.text]))
  const oldOf = await oldSources(changes, options)
  const added = new Map<string, Added>()
  for (const [file, change] of changed) {
    const text = texts.get(file)
    if (text === undefined) continue
    const old = change.added === null && change.oldBlob !== null ? (await oldOf(change.before ?? change.path, change.oldBlob)).text : null
    added.set(file, addedLines(change, text, old))
  }
  const touched = new Map<Finding, boolean>()
  const byFile = new Map<string, Finding[]>()
  let line: { readonly file: string; readonly of: (offset: number) => number } | null = null
  for (const finding of audited.result.findings) {
    const { file, reference } = finding
    if (line?.file !== file) line = { file, of: gitLines(texts.get(file) ?? "") }
    const lines = added.get(file)
    let touches = false
    for (let at = line.of(reference.start); at <= line.of(Math.max(reference.start, reference.end - 1)); at++) {
      if (lines?.has(at) === true) touches = true
    }
    touched.set(finding, touches)
    const same = byFile.get(file)
    if (same === undefined) byFile.set(file, [finding])
    else same.push(finding)
  }
  const candidate = (finding: Finding): boolean => touched.get(finding) === true && options.failOn.includes(finding.action)
  const fresh = new Set<Finding>()
  if (audited.result.findings.some(candidate)) {
    const files: { readonly findings: readonly Finding[]; readonly references: ChangedReferences }[] = []
    const before = async (path: string, blob: string | null): Promise<readonly string[]> => {
      return blob === null ? [] : (await oldOf(path, blob)).keys
    }
    for (const [file, change] of changed) {
      const findings = byFile.get(file) ?? []
      const now = findings.map(({ reference }) => movableKey(reference))
      files.push({ findings, references: { before: await before(change.before ?? change.path, change.oldBlob), now, candidates: findings.map(candidate) } })
    }
    for (const { path, blob } of changes.deleted) {
      files.push({ findings: [], references: { before: await before(path, blob), now: [], candidates: [] } })
    }
    newCandidates(files.map(({ references }) => references)).forEach((isFresh, index) => {
      files[index]?.findings.forEach((finding, at) => {
        if (isFresh[at] === true) fresh.add(finding)
      })
    })
  }
  return {
    isNew: (finding) => fresh.has(finding),
    concerns: ({ file, line: at, rule }) => {
      const lines = added.get(file)
      return lines !== undefined && (rule === "suppression-unused" ? lines.near(at) : lines.has(at))
    },
  }
}

/** Old contents, read from git at once and understood one by one when they are asked for. */
async function oldSources(changes: Changes, options: CheckOptions) {
  const ids = [...changes.files.map(({ oldBlob }: ChangedFile) => oldBlob), ...changes.deleted.map(({ blob }) => blob)]
  const blobs = await readBlobs(
    changes.top,
    ids.filter((id) => id !== null),
  )
  return async (path: string, blob: string): Promise<{ readonly text: string; readonly keys: readonly string[] }> => {
    const bytes = blobs.get(blob)
    if (bytes === undefined) return { text: "", keys: [] }
    const outcome = await readFacts(path, bytes, options.config.names)
    if (outcome.kind === "facts") return { text: outcome.facts.source.text, keys: outcome.facts.references.map(movableKey) }
    const decoded = decode(bytes)
    return { text: "skip" in decoded ? "" : decoded.text, keys: [] }
  }
}

/**
 * Audits the given paths, or what was changed in them, and tells what is new: not in the baseline, not silenced, and with `changes` in an added
 * line. The accounting covers the files that were read. Throws like `audit`.
 */
export async function check(options: CheckOptions): Promise<Check> {
  const { changes, failOn } = options
  const places = placesOf(options.cwd, options.config.root, changes?.top ?? null)
  const listing = changes === null ? await listForAudit(options) : changedListing(changes, options, places)
  const { read, mentioning } = await reader(options, places)
  const audited = await auditFiles(listing, read, options)
  const sources = sourcesOf(audited, mentioning)
  const { reasons, notices } = await silencing(audited, sources, options)
  const news = changes === null ? null : await novelty(changes, audited, sources, places, options)
  const counted = audited.result.findings.filter((finding) => failOn.includes(finding.action) && !reasons.has(finding))
  const listed = new Set(listing.files.map(places.toRoot))
  const root = real(options.config.root)
  const { known, stale } = matchBaseline(
    counted.map(({ file, fingerprint }) => ({ file: places.toRoot(file), fingerprint })),
    options.baseline,
    (file) => listed.has(file),
    (file) => listed.has(file) || existsSync(posix.join(root, file)),
  )
  const accepted = new Set(counted.filter((_, index) => known[index] === true))
  const status = (finding: Finding): Finding["status"] => {
    if (reasons.has(finding)) return "suppressed"
    return accepted.has(finding) || (news !== null && !news.isNew(finding)) ? "known" : "new"
  }
  const findings = audited.result.findings.map((finding): Finding => ({ ...finding, status: status(finding) }))
  const result: CheckResult = {
    ...audited.result,
    findings,
    failing: findings.filter((finding) => finding.status === "new" && failOn.includes(finding.action)),
    notices: news === null ? notices : notices.filter(news.concerns),
    justifications: Object.fromEntries([...reasons].map(([finding, reason]) => [finding.fingerprint, reason])),
    stale,
    failOn,
    base: changes?.base ?? null,
  }
  return { ...audited, result }
}

/** The entries of a baseline that accepts every counted finding that is not silenced. */
export function baselineOf({ result }: Check, cwd: string, root: string): readonly BaselineEntry[] {
  const { toRoot } = placesOf(cwd, root, null)
  return result.findings
    .filter(({ action, status }) => result.failOn.includes(action) && status !== "suppressed")
    .map(({ file, rule, reference, fingerprint }) => ({ file: toRoot(file), rule, name: reference.name, fingerprint }))
}
