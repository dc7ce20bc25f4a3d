import type { ObjectKind, SqlObject } from "../model/lineage.js"
import type { MultipartName } from "../model/sql.js"

/** An object's name with nothing left open but what nobody can know (`?`). */
export interface ObjectName {
  readonly database: string
  readonly schema: string
  readonly object: string
}

/** A definition of an object, as it stands in a file. */
export interface Definition {
  readonly file: string
  readonly object: SqlObject
}

/** One object of the catalog. */
export interface CatalogObject {
  /** In the case of its CREATE statement. */
  readonly name: ObjectName
  /** See `nameKey`. */
  readonly key: string
  /**
   * The key under which it stands in the catalog. Another than `key` where its definitions say no database, and it is taken for the object of
   * that name in the database that asks for it.
   */
  readonly home: string
  readonly kind: ObjectKind
  /** Every statement that creates or changes it, by file and place. A body is looked for in all: which one holds is not known from the code. */
  readonly definitions: readonly Definition[]
  /** Dropped or renamed by a later statement. */
  readonly gone: boolean
}

/** What SQL Server calls the schema of a name that gives none. */
export const defaultSchema = "dbo"

/** Unknown part of a name. */
export const unknownPart = "?"

/** Answers what the sources define under a name. */
export interface Lookup {
  /** Finds an object by its full name, whatever the case; else the one of that name whose database is not known. `key`: that of the name, for who has it. */
  readonly find: (name: ObjectName, key?: string) => CatalogObject | null
  /** The databases in which `schema.object` is defined. */
  readonly databasesOf: (schema: string, object: string) => readonly string[]
  /** The schemas in which `object` is defined in a database; if in none, those in which it is defined where the database is not known. */
  readonly schemasOf: (database: string, object: string) => readonly string[]
  /** Triggers on a table for any of these events. */
  readonly triggersOn: (table: ObjectName, fires: readonly string[]) => readonly CatalogObject[]
}

/** Everything the sources define. */
export interface Catalog extends Lookup {
  readonly objects: readonly CatalogObject[]
}

/** A name as it is written for people: `database.schema.object`. */
export function writtenName(name: ObjectName): string {
  return `${name.database}.${name.schema}.${name.object}`
}

/** Equal for names that SQL Server takes for the same. */
export function nameKey(name: ObjectName): string {
  return writtenName(name).toLowerCase()
}

const none: readonly CatalogObject[] = []

interface Entry {
  readonly name: ObjectName
  readonly key: string
  readonly home: string
  readonly kind: ObjectKind
  readonly definitions: Definition[]
  gone: boolean
}

/** A definition, with the database that its file or `USE` gives to names without one. */
export interface GivenDefinition extends Definition {
  readonly database: string | null
}

/**
 * Builds the catalog from definitions in the order in which they apply. `canonical` spells a database's name as the config does.
 */
export function buildCatalog(given: readonly GivenDefinition[], canonical: (database: string) => string): Catalog {
  const entries = new Map<string, Entry>()
  const fullName = (name: MultipartName, database: string | null): ObjectName => ({
    database: canonical(name.database !== null && name.database !== "" ? name.database : (database ?? unknownPart)),
    schema: name.schema !== null && name.schema !== "" ? name.schema : defaultSchema,
    object: name.object,
  })
  const add = (name: ObjectName, kind: ObjectKind, definition: Definition): void => {
    const key = nameKey(name)
    const entry = entries.get(key)
    const anew = definition.object.operation === "create"
    if (entry === undefined || (entry.gone && (anew || entry.kind !== kind)))
      entries.set(key, { name, key, home: key, kind, definitions: [definition], gone: false })
    else entry.definitions.push(definition)
  }
  for (const { file, object, database } of given) {
    const name = fullName(object.name, object.database ?? database)
    const definition = { file, object }
    if (object.operation === "drop" || object.operation === "rename") {
      const entry = entries.get(nameKey(name))
      if (entry !== undefined) entry.gone = true
      if (object.operation === "rename" && object.target !== null && entry !== undefined) {
        add({ ...name, object: object.target.object }, entry.kind, entry.definitions[0] ?? definition)
      }
    } else if (object.operation === "create" || object.kind !== "table") add(name, object.kind, definition)
  }

  const byObject = new Map<string, CatalogObject[]>()
  const triggers = new Map<string, CatalogObject[]>()
  for (const entry of entries.values()) {
    const short = entry.name.object.toLowerCase()
    byObject.set(short, [...(byObject.get(short) ?? []), entry])
    if (entry.kind !== "trigger" || entry.gone) continue
    const first = entry.definitions[0]
    const on = first?.object.target ?? null
    if (first === undefined || on === null) continue
    const schema = on.schema !== null && on.schema !== "" ? on.schema : entry.name.schema
    const key = nameKey({ database: on.database ?? entry.name.database, schema, object: on.object })
    triggers.set(key, [...(triggers.get(key) ?? []), entry])
  }
  const objects = [...entries.values()]
  const isTable = (kind: ObjectKind): boolean => kind !== "trigger"
  const placed = new Map<string, CatalogObject>()
  /** An object whose database is not known, as the one of that name in `database`. */
  const placedIn = (entry: CatalogObject, database: string): CatalogObject => {
    const name = { ...entry.name, database }
    const key = nameKey(name)
    const found = placed.get(key) ?? { ...entry, name, key }
    placed.set(key, found)
    return found
  }
  const without = (name: ObjectName): string => nameKey({ ...name, database: unknownPart })
  const find: Lookup["find"] = (name, key = nameKey(name)) => {
    const exact = entries.get(key)
    if (exact !== undefined || name.database === unknownPart) return exact ?? null
    const unplaced = entries.get(without(name))
    return unplaced === undefined ? null : placedIn(unplaced, name.database)
  }
  return {
    objects,
    find,
    databasesOf: (schema, object) => [
      ...new Set(
        (byObject.get(object.toLowerCase()) ?? [])
          .filter(
            (entry) =>
              isTable(entry.kind) &&
              entry.name.schema.toLowerCase() === schema.toLowerCase() &&
              entry.name.database !== unknownPart,
          )
          .map((entry) => entry.name.database),
      ),
    ],
    schemasOf: (database, object) => {
      const named = (byObject.get(object.toLowerCase()) ?? []).filter((entry) => isTable(entry.kind))
      const own = named.filter((entry) => entry.name.database.toLowerCase() === database.toLowerCase())
      const found = own.length > 0 ? own : named.filter((entry) => entry.name.database === unknownPart)
      return [...new Set(found.map((entry) => entry.name.schema))]
    },
    triggersOn: (table, fires) =>
      fires.length === 0 || triggers.size === 0
        ? none
        : (
            triggers.get(nameKey(table)) ??
            triggers.get(without(table))?.map((entry) => placedIn(entry, table.database)) ??
            none
          ).filter((entry) =>
            entry.definitions.some((definition) => definition.object.events.some((event) => fires.includes(event))),
          ),
  }
}
