import type { Problem } from "../model/source.js"
import type { TablesResult, Understood } from "../model/tables.js"
import { type Catalog, nameKey, writtenName } from "./catalog.js"
import { hopTo } from "./collect.js"
import { conflictsOf } from "./conflicts.js"
import { allPaths, type Hop } from "./graph.js"
import { mentionedByObjects, originUnknownOf, unusedOf } from "./orphans.js"
import { type Locator, locator } from "./places.js"
import { type Configured, EntryError, type LinkedSources, type Plan, planOf, printerOf } from "./plan.js"
import { proposeProcesses } from "./propose.js"
import { order, type Summary, type UnresolvedPlace } from "./summary.js"
import { databaseUnknown } from "./walk-sql.js"
import { type KeptWalks, makeWalker, type WalkedProcess, type Walker } from "./walker.js"

/** What is linked, and how. */
export interface LinkInput extends LinkedSources {
  readonly problems: readonly Problem[]
  /** Where processes are proposed: the names of those that are asked for; empty for all. */
  readonly only: readonly string[]
  /** What was found of processes before; null where nothing is kept. */
  readonly kept: KeptResults | null
  /** Follows processes in several threads; null for this one alone. */
  readonly together: WalkTogether | null
  readonly progress: ((done: number, all: number) => void) | null
}

/** What is kept from run to run, of equal configs and by an equal version. */
export interface KeptResults extends Pick<KeptWalks, "get" | "set"> {
  /** Equal for equal contents of a file; empty for what is no text. */
  readonly contentOf: (file: string) => string
}

/**
 * Follows configured processes, given by their numbers in the plan, in this thread and others: `here` follows one in this thread, `there` takes
 * what another thread told of one. Each process is either.
 */
export type WalkTogether = (
  processes: readonly number[],
  here: (process: number) => void,
  there: (process: number, told: string) => void,
) => Promise<void>

/** The result, and the ways to each table for `--explain`. */
export interface Linked {
  readonly result: TablesResult
  /** Every way from a process to a table, the shortest first; null if the process or the table is unknown. */
  readonly explain: (process: string, table: string) => readonly (readonly (Hop & { readonly line: number })[])[] | null
}

/** Links the facts of all files: the catalog, the walk of every process, and what they have in common. Throws `EntryError`. */
export async function link(input: LinkInput): Promise<Linked> {
  const plan = planOf(input)
  const { program, catalog, names, configured } = plan
  const places = locator(input.texts, program.files)
  const kept = input.kept && { ...input.kept, print: printerOf(plan, input, input.kept.contentOf) }
  const walker = makeWalker({ program, names, places, kept })
  const walked =
    configured.length > 0
      ? await walkConfigured(plan, walker, input)
      : asked(
          input.only,
          proposeProcesses(
            program,
            catalog,
            names(),
            counting(input, (process) => walker.kept(process) ?? walker.walk(process, program.slice)),
          ),
        )
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
    const found = walker.collect(asked, configured[index]?.slice() ?? program.slice)
    const wanted = table.toLowerCase().replace(/[[\]"]/g, "")
    const matches = [...found.tables.values()].filter(({ name }) => {
      const full = nameKey(name)
      return full === wanted || full.endsWith(`.${wanted}`)
    })
    if (matches.length === 0) return null
    const paths = matches.flatMap((match) =>
      [...match.accesses.values()].flatMap((access) => allPaths(access.node, 200).map((path) => [...path, hopTo(access)])),
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

/** Counts what is done; how much there is to do nobody knows before. */
function counting<T, R>({ progress }: LinkInput, work: (given: T) => R): (given: T) => R {
  let done = 0
  return (given) => {
    progress?.(done, done + 1)
    done++
    return work(given)
  }
}

/** Processes that cover so many files in all are worth other threads, which have to be told the facts first. */
const manyFiles = 400

async function walkConfigured(plan: Plan, walker: Walker, input: LinkInput): Promise<readonly WalkedProcess[]> {
  const { configured } = plan
  const found = configured.map(({ process }) => walker.kept(process))
  const open = configured.flatMap((_, index) => (found[index] === null ? [index] : []))
  const progress = (): void => input.progress?.(found.filter((each) => each !== null).length, found.length)
  progress()
  const here = (index: number): void => {
    const { process, slice } = configured[index] as Configured
    found[index] = walker.walk(process, slice())
    plan.program.rest()
    progress()
  }
  const there = (index: number, told: string): void => {
    found[index] = walker.take((configured[index] as Configured).process, told)
    progress()
  }
  if (input.together === null || !coverMany(plan, open)) for (const index of open) here(index)
  else await input.together(open, here, there)
  return found.filter((each) => each !== null)
}

function coverMany({ program, configured }: Plan, processes: readonly number[]): boolean {
  if (processes.length < 2) return false
  let files = 0
  for (const index of processes) {
    files += configured[index]?.slice().files?.size ?? program.files.size
    if (files > manyFiles) return true
  }
  return false
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
