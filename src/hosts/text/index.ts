import type { Host } from "../../model/host.js"
import type { Region } from "../../model/region.js"
import { codeLines, textLines } from "../shared/text-lines.js"

/** Endings of files that people read. */
const prose = /\.(?:txt|text|log|rst|adoc|asciidoc|tex|html?|xhtml|css|scss|less|po|out|diff|patch|rtf)$|(?:^|\/)[A-Z]+$/i

function regionsOf(text: string, file: string): readonly Region[] {
  const whole = { start: 0, end: text.length }
  return prose.test(file) ? textLines(text, whole) : codeLines(text, whole)
}

/**
 * Text of no known language. In a file that is not plainly prose a quoted text may be a value of some program, so that it is read as a string: a
 * person hears of it.
 */
export const text: Host = {
  language: "text",
  load: async () => {},
  read: (content, file) => ({ regions: regionsOf(content, file), imports: null, problems: [] }),
  site: () => ({ kind: "none", reason: "Plain text is not rewritten." }),
  values: (content) => [content],
  definitions: null,
}
