import type { Config } from "../model/config.js"
import type { FileFacts } from "../model/lineage.js"
import type { Problem, Texts } from "../model/source.js"
import type { TablesResult, Understood } from "../model/tables.js"
import { buildCatalog, type Catalog, type GivenDefinition, nameKey, unknownPart, writtenName } from "./catalog.js"
import { conflictsOf } from "./conflicts.js"
import { allPaths, type Hop } from "./graph.js"
import type { NameSetting } from "./names.js"
import { mentionedByObjects, originUnknownOf, unusedOf } from "./orphans.js"
import { type Locator, locator } from "./places.js"
import { printer } from "./prints.js"
import { makeProgram, type Sources } from "./program.js"
import { proposeProcesses } from "./propose.js"
import { order, type Summary, type UnresolvedPlace } from "./summary.js"
import type { StartedProcess } from "./walk-process.js"
import { databaseUnknown } from "./walk-sql.js"
import { type KeptWalks, makeWalker, type WalkedProcess } from "./walker.js"

/** What is linked. */
export interface LinkInput {
  readonly facts: readonly FileFacts[]
  /** Every text file of the sources, those without facts too. */
  readonly texts: Texts
  readonly config: Config
  /** Path of the config's directory relative to the working directory; empty if they are the same. */
  readonly base: string
  readonly databaseOfFile: (file: string) => string | null
  readonly problems: readonly Problem[]
  /** Where processes are proposed: the names of those that are asked for; empty for all. */
  readonly only: readonly string[]
  /** What was found of processes before; null where nothing is kept. */
  readonly kept: KeptResults | null
  readonly progress: ((done: number, all: number) => void) | null
}

/** What is kept from run to run, of equal configs and by an equal version. */
export interface KeptResults extends Pick<KeptWalks, "get" | "set"> {
  /** Equal for equal contents of a file; empty for what is no text. */
  readonly contentOf: (file: string) => string
}

/** The result, and the ways to each table for `--explain`. */
export interface Linked {
  readonly result: TablesResult
  /** Every way from a process to a table, the shortest first; null if the process or the table is unknown. */
  readonly explain: (process: string, table: string) => readonly (readonly (Hop & { readonly line: number })[])[] | null
}

/** The user named something that does not exist. */
export class EntryError extends Error {
  override readonly name = "UsageError"
}

