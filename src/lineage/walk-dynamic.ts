import type { DynamicSql } from "../model/lineage.js"
import type { RoutineArgument } from "../model/sql.js"
import { type Bindings, bindingsKey, filledText, hasGiven, nothingGiven, waysToCall } from "./bindings.js"
import { type CatalogObject, writtenName } from "./catalog.js"
import { noteUnresolved, type Place } from "./collect.js"
import type { GraphNode } from "./graph.js"
import { plainText, shownText } from "./known-text.js"
import { follow, followUse, type SqlContext, type SqlWalk } from "./walk-sql.js"

/** The ways in which arguments can be given to a procedure; what is too much is told. */
export type WaysFor = (object: CatalogObject, place: Place) => readonly Bindings[]

/** Most different values that one procedure is followed with. */
const mostGiven = 256

/** The ways in which a call in a context gives its arguments. */
export function waysFor(walk: SqlWalk, given: readonly RoutineArgument[], context: SqlContext): WaysFor {
  return (object, place) => {
    const definition = object.definitions.at(-1)
    const matters = walk.matters(object)
    if (definition === undefined || matters.size === 0) return [nothingGiven]
    const site = {
      given: context.given,
      place: context.place,
      definition: (offset: number): Place => ({ file: definition.file, offset }),
    }
    const { ways, cut } = waysToCall(definition.object.parameters, matters, given, site)
    const { key } = object
    const followed = walk.followed.get(key) ?? new Set()
    walk.followed.set(key, followed)
    for (const way of ways) followed.add(bindingsKey(way))
    if (!cut && followed.size <= mostGiven) return ways
    noteUnresolved(walk.collected, {
      place,
      reason: "this procedure is called with more different values than are followed",
      text: writtenName(object.name),
    })
    return followed.size > mostGiven ? [nothingGiven] : ways
  }
}

/**
 * Follows executed texts that depend on what is given. One statement may execute several: alternatives of independent choices, not all of
 * which occur. Those that are no SQL then leave it to those that are.
 */
export function followDynamics(walk: SqlWalk, dynamics: readonly DynamicSql[], context: SqlContext): void {
  const faults = new Map<DynamicSql, number>()
  const least = new Map<number, number>()
  for (const dynamic of dynamics) {
    const { facts } = walk.readText(filledText(dynamic, context.given, context.place), namesOf(dynamic))
    faults.set(dynamic, facts.recovered)
    least.set(dynamic.start, Math.min(least.get(dynamic.start) ?? facts.recovered, facts.recovered))
  }
  for (const dynamic of dynamics) if (faults.get(dynamic) === least.get(dynamic.start)) followDynamic(walk, dynamic, context)
}

const namesOf = (dynamic: DynamicSql): readonly string[] => dynamic.arguments.flatMap(({ name }) => (name === null ? [] : [name]))

function followDynamic(walk: SqlWalk, dynamic: DynamicSql, context: SqlContext): void {
  const text = filledText(dynamic, context.given, context.place)
  const at = context.place(dynamic.start)
  if (text.every((piece) => piece.hole || piece.text.trim() === "")) {
    const reason = "dynamic SQL whose text is put together at run time"
    noteUnresolved(walk.collected, { place: at, reason, text: shownText(text) })
    return
  }
  const run = (node: GraphNode): void => {
    const inside = (place: (offset: number) => Place | null, given: Bindings): SqlContext => {
      return { ...context, node, given, database: dynamic.database ?? context.database, place: (offset) => place(offset) ?? at }
    }
    if (dynamic.isName) {
      const { facts, place } = walk.readText([...plainText("EXEC "), ...text])
      for (const use of facts.uses) {
        if (use.role === "execute") followUse(walk, use, inside(place, nothingGiven), waysFor(walk, dynamic.arguments, context))
      }
      return
    }
    const names = namesOf(dynamic)
    const parameters = names.map((name) => ({ name, default: null }))
    const site = { given: context.given, place: context.place, definition: context.place }
    const { ways, cut } = waysToCall(parameters, new Set(names.map((name) => name.toLowerCase())), dynamic.arguments, site)
    if (cut)
      noteUnresolved(walk.collected, {
        place: at,
        reason: "this text is executed with more different values than are followed",
        text: shownText(text),
      })
    const { facts, place } = walk.readText(text, names)
    const uses = facts.uses.map((use) =>
      use.name.server === null ? { ...use, name: { ...use.name, server: dynamic.server } } : use,
    )
    for (const way of ways) follow(walk, { ...facts, uses }, inside(place, way))
  }
  // What is given stands elsewhere: the way to it leads through the statement that executes.
  if (!hasGiven(dynamic, context.given)) run(context.node)
  else {
    const hop = { what: "statement", name: "dynamic SQL", ...at } as const
    walk.graph.reach(`dynamic:${context.node.key}:${dynamic.start}:${shownText(text)}`, context.node, hop, run)
  }
}
