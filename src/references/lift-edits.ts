import type { Escape } from "../model/region.js"
import type { Edit, TextMap } from "../model/text.js"
import { toOuter } from "../text/text-map.js"
import { escapeInto } from "./escape.js"

/** Edits of an inner text as edits of the file; null if one has no exact place there. */
export function liftEdits(
  edits: readonly Edit[],
  view: { readonly map: TextMap; readonly escapes: readonly Escape[] },
): readonly Edit[] | null {
  const lifted: Edit[] = []
  for (const edit of edits) {
    const span = toOuter(view.map, edit)
    if (span === null) return null
    lifted.push({ ...span, text: view.escapes.reduceRight((sofar, each) => escapeInto(each, sofar), edit.text) })
  }
  return lifted
}
