import type { BaselineEntry } from "../model/check.js"
import { contentOf } from "./fingerprint.js"

/** Version of the baseline's format. */
export const baselineVersion = 1

/** A baseline as read, or why it can not be used. */
export type BaselineReading =
  | { readonly kind: "baseline"; readonly entries: readonly BaselineEntry[] }
  | { readonly kind: "unusable"; readonly message: string }

/**
 * The file's text: a first line with the version, then one line of JSON for each entry, sorted by code unit and each once. Lines hold no
 * line numbers, so two branches that touch different findings change different lines.
 */
export function writeBaseline(entries: readonly BaselineEntry[]): string {
  const lines = entries.map(({ file, rule, name, fingerprint }) => JSON.stringify({ file, rule, name, fingerprint }))
  const sorted = [...new Set(lines)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return `${[JSON.stringify({ baseline: baselineVersion }), ...sorted].join("\n")}\n`
}

function readLine(line: string): BaselineEntry | number | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== "object" || value === null) return null
  const record = value as Readonly<Record<string, unknown>>
  if (typeof record.baseline === "number") return record.baseline
  const { file, rule, name, fingerprint } = record
  if (typeof file !== "string" || typeof rule !== "string" || typeof name !== "string" || typeof fingerprint !== "string")
    return null
  return { file, rule, name, fingerprint }
}

/**
 * Reads a baseline. Order, blank lines, line ends and repeated lines do not matter (a union merge may leave them); marks of a merge conflict,
 * a newer version and anything else make it unusable, with a message that says what to do. `name` is the file, for the message.
 */
export function readBaseline(text: string, name: string): BaselineReading {
  const unusable = (message: string): BaselineReading => ({ kind: "unusable", message })
  const entries = new Map<string, BaselineEntry>()
  let version: number | null = null
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)
  for (const [index, line] of lines.entries()) {
    if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line)) {
      return unusable(
        `${name}:${index + 1}: an unresolved merge conflict. Keep the lines of both sides, remove the marks, then run "unhardcode baseline --prune". ` +
          `The line "${name} merge=union" in .gitattributes lets git do so by itself.`,
      )
    }
    if (line.trim() === "") continue
    const read = readLine(line)
    if (read === null)
      return unusable(`${name}:${index + 1}: not a line of a baseline. Make the file again with "unhardcode baseline".`)
    if (typeof read === "number") {
      if (read > baselineVersion) {
        return unusable(
          `${name}: written by a newer unhardcode (format ${read}, this one reads ${baselineVersion}). Update unhardcode.`,
        )
      }
      version = read
      continue
    }
    entries.set(`${read.fingerprint}\0${read.rule}`, read)
  }
  if (version === null && entries.size === 0 && text.trim() !== "") return unusable(`${name}: not a baseline.`)
  return { kind: "baseline", entries: [...entries.values()] }
}

/** What a baseline says of findings. */
export interface BaselineMatch {
  /** For each finding whether it was accepted. */
  readonly known: readonly boolean[]
  /** Entries of files that were looked at, or are gone, which nothing matches. */
  readonly stale: readonly BaselineEntry[]
}

/**
 * Matches findings (`file` relative to the root) with a baseline. `read` tells whether a file of an entry belongs to this run: entries of
 * files outside it are neither used nor stale. `exists` tells whether it still is there: an entry of a file that is gone also matches the
 * same finding in a file that has no entries of its own, so renaming a file brings nothing back.
 */
export function matchBaseline(
  findings: readonly { readonly file: string; readonly fingerprint: string }[],
  entries: readonly BaselineEntry[],
  read: (file: string) => boolean,
  exists: (file: string) => boolean,
): BaselineMatch {
  const open = new Map(entries.map((entry) => [entry.fingerprint, entry]))
  const known = findings.map((finding) => open.delete(finding.fingerprint))
  const settled = new Set(entries.map((entry) => entry.file))
  const gone = new Map<string, BaselineEntry[]>()
  for (const entry of open.values()) {
    if (exists(entry.file)) continue
    const content = contentOf(entry.fingerprint)
    const same = gone.get(content)
    if (same === undefined) gone.set(content, [entry])
    else same.push(entry)
  }
  if (gone.size > 0) {
    findings.forEach((finding, index) => {
      if (known[index] === true || settled.has(finding.file)) return
      const moved = gone.get(contentOf(finding.fingerprint))?.shift()
      if (moved === undefined) return
      known[index] = true
      open.delete(moved.fingerprint)
    })
  }
  return { known, stale: [...open.values()].filter((entry) => read(entry.file) || !exists(entry.file)) }
}
