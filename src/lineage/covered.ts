import type { FileFacts } from "../model/lineage.js"
import { baseName } from "./paths.js"
import { type Slice, sliceOf } from "./slice.js"

/** A slice of those files alone that the processes can come by, so that the facts of others are not even parsed. */
export interface CoveredSlice extends Slice {
  /** Covers what can be reached from these files. To be called before anything is asked. */
  readonly cover: (files: readonly string[]) => void
  /** A file is come by: if nobody foresaw that, all files are covered from here on. */
  readonly meet: (file: string) => void
}

const program = /[\w.@+-]+\.(?:py|pyw|ipynb|[cm]?[jt]sx?|ya?ml|jsonc?|ini|cfg|conf|toml|sh|bash|ps1|bat|cmd)\b/gi
/** Texts longer than this are no paths. */
const longestPath = 400

/** Slices the sources, all of them until told what to cover. */
export function coveredSlice(
  files: ReadonlyMap<string, FileFacts>,
  moduleFile: (specifier: string, from: string) => string | null,
): CoveredSlice {
  let covered: ReadonlySet<string> | null = null
  let made: Slice | null = null
  const slice = (): Slice => {
    made ??= sliceOf(covered === null ? files : new Map([...files].filter(([file]) => covered?.has(file))))
    return made
  }
  return {
    cover: (from) => {
      covered = reachable(from, files, moduleFile)
      made = null
    },
    meet: (file) => {
      if (covered === null || covered.has(file)) return
      covered = null
      made = null
    },
    leads: (facts, scope) => slice().leads(facts, scope),
    follows: (call) => slice().follows(call),
    sitesOf: (facts, scope) => slice().sitesOf(facts, scope),
    inheritorsOf: (facts, scope) => slice().inheritorsOf(facts, scope),
    mayLead: (name) => slice().mayLead(name),
    reads: (name) => slice().reads(name),
    matters: (facts, scope, parameter) => slice().matters(facts, scope, parameter),
  }
}

/** The files that others import or name, to any depth; null for all, where modules are imported whose name is made at run time. */
function reachable(
  from: readonly string[],
  files: ReadonlyMap<string, FileFacts>,
  moduleFile: (specifier: string, from: string) => string | null,
): ReadonlySet<string> | null {
  const named = new Map<string, string[]>()
  for (const file of files.keys()) {
    const name = baseName(file).toLowerCase()
    named.set(name, [...(named.get(name) ?? []), file])
  }
  const found = new Set(from)
  for (const file of found) {
    const facts = files.get(file)
    if (facts === undefined || facts.sql !== null) continue
    const enter = (specifier: string): void => {
      const module = moduleFile(specifier, file)
      if (module !== null) found.add(module)
    }
    for (const value of facts.values) {
      if (value.kind === "dynamic-module") return null
      if (value.kind === "text" && value.text.length <= longestPath) {
        for (const [name] of value.text.matchAll(program))
          for (const other of named.get(name.toLowerCase()) ?? []) found.add(other)
      }
      if (value.kind !== "module" && value.kind !== "export") continue
      // Importing `a.b` runs `a` first, and what is imported from a package may be a module of it.
      const parts = value.specifier.split(".")
      if (/^\w/.test(value.specifier)) for (let count = 1; count <= parts.length; count++) enter(parts.slice(0, count).join("."))
      else enter(value.specifier)
      if (value.kind === "export") enter(`${value.specifier}${value.specifier.endsWith(".") ? "" : "."}${value.name}`)
    }
  }
  return found
}
