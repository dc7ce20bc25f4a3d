import type { KnownText } from "./known-text.js"

/** The database that a connection string or URL names; null if it names none that is known. */
export function databaseOfConnectionText(text: KnownText): string | null {
  const joined = text.map((piece) => (piece.hole ? "\u0000" : piece.text)).join("")
  let decoded = joined
  if (/odbc_connect=/i.test(joined)) {
    try {
      decoded = decodeURIComponent(joined.replaceAll("+", " "))
    } catch {
      decoded = joined
    }
  }
  const keyed = /(?:^|[;?&"'\s])(?:database|initial catalog|databasename)\s*=\s*["']?\{?([^;&"'{}\u0000]+)\}?(.)?/i.exec(decoded)
  if (keyed !== null) return keyed[2] === "\u0000" ? null : (keyed[1] ?? "").trim()
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/([^/?#;\u0000]+)([\u0000])?/i.exec(joined)
  return url === null || url[2] !== undefined ? null : decodeURIComponent(safePercent(url[1] ?? ""))
}

function safePercent(text: string): string {
  return text.replace(/%(?![0-9a-fA-F]{2})/g, "%25").replace(/%(8|9|[a-f])[0-9a-f]/gi, "_")
}
