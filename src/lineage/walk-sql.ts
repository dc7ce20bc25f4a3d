import { sqlFacts } from "../facts/sql-facts.js"
import type { SqlBody, SqlFacts, SqlUse } from "../model/lineage.js"
import { type Bindings, bindingsKey, isGiven, nothingGiven, type PlaceOf } from "./bindings.js"
import { type CatalogObject, unknownPart, writtenName } from "./catalog.js"
import { type Collected, type Confidence, noteAccess, noteLock, noteUnresolved, type Place } from "./collect.js"
import type { Graph, GraphNode } from "./graph.js"
import { flatText, type KnownText } from "./known-text.js"
import { type NameSetting, type ResolvedName, resolveName } from "./names.js"
import type { ParametersThatMatter } from "./parameters-that-matter.js"
import { followDynamics, type WaysFor, waysFor } from "./walk-dynamic.js"

/** Why a table has no database. */
export const databaseUnknown = "the database of this table is not known"

/** What walking SQL needs. */
export interface SqlWalk {
  readonly graph: Graph
  readonly collected: Collected
  readonly names: NameSetting
  /** Starts a scheduled job by its name. */
  readonly startJob: (name: string, node: GraphNode, place: Place) => void
  /** `parameters`: those that the text is given values for. */
  readonly readText: (
    text: KnownText,
    parameters?: readonly string[],
  ) => { readonly facts: SqlFacts; readonly place: (offset: number) => Place | null }
  readonly matters: ParametersThatMatter
  /** The different values that each procedure is followed with. */
  readonly followed: Map<string, Set<string>>
}

/** Where a text runs. */
export interface SqlContext {
  readonly node: GraphNode
  /** Of the connection or of the object whose body it is. */
  readonly database: string | null
  readonly schema: string | null
  readonly file: string
  /** The text may be none that is sent: then nothing about it is certain. */
  readonly sure: boolean
  /** From an offset of the text to the sources. */
  readonly place: PlaceOf
  /** What the parameters of the procedure are given whose body it is. */
  readonly given: Bindings
}

const cache = 3000

/** Makes the reader of SQL texts that were put together; equal texts are read once. */
export function sqlTextReader(): SqlWalk["readText"] {
  // Texts without holes are told by themselves.
  const closed = new Map<string, SqlFacts>()
  const open = new Map<string, SqlFacts>()
  return (text, parameters = []) => {
    const flat = flatText(text)
    const isClosed = flat.holes.length === 0 && parameters.length === 0
    const known = isClosed ? closed : open
    const key = isClosed ? flat.text : `${flat.text}\0${flat.holes.map((hole) => hole.start).join(",")}\0${parameters.join(",")}`
    let facts = known.get(key)
    if (facts === undefined) {
      facts = sqlFacts(flat.text, flat.holes, parameters)
      if (known.size > cache) known.clear()
      known.set(key, facts)
    }
    return { facts, place: flat.place }
  }
}

/** Follows what running a SQL text does. */
export function runSql(walk: SqlWalk, facts: SqlFacts, context: SqlContext): void {
  walk.collected.statements += facts.statements
  walk.collected.recovered += facts.recovered
  follow(walk, facts, context)
}

/** Follows what a body does where it runs. */
export function follow(walk: SqlWalk, body: SqlBody, context: SqlContext): void {
  for (const use of body.uses) followUse(walk, use, context, waysFor(walk, use.arguments, context))
  const isTold = body.dynamic.some((dynamic) => isGiven(dynamic, context.given))
  if (isTold) followDynamics(walk, body.dynamic, context)
  else for (const use of body.open?.uses ?? []) followUse(walk, use, context, waysFor(walk, use.arguments, context))
  const noteOpaque = ({ start, reason, text }: SqlBody["opaque"][number]): void =>
    noteUnresolved(walk.collected, { place: context.place(start), reason, text })
  body.opaque.forEach(noteOpaque)
  if (!isTold) body.open?.opaque.forEach(noteOpaque)
  for (const lock of body.locks) {
    const place = context.place(lock.start)
    noteLock(walk.collected, { kind: lock.kind, key: lock.name.toLowerCase(), name: lock.name, place })
    if (lock.kind === "job") walk.startJob(lock.name, context.node, place)
  }
}

const lower = (a: Confidence, b: Confidence): Confidence =>
  a === "guess" || b === "guess" ? "guess" : a === "likely" || b === "likely" ? "likely" : "certain"

/** Follows one statement's touch of one object; `ways`: what a procedure that it executes is given. */
export function followUse(walk: SqlWalk, use: SqlUse, context: SqlContext, ways: WaysFor): void {
  const place = namePlace(use, context)
  const resolved = resolveName(
    use.name,
    { file: context.file, databases: [use.database, context.database], schema: context.schema },
    walk.names,
  )
  if (resolved === null) {
    noteUnresolved(walk.collected, {
      place,
      reason: `the name of what this statement touches (${use.operation}) is put together at run time`,
      text: writtenIn(use),
    })
    return
  }
  if (use.name.server !== null && use.name.server !== "") {
    noteUnresolved(walk.collected, {
      place,
      reason: "stands on another server, which may or may not be this one",
      text: `${use.name.server}.${writtenIn(use)}`,
    })
  }
  if (use.role === "execute") {
    followRoutine(walk, resolved, writtenIn(use), place, context.node, ways)
    return
  }
  const confidence = lower(resolved.confidence, use.confidence === "certain" && context.sure ? "certain" : "likely")
  followTable(walk, use, resolved, { place, named: place, synonym: null, confidence, node: context.node, level: 0 })
}

const writtenIn = ({ name }: SqlUse): string =>
  [name.database, name.schema, name.object].filter((part) => part !== null).join(".")

