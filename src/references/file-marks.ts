import type { Mark } from "../model/region.js"
import type { Source } from "../model/source.js"

const generated =
  /@generated\b|<auto-?generated|\bauto-?generated\b[^\n]{0,60}(?:do not|don't)|\b(?:do not|don't) (?:edit|modify)\b[^\n]{0,80}(?:generated|overwritten|manual)|\bgenerated (?:by|from)\b[^\n]{0,120}\b(?:do not|don't) (?:edit|modify|change)/i

const ownConfig = /(?:^|\/)(?:\.?unhardcode[\w.-]*\.(?:ya?ml|json|jsonl)|\.unhardcode[\w.-]*)$/

/** R Markdown and Quarto: the code blocks are the program. */
const notebook = /\.[rq]md$/i

/** What is true of every place of a file: it is generated (its first lines say so), the tool's own configuration, or
 * a document. */
export function fileMarks(source: Source): readonly Mark[] {
  const marks: Mark[] = []
  if (ownConfig.test(source.file)) marks.push("own-config")
  if (generated.test(source.text.slice(0, 2000))) marks.push("generated")
  if (source.language === "markdown" && !notebook.test(source.file)) marks.push("document")
  return marks
}
