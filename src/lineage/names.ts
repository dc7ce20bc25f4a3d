import type { MultipartName } from "../model/sql.js"
import { type CatalogObject, defaultSchema, type Lookup, nameKey, type ObjectName, unknownPart } from "./catalog.js"

/** What settles the open parts of names. */
export interface NameSetting {
  readonly catalog: Lookup
  /** The config's spelling of a database's name, or the name as it is. */
  readonly canonical: (database: string) => string
  /** The database that a placeholder such as `$(MEMBER_REPOSITORY_DB)` has by default; null for others. */
  readonly placeholder: (variable: string) => string | null
  /** The database that the config, or the file's folder, gives to a file. */
  readonly databaseOfFile: (file: string) => string | null
  /** What names were resolved to that mean the same wherever they stand, as all their parts are written. */
  readonly full: Map<string, ResolvedName>
}

/** Where a name stands. */
export interface NameContext {
  readonly file: string
  /** Of `USE`, of the connection or of the object around it; the first that is known counts. */
  readonly databases: readonly (string | null)[]
  /** The schema of the procedure or view around it. */
  readonly schema: string | null
}

/** A name resolved as far as it can be. */
export interface ResolvedName {
  readonly name: ObjectName
  /** See `nameKey`. */
  readonly key: string
  readonly object: CatalogObject | null
  /** `likely`: the database or schema was settled by the only definition there is; `guess`: the database stays unknown. */
  readonly confidence: "certain" | "likely" | "guess"
}

/** Resolves a name; null if the object's own name has a hole in it. */
export function resolveName(name: MultipartName, context: NameContext, setting: NameSetting): ResolvedName | null {
  const { database, schema, object } = name
  if (database === null || database === "" || schema === null || schema === "") return resolveIn(name, context, setting)
  const written = `${database}\0${schema}\0${object}`
  const known = setting.full.get(written)
  if (known !== undefined) return known
  const found = resolveIn(name, context, setting)
  const isFull = found !== null && knownPart(database, setting) !== null && knownPart(schema, setting) !== null
  if (isFull) setting.full.set(written, found)
  return found
}

function resolveIn(name: MultipartName, context: NameContext, setting: NameSetting): ResolvedName | null {
  const object = knownPart(name.object, setting)
  if (object === null || object === "") return null
  const { catalog } = setting
  const written = name.database === null || name.database === "" ? undefined : knownPart(name.database, setting)
  let database = written ?? null
  if (written === undefined)
    database = context.databases.find((each) => each !== null && each !== "") ?? setting.databaseOfFile(context.file)
  const own = name.schema === null || name.schema === "" ? undefined : knownPart(name.schema, setting)
  let confidence: ResolvedName["confidence"] = "certain"
  if (own === null) confidence = "likely"
  if (database === null) {
    const found = catalog.databasesOf(own ?? context.schema ?? defaultSchema, object)
    confidence = found.length === 1 ? "likely" : "guess"
    database = found.length === 1 ? (found[0] as string) : unknownPart
  }
  database = setting.canonical(database)
  const resolved = { database, schema: schemaOf(database, object, own, context, catalog), object }
  const key = nameKey(resolved)
  const entry = catalog.find(resolved, key)
  return entry === null
    ? { name: resolved, key, object: null, confidence }
    : { name: entry.name, key: entry.key, object: entry, confidence }
}

function schemaOf(
  database: string,
  object: string,
  own: string | null | undefined,
  context: NameContext,
  catalog: Lookup,
): string {
  if (own !== undefined && own !== null) return own
  const schemas = catalog.schemasOf(database, object)
  const has = (schema: string): boolean => schemas.some((each) => each.toLowerCase() === schema.toLowerCase())
  if (own === undefined && context.schema !== null && has(context.schema)) return context.schema
  if (own === undefined && (has(defaultSchema) || schemas.length !== 1)) return defaultSchema
  return schemas.length === 1 ? (schemas[0] as string) : unknownPart
}

/** A part of a name with its placeholders replaced; null if something unknown is in it. */
function knownPart(part: string, setting: NameSetting): string | null {
  if (!/[@{}$]/.test(part)) return part
  let unknown = false
  const replaced = part.replace(
    /\$\(([\w.-]+)\)|\$\{([\w.:-]+)\}|\{\{\s*(\w+)\s*\}\}|\$(\w+)\$/g,
    (_all, a?: string, b?: string, c?: string, d?: string) => {
      const value = setting.placeholder(a ?? b ?? c ?? d ?? "")
      if (value === null) unknown = true
      return value ?? ""
    },
  )
  return unknown || /[{}]|^@|@\w+$/.test(replaced) ? null : replaced
}
