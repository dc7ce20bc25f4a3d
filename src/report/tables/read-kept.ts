import { readXlsx } from "hucre/xlsx"
import type { Kept, KeptRow, TypedElsewhere, TypedValue } from "./carry-over.js"
import { columnLetters } from "./column-letters.js"
import { ledgerName, readLedger, rowDigest, type Written } from "./ledger.js"
import { elsewhereName, goneName, peopleColumns, readMeName, type SheetModel, workbookTitle } from "./sheets.js"

type Sheet = Awaited<ReturnType<typeof readXlsx>>["sheets"][number]
type Model = Pick<SheetModel, "name" | "columns" | "key">

/** A workbook that cannot be continued; the message says why and what to do. */
export class WorkbookError extends Error {
  override readonly name = "UsageError"
}

const goneModel: Model = { name: goneName, columns: ["Sheet", "Row", "Key"].map((header) => ({ header, width: 0 })), key: [0, 2] }

/**
 * Reads what people wrote into a workbook of ours. Throws `WorkbookError` for any other workbook, and for one that holds what would be lost:
 * sheets that people added, pictures, a heading of ours that was changed.
 */
export async function readKept(bytes: Uint8Array, file: string, models: readonly Model[]): Promise<Kept> {
  const workbook = await readXlsx(bytes, { readStyles: true }).catch((error: unknown) => {
    throw new WorkbookError(
      `${file} exists and is no workbook that can be read (${error instanceof Error ? error.message : String(error)}). Choose another --output, or move it away.`,
    )
  })
  const ours = workbook.sheets.find((sheet) => sheet.name === readMeName)
  if (ours === undefined || String(ours.rows[0]?.[0] ?? "") !== workbookTitle) {
    throw new WorkbookError(
      `${file} exists and is not a workbook of unhardcode tables. Choose another --output, or move it away.`,
    )
  }
  const known = new Set([...models.map((model) => model.name), goneName, elsewhereName, ledgerName])
  refuse(
    file,
    workbook.sheets.filter((sheet) => !known.has(sheet.name)),
    "has sheets that unhardcode did not make",
  )
  refuse(
    file,
    workbook.sheets.filter((sheet) => (sheet.images ?? []).length > 0),
    "has pictures in",
  )
  const ledger = readLedger(workbook.sheets.find((sheet) => sheet.name === ledgerName)?.rows ?? [])
  const rows: KeptRow[] = []
  const added = new Map<string, readonly string[]>()
  const elsewhere: TypedElsewhere[] = []
  for (const sheet of workbook.sheets) {
    if (sheet.name === elsewhereName) {
      for (const [name, text] of sheet.rows.slice(1).map((row) => row.map(String)))
        elsewhere.push({ sheet: name ?? "", text: text ?? "" })
      continue
    }
    const model = sheet.name === goneName ? goneModel : models.find((each) => each.name === sheet.name)
    if (model === undefined) continue
    const read = readSheet(sheet, model, ledger.get(sheet.name) ?? null, file)
    rows.push(...read.rows)
    elsewhere.push(...read.elsewhere)
    if (sheet.name !== goneName) added.set(sheet.name, read.added)
  }
  return { rows, added, elsewhere }
}

function refuse(file: string, sheets: readonly Sheet[], what: string): void {
  if (sheets.length === 0) return
  const names = sheets.map((sheet) => sheet.name).join(", ")
  throw new WorkbookError(
    `${file} ${what}: ${names}. A new run would lose them. Move them to a workbook of their own, or choose another --output.`,
  )
}

/** A column without a heading is called by its letters. */
const headed = (heading: unknown, column: number): string => String(heading ?? "") || `Column ${columnLetters(column)}`

