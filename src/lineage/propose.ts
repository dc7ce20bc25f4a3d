import type { FileFacts } from "../model/lineage.js"
import { type Catalog, type CatalogObject, writtenName } from "./catalog.js"
import { type NameSetting, resolveName } from "./names.js"
import { baseName } from "./paths.js"
import { jobKey, type Sources } from "./program.js"
import type { Entry, StartedProcess } from "./walk-process.js"
import type { WalkedProcess } from "./walker.js"

/** Tests, and the copies that Jupyter keeps of notebooks. */
const passedOver =
  /(^|\/)(tests?|__tests__|spec|\.ipynb_checkpoints)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$|\.(test|spec)\.[cm]?[jt]sx?$/i

/**
 * Processes for who has none in the config: scripts with a main part and scheduled jobs that nothing else here starts, and procedures
 * that none of them reaches. A procedure that another one calls belongs to that one. Tests and notebooks' saved copies are left out.
 */
export function proposeProcesses(
  program: Sources,
  catalog: Catalog,
  names: NameSetting,
  walk: (process: StartedProcess) => WalkedProcess,
): readonly WalkedProcess[] {
  const named = uniqueNames()
  const propose = (name: string, longer: string, entry: string, start: Entry): WalkedProcess => {
    return walk({ name: named(name, longer), entry: [entry], entries: [start], proposed: true })
  }
  const programs: WalkedProcess[] = []
  for (const file of [...program.files.keys()].sort()) {
    const facts = program.files.get(file)
    if (facts === undefined || passedOver.test(file)) continue
    if (isProgram(facts)) programs.push(propose(baseName(file).replace(/\.[^.]+$/, ""), file, file, { kind: "file", facts }))
    for (const job of [...(facts.sql?.jobs ?? []), ...facts.jobs]) {
      if (job.steps.length > 0)
        programs.push(propose(job.name, `${job.name} (${file})`, file, { kind: "job", facts, job: job.name }))
    }
  }
  const started = notStartedByOthers(programs)
  const reached = new Set(started.flatMap((each) => [...each.summary.reached]))
  const procedures: WalkedProcess[] = []
  for (const object of callersFirst(catalog, names)) {
    // What calls only itself in a circle is reached by whichever of the circle comes first.
    if (reached.has(object.home)) continue
    const name = writtenName(object.name)
    const found = propose(name, `${name} (procedure)`, name, { kind: "procedure", object })
    for (const key of found.summary.reached) reached.add(key)
    procedures.push(found)
  }
  return [...started, ...procedures.sort((a, b) => (a.process.name.toLowerCase() < b.process.name.toLowerCase() ? -1 : 1))]
}

/** A notebook is run as a whole; of other files only those that say what they do when they are started. */
const isProgram = (facts: FileFacts): boolean =>
  facts.scopes.some((scope) => scope.kind === "main") || (facts.scopes.length > 0 && /\.ipynb$/i.test(facts.file))

/** What `started` calls a process that is started by another. */
const startKey = (entry: Entry | undefined): string | null =>
  entry?.kind === "file" ? entry.facts.file : entry?.kind === "job" ? jobKey(entry.job) : null

function uniqueNames(): (name: string, longer: string) => string {
  const taken = new Set<string>()
  return (name, longer) => {
    let free = taken.has(name.toLowerCase()) ? longer : name
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${longer} ${number}`
    taken.add(free.toLowerCase())
    return free
  }
}

/** Without the programs that another one starts: they are a part of that one, and would look like a second writer of its tables. */
function notStartedByOthers(programs: readonly WalkedProcess[]): readonly WalkedProcess[] {
  const kept: WalkedProcess[] = []
  const startedBy = new Map<string, Set<WalkedProcess>>()
  for (const each of programs) {
    for (const file of each.started) startedBy.set(file, (startedBy.get(file) ?? new Set()).add(each))
  }
  for (const each of programs) {
    const key = startKey(each.process.entries[0])
    const starters = key === null ? [] : [...(startedBy.get(key) ?? [])].filter((other) => other !== each)
    // Of programs that start each other the first stays.
    if (starters.some((other) => kept.includes(other) || !each.started.includes(startKey(other.process.entries[0]) ?? "")))
      continue
    kept.push(each)
  }
  return kept
}

/** Procedures, those first that no other object's body calls. */
function callersFirst(catalog: Catalog, names: NameSetting): readonly CatalogObject[] {
  const procedures = catalog.objects.filter((object) => object.kind === "procedure" && !object.gone)
  const called = new Set<string>()
  for (const object of catalog.objects) {
    const definition = object.gone ? undefined : object.definitions.at(-1)
    for (const use of definition?.object.body.uses ?? []) {
      if (use.role !== "execute" || definition === undefined) continue
      const context = { file: definition.file, databases: [use.database, object.name.database], schema: object.name.schema }
      const callee = resolveName(use.name, context, names)?.object ?? null
      if (callee !== null && callee.home !== object.home) called.add(callee.home)
    }
  }
  const isCalled = (object: CatalogObject): number => (called.has(object.home) ? 1 : 0)
  return procedures.sort((a, b) => isCalled(a) - isCalled(b))
}
