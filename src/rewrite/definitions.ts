import { existsSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import type { Config } from "../model/config.js"
import type { Definitions, Environment } from "../model/host.js"

/** Where the variables of one repository live for one language. Paths are POSIX. */
export interface DefinitionPlace {
  /** Absolute directory of the repository. */
  readonly repository: string
  /** Of the module, relative to the repository. */
  readonly module: string
}

/** What a definition module has to offer. */
export interface Needs {
  /** Old names by variable. */
  readonly values: Environment
  /** The function `expand(sql)` too. */
  readonly expands: boolean
}

/** What becomes of a definition module: nothing, a text to write, or a reason why it cannot serve. */
export type DefinitionPlan =
  | { readonly kind: "serves" }
  | { readonly kind: "write"; readonly before: string | null; readonly after: string }
  | { readonly kind: "refused"; readonly reason: string }

/** The module that a file at `path` (relative to the repository) takes its variables from. */
export function definitionPlace(
  repository: string,
  path: string,
  language: string,
  definitions: Definitions,
  config: Config,
): DefinitionPlace {
  const setting = language === "python" ? config.definitions.python : config.definitions.javascript
  return { repository, module: definitions.file(setting?.module ?? null, path, repository) }
}

/** Plans the definition module at `place`: made if it is missing, extended if it is the tool's own, used as it is if it defines everything. */
export function planDefinitions(
  { repository, module }: DefinitionPlace,
  { values, expands }: Needs,
  config: Config,
  definitions: Definitions,
): DefinitionPlan {
  const path = posix.join(repository, module)
  const textOf = (wanted: ReadonlySet<string>, expanding: boolean): string => {
    const all = config.names.filter((each) => wanted.has(each.variable)).map((each) => [each.variable, each.name] as const)
    return definitions.module(new Map(all), module, repository, expanding)
  }
  const needed = new Set(values.keys())
  if (!existsSync(path)) return { kind: "write", before: null, after: textOf(needed, expands) }
  const before = readFileSync(path, "utf8")
  const own = new Set(config.names.map((each) => each.variable).filter((variable) => defines(before, variable)))
  const expanding = [false, true].find((each) => textOf(own, each) === before)
  const missing = [...needed].filter((variable) => !own.has(variable))
  if (expanding === undefined) {
    const without = expands && !expandsAll(before, own, definitions, { repository, module }) ? ["expand(sql)"] : []
    if (missing.length + without.length === 0) return { kind: "serves" }
    return {
      kind: "refused",
      reason: `${module} exists but does not define ${[...missing, ...without].join(", ")}: add it there, then run again.`,
    }
  }
  if (missing.length === 0 && (expanding || !expands)) return { kind: "serves" }
  return { kind: "write", before, after: textOf(new Set([...own, ...needed]), expanding || expands) }
}

/** Whether a module of somebody else holds the function `expand` as the tool writes it for its variables: another one proves nothing. */
function expandsAll(text: string, own: ReadonlySet<string>, definitions: Definitions, place: DefinitionPlace): boolean {
  const plain = (code: string): string => code.replace(/\s+/g, " ").trim()
  const values = new Map([...own].map((variable) => [variable, ""]))
  return plain(text).includes(plain(definitions.expansion(values, place.module, place.repository)))
}

/** Whether a module's text assigns or exports a variable. */
function defines(text: string, variable: string): boolean {
  return new RegExp(`(?:^|[\\s;{,.])${variable}\\s*(?::[^=\\n]*)?(?:=(?!=)|,|\\}|$)`, "m").test(text)
}

/** Whether a text takes `expand` from the definition module at `module`: another function of that name may do anything. */
export function takesExpand(text: string, module: string): boolean {
  const name = posix
    .basename(module)
    .replace(/\.\w+$/, "")
    .replace(/^__init__$/, posix.basename(posix.dirname(module)))
    .replace(/[^\w]/g, "\\$&")
  const python = `from\\s+[\\w.]*\\b${name}\\s+import\\s*(?:\\([^)]*|[^\\n]*)\\bexpand\\b`
  const script = `\\{[^{}]*\\bexpand\\b[^{}]*\\}\\s*(?:from|=\\s*require\\s*\\()\\s*["'][^"'\\n]*\\b${name}(?:\\.\\w+)?["']`
  return new RegExp(`${python}|${script}`).test(text)
}
