import { hostFor } from "./hosts/registry.js"
import type { Source } from "./model/source.js"
import type { Span, TextMap } from "./model/text.js"
import { embeddedReaders } from "./readers.js"
import { composeMaps, identityMap, toOuter } from "./text/text-map.js"

interface View {
  readonly text: string
  readonly map: TextMap
  readonly language: string
  readonly depth: number
}

/** Texts within texts go no deeper in what people write. */
const deepest = 5

/**
 * The spans of all real comments of a file, in units of its text: those of its language, of the languages within it (a notebook's cells, a
 * script block), and those of the SQL in its strings. A string that only looks like a comment is none. They may overlap.
 */
export async function commentsOf(source: Source): Promise<readonly Span[]> {
  const readers = await embeddedReaders()
  const comments: Span[] = []
  const root = { text: source.text, map: identityMap(source.text.length, 0), language: source.language, depth: 0 }
  const queue: View[] = [root]
  const add = (map: TextMap, spans: readonly Span[]): void => {
    for (const span of spans) {
      const outer = toOuter(map, span)
      if (outer !== null) comments.push(outer)
    }
  }
  for (let view = queue.pop(); view !== undefined; view = queue.pop()) {
    if (view.language === "tsql") {
      add(view.map, readers.sql.readText(view.text).comments)
      continue
    }
    const asked = { text: view.text, file: source.file, spans: null, imports: false }
    const host = await hostFor(view.language, asked)
    if (host === null) continue
    for (const region of host.read(view.text, source.file, asked).regions) {
      if (region.kind === "comment") add(view.map, [region.span])
      else if (region.kind === "code" && view.depth < deepest) {
        queue.push({
          text: region.text,
          map: composeMaps(region.map, view.map),
          language: region.language,
          depth: view.depth + 1,
        })
      } else if (
        (region.kind === "string" || region.kind === "value") &&
        /--|\/\*/.test(region.text) &&
        readers.sql.holdsSql(region)
      ) {
        add(composeMaps(region.map, view.map), readers.sql.read(region).comments)
      }
    }
  }
  return comments.sort((a, b) => a.start - b.start || a.end - b.end)
}
