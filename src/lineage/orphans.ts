import type { Evidence, ListedTable } from "../model/tables.js"
import { type Catalog, type CatalogObject, unknownPart, writtenName } from "./catalog.js"
import { type NameSetting, resolveName } from "./names.js"
import type { Locator } from "./places.js"
import type { Summary } from "./summary.js"

/** A name with the places that mention it. */
export interface Mention {
  readonly table: string
  readonly evidence: Map<string, Evidence>
}

/** What the bodies of views, procedures, functions and triggers touch, reached or not: by the object's name. */
export type Mentions = ReadonlyMap<string, Mention>

/** Finds what the objects of a catalog mention. */
export function mentionedByObjects(catalog: Catalog, names: NameSetting, places: Locator): Mentions {
  const found = new Map<string, Mention>()
  for (const object of catalog.objects) {
    const definition = object.definitions.at(-1)
    if (definition === undefined || object.gone) continue
    const context = { file: definition.file, databases: [object.name.database], schema: object.name.schema }
    for (const use of definition.object.body.uses) {
      const resolved =
        use.role === "execute"
          ? null
          : resolveName(use.name, { ...context, databases: [use.database, ...context.databases] }, names)
      if (resolved === null) continue
      const mention = found.get(resolved.key) ?? { table: writtenName(resolved.name), evidence: new Map() }
      const { line, column } = places({ file: definition.file, offset: use.start })
      mention.evidence.set(`${definition.file}:${line}:${column}`, {
        file: definition.file,
        line,
        column,
        operation: use.operation,
      })
      found.set(resolved.key, mention)
    }
    const target = object.kind === "synonym" ? definition.object.target : null
    const aim = target === null ? null : resolveName(target, context, names)
    if (aim !== null && !found.has(aim.key)) found.set(aim.key, { table: writtenName(aim.name), evidence: new Map() })
  }
  return found
}

const listed = (mentions: Iterable<Mention>): readonly ListedTable[] =>
  [...mentions]
    .map(({ table, evidence }) => ({ table, evidence: [...evidence.values()].sort(byPlace) }))
    .sort((a, b) => (a.table.toLowerCase() < b.table.toLowerCase() ? -1 : 1))

function byPlace(a: Evidence, b: Evidence): number {
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1
}

/** Tables that a process, procedure or view uses and that nothing in the sources creates. */
export function originUnknownOf(catalog: Catalog, mentions: Mentions, summaries: readonly Summary[]): readonly ListedTable[] {
  const found = new Map<string, Mention>()
  const made = new Set(summaries.flatMap((each) => each.made))
  const known = (key: string): boolean => made.has(key)
  for (const [key, mention] of mentions) {
    if (mention.evidence.size > 0 && objectOf(catalog, mention.table) === null && !known(key))
      found.set(key, { ...mention, evidence: new Map(mention.evidence) })
  }
  for (const each of summaries) {
    for (const { table, evidence } of each.tables.tables) {
      const key = table.toLowerCase()
      if (objectOf(catalog, table) !== null || known(key)) continue
      const mention = found.get(key) ?? { table, evidence: new Map() }
      for (const place of evidence) mention.evidence.set(`${place.file}:${place.line}:${place.column}`, place)
      found.set(key, mention)
    }
  }
  return listed(withoutTwins([...found.values()]))
}

/** Without what is listed under its database as well: a body runs where its procedure is called, and nowhere by itself. */
function withoutTwins(mentions: readonly Mention[]): readonly Mention[] {
  const isPlaced = ({ table }: Mention): boolean => !table.startsWith(`${unknownPart}.`)
  const placed = new Set(mentions.filter(isPlaced).flatMap(({ evidence }) => [...evidence.keys()]))
  return mentions.filter((mention) => isPlaced(mention) || ![...mention.evidence.keys()].every((place) => placed.has(place)))
}

function objectOf(catalog: Catalog, table: string): CatalogObject | null {
  const [database = "", schema = "", ...object] = table.split(".")
  return catalog.find({ database, schema, object: object.join(".") })
}

/** Tables that the sources create and that no process and no other object touches. The evidence is where they are created. */
export function unusedOf(
  catalog: Catalog,
  mentions: Mentions,
  summaries: readonly Summary[],
  places: Locator,
): readonly ListedTable[] {
  const mentioned = summaries.flatMap((each) => [...each.tables.tables.map(({ table }) => table.toLowerCase()), ...each.reached])
  const touched = new Set([...mentioned, ...mentions.keys()].map((table) => objectOf(catalog, table)?.home))
  const unused = catalog.objects.filter((object) => object.kind === "table" && !object.gone && !touched.has(object.home))
  return listed(
    unused.map((object) => ({
      table: writtenName(object.name),
      evidence: new Map(
        object.definitions.map((each, index) => {
          const place = { file: each.file, ...places({ file: each.file, offset: each.object.start }) }
          return [String(index), { ...place, operation: each.object.operation }] as const
        }),
      ),
    })),
  )
}
