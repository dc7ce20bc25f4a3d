import { hostFor } from "../hosts/registry.js"
import type { Environment } from "../model/host.js"
import type { ProofStep } from "../model/rewrite.js"
import type { Edit } from "../model/text.js"
import { applyEdits } from "../text/text-map.js"

/** Settings that give variables their defaults, with their proof. */
export interface GivenDefaults {
  readonly edits: readonly Edit[]
  readonly proof: readonly ProofStep[]
}

/**
 * Gives variables the old names as defaults in the settings of their runner, where the tool itself says that they can stand there: placeholders of
 * Flyway (its environment and command line win over them), parameters and properties of Liquibase (`-D` wins), Spring's settings of Flyway,
 * which expand `${V:X}`. Null for other files, and where there is something that a line cannot simply be added to.
 */
export async function giveDefaults(
  runner: string,
  file: string,
  language: string,
  text: string,
  values: Environment,
): Promise<GivenDefaults | null> {
  const missing = new Map([...values].filter(([name]) => !isGiven(text, name)))
  if (missing.size === 0) return { edits: [], proof: [] }
  const edit = settingEdit(runner, file.slice(file.lastIndexOf("/") + 1), text, missing)
  if (edit === null) return null
  return { edits: [edit], proof: [await settingsStep(text, edit, file, language, missing)] }
}

/** Whether a setting of that name stands there, in any of the formats. */
function isGiven(text: string, name: string): boolean {
  return new RegExp(`(?:^|[\\s."'])${name}["']?\\s*[=:]|<property\\s[^>]*name="${name}"|name:\\s*["']?${name}\\b`, "im").test(
    text,
  )
}

function settingEdit(runner: string, name: string, text: string, values: Environment): Edit | null {
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  const lines = (spell: (variable: string, old: string) => string): string =>
    [...values].map(([variable, old]) => `${spell(variable, old)}${newline}`).join("")
  const insert = (at: number, what: string): Edit => ({ start: at, end: at, text: what })
  const append = (what: string): Edit => insert(text.length, `${text === "" || /[\r\n]$/.test(text) ? "" : newline}${what}`)
  if (runner === "flyway" && /^application[\w-]*\.properties$/i.test(name))
    return append(lines((variable, old) => `spring.flyway.placeholders.${variable}=\${${variable}:${old}}`))
  if (runner === "flyway" && /(?<!\.sql)\.conf$/i.test(name))
    return append(lines((variable, old) => `flyway.placeholders.${variable}=${old}`))
  if (runner === "flyway" && /\.toml$/i.test(name)) {
    const table = lines((variable, old) => `${variable} = "${old}"`)
    const head = /^\[flyway\.placeholders\][ \t]*(?:#[^\n]*)?\r?\n/m.exec(text)
    if (head !== null) return insert(head.index + head[0].length, table)
    return /placeholders\s*[.=]/.test(text) ? null : append(`${newline}[flyway.placeholders]${newline}${table}`)
  }
  if (runner !== "liquibase") return null
  if (/\.properties$/i.test(name)) return append(lines((variable, old) => `parameter.${variable}=${old}`))
  if (/\.xml$/i.test(name)) {
    const root = /<databaseChangeLog(?:\s[^>]*[^/>])?>/.exec(text)
    const end = root === null ? 0 : root.index + root[0].length
    const indent = /^[ \t]*(\r?\n[ \t]*)/.exec(text.slice(end, end + 200))?.[1] ?? newline
    const tags = [...values].map(([variable, old]) => `${indent}<property name="${variable}" value="${old}"/>`).join("")
    return root === null ? null : insert(end, tags)
  }
  if (/\.ya?ml$/i.test(name)) {
    const root = /^databaseChangeLog:[ \t]*(?:#[^\n]*)?\r?\n(?=([ \t]*)- )/m.exec(text)
    if (root === null) return null
    return insert(
      root.index + root[0].length,
      lines((variable, old) => `${root[1]}- property: { name: ${variable}, value: ${old} }`),
    )
  }
  return null
}

/** The settings are those that they were, and the old name of each variable beside them. */
async function settingsStep(text: string, edit: Edit, file: string, language: string, added: Environment): Promise<ProofStep> {
  const host = await hostFor(language)
  const after = applyEdits(text, [edit])
  const none = new Map<string, string>()
  const before = host?.values(text, none, file) ?? null
  const now = host?.values(after, none, file) ?? null
  const problems = (of: string): number => host?.read(of, file).problems.length ?? 0
  const wrong = (note: string): ProofStep => ({ name: "default", holds: false, note })
  if (before === null || now === null) return wrong("the settings cannot be computed")
  if (problems(after) > problems(text)) return wrong("the settings could not be read any more")
  let at = 0
  const fresh: string[] = []
  for (const value of now) {
    if (value === before[at]) at++
    else fresh.push(value)
  }
  if (at < before.length) return wrong(`a setting would change: ${JSON.stringify(before[at])}`)
  const missing = [...added].find(([name, old]) => !fresh.includes(old) || !fresh.some((each) => each.endsWith(name)))
  if (missing !== undefined) return wrong(`${missing[0]} would not be read as a setting`)
  return { name: "default", holds: true, note: "every setting is what it was, and the variables have the old names as defaults" }
}
