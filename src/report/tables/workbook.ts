import { writeXlsx } from "hucre/xlsx"
import type { FilledSheet, TypedValue } from "./carry-over.js"
import { columnLetters } from "./column-letters.js"
import { ledgerName } from "./ledger.js"
import { type Fill, inertCell as inert, readMeName, type SheetCell, type SheetModel, workbookTitle } from "./sheets.js"

type WriteSheet = Parameters<typeof writeXlsx>[0]["sheets"][number]
type CellMap = NonNullable<WriteSheet["cells"]>
type CellEntry = CellMap extends Map<string, infer Entry> ? Entry : never

/** A fixed time: the same input gives the same bytes. */
const timeless = new Date(Date.UTC(2000, 0, 1))

const fills: Readonly<Record<Fill, { readonly fill: string; readonly font: string }>> = {
  source: { fill: "DDEBF7", font: "1F4E78" },
  destination: { fill: "FCE4D6", font: "843C0C" },
  warning: { fill: "FFC7CE", font: "9C0006" },
  guess: { fill: "FFEB9C", font: "7F6000" },
}

/** Every style names its font: what names none gets a reader's own. */
const letters = { name: "Calibri", size: 11 } as const

const solid = (rgb: string) => ({ type: "pattern" as const, pattern: "solid" as const, fgColor: { rgb } })

function entry(cell: SheetCell): CellEntry {
  if (typeof cell === "number") return { value: cell, type: "number" }
  const text = inert(typeof cell === "string" ? cell : cell.text)
  if (typeof cell === "string" || cell.link === null)
    return { value: text, type: "string", style: { font: letters, alignment: { vertical: "top" } } }
  return {
    value: text,
    type: "string",
    hyperlink: { target: cell.link },
    style: { font: { ...letters, color: { rgb: "0563C1" }, underline: true }, alignment: { vertical: "top" } },
  }
}

/** What a person typed goes back as it was. */
function typedEntry(value: TypedValue | null): CellEntry {
  const style = { font: letters, fill: solid("FFFDE7"), alignment: { vertical: "top" as const, wrapText: true } }
  if (value === null) return { value: null, type: "empty", style }
  if (value instanceof Date) return { value, type: "date", style: { ...style, numFmt: "yyyy-mm-dd" } }
  if (typeof value === "string") return { value: value, type: "string", style }
  return { value, type: typeof value === "number" ? "number" : "boolean", style }
}

const header = (people: boolean): NonNullable<CellEntry["style"]> => ({
  font: { ...letters, bold: true, color: { rgb: people ? "7F6000" : "FFFFFF" } },
  fill: solid(people ? "FFE699" : "305496"),
  alignment: { vertical: "top", wrapText: true },
})

function writeSheet({ model, peopleColumns: people, typed }: FilledSheet): WriteSheet {
  const cells: CellMap = new Map()
  const at = Math.min(model.peopleAt, model.columns.length)
  // Where a column of the model stands once those of people are put between.
  const place = (column: number): number => (column < at ? column : column + people.length)
  const headings: string[] = []
  const widths: number[] = []
  const head = (column: number, text: string, width: number, ofPeople: boolean): void => {
    headings[column] = text
    widths[column] = width
    cells.set(`0,${column}`, { value: inert(text), type: "string", style: header(ofPeople) })
  }
  model.columns.forEach((column, index) => {
    head(place(index), column.header, column.width, false)
  })
  people.forEach((name, index) => {
    head(at + index, name, name === "Note" ? 40 : 20, true)
  })
  const rows: (string | number | null)[][] = [headings.map(inert)]
  model.rows.forEach((row, index) => {
    const plain: (string | number | null)[] = headings.map(() => null)
    row.forEach((cell, column) => {
      cells.set(`${index + 1},${place(column)}`, entry(cell))
      plain[place(column)] = plainValue(cell)
    })
    typed[index]?.forEach((value, column) => {
      cells.set(`${index + 1},${at + column}`, typedEntry(value))
    })
    rows.push(plain)
  })
  const last = `${columnLetters(headings.length - 1)}${model.rows.length + 1}`
  const isReadMe = model.name === readMeName
  if (isReadMe) {
    model.rows.forEach((_row, index) => {
      const cell = cells.get(`${index + 1},1`)
      if (cell !== undefined) cell.style = { font: letters, alignment: { vertical: "top", wrapText: true, horizontal: "left" } }
    })
  }
  return {
    name: model.name,
    ...(model.name === ledgerName ? { hidden: true } : {}),
    columns: widths.map((width) => ({ width })),
    rows,
    cells,
    freezePane: { rows: 1, columns: model.frozenColumns },
    ...(!isFiltered(model) ? {} : { autoFilter: { range: `A1:${last}` } }),
    conditionalRules: model.fills.map(({ column, text, fill }, index) => ({
      type: "expression" as const,
      priority: index + 1,
      range: `${columnLetters(place(column))}2:${columnLetters(place(column))}${Math.max(2, model.rows.length + 1)}`,
      formula: condition(`${columnLetters(place(column))}2`, text),
      style: {
        fill: { ...solid(fills[fill].fill), bgColor: { rgb: fills[fill].fill } },
        font: { color: { rgb: fills[fill].font } },
      },
      stopIfTrue: true,
    })),
    pageSetup: { orientation: "landscape", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  } as WriteSheet
}

/** One letter is looked for in the cell (the matrix), a longer text is the whole cell. */
function condition(cell: string, text: string): string {
  return text.length === 1 ? `ISNUMBER(SEARCH("${text}",${cell}))` : `${cell}="${text}"`
}

function plainValue(cell: SheetCell | undefined): string | number | null {
  if (cell === undefined) return null
  return typeof cell === "number" ? cell : inert(typeof cell === "string" ? cell : cell.text)
}

const isFiltered = ({ name }: SheetModel): boolean => name !== readMeName && name !== ledgerName

/** The range of a filter by the name under which LibreOffice looks for it; Excel writes that name too. */
function filterRange({
  model,
  peopleColumns: people,
}: FilledSheet): NonNullable<Parameters<typeof writeXlsx>[0]["namedRanges"]>[number] {
  const last = columnLetters(model.columns.length + people.length - 1)
  const range = `'${model.name}'!$A$1:$${last}$${model.rows.length + 1}`
  return { name: "_xlnm._FilterDatabase", range, scope: model.name }
}

/** Writes sheets as a workbook. */
export async function writeWorkbook(sheets: readonly FilledSheet[]): Promise<Uint8Array> {
  return writeXlsx({
    sheets: sheets.map(writeSheet),
    namedRanges: sheets.filter(({ model }) => isFiltered(model)).map(filterRange),
    properties: { title: workbookTitle, creator: "unhardcode", created: timeless, modified: timeless },
    defaultFont: { name: "Calibri", size: 11 },
  })
}
