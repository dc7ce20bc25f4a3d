import type { DynamicText, RoutineArgument } from "../model/sql.js"
import type { CatalogObject } from "./catalog.js"
import { type NameSetting, resolveName } from "./names.js"

/** The parameters (`@name` in lower case) of a procedure whose values can decide what it touches. */
export type ParametersThatMatter = (object: CatalogObject) => ReadonlySet<string>

/** Deeper chains of procedures are not looked through: what is handed on there matters. */
const deepest = 200

/** Finds, once for each procedure, which parameters reach dynamic SQL: its own, or that of what it calls. */
export function parametersThatMatter(names: NameSetting): ParametersThatMatter {
  const known = new Map<CatalogObject, ReadonlySet<string>>()
  const open = new Set<CatalogObject>()
  const find = (object: CatalogObject, depth: number): ReadonlySet<string> | null => {
    const before = known.get(object)
    if (before !== undefined) return before
    // In a circle, what is handed on may matter to any of it.
    if (open.has(object) || depth > deepest) return null
    const found = new Set<string>()
    const definition = object.definitions.at(-1)
    if (definition !== undefined) {
      open.add(object)
      const { uses, dynamic } = definition.object.body
      for (const each of dynamic) {
        addHoles(each, found)
        for (const argument of each.arguments) addArgument(argument, found)
      }
      for (const use of uses) {
        if (!use.arguments.some((argument) => argument.values.some(hasParameter))) continue
        const context = { file: definition.file, databases: [use.database, object.name.database], schema: object.name.schema }
        const callee = resolveName(use.name, context, names)?.object ?? null
        const parameters = callee?.definitions.at(-1)?.object.parameters ?? []
        const matters = callee === null ? new Set<string>() : callee.kind === "synonym" ? null : find(callee, depth + 1)
        for (const argument of use.arguments) {
          const name = argument.name ?? parameters[argument.position]?.name ?? ""
          if (matters === null || matters.has(name.toLowerCase())) addArgument(argument, found)
        }
      }
      open.delete(object)
    }
    known.set(object, found)
    return found
  }
  return (object) => find(object, 0) ?? new Set()
}

const hasParameter = (text: DynamicText): boolean => text.holes.some((hole) => hole.parameter !== null)

function addArgument(argument: RoutineArgument, found: Set<string>): void {
  for (const value of argument.values) addHoles(value, found)
}

function addHoles(text: DynamicText, found: Set<string>): void {
  for (const { parameter } of text.holes) if (parameter !== null) found.add(parameter.toLowerCase())
}
