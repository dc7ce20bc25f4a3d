import { posix } from "node:path"
import { type Audit, type AuditOptions, auditFiles, listForAudit } from "./audit.js"
import { changedListing } from "./check/changed-listing.js"
import { novelty } from "./check/novelty.js"
import { placesOf } from "./check/places.js"
import { movableKey } from "./classify/added.js"
import { matchBaseline } from "./classify/baseline.js"
import { readBlobs } from "./discover/git-changes.js"
import { refuseMissing } from "./discover/missing-path.js"
import { isThere, realPath } from "./discover/real-path.js"
import type { Changes } from "./model/changes.js"
import type { BaselineEntry, CheckResult } from "./model/check.js"
import type { Action, Finding } from "./model/finding.js"

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
  /** Whether a file, relative to the config's root, was read. */
  readonly listed: (file: string) => boolean
}

/** The contents of the index for the files of which it is the index that counts. */
async function stagedContents(changes: Changes, fromTop: (path: string) => string): Promise<ReadonlyMap<string, Uint8Array>> {
  const staged = changes.files.flatMap(({ path, newBlob }) => (newBlob === null ? [] : [{ path, newBlob }]))
  const blobs = await readBlobs(
    changes.top,
    staged.map(({ newBlob }) => newBlob),
  )
  const contents = new Map<string, Uint8Array>()
  for (const { path, newBlob } of staged) {
    const bytes = blobs.get(newBlob)
    if (bytes !== undefined) contents.set(fromTop(path), bytes)
  }
  return contents
}

/**
 * Audits the given paths, or what was changed in them, and tells what is new: not in the baseline, not silenced, and with `changes` in an added
 * line. The accounting covers the files that were read. Throws like `audit`.
 */
export async function check(options: CheckOptions): Promise<Check> {
  const { changes, failOn, config } = options
  const { toRoot, fromTop } = placesOf(options.cwd, config.root, changes?.top ?? null)
  const changed = changes === null ? null : changedListing(changes, options, { toRoot, fromTop })
  const listing = changed ?? (await listForAudit(options))
  refuseMissing(listing, options.cwd)
  const contents = changes === null ? new Map<string, Uint8Array>() : await stagedContents(changes, fromTop)
  const audited = await auditFiles(listing, contents, options.today, options)
  const listed = new Set(listing.files)
  const news =
    changes === null || changed === null
      ? null
      : await novelty(audited, { changes, names: config.names, failOn, listed, wanted: changed.wanted, fromTop })
  const counted = audited.result.findings.filter(({ action, status }) => failOn.includes(action) && status !== "suppressed")
  const inRoot = new Set(listing.files.map(toRoot))
  const root = realPath(config.root)
  const { known, stale } = matchBaseline(
    counted.map(({ file, fingerprint }) => ({ file: toRoot(file), fingerprint })),
    options.baseline,
    (file) => inRoot.has(file),
    (file) => inRoot.has(file) || isThere(posix.join(root, file)),
  )
  const accepted = new Set(counted.filter((_, index) => known[index] === true))
  const added = news === null ? null : new Set(addedBeyond(counted, accepted, news.isNew))
  const findings = audited.result.findings.map((finding): Finding => {
    const old = added === null ? accepted.has(finding) : !added.has(finding)
    return finding.status === "new" && old ? { ...finding, status: "known" } : finding
  })
  const result: CheckResult = {
    ...audited.result,
    findings,
    failing: findings.filter(({ status, action }) => status === "new" && failOn.includes(action)),
    notices: news === null ? audited.notices : audited.notices.filter(news.concerns),
    justifications: audited.justifications,
    stale,
    failOn,
    base: changes?.base ?? null,
  }
  return { ...audited, result, listed: (file) => inRoot.has(file) }
}

/**
 * What a change adds beyond a baseline. Of equal references a baseline accepts the first, and a change may add any of them: as many of those that
 * it adds are new as are not accepted, the last ones.
 */
function addedBeyond(
  counted: readonly Finding[],
  accepted: ReadonlySet<Finding>,
  isAdded: (finding: Finding) => boolean,
): readonly Finding[] {
  const keyOf = ({ file, rule, reference }: Finding): string => `${file}\0${rule}\0${movableKey(reference)}`
  const left = new Map<string, number>()
  for (const finding of counted) if (!accepted.has(finding)) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1)
  return counted
    .filter(isAdded)
    .reverse()
    .filter((finding) => {
      const key = keyOf(finding)
      const count = left.get(key) ?? 0
      left.set(key, count - 1)
      return count > 0
    })
}

/** The entries of a baseline that accepts every counted finding that is not silenced. */
export function baselineOf({ result }: Check, cwd: string, root: string): readonly BaselineEntry[] {
  const { toRoot } = placesOf(cwd, root, null)
  return result.findings
    .filter(({ action, status }) => result.failOn.includes(action) && status !== "suppressed")
    .map(({ file, rule, reference, fingerprint }) => ({ file: toRoot(file), rule, name: reference.name, fingerprint }))
}
