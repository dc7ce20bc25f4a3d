import type { Host, HostReading } from "../../model/host.js"
import type { Mark, Place, Region, RegionKind } from "../../model/region.js"

/** An opening tag of a script: attributes may hold a `>` between quotes. */
const opening = /<script((?:"[^"]{0,2000}"|'[^']{0,2000}'|[^'">]){0,2000})>/iy

function hostOf(language: "vue" | "svelte"): Host {
  return {
    language,
    load: async () => {},
    read,
    site: () => ({ kind: "none", reason: "markup of a component: only its scripts take variables" }),
    values: (text) => read(text).regions.flatMap((each) => (each.kind === "code" ? [] : [each.text])),
    definitions: null,
  }
}

/** Reads Vue's single-file components: their scripts as code, the rest as text. */
export const vueHost: Host = hostOf("vue")

/** Reads Svelte's components: their scripts as code, the rest as text. */
export const svelteHost: Host = hostOf("svelte")

function read(text: string): HostReading {
  const regions: Region[] = []
  let from = 0
  const add = (kind: RegionKind, language: string, start: number, end: number, name: string, marks: readonly Mark[]): void => {
    if (end <= start) return
    regions.push({
      kind,
      language,
      span: { start, end },
      text: text.slice(start, end),
      map: [{ at: 0, length: end - start, from: start, width: end - start }],
      holes: [],
      place: { ...nowhere, path: [name], marks },
      pieces: [],
      escape: "none",
    })
  }
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", Math.max(at + 1, from))) {
    if (text.startsWith("<!--", at)) {
      const close = text.indexOf("-->", at + 4)
      const end = close < 0 ? text.length : close + 3
      add("text", "text", from, at, "template", [])
      add("comment", "text", at, end, "template", [])
      from = end
      continue
    }
    opening.lastIndex = at
    const tag = opening.exec(text)
    if (tag === null) continue
    const attributes = tag[1] ?? ""
    const start = opening.lastIndex
    if (attributes.endsWith("/")) continue
    const end = closing(text, start)
    add("text", "text", from, start, "template", [])
    add("code", scriptLanguage(attributes), start, end, "script", [])
    from = end
  }
  add("text", "text", from, text.length, "template", [])
  return { regions, imports: null, problems: [] }
}

const nowhere: Place = { role: "markup", callee: null, argument: null, target: null, path: [], marks: [] }

function closing(text: string, from: number): number {
  const end = /<\/script/gi
  end.lastIndex = from
  return end.exec(text)?.index ?? text.length
}

function scriptLanguage(attributes: string): string {
  return /\blang\s*=\s*["']?tsx?\b/i.test(attributes) ? "typescript" : "javascript"
}
