import type { SheetCell, SheetModel } from "./sheets.js"
import { elsewhereName, goneName, inertCell, peopleColumns } from "./sheets.js"

/** What a person can type into a cell. */
export type TypedValue = string | number | boolean | Date

/** One row that people wrote something about. */
export interface KeptRow {
  readonly sheet: string
  /** The texts that say which row it was. */
  readonly key: readonly string[]
  /** By heading; only what is not empty. */
  readonly typed: ReadonlyMap<string, TypedValue>
}

/** Everything that people wrote into the previous workbook. */
export interface Kept {
  readonly rows: readonly KeptRow[]
  /** Headings of columns that people added, by sheet. */
  readonly added: ReadonlyMap<string, readonly string[]>
  readonly elsewhere: readonly TypedElsewhere[]
}

/** A row whose own cells are not as they were written, or that was added: as a person left it. */
export interface TypedElsewhere {
  readonly sheet: string
  readonly text: string
}

/** The text of a cell. */
export function cellText(cell: SheetCell | undefined): string {
  if (cell === undefined) return ""
  return inertCell(typeof cell === "object" ? cell.text : String(cell))
}

const keyText = (sheet: string, key: readonly string[]): string =>
  JSON.stringify([sheet, ...key.map((part) => part.toLowerCase())])

/** A sheet with the columns of people filled in. */
export interface FilledSheet {
  readonly model: SheetModel
  readonly peopleColumns: readonly string[]
  /** For each row what people wrote, by position in `peopleColumns`. */
  readonly typed: readonly (readonly (TypedValue | null)[])[]
}

/** What is left of the previous workbook when every row that still exists has got its own back. */
export interface Filled {
  readonly sheets: readonly FilledSheet[]
  readonly gone: readonly KeptRow[]
}

/** Gives each row what people wrote about it before; what has no row any more is left over, never lost. */
export function carryOver(models: readonly SheetModel[], kept: Kept | null): Filled {
  const waiting = new Map<string, KeptRow[]>()
  for (const row of kept?.rows ?? []) {
    const key = keyText(row.sheet, row.key)
    waiting.set(key, [...(waiting.get(key) ?? []), row])
  }
  const sheets = models.map((model): FilledSheet => {
    if (model.key === null) return { model, peopleColumns: [], typed: model.rows.map(() => []) }
    const added = kept?.added.get(model.name) ?? []
    const columns = model.decisions ? [...peopleColumns, ...added] : added
    const typed = model.rows.map((row) => {
      const key = keyText(
        model.name,
        (model.key ?? []).map((column) => cellText(row[column])),
      )
      const found = waiting.get(key)?.shift()
      return columns.map((column) => found?.typed.get(column) ?? null)
    })
    return { model, peopleColumns: columns, typed }
  })
  const gone = [...waiting.values()].flat()
  return { sheets, gone: gone.sort((a, b) => (keyText(a.sheet, a.key) < keyText(b.sheet, b.key) ? -1 : 1)) }
}

/** The sheet of what people wrote about rows that no longer exist; null if there is nothing. The key is kept so that a row that comes back gets its own. */
export function goneSheet(gone: readonly KeptRow[]): FilledSheet | null {
  if (gone.length === 0) return null
  const columns = [...new Set<string>([...peopleColumns, ...gone.flatMap((row) => [...row.typed.keys()])])]
  return {
    model: {
      name: goneName,
      columns: [
        { header: "Sheet", width: 20 },
        { header: "Row", width: 90 },
        { header: "Key", width: 20 },
      ],
      rows: gone.map((row) => [row.sheet, row.key.join(" / "), JSON.stringify(row.key)]),
      key: [0, 2],
      decisions: true,
      fills: [],
      frozenColumns: 0,
      peopleAt: Number.MAX_SAFE_INTEGER,
    },
    peopleColumns: columns,
    typed: gone.map((row) => columns.map((column) => row.typed.get(column) ?? null)),
  }
}

/** The sheet of what people typed where it is not kept in its place; null if there is nothing. */
export function elsewhereSheet(elsewhere: readonly TypedElsewhere[]): FilledSheet | null {
  const rows = [...new Map(elsewhere.map((each) => [JSON.stringify(each), [each.sheet, each.text]])).values()]
  if (rows.length === 0) return null
  const columns = [
    { header: "Sheet", width: 20 },
    { header: "Row as it was typed; delete what is done with", width: 140 },
  ]
  const model = { name: elsewhereName, columns, rows, key: null, decisions: false, fills: [], frozenColumns: 0 }
  return { model: { ...model, peopleAt: Number.MAX_SAFE_INTEGER }, peopleColumns: [], typed: rows.map(() => []) }
}
