import { forgetParts } from "../facts/facts-text.js"
import type { FileFacts, Job } from "../model/lineage.js"
import type { Texts } from "../model/source.js"
import { type CoveredSlice, type Slices, slicesOf } from "./covered.js"
import { type FileFinder, fileFinder, joinPath, normalPath, parentPath } from "./paths.js"
import { scriptModules } from "./script-modules.js"

/** What following a process asks of the files of the sources. */
export interface Program {
  readonly files: Pick<ReadonlyMap<string, FileFacts>, "get">
  readonly finder: FileFinder
  /** The text of any listed file; null if there is none. */
  readonly textOf: (file: string) => string | null
  /** The file that a module's specifier means in `from`; null for modules that are not among the sources. */
  readonly moduleFile: (specifier: string, from: string) => string | null
  /** The scheduled jobs of a name, whatever its case. */
  readonly jobs: (name: string) => readonly { readonly facts: FileFacts; readonly job: Job }[]
  /** The files that export under a name that is not theirs alone: the connections that code works on without naming them. */
  readonly exporting: (name: string) => readonly FileFacts[]
  /** What of the programs can matter to tables. */
  readonly slice: CoveredSlice
}

/** All files of the sources with their facts. */
export interface Sources extends Program {
  readonly files: ReadonlyMap<string, FileFacts>
  /** For a process by the files that it starts with. */
  readonly covering: Slices["covering"]
  /** Between two processes, when nothing of one is in use any more: memory does not grow with their number. */
  readonly rest: () => void
}

/** Units of the texts of facts whose values, calls and scopes are held from one process to the next: the objects take some twenty times as many bytes. */
const mostHeld = 2 ** 22

/** Puts the facts of all files together. `texts` holds every text file, those without facts too. */
export function makeProgram(facts: readonly FileFacts[], texts: Texts): Sources {
  const files = new Map(facts.map((each) => [each.file, each]))
  const known = new Map<string, string>()
  for (const file of texts.keys()) known.set(file, file)
  const scriptModule = scriptModules(texts)
  const remembered = new Map<string, Map<string, string | null>>()
  const moduleFile = (specifier: string, from: string): string | null => {
    const own = remembered.get(from) ?? new Map<string, string | null>()
    remembered.set(from, own)
    const before = own.get(specifier)
    if (before !== undefined) return before
    const found = isPython(files.get(from)) ? pythonModule(specifier, from, known) : scriptModule(specifier, from)
    own.set(specifier, found)
    return found
  }
  const { whole, covering, wholeInUse } = slicesOf(files, moduleFile)
  return {
    files,
    finder: fileFinder([...texts.keys()]),
    textOf: (file) => texts.get(file) ?? null,
    moduleFile,
    jobs: jobsOf(files),
    exporting: exportersIn(files),
    slice: whole,
    covering,
    rest: () => {
      if (!wholeInUse()) forgetParts(files.values(), mostHeld)
    },
  }
}

/** Whether modules are looked for in Python's way. */
export function isPython(facts: FileFacts | undefined): boolean {
  return facts !== undefined && (facts.language === "python" || facts.language === "notebook")
}

/** Equal for jobs that the server takes for the same. */
export function jobKey(name: string): string {
  return `job:${name.toLowerCase()}`
}

function jobsOf(files: ReadonlyMap<string, FileFacts>): Program["jobs"] {
  let known: Map<string, { facts: FileFacts; job: Job }[]> | null = null
  return (name) => {
    if (known === null) {
      known = new Map()
      for (const facts of files.values())
        for (const job of [...(facts.sql?.jobs ?? []), ...facts.jobs])
          known.set(jobKey(job.name), [...(known.get(jobKey(job.name)) ?? []), { facts, job }])
    }
    return known.get(jobKey(name)) ?? []
  }
}

function exportersIn(files: ReadonlyMap<string, FileFacts>): Program["exporting"] {
  const known = new Map<string, readonly FileFacts[]>()
  return (name) => {
    const found = known.get(name) ?? [...files.values()].filter((facts) => facts.exports.some((each) => each.name === name))
    known.set(name, found)
    return found
  }
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
