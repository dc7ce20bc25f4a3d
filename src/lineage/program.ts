import type { FileFacts } from "../model/lineage.js"
import type { Texts } from "../model/source.js"
import { type FileFinder, fileFinder, joinPath, normalPath, parentPath } from "./paths.js"

/** All files of the sources with their facts. */
export interface Program {
  readonly files: ReadonlyMap<string, FileFacts>
  readonly finder: FileFinder
  /** The text of any listed file; null if there is none. */
  readonly textOf: (file: string) => string | null
  /** The file that a module's specifier means in `from`; null for modules that are not among the sources. */
  readonly moduleFile: (specifier: string, from: string) => string | null
}

/** Puts the facts of all files together. `texts` holds every text file, those without facts too. */
export function makeProgram(facts: readonly FileFacts[], texts: Texts): Program {
  const files = new Map(facts.map((each) => [each.file, each]))
  const known = new Map<string, string>()
  for (const file of texts.keys()) known.set(file, file)
  const remembered = new Map<string, string | null>()
  const moduleFile = (specifier: string, from: string): string | null => {
    const key = `${parentPath(from)}\0${specifier}`
    const before = remembered.get(key)
    if (before !== undefined) return before
    const language = files.get(from)?.language ?? ""
    const found = (language === "python" || language === "notebook" ? pythonModule : scriptModule)(specifier, from, known)
    remembered.set(key, found)
    return found
  }
  return { files, finder: fileFinder([...texts.keys()]), textOf: (file) => texts.get(file) ?? null, moduleFile }
}

type Lookup = (specifier: string, from: string, known: ReadonlyMap<string, string>) => string | null

/**
 * Python's way: dots go up from the package; an absolute name is looked for in the directory of the file and those above it, as
 * scripts add one of them to `sys.path` or are started there.
 */
const pythonModule: Lookup = (specifier, from, known) => {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0
  const path = specifier
    .slice(dots)
    .split(".")
    .filter((part) => part !== "")
    .join("/")
  const at = (directory: string): string | null => {
    const base = normalPath(path === "" ? directory : joinPath(directory, path))
    return known.get(`${base}.py`) ?? known.get(base === "" ? "__init__.py" : `${base}/__init__.py`) ?? null
  }
  let directory = parentPath(from)
  if (dots > 0) {
    for (let up = 1; up < dots; up++) directory = parentPath(directory)
    return at(directory)
  }
  if (path === "") return null
  for (;;) {
    const found = at(directory) ?? at(joinPath(directory, "src"))
    if (found !== null) return found
    if (directory === "") return null
    directory = parentPath(directory)
  }
}

const scriptEndings = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  ".json",
  "/index.ts",
  "/index.tsx",
  "/index.js",
  "/index.mjs",
  "/index.cjs",
]

/** The way of Node and of TypeScript: relative paths, endings tried; `@/x` and `~/x` from `src` or the package's directory. */
const scriptModule: Lookup = (specifier, from, known) => {
  const at = (base: string): string | null => {
    const normal = normalPath(base)
    for (const ending of scriptEndings) {
      const found = known.get(normal + ending)
      if (found !== undefined) return found
    }
    // TypeScript writes the ending of what will be compiled.
    const bare = normal.replace(/\.([mc]?)jsx?$/, "")
    if (bare === normal) return null
    return known.get(`${bare}.ts`) ?? known.get(`${bare}.tsx`) ?? known.get(`${bare}.mts`) ?? known.get(`${bare}.cts`) ?? null
  }
  if (specifier.startsWith(".")) return at(joinPath(parentPath(from), specifier))
  if (specifier.startsWith("/")) return null
  const inner = /^[@~]\/(.+)$/.exec(specifier)?.[1] ?? (specifier.startsWith("@") ? null : specifier)
  if (inner === null) return null
  for (let directory = parentPath(from); ; directory = parentPath(directory)) {
    const found =
      at(joinPath(directory, joinPath("src", inner))) ??
      (inner === specifier && !inner.includes("/") ? null : at(joinPath(directory, inner)))
    if (found !== null) return found
    if (directory === "") return null
  }
}
