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
  /** Finds an object by its full name, whatever the case; `key`: that of the name, for who has it. */
  readonly find: (name: ObjectName, key?: string) => CatalogObject | null
  /** The databases in which `schema.object` is defined. */
  readonly databasesOf: (schema: string, object: string) => readonly string[]
  /** The schemas in which `object` is defined in a database. */
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
      entries.set(key, { name, key, kind, definitions: [definition], gone: false })
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
  return {
    objects,
    find: (name, key = nameKey(name)) => entries.get(key) ?? null,
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
    schemasOf: (database, object) => [
      ...new Set(
        (byObject.get(object.toLowerCase()) ?? [])
          .filter((entry) => isTable(entry.kind) && entry.name.database.toLowerCase() === database.toLowerCase())
          .map((entry) => entry.name.schema),
      ),
    ],
    triggersOn: (table, fires) =>
      fires.length === 0 || triggers.size === 0
        ? none
        : (triggers.get(nameKey(table)) ?? none).filter((entry) =>
            entry.definitions.some((definition) => definition.object.events.some((event) => fires.includes(event))),
          ),
  }
}
