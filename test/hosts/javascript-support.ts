import { posix } from "node:path"
import { javascriptHost, typescriptHost } from "../../src/hosts/javascript/javascript-host.js"
import type { Host } from "../../src/model/host.js"
import type { Edit } from "../../src/model/text.js"
import { applyEdits, lineStarts, positionAt, toInner } from "../../src/text/text-map.js"

/** The name that the fixtures hold, and its variable. */
export const name = "MemberRepository"
export const variable = "MEMBER_REPOSITORY_DB"

/** The host for a file of this name. */
export function hostFor(file: string): Host {
  return /\.[mc]?tsx?$/.test(file) ? typescriptHost : javascriptHost
}

/** What became of a text when every occurrence of the name was spelled with its variable, and the places where none could be. */
export interface Rewritten {
  readonly text: string
  readonly refused: readonly string[]
}

/** Rewrites every occurrence of `word` in a text, whatever it means. */
export function rewriteAll(text: string, file: string, word = name): Rewritten {
  const host = hostFor(file)
  const { regions, imports } = host.read(text, file)
  const starts = lineStarts(text)
  const edits = new Map<string, Edit>()
  const refused: string[] = []
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const span = { start: at, end: at + word.length }
    const line = positionAt(starts, at).line
    const region = regions.find((each) => each.span.start <= span.start && each.span.end >= span.end)
    if (region === undefined) {
      refused.push(`${line}: code`)
      continue
    }
    const within = toInner(region.map, span)
    const site =
      within === null
        ? ({ kind: "none", reason: "code in a string" } as const)
        : host.site(text, region, { span, within, variable })
    if (site.kind !== "expression") refused.push(`${line}: ${site.kind === "none" ? site.reason : site.kind}`)
    else for (const edit of site.edits) edits.set(`${edit.start} ${edit.end} ${edit.text}`, edit)
  }
  if (edits.size > 0 && imports !== null) {
    const module = `src/database-names${posix.extname(file).replace(/x$/, "")}`
    for (const edit of host.definitions?.imports(
      text,
      imports,
      [variable],
      `src/jobs/${file}`,
      module,
      "fixtures/hosts/javascript",
    ) ?? []) {
      edits.set(`${edit.start} ${edit.end} ${edit.text}`, edit)
    }
  }
  return { text: applyEdits(text, [...edits.values()]), refused }
}
