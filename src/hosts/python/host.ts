import type { Host, HostReading, Reading } from "../../model/host.js"
import { analyse } from "./analysis.js"
import { pythonCode } from "./code.js"
import { definitions } from "./definitions.js"
import { loadParser, type Parse } from "./grammar.js"
import { quickReading, tolerantReading } from "./reading.js"
import { siteOf } from "./site.js"
import { foldValues } from "./values.js"

let parse: Parse | null = null
/** What `load` has read already, to see whether it needs the tolerant parser. */
let read: { readonly asked: Reading; readonly reading: HostReading } | null = null

/**
 * Python of any version. Literals and comments are found by a lexer of our own, which no syntax error stops; a syntax tree tells
 * what surrounds them: the quick parser's, or that of tree-sitter where the text is not plainly Python 3. Call `load` before `read`.
 */
export const pythonHost: Host = {
  language: "python",
  load: async (asked) => {
    if (asked !== undefined && parse === null) {
      const reading = quickReading(asked)
      read = reading === null ? null : { asked, reading }
      if (reading !== null) return
    }
    parse = await loadParser()
  },
  read: (text, file, asked = { text, file, spans: null, imports: true }) => {
    if (read !== null && read.asked === asked) return read.reading
    return quickReading(asked) ?? tolerantReading(asked, parse)
  },
  site: (text, region, occurrence) => siteOf(text, analyse(text), region, occurrence),
  values: foldValues,
  definitions: { ...definitions, code: (text) => (parse === null ? null : pythonCode(text, parse)) },
}
