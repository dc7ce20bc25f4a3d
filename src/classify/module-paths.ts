import type { Finding } from "../model/finding.js"
import type { Reference } from "../model/reference.js"

const dotted = /^\w+(?:\.\w+)+$/

/** The text is words with dots between and nothing else, none of them `dbo`: a table of a database, or a module, a logger, the key of a text. */
export function isDottedWords({ context, statement, text }: Reference): boolean {
  return context === "multipart-name" && dotted.test(statement) && statement.startsWith(text) && !/\.dbo(?:\.|$)/i.test(statement)
}

const code = /\.(?:pyi?|[cm]?[jt]sx?|vb|cs|fs|java|kt|scala)$/

/**
 * Where the sources have a module of a text's first two words (`"members.load.run"` beside `members/load.py`), the text is as well the path to
 * it: a person decides. `files` are the paths of the sources.
 */
export function heedModulePaths(findings: readonly Finding[], files: readonly string[]): readonly Finding[] {
  const headOf = (finding: Finding): string => finding.reference.statement.split(".").slice(0, 2).join("/")
  const isAsked = (finding: Finding): boolean => finding.action === "rewrite" && isDottedWords(finding.reference)
  const asked = new Set(findings.filter(isAsked).map(headOf))
  if (asked.size === 0) return findings
  const modules = new Map<string, string>()
  for (const file of files) {
    if (!code.test(file)) continue
    const parts = file.replace(/\.\w+$/, "").split("/")
    for (let index = 1; index < parts.length; index++) {
      const head = `${parts[index - 1]}/${parts[index]}`
      if (asked.has(head) && !modules.has(head)) modules.set(head, file)
    }
  }
  return findings.map((finding) => {
    const file = isAsked(finding) ? modules.get(headOf(finding)) : undefined
    if (file === undefined) return finding
    const note = "The sources have a module of this path: perhaps that is meant."
    const particular = ` (${file})`
    const told = { reason: `${finding.reason} ${note}${particular}`, common: `${finding.common} ${note}`, particular }
    return { ...finding, ...told, action: "review", applicability: "display-only", fix: null }
  })
}
