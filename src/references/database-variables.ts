import type { Region } from "../model/region.js"
import { ofLetters } from "../text/letters.js"

const pathOfNames = ofLetters(String.raw`^(?:[\p{L}_$][\p{L}\p{N}_$]*\.)*([\p{L}_$][\p{L}\p{N}_$]*)$`)

/** The last name of an expression: `DB` of `settings.DB`, empty for anything that is not a plain path of names. */
function lastName(expression: string): string {
  const path = expression.trim()
  return pathOfNames(path).exec(path)?.[1] ?? ""
}

const before =
  /(?:\b(?:from|join|into|update|table|exec|execute|using|merge|insert|delete|truncate|call|use|view|procedure|proc|function|trigger|on|references|as)\s+|[,=(]\s*|^\s*|(?:database|initial catalog|databasename)\s*=\s*)[[{"]?$/i

/**
 * Names of variables that a text of the same file uses as a database: what a hole holds that is followed by `.schema.object` in a text
 * (`f"SELECT * FROM {DB}.dbo.Member"`), or that follows `USE` or `DATABASE=`.
 */
export function databaseVariables(regions: readonly Region[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const region of regions) {
    for (const hole of region.holes) {
      const name = lastName(hole.expression)
      if (name === "") continue
      const ahead = region.text.slice(hole.end, hole.end + 80)
      const behind = region.text.slice(Math.max(0, hole.start - 60), hole.start)
      const dotted = /^[\]"]?\.(?:[\w$#@{}[\]"]*)\.[\w[{"]/.test(ahead) && before.test(behind)
      const chosen = /(?:\buse\s+|(?:database|initial catalog|databasename)\s*=\s*)\[?$/i.test(behind)
      if (dotted || chosen) names.add(name)
    }
  }
  return names
}
