import type { ChangedFile } from "../model/changes.js"
import type { Reference } from "../model/reference.js"
import { countWhile } from "../text/search.js"
import { normaliseStatement } from "./fingerprint.js"

/** Which lines of a file a change added, and where it took lines away. Lines are 1-based and end at `\n`, as git counts. */
export interface Added {
  readonly has: (line: number) => boolean
  /** A line was added or removed at this line or beside it. */
  readonly near: (line: number) => boolean
}

/** The lines that a change added to a file, from git's ranges, or where it shows none from the texts (`old` is null for a new file). */
export function addedLines(change: ChangedFile, text: string, old: string | null): Added {
  if (change.added === null) return comparedLines(text, old)
  const { added, removedAfter } = change
  const within = (from: number, to: number): boolean => {
    const next = added[countWhile(added, (range) => range.to < from)]
    return next !== undefined && next.from <= to
  }
  return {
    has: (line) => within(line, line),
    near: (line) => within(line - 1, line + 1) || removedAfter.some((after) => after >= line - 1 && after <= line + 1),
  }
}

/** Without git's help a line counts as added if the old text has fewer of its kind; that errs towards more, never towards less. */
function comparedLines(text: string, old: string | null): Added {
  const lines = text.split("\n")
  if (old === null) return { has: () => true, near: () => true }
  const count = (all: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const line of all) counts.set(line, (counts.get(line) ?? 0) + 1)
    return counts
  }
  const before = count(old.split("\n"))
  const now = count(lines)
  const has = (line: number): boolean => {
    const content = lines[line - 1] ?? ""
    return (now.get(content) ?? 0) > (before.get(content) ?? 0)
  }
  return { has, near: (line) => lines.length !== old.split("\n").length || has(line - 1) || has(line) || has(line + 1) }
}

/** What of a reference stays when lines move: name, scope and statement. Neither path nor ordinal nor rule. */
export function movableKey({ name, scope, statement }: Reference): string {
  return `${name}\0${normaliseStatement(scope)}\0${normaliseStatement(statement)}`
}

/** One side of a changed file: the keys of all its references, in order. */
export interface ChangedReferences {
  readonly before: readonly string[]
  readonly now: readonly string[]
  /** For each reference of now whether it stands in an added line and would count. */
  readonly candidates: readonly boolean[]
}

/**
 * Which candidates are new: a reference in an added line is not if it was only moved, re-indented, re-quoted or split. Equal references are
 * counted, before and now, first in each file, then in all files together (a function that moved to another file); only what is more than
 * before is new, the last ones of the file.
 */
export function newCandidates(files: readonly ChangedReferences[]): readonly (readonly boolean[])[] {
  const gone = new Map<string, number>()
  const surpluses = files.map(({ before, now }) => {
    const surplus = new Map<string, number>()
    for (const key of now) surplus.set(key, (surplus.get(key) ?? 0) + 1)
    for (const key of before) surplus.set(key, (surplus.get(key) ?? 0) - 1)
    for (const [key, count] of surplus) if (count < 0) gone.set(key, (gone.get(key) ?? 0) - count)
    return surplus
  })
  return files.map(({ now, candidates }, index) => {
    const surplus = surpluses[index] ?? new Map<string, number>()
    const extra = new Map<string, number[]>()
    for (let at = now.length - 1; at >= 0; at--) {
      const key = now[at] ?? ""
      const places = extra.get(key) ?? []
      if (candidates[at] === true && places.length < (surplus.get(key) ?? 0)) places.push(at)
      extra.set(key, places)
    }
    const fresh = now.map(() => false)
    for (const [key, places] of extra) {
      const moved = Math.min(places.length, gone.get(key) ?? 0)
      gone.set(key, (gone.get(key) ?? 0) - moved)
      // The last ones are new, as they are to a baseline.
      for (const at of places.slice(0, places.length - moved)) fresh[at] = true
    }
    return fresh
  })
}