function readSheet(
  sheet: Sheet,
  model: Model,
  written: Written | null,
  file: string,
): { readonly rows: readonly KeptRow[]; readonly added: readonly string[]; readonly elsewhere: readonly TypedElsewhere[] } {
  const cells = filled(sheet)
  const width = Math.max(0, ...cells.map((row) => row.length))
  const headings = Array.from({ length: width }, (_, column) => headed(cells[0]?.[column]?.value, column))
  const own = written?.headings ?? model.columns.map(({ header }, column) => headed(header, column))
  const keys = (model.key ?? []).map((column) => headed(model.columns[column]?.header, column))
  const lost = own.filter((heading) => !headings.includes(heading))
  if (cells.length > 1 && lost.length > 0)
    throw new WorkbookError(
      `${file}: the sheet ${sheet.name} has no column ${lost.join(", ")} any more. Give the heading its name back, or choose another --output.`,
    )
  const ownSet = new Set(own)
  const typedColumns = headings.map((heading, column) => ({ heading, column })).filter(({ heading }) => !ownSet.has(heading))
  const rows: KeptRow[] = []
  const elsewhere: TypedElsewhere[] = []
  const comments = new Set<string>()
  for (const row of cells.slice(1)) {
    const typed = new Map<string, TypedValue>()
    for (const { heading, column } of typedColumns) {
      const value = row[column]?.value
      if (value !== null && value !== undefined && value !== "") typed.set(heading, value)
    }
    row.forEach((cell, column) => {
      if (cell.comment === null) return
      const heading = `Comment on ${headings[column]}`
      comments.add(heading)
      typed.set(heading, typed.has(heading) ? `${typed.get(heading)}\n${cell.comment}` : cell.comment)
    })
    const key = keys.map((heading) => String(row[headings.indexOf(heading)]?.value ?? ""))
    if (typed.size > 0) rows.push(sheet.name === goneName ? { ...goneKey(key), typed } : { sheet: sheet.name, key, typed })
    const texts = own.map((heading) => String(row[headings.indexOf(heading)]?.value ?? ""))
    if (written !== null && texts.some((text) => text !== "") && !written.digests.has(rowDigest(texts)))
      elsewhere.push({ sheet: sheet.name, text: own.map((heading, index) => `${heading}: ${texts[index]}`).join(" / ") })
  }
  const added = typedColumns.map(({ heading }) => heading).filter((heading) => !peopleColumns.includes(heading as never))
  return { rows, added: [...new Set([...added, ...comments])], elsewhere }
}

interface ReadCell {
  readonly value: TypedValue | null
  readonly comment: string | null
}

/** The cells of a sheet: a formula is its text, and a merged cell speaks for all the cells that it covers. */
function filled(sheet: Sheet): readonly (readonly ReadCell[])[] {
  const cells = sheet.rows.map((row, line) =>
    Array.from(row, (value, column): ReadCell => {
      const cell = sheet.cells?.get(`${line},${column}`)
      const formula = cell?.formula === undefined ? null : `=${cell.formula.replace(/^=/, "")}`
      return { value: formula ?? (value as TypedValue | null), comment: cell?.comment?.text ?? null }
    }),
  )
  for (const [place, cell] of sheet.cells ?? []) {
    const [line = 0, column = 0] = place.split(",").map(Number)
    if (cell.comment !== undefined && cells[line]?.[column] === undefined)
      cellAt(cells, line, column, { value: null, comment: cell.comment.text })
  }
  for (const { startRow, startCol, endRow, endCol } of sheet.merges ?? []) {
    const value = cells[startRow]?.[startCol]?.value ?? null
    // A whole column may be merged: only rows that are there count.
    for (let line = startRow; line <= Math.min(endRow, cells.length - 1); line++)
      for (let column = startCol; column <= Math.min(endCol, startCol + 100); column++)
        if ((cells[line]?.[column]?.value ?? null) === null) cellAt(cells, line, column, { value, comment: null })
  }
  return cells
}

function cellAt(cells: ReadCell[][], line: number, column: number, cell: ReadCell): void {
  while (cells.length <= line) cells.push([])
  const row = cells[line] as ReadCell[]
  while (row.length < column) row.push({ value: null, comment: null })
  row[column] = cell
}

function goneKey([sheet = "", key = ""]: readonly string[]): { readonly sheet: string; readonly key: readonly string[] } {
  try {
    const parts: unknown = JSON.parse(key)
    return { sheet, key: Array.isArray(parts) ? parts.map(String) : [key] }
  } catch {
    return { sheet, key: [key] }
  }
}
