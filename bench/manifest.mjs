/** Throws unless an audit's JSON holds the planted places of an estate and nothing else. */
export function checkManifest(estate, audit) {
  const key = (file, { line, column, text }) => `${file}:${line}:${column}: ${text}`
  const missing = new Set(Object.entries(estate.places).flatMap(([file, places]) => places.map((place) => key(file, place))))
  const extra = audit.findings.map((finding) => key(finding.file, finding)).filter((found) => !missing.delete(found))
  if (missing.size > 0 || extra.length > 0) {
    throw new Error(
      `the audit does not fit the manifest: missing ${[...missing].slice(0, 5).join(", ")}; not planted ${extra.slice(0, 5).join(", ")}`,
    )
  }
  if (audit.files.listed !== estate.listed) throw new Error(`${audit.files.listed} files were listed, not ${estate.listed}`)
}
