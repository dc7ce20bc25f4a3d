import type { SheetModel } from "./sheets.js"

/** A hidden sheet with what was written, in short: what a person changes in columns that are not theirs is known by it. */
export const ledgerName = "Written rows"

/** What was written to one sheet. */
export interface Written {
  /** Headings of the program's own columns. */
  readonly headings: readonly string[]
  /** Of each row. */
  readonly digests: ReadonlySet<string>
}

/** Rows to a line of the ledger: a cell holds 32,767 units. */
const perLine = 2000

/** 53 bits of a row's own cells (cyrb53), in hexadecimal. A cell's text is what counts: editors turn links and numbers about. */
export function rowDigest(cells: readonly string[]): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (const unit of cells.map((cell) => cell.trim()).join("\u001f")) {
    const code = unit.codePointAt(0) ?? 0
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16)
}

/** The ledger of sheets, with the texts of their rows' own cells. */
export function ledgerSheet(
  sheets: readonly {
    readonly name: string
    readonly headings: readonly string[]
    readonly rows: readonly (readonly string[])[]
  }[],
): SheetModel {
  const lines: string[][] = []
  for (const { name, headings, rows } of sheets) {
    lines.push([name, "headings", JSON.stringify(headings)])
    const digests = rows.map(rowDigest)
    for (let from = 0; from < digests.length; from += perLine)
      lines.push([name, "rows", digests.slice(from, from + perLine).join(" ")])
  }
  return {
    name: ledgerName,
    columns: [
      { header: "Sheet", width: 20 },
      { header: "What", width: 12 },
      { header: "By this the program sees what was typed into its own columns", width: 60 },
    ],
    rows: lines,
    key: null,
    decisions: false,
    fills: [],
    frozenColumns: 0,
    peopleAt: Number.MAX_SAFE_INTEGER,
  }
}

/** What a ledger says of each sheet. A ledger that somebody changed says less. */
export function readLedger(rows: readonly (readonly unknown[])[]): ReadonlyMap<string, Written> {
  const found = new Map<string, { headings: string[]; digests: Set<string> }>()
  for (const [sheet, what, text] of rows.slice(1).map((row) => row.map(String))) {
    if (sheet === undefined || text === undefined) continue
    const written = found.get(sheet) ?? { headings: [], digests: new Set() }
    found.set(sheet, written)
    if (what === "rows") for (const digest of text.split(" ")) written.digests.add(digest)
    else if (what === "headings") written.headings = headingsIn(text)
  }
  return found
}

function headingsIn(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.map(String) : []
  } catch {
    return []
  }
}
