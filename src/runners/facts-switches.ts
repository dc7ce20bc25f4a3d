import type { FactFile } from "./fact-finder.js"

/** A switch in a file that keeps a run from expanding placeholders: where it stands, and as written. */
export interface Switch {
  readonly at: number
  readonly what: string
}

const longestCall = 1500
const program = /\b(?:sqlcmd|Invoke-Sqlcmd|Invoke-DbaQuery)\b/gi
/** `-x` of sqlcmd (`-X` is another), alone or in a list of arguments; `-DisableVariables` of the cmdlet. */
const sqlcmdSwitch = /[\s"',[]-x(?=[\s"',\]]|$)|\s-DisableVariables\b(?!:\s*\$false)/m

/** What turns variables off in the call of sqlcmd that stands between `start` and `end`, or goes on behind it; null where nothing does. */
export function sqlcmdWithout(text: string, start: number, end: number): Switch | null {
  program.lastIndex = start
  const name = program.exec(text)
  if (name === null || name.index >= end) return null
  const rest = text.slice(name.index, name.index + longestCall)
  const stop = rest.slice(end - name.index).search(/[\n|;]/)
  const call = stop < 0 ? rest : rest.slice(0, end - name.index + stop)
  const found = sqlcmdSwitch.exec(call)
  return found === null ? null : { at: name.index + found.index + 1, what: `${name[0]} ${found[0].replace(/^[\s"',[]/, "")}` }
}

function firstOf(text: string, pattern: RegExp): Switch | null {
  const found = pattern.exec(text)
  return found === null ? null : { at: found.index, what: found[0] }
}

/** Flyway's setting in any of its spellings: files, options, environment, Spring, Maven, Java. Another spelling of placeholders counts too. */
export function flywayWithout(text: string): Switch | null {
  const off = /\bplaceholder[-_]?replacement["']?\s*[=:(>]\s*["']?false\b/i
  const spelled = /\bplaceholder[-_]?(?:prefix|suffix)["']?\s*[=:(>]\s*["']?(?!\$\{["'\s<]|\}["'\s<]|\}$)[^\s"'<)]{1,20}/im
  return firstOf(text, off) ?? firstOf(text, spelled)
}

/** grate and RoundhousE: `--disabletokenreplacement`. */
export function tokensWithout(call: string, at: number): Switch | null {
  const found = /(?:--?|\/)disabletokenreplacement(?:[\s=:]+true\b)?(?![\s=:]+false\b)/i.exec(call)
  return found === null ? null : { at: at + found.index, what: found[0] }
}

const mostNames = 200
const reach = 2000

/**
 * The names that a file gives a runner values for, as far as they can be told: the words behind `placeholders` of Flyway, the first argument
 * of DbUp's `WithVariable`. Too many rather than too few: a name that is there is no hazard.
 */
export function findGivenValues({ text, fact, language }: FactFile): void {
  if (/flyway/i.test(text)) {
    const names = new Set<string>()
    let first = -1
    for (const match of text.matchAll(/\bplaceholders?(?![-_]?(?:replacement|prefix|suffix|separator))/gi)) {
      if (first < 0) first = match.index
      if (names.size >= mostNames) break
      const behind = text.slice(match.index + match[0].length, match.index + match[0].length + reach)
      for (const word of behind.match(/[A-Za-z_][\w.-]*/g) ?? []) {
        for (const name of [word, word.replace(/^[._-]+/, "")]) if (names.size < mostNames) names.add(name.toLowerCase())
      }
    }
    // `placeholders.name`, `PLACEHOLDERS_NAME`: the name hangs on the word itself.
    for (const match of text.matchAll(/placeholders[._]([\w.-]+)/gi)) {
      if (first < 0) first = match.index
      if (names.size < mostNames) names.add((match[1] as string).toLowerCase())
    }
    if (names.size > 0) fact("flyway", first, "placeholders", { kind: "values", names: [...names] })
  }
  if (language === "csharp" && /\bWithVariables?\b|\bDeployChanges\b/.test(text)) {
    const names = [...text.matchAll(/\bWithVariable\(\s*(?:nameof\()?@?"?([\w-]+)|\[\s*"([\w-]+)"\s*\]\s*=|\{\s*"([\w-]+)"\s*,/g)]
    const given = names.slice(0, mostNames).flatMap((match) => match[1] ?? match[2] ?? match[3] ?? [])
    const first = names[0]
    if (first !== undefined) fact("dbup", first.index, "WithVariable", { kind: "values", names: given })
  }
}
