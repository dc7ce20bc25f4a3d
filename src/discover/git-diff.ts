import type { LineRange } from "../model/changes.js"

/** What became of one file. Modes and object ids are as git tells them. */
export interface RawEntry {
  readonly oldMode: string
  readonly newMode: string
  readonly oldBlob: string
  readonly newBlob: string
  readonly status: string
  readonly before: string
  readonly path: string
}

/** A path as git quotes it: C escapes and octal bytes within double quotes. `text` has one unit for each byte. */
function unquotePath(text: string): string {
  if (!text.startsWith('"')) return Buffer.from(text.replace(/\t$/, ""), "latin1").toString("utf8")
  const escapes: Readonly<Record<string, string>> = { a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r" }
  const bytes = text.slice(1, text.lastIndexOf('"')).replace(/\\([0-7]{3}|.)/g, (_, code: string) => {
    return code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code)
  })
  return Buffer.from(bytes, "latin1").toString("utf8")
}

/** Reads what `git diff --raw` tells, up to the patch behind it: lines of `:oldmode newmode oldblob newblob status`, tab, path, and after a rename tab and the new path; an empty line ends them. */
export function parseRaw(output: Buffer): { readonly entries: readonly RawEntry[]; readonly end: number } {
  const entries: RawEntry[] = []
  let at = 0
  while (output[at] === 0x3a) {
    const newline = output.indexOf(10, at)
    const line = output.toString("latin1", at + 1, newline < 0 ? output.length : newline)
    const [shape = "", before = "", after = before] = line.split("\t")
    const [oldMode = "", newMode = "", oldBlob = "", newBlob = "", status = ""] = shape.split(" ")
    const paths = { before: unquotePath(before), path: unquotePath(after) }
    entries.push({ oldMode, newMode, oldBlob, newBlob, status: status.slice(0, 1), ...paths })
    at = newline < 0 ? output.length : newline + 1
  }
  return { entries, end: at }
}

/** The lines of the new file that were added, and those of the new file behind which lines were removed. */
export interface Hunks {
  readonly added: LineRange[]
  readonly removedAfter: number[]
}

/** The hunks of a patch without context, by new path. Lines of content are skipped by count, so nothing in them is taken for a header. */
export function parsePatch(patch: Buffer): ReadonlyMap<string, Hunks> {
  const files = new Map<string, Hunks>()
  let current: Hunks | null = null
  let left = 0
  for (let at = 0; at < patch.length; ) {
    const newline = patch.indexOf(10, at)
    const end = newline < 0 ? patch.length : newline
    const first = patch[at]
    if (left > 0) {
      // Backslash: "No newline at end of file", which is no line.
      if (first !== 0x5c) left--
    } else if (first === 0x2b && patch.toString("latin1", at, at + 6) === "+++ b/") {
      current = { added: [], removedAfter: [] }
      files.set(unquotePath(patch.toString("latin1", at + 4, end)).slice(2), current)
    } else if (first === 0x2b && patch.toString("latin1", at, at + 7) === '+++ "b/') {
      current = { added: [], removedAfter: [] }
      files.set(unquotePath(patch.toString("latin1", at + 4, end)).slice(2), current)
    } else if (first === 0x40) {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(patch.toString("latin1", at, Math.min(end, at + 100)))
      if (hunk !== null) {
        const removed = Number(hunk[1] ?? 1)
        const from = Number(hunk[2])
        const count = Number(hunk[3] ?? 1)
        left = removed + count
        if (count > 0) current?.added.push({ from, to: from + count - 1 })
        if (removed > 0) current?.removedAfter.push(count > 0 ? from - 1 : from)
      }
    } else if (first === 0x64 && patch.toString("latin1", at, at + 11) === "diff --git ") {
      current = null
    }
    at = end + 1
  }
  return files
}
