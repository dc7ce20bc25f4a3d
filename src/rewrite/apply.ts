import type { Edit } from "../model/text.js"

/** Edits of several fixes together: sorted, equal ones once. Null where two different ones overlap. */
export function mergeEdits(groups: readonly (readonly Edit[])[]): readonly Edit[] | null {
  const sorted = groups
    .flat()
    .sort((a, b) => a.start - b.start || a.end - b.end || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  const merged: Edit[] = []
  for (const edit of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && last.start === edit.start && last.end === edit.end && last.text === edit.text) continue
    if (last !== undefined && edit.start < last.end) return null
    // Two insertions at one place stand one behind the other; two replacements of one stretch cannot both hold.
    if (last !== undefined && edit.start === last.start && edit.end === last.end && edit.end > edit.start) return null
    merged.push(edit)
  }
  return merged
}
