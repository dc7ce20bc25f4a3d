import type { Config } from "../model/config.js"
import type { FileFacts } from "../model/lineage.js"
import type { Texts } from "../model/source.js"
import { buildCatalog, type Catalog, type GivenDefinition, unknownPart } from "./catalog.js"
import type { CoveredSlice } from "./covered.js"
import type { NameSetting } from "./names.js"
import { printer } from "./prints.js"
import { makeProgram, type Sources } from "./program.js"
import type { Asked } from "./trace.js"
import type { StartedProcess } from "./walk-process.js"

/** What is linked. */
export interface LinkedSources {
  readonly facts: readonly FileFacts[]
  /** Every text file of the sources, those without facts too. */
  readonly texts: Texts
  readonly config: Config
  /** Path of the config's directory relative to the working directory; empty if they are the same. */
  readonly base: string
  readonly databaseOfFile: (file: string) => string | null
}

/** A process of the config. */
export interface Configured {
  readonly process: StartedProcess
  /** Made anew each time: it holds much of the facts. */
  readonly slice: () => CoveredSlice
}

/** What is to be followed, and through what: the same in every thread that is given the same sources. */
export interface Plan extends Names {
  readonly program: Sources
  readonly configured: readonly Configured[]
}

/** The user named something that does not exist. */
export class EntryError extends Error {
  override readonly name = "UsageError"
}

/** Puts the facts of all files together, and finds where the processes of the config begin. Throws `EntryError`. */
export function planOf(input: LinkedSources): Plan {
  const program = makeProgram(input.facts, input.texts)
  const names = nameSetting(input, program)
  const processes = configuredProcesses(input, program, names.catalog)
  const configured = processes.map((process) => ({
    process,
    slice: () => program.covering(process.entries.flatMap((entry) => (entry.kind === "procedure" ? [] : [entry.facts.file]))),
  }))
  return { program, ...names, configured }
}

/** See `printer`. `contentOf`: equal for equal contents of a file. */
export function printerOf(plan: Plan, { texts }: LinkedSources, contentOf: (file: string) => string): (trace: Asked) => string {
  const { definitions, program } = plan
  return printer({ contentOf, files: texts.keys(), definitions, program, canonical: plan.names().canonical })
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
function nameSetting(input: LinkedSources, program: Sources): Names {
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
  const defining = [...program.files.values()].filter(({ sql }) => sql !== null && sql.objects.length > 0)
  for (const { file, sql } of defining.sort((a, b) => collator.compare(a.file, b.file)))
    for (const object of sql?.objects ?? []) definitions.push({ file, object, database: input.databaseOfFile(file) })
  const catalog = buildCatalog(definitions, speller(spelled))
  const { databaseOfFile } = input
  return {
    catalog,
    definitions,
    names: () => ({ catalog, canonical: speller(new Map(spelled)), placeholder, databaseOfFile, full: new Map() }),
  }
}

function configuredProcesses(input: LinkedSources, program: Sources, catalog: Catalog): readonly StartedProcess[] {
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
      const found = databases.length < 2 ? catalog.find({ database: databases[0] ?? unknownPart, schema, object }) : null
      if (found !== null) return { kind: "procedure", object: found } as const
      if (databases.length > 1) {
        const which = databases.map((each) => `${each}.${schema}.${object}`).join(" or ")
        throw new EntryError(`The entry ${entry} of process ${process.name} is in several databases. Say which: ${which}.`)
      }
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