/** Where a name stands: its beginning, or where its last part is written if it was put together from several places. */
function namePlace(use: SqlUse, context: SqlContext): Place {
  const start = context.place(use.start)
  const object = context.place(Math.max(use.start, use.end - use.name.object.length))
  return object.file === start.file && object.offset - start.offset === Math.max(0, use.end - use.name.object.length - use.start)
    ? start
    : object
}

function noteReached(walk: SqlWalk, object: CatalogObject): void {
  walk.collected.reached.add(object.key)
  walk.collected.reached.add(object.home)
}

interface TableStep {
  readonly place: Place
  /** Where the table is named in the end: the definition of the synonym that led to it, else `place`. */
  readonly named: Place
  /** The synonym that the statement names; null if it names the table. */
  readonly synonym: string | null
  readonly confidence: Confidence
  readonly node: GraphNode
  readonly level: number
}

function followTable(walk: SqlWalk, use: SqlUse, resolved: ResolvedName, step: TableStep): void {
  const { object, name, key } = resolved
  if (object !== null) noteReached(walk, object)
  if (object?.kind === "synonym") {
    followSynonym(walk, use, object, step)
    return
  }
  if (object?.kind === "function") {
    followRoutine(walk, resolved, writtenName(name), step.named, step.node, () => [nothingGiven])
    return
  }
  if (name.database === unknownPart) {
    noteUnresolved(walk.collected, {
      place: step.place,
      reason: databaseUnknown,
      text: writtenName(name),
    })
  }
  noteAccess(walk.collected, resolved, object?.kind === "view" ? "view" : "table", {
    place: step.place,
    operation: use.operation,
    write: use.role === "write",
    confidence: step.confidence,
    flag: use.flag,
    node: step.node,
    name,
    synonym: step.synonym,
  })
  if (/^(create|select-into|replace)$/.test(use.operation)) walk.collected.made.add(key)
  if (object?.kind === "view" && !/^(create|alter|drop)$/.test(use.operation)) {
    reachBody(walk, object, step.node, "view", step.named)
  }
  for (const trigger of walk.names.catalog.triggersOn(name, use.fires)) {
    const definition = trigger.definitions.at(-1)
    if (definition === undefined) continue
    noteReached(walk, trigger)
    reachBody(walk, trigger, step.node, "trigger", { file: definition.file, offset: definition.object.start })
  }
}

function followSynonym(walk: SqlWalk, use: SqlUse, object: CatalogObject, step: TableStep): void {
  const definition = object.definitions.at(-1)
  const target = definition?.object.target ?? null
  if (definition === undefined || target === null || step.level > 20) return
  const resolved = resolveName(
    target,
    { file: definition.file, databases: [object.name.database], schema: object.name.schema },
    walk.names,
  )
  if (resolved === null) return
  const hop = { what: "synonym", name: writtenName(object.name), file: definition.file, offset: definition.object.start } as const
  // The statement stays where it is; the synonym is a step on the way to it.
  walk.graph.reach(`synonym:${object.key}:${step.place.file}:${step.place.offset}:${use.operation}`, step.node, hop, (node) =>
    followTable(walk, use, resolved, {
      ...step,
      named: { file: hop.file, offset: hop.offset },
      synonym: writtenName(object.name),
      node,
      confidence: lower(step.confidence, resolved.confidence),
      level: step.level + 1,
    }),
  )
}

function followRoutine(
  walk: SqlWalk,
  resolved: ResolvedName,
  written: string,
  place: Place,
  from: GraphNode,
  ways: WaysFor,
): void {
  const { object } = resolved
  if (object === null) {
    noteUnresolved(walk.collected, { place, reason: "a procedure or function that the sources do not define", text: written })
    return
  }
  noteReached(walk, object)
  if (object.kind === "synonym") {
    const definition = object.definitions.at(-1)
    const target = definition?.object.target ?? null
    if (definition === undefined || target === null) return
    const next = resolveName(
      target,
      { file: definition.file, databases: [object.name.database], schema: object.name.schema },
      walk.names,
    )
    if (next !== null && next.object !== object) followRoutine(walk, next, written, place, from, ways)
    return
  }
  for (const given of ways(object, place)) reachBody(walk, object, from, "procedure", place, given)
}

/** Runs the body of a procedure, function, view or trigger: of its last definition, which is what the database has in the end. */
function reachBody(
  walk: SqlWalk,
  object: CatalogObject,
  from: GraphNode | null,
  what: "procedure" | "view" | "trigger",
  place: Place,
  given: Bindings = nothingGiven,
  as: "entry" | null = null,
): void {
  const key = `${object.key}${given.size === 0 ? "" : `\0${bindingsKey(given)}`}`
  const hop = { what: as ?? what, name: writtenName(object.name), file: place.file, offset: place.offset }
  walk.graph.reach(`object:${key}`, from, hop, (node) => {
    const definition = object.definitions.at(-1)
    if (definition === undefined) return
    walk.collected.files.add(definition.file)
    follow(walk, definition.object.body, {
      node,
      database: object.name.database === unknownPart ? null : object.name.database,
      schema: object.name.schema,
      file: definition.file,
      sure: object.home === object.key,
      place: (offset) => ({ file: definition.file, offset }),
      given,
    })
  })
}

/** Runs a procedure as the entry of a process. */
export function runObject(walk: SqlWalk, object: CatalogObject): void {
  const definition = object.definitions.at(-1)
  if (definition === undefined) return
  noteReached(walk, object)
  reachBody(walk, object, null, "procedure", { file: definition.file, offset: definition.object.start }, nothingGiven, "entry")
}
