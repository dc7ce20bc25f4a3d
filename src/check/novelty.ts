import type { Audit } from "../audit.js"
import { type Added, addedLines, type ChangedReferences, movableKey, newCandidates } from "../classify/added.js"
import { decode } from "../discover/decode.js"
import { readBlobs } from "../discover/git-changes.js"
import { factsTask } from "../facts-task.js"
import type { Changes } from "../model/changes.js"
import type { Notice } from "../model/check.js"
import type { NameSetting } from "../model/config.js"
import type { Action, Finding } from "../model/finding.js"
import { countWhile } from "../text/search.js"

/** The 1-based line of an offset as git counts it: lines end at `\n` alone. */
function gitLines(text: string): (offset: number) => number {
  const ends: number[] = []
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at)
  return (offset) => {
    return countWhile(ends, (end) => end < offset) + 1
  }
}

/** A file at the base: what it said, by what stays when lines move. */
interface OldFile {
  readonly text: string
  readonly keys: readonly string[]
}

/** Files as they were at the base: their bytes are read from git at once, and each is understood when it is asked for. */
async function oldFiles(changes: Changes, names: readonly NameSetting[]) {
  const ids = [...changes.files.map(({ oldBlob }) => oldBlob), ...changes.deleted.map(({ blob }) => blob)]
  const blobs = await readBlobs(
    changes.top,
    ids.filter((id) => id !== null),
  )
  const readFacts = factsTask({ names, notes: null })
  return async (path: string, blob: string | null): Promise<OldFile> => {
    const bytes = blob === null ? undefined : blobs.get(blob)
    if (bytes === undefined) return { text: "", keys: [] }
    const read = await readFacts(path, bytes, 0)
    if (read?.kind === "facts") return { text: read.facts.source.text, keys: read.facts.references.map(movableKey) }
    const decoded = decode(bytes)
    return { text: "skip" in decoded ? "" : decoded.text, keys: [] }
  }
}

function byFileOf(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const byFile = new Map<string, Finding[]>()
  for (const finding of findings) {
    const same = byFile.get(finding.file)
    if (same === undefined) byFile.set(finding.file, [finding])
    else same.push(finding)
  }
  return byFile
}

/** Whether each finding of a file stands in an added line. */
function touches(findings: readonly Finding[], text: string, added: Added): readonly boolean[] {
  const lineOf = gitLines(text)
  return findings.map(({ reference }) => {
    const last = lineOf(Math.max(reference.start, reference.end - 1))
    for (let line = lineOf(reference.start); line <= last; line++) if (added.has(line)) return true
    return false
  })
}

/** What a change means for findings and notices. */
export interface Novelty {
  readonly isNew: (finding: Finding) => boolean
  /** The change touched what the notice speaks of. */
  readonly concerns: (notice: Notice) => boolean
}

/** What was compared, and with what. */
export interface NoveltyOptions {
  readonly changes: Changes
  readonly names: readonly NameSetting[]
  readonly failOn: readonly Action[]
  /** The files that were read. */
  readonly listed: ReadonlySet<string>
  /** Whether a deleted path belonged to what is checked. */
  readonly wanted: (path: string) => boolean
  /** From the top of the work tree to the working directory. */
  readonly fromTop: (path: string) => string
}

/** Which findings a change added: those in added lines, unless the same reference was there before and only moved. */
export async function novelty(audited: Audit, options: NoveltyOptions): Promise<Novelty> {
  const { changes, fromTop } = options
  const oldOf = await oldFiles(changes, options.names)
  const byFile = byFileOf(audited.result.findings)
  // What could not be read now says nothing of what is gone.
  const unread = new Set(
    [...audited.result.files.skipped, ...audited.result.problems.filter(({ line }) => line === null)].map(({ file }) => file),
  )
  const added = new Map<string, Added>()
  const compared: {
    readonly findings: readonly Finding[]
    readonly candidates: readonly boolean[]
    readonly before: () => Promise<OldFile>
  }[] = []
  for (const change of changes.files) {
    const file = fromTop(change.path)
    if (!options.listed.has(file) || unread.has(file)) continue
    const before = (): Promise<OldFile> => oldOf(change.before ?? change.path, change.oldBlob)
    const text = audited.facts.get(file)?.source.text ?? ""
    const old = change.added === null && change.oldBlob !== null ? (await before()).text : null
    const lines = addedLines(change, text, old)
    added.set(file, lines)
    const findings = byFile.get(file) ?? []
    const touched = touches(findings, text, lines)
    const candidates = findings.map(({ action }, index) => touched[index] === true && options.failOn.includes(action))
    compared.push({ findings, candidates, before })
  }
  for (const { path, blob } of changes.deleted) {
    if (options.wanted(path)) compared.push({ findings: [], candidates: [], before: () => oldOf(path, blob) })
  }
  const fresh = new Set<Finding>()
  // Old files are read only if something may be new.
  if (compared.some(({ candidates }) => candidates.includes(true))) {
    const references: ChangedReferences[] = []
    for (const { findings, candidates, before } of compared) {
      references.push({ before: (await before()).keys, now: findings.map(({ reference }) => movableKey(reference)), candidates })
    }
    newCandidates(references).forEach((isFresh, index) => {
      compared[index]?.findings.forEach((finding, at) => {
        if (isFresh[at] === true) fresh.add(finding)
      })
    })
  }
  return {
    isNew: (finding) => fresh.has(finding),
    concerns: ({ file, line, rule }) => {
      const lines = added.get(file)
      return lines !== undefined && (rule === "suppression-unused" ? lines.near(line) : lines.has(line))
    },
  }
}
