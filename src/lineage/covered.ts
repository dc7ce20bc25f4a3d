import { outlineOf } from "../facts/outline.js"
import type { FileFacts } from "../model/lineage.js"
import { baseName } from "./paths.js"
import { type Slice, sliceOf } from "./slice.js"

/** A slice of those files alone that a process can come by, so that the facts of others are not even parsed. */
export interface CoveredSlice extends Slice {
  /** The files; null for all. */
  readonly files: ReadonlySet<string> | null
  /** A file is come by: if nobody foresaw that, all files are covered from here on. */
  readonly meet: (file: string) => void
}

/** Slices of the sources. */
export interface Slices {
  /** Of all files. */
  readonly whole: CoveredSlice
  /** For a process by the files that it starts with. */
  readonly covering: (entries: readonly string[]) => CoveredSlice
  /** All files were sliced: what is known of them by its identity is in use from then on. */
  readonly wholeInUse: () => boolean
}

/** Makes slices of the sources when they are asked for. */
export function slicesOf(
  files: ReadonlyMap<string, FileFacts>,
  moduleFile: (specifier: string, from: string) => string | null,
): Slices {
  let wholeInUse = false
  const all = once(() => {
    wholeInUse = true
    return sliceOf(files)
  })
  const named = once(() => filesByName(files))
  const sliceOver = (covered: () => ReadonlySet<string> | null): CoveredSlice => {
    const own = once(() => {
      const set = covered()
      if (set === null) return all()
      const own = new Map<string, FileFacts>()
      for (const [file, facts] of files) if (set.has(file)) own.set(file, facts)
      return sliceOf(own)
    })
    let slice = own
    return {
      get files() {
        return covered()
      },
      meet: (file) => {
        if (covered()?.has(file) === false) slice = all
      },
      leads: (facts, scope) => slice().leads(facts, scope),
      follows: (call) => slice().follows(call),
      sitesOf: (facts, scope) => slice().sitesOf(facts, scope),
      inheritorsOf: (facts, scope) => slice().inheritorsOf(facts, scope),
      contributionsTo: (name) => slice().contributionsTo(name),
      mayLead: (name) => slice().mayLead(name),
      reads: (name) => slice().reads(name),
      matters: (facts, scope, parameter) => slice().matters(facts, scope, parameter),
    }
  }
  return {
    whole: sliceOver(() => null),
    covering: (entries) => sliceOver(once(() => reachable(entries, files, named(), moduleFile))),
    wholeInUse: () => wholeInUse,
  }
}

/** The same function; what it gives is worked out once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function filesByName(files: ReadonlyMap<string, FileFacts>): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>()
  for (const file of files.keys()) {
    const name = baseName(file).toLowerCase()
    const others = named.get(name)
    if (others === undefined) named.set(name, [file])
    else others.push(file)
  }
  return named
}

/** The files that others import or name, to any depth; null for all, where modules are imported whose name is made at run time. */
function reachable(
  from: readonly string[],
  files: ReadonlyMap<string, FileFacts>,
  named: ReadonlyMap<string, readonly string[]>,
  moduleFile: (specifier: string, from: string) => string | null,
): ReadonlySet<string> | null {
  const found = new Set(from)
  for (const file of found) {
    const facts = files.get(file)
    if (facts === undefined || facts.sql !== null) continue
    const { modules, anyModule, programs } = outlineOf(facts)
    if (anyModule) return null
    for (const specifier of modules) {
      const module = moduleFile(specifier, file)
      if (module !== null) found.add(module)
    }
    for (const name of programs) for (const other of named.get(name) ?? []) found.add(other)
  }
  return found
}
