import type { Environment } from "../model/host.js"
import { patternOf } from "../text/letters.js"
import { collector, type Expansion } from "./expansion.js"

function withoutCase(values: Environment): Environment {
  return new Map([...values].map(([key, value]) => [key.toLowerCase(), value]))
}

/** Placeholders that Flyway gives values itself: `${flyway:database}` and its like. */
const builtIn = /^flyway:[\w-]+$/i

/**
 * Expands `${name}` as Flyway's `PlaceholderReplacingReader` does: everywhere, comments and strings included; names without case; a name
 * without a value is a hard error. What Flyway fills in itself stays as it is.
 */
export function expandFlyway(text: string, values: Environment): Expansion {
  const result = collector()
  const known = withoutCase(values)
  let output = ""
  let copied = 0
  for (let index = text.indexOf("${"); index >= 0; index = text.indexOf("${", index)) {
    const end = text.indexOf("}", index)
    if (end < 0) break
    const spelled = text.slice(index + 2, end)
    const value = known.get(spelled.toLowerCase())
    if (value !== undefined) {
      output += text.slice(copied, index) + value
      copied = end + 1
    } else if (!builtIn.test(spelled)) {
      result.unknown(spelled, index, end + 1)
      result.fail(`No value provided for placeholder: \${${spelled}}`)
    }
    index = end + 1
  }
  return result.done(output + text.slice(copied))
}

/**
 * Expands `${name}` as Liquibase does: everywhere, names without case; a name without a value stays (`missingPropertyMode=PRESERVE`, its
 * default). A placeholder inside another (`${a${b}}`) is not resolved: the outer one counts as unknown.
 */
export function expandLiquibase(text: string, values: Environment): Expansion {
  return replaceAll(text, /\$\{([^{}$]*)\}/g, withoutCase(values))
}

const token = patternOf(String.raw`\{\{([\p{L}\p{Mn}\p{Nd}\p{Pc}]+)\}\}`, "gu")

/** Expands `{{name}}` as the `TokenReplacer` of grate and RoundhousE does: everywhere, names without case, unknown ones stay. */
export function expandTokens(text: string, values: Environment): Expansion {
  return replaceAll(text, token(), withoutCase(values))
}

function replaceAll(text: string, pattern: RegExp, known: Environment): Expansion {
  const result = collector()
  const expanded = text.replace(pattern, (whole: string, spelled: string, at: number) => {
    const value = known.get(spelled.toLowerCase())
    if (value === undefined) result.unknown(spelled, at, at + whole.length)
    return value ?? whole
  })
  return result.done(expanded)
}

/**
 * Expands `$(name)` as the `expand` of a definition module does: everywhere, the names given and no others, with case. Whatever else looks
 * like a placeholder is left alone.
 */
export function expandKnown(text: string, values: Environment): Expansion {
  const result = collector()
  return result.done(text.replace(/\$\(([A-Za-z_]\w*)\)/g, (whole: string, spelled: string) => values.get(spelled) ?? whole))
}
