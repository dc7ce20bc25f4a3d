import type { Finding } from "../model/finding.js"
import { applyEdits, positionAt } from "../text/text-map.js"
import type { Lines } from "./frame.js"

const longest = 400

/** Lines longer than this together are no text that people edit: a change of them is not shown, and a file of one line stays cheap. */
const longestChange = 20_000

/** The lines that a fix changes, before and after: whole lines with their ends. */
export interface Change {
  /** 1-based, both inclusive. */
  readonly line: number
  readonly endLine: number
  readonly before: string
  readonly after: string
}

/** What a finding's fix changes in its file; null without a fix, or where its edits do not fit the text or the lines are too long. */
export function changeOf(lines: Lines, finding: Finding): Change | null {
  return applicableTogether(lines, [finding])
}

/** The first and the last line that a finding and its fix touch. */
export function linesTouched({ starts }: Lines, finding: Finding): { readonly line: number; readonly endLine: number } {
  let { line, endLine } = finding
  for (const edit of finding.fix?.edits ?? []) {
    line = Math.min(line, positionAt(starts, edit.start).line)
    endLine = Math.max(endLine, positionAt(starts, Math.max(edit.start, edit.end - 1)).line)
  }
  return { line, endLine }
}

/** What the fixes of several findings change together; null where there is none, or where their edits overlap or do not fit the text. */
export function applicableTogether({ text, starts }: Lines, findings: readonly Finding[]): Change | null {
  const edits = findings.flatMap((finding) => finding.fix?.edits ?? [])
  let first = text.length
  let last = 0
  for (const edit of edits) {
    first = Math.min(first, edit.start)
    last = Math.max(last, edit.end)
  }
  if (edits.length === 0 || last > text.length) return null
  const line = positionAt(starts, first).line
  const endLine = positionAt(starts, last > first ? last - 1 : last).line
  const start = starts[line - 1] ?? 0
  const end = starts[endLine] ?? text.length
  if (end - start > longestChange) return null
  const before = text.slice(start, end)
  try {
    const shifted = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    return { line, endLine, before, after: applyEdits(before, shifted) }
  } catch {
    return null
  }
}

/** A finding's fix as the changed lines of a unified diff, `-` before `+`; lines that stay are left out, long ones cut. */
export function fixDiff(lines: Lines, finding: Finding): readonly string[] {
  const change = changeOf(lines, finding)
  if (change === null) return []
  const before = change.before.split(/\r\n|\n|\r/)
  const after = change.after.split(/\r\n|\n|\r/)
  if (before.length === after.length) {
    return before.flatMap((line, index) => {
      const other = after[index] ?? ""
      return line === other ? [] : [`- ${cut(line)}`, `+ ${cut(other)}`]
    })
  }
  return [
    ...before.filter((line) => line !== "").map((line) => `- ${cut(line)}`),
    ...after.filter((line) => line !== "").map((line) => `+ ${cut(line)}`),
  ]
}

function cut(line: string): string {
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
