import type { Hole } from "../model/text.js"

/** Whether a string found in another language holds SQL. */
export function sniffSql(text: string, _holes: readonly Hole[] = []): "sql" | "fragment" | "no" {
  return /^\s*(?:select|insert|update|delete|with|exec|merge|truncate|use|create|alter|drop|declare|set|if)\b/i.test(text)
    ? "sql"
    : "no"
}
