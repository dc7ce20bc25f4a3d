import { nameKey, writtenName } from "./catalog.js"
import { type NameSetting, resolveName } from "./names.js"
import { baseName } from "./paths.js"
import type { Program } from "./program.js"
import type { StartedProcess } from "./walk-process.js"

const tests = /(^|\/)(tests?|__tests__|spec)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$|\.(test|spec)\.[cm]?[jt]sx?$/i

/**
 * Processes for who has none in the config: scripts with a main part, scheduled jobs, procedures that nobody calls. Tests are left out.
 */
export function proposeProcesses(program: Program, names: NameSetting): readonly StartedProcess[] {
  const proposals: StartedProcess[] = []
  const taken = new Set<string>()
  const unique = (name: string, longer: string): string => {
    const free = taken.has(name.toLowerCase()) ? longer : name
    taken.add(free.toLowerCase())
    return free
  }
  for (const file of [...program.files.keys()].sort()) {
    const facts = program.files.get(file)
    if (facts === undefined || tests.test(file)) continue
    if (facts.scopes.some((scope) => scope.kind === "main")) {
      const name = unique(baseName(file).replace(/\.[^.]+$/, ""), file)
      proposals.push({ name, entry: [file], entries: [{ kind: "file", facts }], proposed: true })
    }
    for (const job of [...(facts.sql?.jobs ?? []), ...facts.jobs]) {
      if (job.steps.length === 0) continue
      const name = unique(job.name, `${job.name} (${file})`)
      proposals.push({ name, entry: [file], entries: [{ kind: "job", facts, job: job.name }], proposed: true })
    }
  }
  const called = calledProcedures(program, names)
  for (const object of names.catalog.objects) {
    if (object.kind !== "procedure" || object.gone || called.has(nameKey(object.name))) continue
    const name = unique(writtenName(object.name), writtenName(object.name))
    proposals.push({ name, entry: [writtenName(object.name)], entries: [{ kind: "procedure", object }], proposed: true })
  }
  return proposals
}

/** Procedures that SQL calls, in files and in the texts of programs, as far as a look at the literals tells. */
function calledProcedures(program: Program, names: NameSetting): ReadonlySet<string> {
  const called = new Set<string>()
  for (const [file, facts] of program.files) {
    for (const object of facts.sql?.objects ?? []) {
      for (const use of object.body) note(use, object.name.schema, object.database)
    }
    for (const use of facts.sql?.uses ?? []) note(use, null, null)
    function note(
      use: { readonly role: string; readonly name: Parameters<typeof resolveName>[0]; readonly database: string | null },
      schema: string | null,
      database: string | null,
    ): void {
      if (use.role !== "execute") return
      const resolved = resolveName(use.name, { file, databases: [use.database, database], schema }, names)
      if (resolved?.object !== undefined && resolved.object !== null) called.add(nameKey(resolved.object.name))
    }
  }
  const texts = [...program.files.values()]
    .filter((facts) => facts.sql === null)
    .flatMap((facts) => facts.values.flatMap((value) => (value.kind === "text" ? [value.text.toLowerCase()] : [])))
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []))
  for (const object of names.catalog.objects) {
    if (object.kind === "procedure" && words.has(object.name.object.toLowerCase())) called.add(nameKey(object.name))
  }
  return called
}
