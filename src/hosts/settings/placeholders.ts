import type { Environment } from "../../model/host.js"
import type { Span } from "../../model/text.js"

/** One placeholder of a settings value, in units of the value. */
export interface Placeholder extends Span {
  readonly name: string
  /** Its default, null without one. */
  readonly fallback: Span | null
}

/** Nested defaults are followed this deep. */
const maximumDepth = 5
const named = /\$\{\s*([A-Za-z_][\w.-]*?)\s*(:?[-=?+]|:|\})/y
/** `${{ env.V || 'X' }}` of GitHub's workflows. */
const expression = /\$\{\{\s*(?:env|vars|inputs|secrets)\.([A-Za-z_]\w*)\s*\|\|\s*'((?:[^'\n]|'')*)'\s*\}\}/y

/** The offset of the brace that closes the one before `from`, or -1. */
function closing(text: string, from: number, end: number): number {
  let open = 1
  for (let index = from; index < end; index++) {
    if (text[index] === "{") open++
    else if (text[index] === "}" && --open === 0) return index
  }
  return -1
}

/**
 * The placeholders of a text in the spellings that readers of settings share: `${V}`, `${V:-X}` (shells, Compose), `${V:X}` (Spring),
 * `${{ env.V || 'X' }}` (GitHub). Those within a default follow the one that holds them.
 */
export function findPlaceholders(text: string, start = 0, end = text.length, depth = 0): readonly Placeholder[] {
  const found: Placeholder[] = []
  let misses = 0
  for (let at = text.indexOf("${", start); at >= 0 && at < end; at = text.indexOf("${", at)) {
    expression.lastIndex = at
    const github = expression.exec(text)
    if (github !== null && expression.lastIndex <= end) {
      const close = text.lastIndexOf("'", expression.lastIndex)
      const fallback = { start: close - (github[2] as string).length, end: close }
      found.push({ start: at, end: expression.lastIndex, name: github[1] as string, fallback })
      at = expression.lastIndex
      continue
    }
    named.lastIndex = at
    const match = named.exec(text)
    const close = match === null ? -1 : match[2] === "}" ? named.lastIndex - 1 : closing(text, named.lastIndex, end)
    if (match === null || close < 0 || close >= end) {
      // Bounds the work on texts full of unclosed placeholders.
      if (match !== null && ++misses > 100) break
      at += 2
      continue
    }
    const operator = match[2] as string
    const hasDefault = operator === ":" || operator.endsWith("-") || operator.endsWith("=")
    const fallback = hasDefault ? { start: named.lastIndex, end: close } : null
    found.push({ start: at, end: close + 1, name: match[1] as string, fallback })
    if (fallback !== null && depth < maximumDepth) found.push(...findPlaceholders(text, fallback.start, fallback.end, depth + 1))
    at = close + 1
  }
  return found
}

/** A value with its placeholders filled in: from the environment, else by their defaults, else as they are. */
export function filledIn(text: string, environment: Environment): string {
  let result = ""
  let copied = 0
  for (const placeholder of findPlaceholders(text)) {
    if (placeholder.start < copied) continue
    const value = environment.get(placeholder.name)
    const { fallback } = placeholder
    if (value === undefined || value === "") {
      if (fallback === null) continue
      result += text.slice(copied, placeholder.start) + filledIn(text.slice(fallback.start, fallback.end), environment)
    } else {
      result += text.slice(copied, placeholder.start) + value
    }
    copied = placeholder.end
  }
  return result + text.slice(copied)
}
