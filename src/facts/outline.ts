import type { FileFacts, Value } from "../model/lineage.js"

/** What the facts of a file say of other files, and what kind they are of: small, where the facts themselves are large. */
export interface Outline {
  /** Specifiers of the modules that it imports, and of what may be a module of an imported package. */
  readonly modules: readonly string[]
  /** It imports modules whose name is made at run time. */
  readonly anyModule: boolean
  /** Names of programs and settings files in its texts, in lower case. */
  readonly programs: readonly string[]
  /** It holds code and nothing else: no SQL file, data or jobs. */
  readonly isCode: boolean
}

const program = /[\w.@+-]+\.(?:py|pyw|ipynb|[cm]?[jt]sx?|ya?ml|jsonc?|ini|cfg|conf|toml|sh|bash|ps1|bat|cmd)\b/gi
const extension = /\.(?:py|pyw|ipynb|[cm]?[jt]sx?|ya?ml|jsonc?|ini|cfg|conf|toml|sh|bash|ps1|bat|cmd)\b/i
/** Texts longer than this are no paths. */
const longestPath = 400

/** Outlines facts. */
function outlineFacts(facts: FileFacts): Outline {
  const modules = new Set<string>()
  const programs = new Set<string>()
  let anyModule = false
  const enter = (value: Value & { readonly kind: "module" | "export" }): void => {
    const { specifier } = value
    // Importing `a.b` runs `a` first, and what is imported from a package may be a module of it.
    if (/^\w/.test(specifier)) {
      const parts = specifier.split(".")
      for (let count = 1; count <= parts.length; count++) modules.add(parts.slice(0, count).join("."))
    } else modules.add(specifier)
    if (value.kind === "export") modules.add(`${specifier}${specifier.endsWith(".") ? "" : "."}${value.name}`)
  }
  for (const value of facts.sql === null ? facts.values : []) {
    if (value.kind === "dynamic-module") anyModule = true
    else if (value.kind === "module" || value.kind === "export") enter(value)
    else if (value.kind === "text" && value.text.length <= longestPath && extension.test(value.text))
      for (const [name] of value.text.matchAll(program)) programs.add(name.toLowerCase())
  }
  const isCode = facts.scopes.length > 0 && facts.sql === null && facts.data === null && facts.jobs.length === 0
  return { modules: [...modules], anyModule, programs: [...programs], isCode }
}

const known = new WeakMap<FileFacts, Outline>()

/** The outline of facts; worked out once. */
export function outlineOf(facts: FileFacts): Outline {
  const before = known.get(facts)
  if (before !== undefined) return before
  const found = outlineFacts(facts)
  known.set(facts, found)
  return found
}

/** Remembers an outline that was kept with facts. */
export function rememberOutline(facts: FileFacts, outline: Outline): void {
  known.set(facts, outline)
}