/** Links the facts of all files: the catalog, the walk of every process, and what they have in common. Throws `EntryError`. */
export function link(input: LinkInput): Linked {
  const program = makeProgram(input.facts, input.texts)
  const { catalog, definitions, names } = nameSetting(input, program)
  const places = locator(input.texts)
  const given = configured(input, program, catalog)
  const slices = program.covering(
    given.map((process) => process.entries.flatMap((entry) => (entry.kind === "procedure" ? [] : [entry.facts.file]))),
  )
  const kept = input.kept && {
    ...input.kept,
    print: printer({
      contentOf: input.kept.contentOf,
      files: input.texts.keys(),
      definitions,
      program,
      canonical: names().canonical,
    }),
  }
  const walker = makeWalker({ program, names, texts: input.texts, kept })
  let done = 0
  const walk = (process: StartedProcess, slice = program.slice): WalkedProcess => {
    input.progress?.(done, Math.max(given.length, done + 1))
    done++
    return walker.walk(process, slice)
  }
  const walked =
    given.length > 0
      ? given.map((process, index) => walk(process, slices[index]))
      : asked(
          input.only,
          proposeProcesses(program, catalog, names(), (process) => walk(process)),
        )
  input.progress?.(done, done)
  const summaries = walked.map((each) => each.summary)
  const tables = summaries.map((each) => each.tables)
  const mentions = mentionedByObjects(catalog, names(), places)
  const result: TablesResult = {
    processes: tables,
    conflicts: conflictsOf(summaries),
    originUnknown: originUnknownOf(catalog, mentions, summaries),
    unused: unusedOf(catalog, mentions, summaries, places),
    unresolved: unresolvedOf(summaries),
    objects: objectsOf(catalog, summaries, places),
    understood: sum(tables.map((each) => each.understood)),
    problems: [...input.problems, ...twice(catalog, places)],
  }
  const explain: Linked["explain"] = (process, table) => {
    const index = walked.findIndex((each) => each.process.name === process)
    const asked = walked[index]?.process
    if (asked === undefined) return null
    // The ways are asked for of few: they are found again rather than kept.
    const found = walker.collect(asked, slices[index] ?? program.slice)
    const wanted = table.toLowerCase().replace(/[[\]"]/g, "")
    const matches = [...found.tables.values()].filter(({ name }) => {
      const full = nameKey(name)
      return full === wanted || full.endsWith(`.${wanted}`)
    })
    if (matches.length === 0) return null
    const paths = matches.flatMap((match) =>
      [...match.accesses.values()].flatMap((access) => allPaths(access.node, 200).map((path) => [...path, access.hop])),
    )
    const seen = new Set<string>()
    return paths
      .map((path) => path.map((hop) => ({ ...hop, line: places(hop).line })))
      .filter((path) => {
        const key = path.map((hop) => `${hop.what}:${hop.file}:${hop.line}`).join("|")
        return seen.has(key) ? false : seen.add(key)
      })
      .sort((a, b) => a.length - b.length)
  }
  return { result, explain }
}

/** Of proposed processes those that were asked for by name; all if none was. */
function asked(only: readonly string[], proposed: readonly WalkedProcess[]): readonly WalkedProcess[] {
  const names = proposed.map((each) => each.process.name)
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new EntryError(
      `There is no process ${unknown.join(", ")}. The config names none; proposed are: ${names.join(", ") || "none"}.`,
    )
  return only.length === 0 ? proposed : proposed.filter((each) => only.includes(each.process.name))
}

const collator = new Intl.Collator("en", { numeric: true })

interface Names {
  readonly catalog: Catalog
  /** In the order in which they apply. */
  readonly definitions: readonly GivenDefinition[]
  /** For whoever resolves names: databases that neither the config nor the catalog names are spelled as the asker first did. */
  readonly names: () => NameSetting
}

/** Names, catalog and what the config says of databases. */
function nameSetting(input: LinkInput, program: Sources): Names {
  const variables = new Map(input.config.names.map((each) => [each.variable.toLowerCase(), each.name]))
  const placeholder = (variable: string): string | null => variables.get(variable.toLowerCase()) ?? null
  const speller =
    (spelled: Map<string, string>) =>
    (database: string): string => {
      const variable = /^\$[({]([\w.:-]+)[)}]$/.exec(database)?.[1] ?? /^\{\{\s*(\w+)\s*\}\}$/.exec(database)?.[1]
      if (variable !== undefined) return placeholder(variable) ?? unknownPart
      const lower = database.toLowerCase()
      const known = spelled.get(lower)
      if (known === undefined) spelled.set(lower, database)
      return known ?? database
    }
  const spelled = new Map(
    input.config.names.filter((each) => each.kind === "database").map((each) => [each.name.toLowerCase(), each.name]),
  )
  const definitions: GivenDefinition[] = []
  // Migrations apply in the order of their names.
  for (const file of [...program.files.keys()].sort(collator.compare)) {
    for (const object of program.files.get(file)?.sql?.objects ?? [])
      definitions.push({ file, object, database: input.databaseOfFile(file) })
  }
  const catalog = buildCatalog(definitions, speller(spelled))
  const { databaseOfFile } = input
  return {
    catalog,
    definitions,
    names: () => ({ catalog, canonical: speller(new Map(spelled)), placeholder, databaseOfFile }),
  }
}

function configured(input: LinkInput, program: Sources, catalog: Catalog): readonly StartedProcess[] {
  const names = new Set<string>()
  for (const { name } of input.config.processes) {
    if (names.has(name)) throw new EntryError(`Two processes of the config are called ${name}. Give each a name of its own.`)
    names.add(name)
  }
  return input.config.processes.map((process) => ({
    name: process.name,
    entry: process.entry,
    proposed: false,
    entries: process.entry.map((entry) => {
      const path = input.base === "" ? entry : `${input.base}/${entry}`
      const facts = program.files.get(path.replace(/^\.\//, "")) ?? program.files.get(entry)
      if (facts !== undefined) return { kind: "file", facts } as const
      const parts = entry.replace(/[[\]]/g, "").split(".")
      const [object = "", schema = "dbo", database = ""] = parts.reverse()
      const databases = database === "" ? catalog.databasesOf(schema, object) : [database]
      const found = databases.length === 1 ? catalog.find({ database: databases[0] as string, schema, object }) : null
      if (found !== null) return { kind: "procedure", object: found } as const
      const unread = input.texts.has(path) || input.texts.has(entry)
      const close = [...program.files.keys()].filter((file) => file.endsWith(`/${entry.split("/").at(-1)}`)).slice(0, 3)
      throw new EntryError(
        unread
          ? `The entry ${entry} of process ${process.name} is a file of a kind that cannot be followed. Name the program that it starts.`
          : `The entry ${entry} of process ${process.name} does not exist among the given paths${close.length > 0 ? `. Is it ${close.join(" or ")}?` : ". Entries are relative to the config file; give the paths that hold them."}`,
      )
    }),
  }))
}

function unresolvedOf(summaries: readonly Summary[]): TablesResult["unresolved"] {
  const found = new Map<string, UnresolvedPlace & { readonly processes: string[] }>()
  for (const { tables, unresolved } of summaries) {
    for (const each of unresolved) {
      // A table without a database is one question, at however many places it is asked.
      const place = each.reason === databaseUnknown ? "" : `${each.file}:${each.line}`
      const key = `${place}:${each.reason}:${each.text.toLowerCase()}`
      const known = found.get(key)
      if (known !== undefined) known.processes.push(tables.name)
      else found.set(key, { ...each, processes: [tables.name] })
    }
  }
  return [...found.values()]
    .sort(
      (a, b) =>
        order(a.file, b.file) || a.line - b.line || a.column - b.column || order(a.reason, b.reason) || order(a.text, b.text),
    )
    .map(({ file, line, reason, text, processes }) => ({
      file,
      line,
      reason,
      text,
      processes: [...new Set(processes)].sort(),
    }))
}

function objectsOf(catalog: Catalog, summaries: readonly Summary[], places: Locator): TablesResult["objects"] {
  const users = new Map<string, string[]>()
  for (const { tables, reached } of summaries) {
    for (const key of reached) {
      const known = users.get(key)
      if (known === undefined) users.set(key, [tables.name])
      else known.push(tables.name)
    }
  }
  return catalog.objects
    .filter((object) => !object.gone)
    .map((object) => {
      const first = object.definitions[0]
      return {
        name: writtenName(object.name),
        kind: object.kind,
        file: first?.file ?? "",
        line: first === undefined ? 1 : places({ file: first.file, offset: first.object.start }).line,
        definitions: object.definitions.length,
        processes: [...(users.get(nameKey(object.name)) ?? [])].sort(),
      }
    })
    .sort((a, b) => order(a.name.toLowerCase(), b.name.toLowerCase()) || order(a.kind, b.kind))
}

/** Objects that are created several times, and not dropped between: only the last one holds, which a reader should know. */
function twice(catalog: Catalog, places: Locator): readonly Problem[] {
  return catalog.objects.flatMap((object) => {
    const made = object.definitions.filter((each) => each.object.operation === "create")
    const last = made.at(-1)
    // A table may be made in several ways by one script (SELECT INTO, a condition); what runs is written once.
    const rivals = object.kind === "table" ? made.filter((each) => each.file !== last?.file) : made.slice(0, -1)
    const others = [
      ...new Set(
        rivals.map(({ file, object: { start } }) =>
          file === last?.file ? `line ${places({ file, offset: start }).line}` : file,
        ),
      ),
    ]
    if (object.gone || others.length === 0 || last === undefined) return []
    const message = `${writtenName(object.name)} is created here and in ${others.slice(0, 3).join(", ")}${others.length > 3 ? " and others" : ""}; the last in order is taken`
    return [{ file: last.file, ...places({ file: last.file, offset: last.object.start }), message }]
  })
}

function sum(all: readonly Understood[]): Understood {
  const total = (pick: (each: Understood) => number): number => all.reduce((before, each) => before + pick(each), 0)
  return {
    files: total((each) => each.files),
    statements: total((each) => each.statements),
    recovered: total((each) => each.recovered),
    unresolved: total((each) => each.unresolved),
  }
}
