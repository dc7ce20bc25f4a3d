import { outlineOf } from "../facts/outline.js"
import type { Lookup } from "./catalog.js"
import type { CoveredSlice } from "./covered.js"
import type { NameSetting } from "./names.js"
import { stemOf, stemsOfModule } from "./path-stems.js"
import { isPython, type Program } from "./program.js"

/** What following one process asked of the sources: while the answers stay the same, so does what is found. */
export interface Trace {
  /** Stems of the paths that were looked for (see `stemOf`). */
  readonly stems: Set<string>
  /** Files that were looked for by a pattern, as JSON: the directory, the pattern, and from where. */
  readonly globs: Set<string>
  /** Paths were looked for in ways that any file of the sources can change: modules of JavaScript, with their settings. */
  anyPath: boolean
  /** Files whose facts or text were asked for. */
  readonly files: Set<string>
  /** Names of objects, without schema and database, in lower case. */
  readonly objects: Set<string>
  /** Databases whose spelling was asked for, in lower case. */
  readonly databases: Set<string>
  /** Names of jobs, and of connections that code works on without naming them. */
  readonly jobs: Set<string>
  readonly connections: Set<string>
  /** All files were looked through. */
  whole: boolean
}

/** A trace as plain data, or as it grows. */
export type Asked = { readonly [K in keyof Trace]: Trace[K] extends boolean ? boolean : Iterable<string> }

/** Nothing asked yet. */
export function newTrace(): Trace {
  return {
    stems: new Set(),
    globs: new Set(),
    anyPath: false,
    files: new Set(),
    objects: new Set(),
    databases: new Set(),
    jobs: new Set(),
    connections: new Set(),
    whole: false,
  }
}

/** The same program; what is asked of it is noted. */
export function tracedProgram(program: Program, slice: CoveredSlice, trace: Trace): Program {
  const covered = slice.files
  if (covered === null) trace.whole = true
  else for (const file of covered) traceCovered(program, file, trace)
  return {
    ...program,
    moduleFile: (specifier, from) => {
      traceModule(program, specifier, from, trace)
      return program.moduleFile(specifier, from)
    },
    finder: {
      find: (path, from) => {
        trace.stems.add(stemOf(path))
        return program.finder.find(path, from)
      },
      matching: (directory, glob, from) => {
        trace.globs.add(JSON.stringify([directory, glob, from]))
        return program.finder.matching(directory, glob, from)
      },
    },
    files: {
      get: (file) => {
        trace.files.add(file)
        return program.files.get(file)
      },
    },
    slice: {
      ...slice,
      meet: (file) => {
        if (covered?.has(file) === false) trace.whole = true
        slice.meet(file)
      },
    },
    textOf: (file) => {
      trace.files.add(file)
      return program.textOf(file)
    },
    jobs: (name) => {
      trace.jobs.add(name)
      return program.jobs(name)
    },
    exporting: (name) => {
      trace.connections.add(name)
      return program.exporting(name)
    },
  }
}

/** A file that the process can come by: which others it leads to was asked as well. */
function traceCovered(program: Program, file: string, trace: Trace): void {
  trace.files.add(file)
  const facts = program.files.get(file)
  if (facts === undefined || facts.sql !== null) return
  const { modules, programs } = outlineOf(facts)
  for (const specifier of modules) traceModule(program, specifier, file, trace)
  for (const name of programs) trace.stems.add(stemOf(name))
}

function traceModule(program: Program, specifier: string, from: string, trace: Trace): void {
  if (!isPython(program.files.get(from))) trace.anyPath = true
  else for (const stem of stemsOfModule(specifier, from)) trace.stems.add(stem)
}

/** The same names; what is asked of them is noted. */
export function tracedNames(names: NameSetting, trace: Trace): NameSetting {
  const { catalog } = names
  const note = (object: string): void => {
    trace.objects.add(object.toLowerCase())
  }
  const traced: Lookup = {
    find: (name, key) => {
      note(name.object)
      return catalog.find(name, key)
    },
    databasesOf: (schema, object) => {
      note(object)
      return catalog.databasesOf(schema, object)
    },
    schemasOf: (database, object) => {
      note(object)
      return catalog.schemasOf(database, object)
    },
    triggersOn: (table, fires) => {
      note(table.object)
      return catalog.triggersOn(table, fires)
    },
  }
  return {
    ...names,
    full: new Map(),
    catalog: traced,
    canonical: (database) => {
      trace.databases.add(database.toLowerCase())
      return names.canonical(database)
    },
  }
}
