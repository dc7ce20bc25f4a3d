import { createHash } from "node:crypto"
import type { FileFacts } from "../model/lineage.js"
import type { GivenDefinition } from "./catalog.js"
import { stemsOfFile } from "./path-stems.js"
import type { Program } from "./program.js"
import { isScriptSettings } from "./script-settings.js"
import type { Asked } from "./trace.js"

/** The sources, as far as prints are made of them. */
export interface PrintedSources {
  /** Equal for equal contents of a file; empty for what is no text of the sources. */
  readonly contentOf: (file: string) => string
  /** All texts of the sources. */
  readonly files: Iterable<string>
  /** In the order in which they apply. */
  readonly definitions: readonly GivenDefinition[]
  readonly program: Pick<Program, "jobs" | "exporting" | "finder">
  /** How a database is spelled wherever it is named. */
  readonly canonical: (database: string) => string
}

/** Makes prints: equal for one trace if and only if all that was asked would be answered the same. */
export function printer(sources: PrintedSources): (trace: Asked) => string {
  const { contentOf, program, canonical } = sources
  const files = [...sources.files]
  let listing: string | null = null
  let whole: string | null = null
  const stemPrint = printerOfStems(files)
  const namesPrint = printerOfNames(sources)
  const contents = (found: readonly FileFacts[]): readonly string[] => found.flatMap(({ file }) => [file, contentOf(file)])
  return (trace) => {
    // Modules of JavaScript are looked for among all files, as settings say.
    if (trace.anyPath) listing ??= hash(files.flatMap((file) => (isScriptSettings(file) ? [file, contentOf(file)] : [file])))
    if (trace.whole) whole ??= hash(files.flatMap((file) => [file, contentOf(file)]))
    return hash([
      trace.anyPath ? (listing ?? "") : "",
      ...[...trace.stems].map(stemPrint),
      "",
      ...[...trace.globs].flatMap((glob) => {
        const [directory, pattern, from] = JSON.parse(glob) as [string, string | null, string]
        return ["", ...program.finder.matching(directory, pattern, from)]
      }),
      "",
      trace.whole ? (whole ?? "") : "",
      ...[...trace.files].map(contentOf),
      "",
      ...[...trace.objects].map(namesPrint),
      "",
      ...[...trace.databases].map(canonical),
      "",
      ...[...trace.jobs].flatMap((name) => ["", ...contents(program.jobs(name).map(({ facts }) => facts))]),
      "",
      ...[...trace.connections].flatMap((name) => ["", ...contents(program.exporting(name))]),
    ])
  }
}

/** The files of a stem. */
function printerOfStems(files: readonly string[]): (stem: string) => string {
  const found = new Map<string, string>()
  for (const file of files) for (const stem of stemsOfFile(file)) found.set(stem, `${found.get(stem) ?? ""}\0${file}`)
  return (stem) => found.get(stem) ?? ""
}

/** What is defined under a name, whatever the schema and database: where, in which contents. */
function printerOfNames({ definitions, contentOf }: PrintedSources): (name: string) => string {
  const given = new Map<string, string[]>()
  /** Other names whose definitions decide what this one is: of what it was renamed from, of the triggers on it. */
  const others = new Map<string, Set<string>>()
  for (const { file, object, database } of definitions) {
    const name = object.name.object.toLowerCase()
    const found = given.get(name) ?? []
    given.set(name, found)
    found.push(`${file}\0${contentOf(file)}\0${object.start}\0${database ?? ""}`)
    const target = object.target?.object.toLowerCase() ?? name
    if (target !== name) others.set(target, (others.get(target) ?? new Set()).add(name))
  }
  const known = new Map<string, string>()
  return (asked) => {
    const before = known.get(asked)
    if (before !== undefined) return before
    const all = new Set([asked])
    for (const name of all) for (const other of others.get(name) ?? []) all.add(other)
    const found = hash([...all].flatMap((name) => [name, ...(given.get(name) ?? [])]))
    known.set(asked, found)
    return found
  }
}

function hash(parts: readonly string[]): string {
  return createHash("sha1").update(parts.join("\n")).digest("base64url")
}
