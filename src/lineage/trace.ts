import type { Lookup } from "./catalog.js"
import type { CoveredSlice } from "./covered.js"
import type { NameSetting } from "./names.js"
import type { Program } from "./program.js"

/** What following one process asked of the sources: while the answers stay the same, so does what is found. Which files there are is no part of it. */
export interface Trace {
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

/** Nothing asked yet. */
export function newTrace(): Trace {
  return { files: new Set(), objects: new Set(), databases: new Set(), jobs: new Set(), connections: new Set(), whole: false }
}

/** The same program; what is asked of it is noted. */
export function tracedProgram(program: Program, slice: CoveredSlice, trace: Trace): Program {
  const covered = slice.files
  if (covered === null) trace.whole = true
  else for (const file of covered) trace.files.add(file)
  return {
    ...program,
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

/** The same names; what is asked of them is noted. */
export function tracedNames(names: NameSetting, trace: Trace): NameSetting {
  const { catalog } = names
  const note = (object: string): void => {
    trace.objects.add(object.toLowerCase())
  }
  const traced: Lookup = {
    find: (name) => {
      note(name.object)
      return catalog.find(name)
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
    catalog: traced,
    canonical: (database) => {
      trace.databases.add(database.toLowerCase())
      return names.canonical(database)
    },
  }
}
