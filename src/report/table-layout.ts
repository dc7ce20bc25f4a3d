/** Rows as text in columns: the first one left, the others right aligned, two spaces between; the first row is the head. */
export function layOut(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, String(cell).length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? String(cell).padEnd(widths[index] ?? 0) : String(cell).padStart(widths[index] ?? 0)))
      .join("  ")
      .trimEnd(),
  )
}
