import type { Escape } from "../model/region.js"

/** Writes a text as it has to stand in a region with that escape: inside the quotes of a JSON string, of a doubled SQL string, … */
export function escapeInto(kind: Escape, text: string): string {
  if (typeof kind !== "string") {
    const lines = text.split("\n").map((line) => escapeInto("json", line))
    return lines.join(`\\n"${kind.between}"`)
  }
  switch (kind) {
    case "none":
      return text
    case "json":
    case "yaml-double":
      return JSON.stringify(text).slice(1, -1)
    case "yaml-single":
    case "sql-string":
      return text.replaceAll("'", "''")
    case "make":
      return text.replaceAll("$", "$$$$")
    case "xml":
      return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
  }
}
