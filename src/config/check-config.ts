import { closest } from "../text/closest.js"
import type { ConfigInput } from "./schema.js"
import { isReserved } from "./spellings.js"

/** What is wrong with a config that fits its schema. `key`: the key at the path is meant, not its value. */
export interface InputIssue {
  readonly path: readonly (string | number)[]
  readonly key: boolean
  readonly message: string
}

interface Named {
  readonly section: "databases" | "servers"
  readonly name: string
  readonly variable: string
}

function namesOf(input: ConfigInput): readonly Named[] {
  const list = (section: "databases" | "servers") =>
    Object.entries(input[section] ?? {}).map(([name, variable]) => ({ section, name, variable }))
  return [...list("databases"), ...list("servers")]
}

function checkNames(names: readonly Named[]): readonly InputIssue[] {
  const issues: InputIssue[] = []
  const seen = new Map<string, Named>()
  const variables = new Map<string, Named>()
  for (const named of names) {
    const path = [named.section, named.name]
    const before = seen.get(named.name.toLowerCase())
    if (before !== undefined) {
      const message = `${named.name} is there twice (SQL Server does not tell ${before.name} and ${named.name} apart): remove one`
      issues.push({
        path,
        key: true,
        message: before.section === named.section ? message : `${named.name} is both a database and a server: remove one`,
      })
    } else seen.set(named.name.toLowerCase(), named)
    const other = variables.get(named.variable.toLowerCase())
    if (other !== undefined && before === undefined) {
      issues.push({
        path,
        key: false,
        message: `${named.variable} already stands for ${other.name}: give ${named.name} a variable of its own`,
      })
    } else variables.set(named.variable.toLowerCase(), named)
    if (isReserved(named.variable)) {
      issues.push({ path, key: false, message: `${named.variable} is a word of Python or JavaScript: choose another variable` })
    }
  }
  return issues
}

/** In a set, every old name has one new name, and no two of them meet: else the sets could not be told apart, or one renaming would feed the next. */
function checkSets(input: ConfigInput, names: readonly Named[]): readonly InputIssue[] {
  const issues: InputIssue[] = []
  const known = new Map(names.map((named) => [named.name.toLowerCase(), named.name]))
  for (const [set, values] of Object.entries(input.sets ?? {})) {
    const renamed = new Map<string, string>()
    for (const [old, value] of Object.entries(values)) {
      const path = ["sets", set, old]
      const name = known.get(old.toLowerCase())
      if (name === undefined) {
        const meant = closest(old, [...known.values()])
        const hint = meant === null ? "add it to databases or servers" : `did you mean ${meant}?`
        issues.push({ path, key: true, message: `set ${set} names ${old}, which is not configured: ${hint}` })
        continue
      }
      if (renamed.has(name.toLowerCase())) issues.push({ path, key: true, message: `set ${set} gives ${name} two values` })
      renamed.set(name.toLowerCase(), value.toLowerCase())
    }
    const taken = new Map<string, string>()
    for (const [lower, name] of known) {
      const value = renamed.get(lower) ?? lower
      const other = taken.get(value)
      taken.set(value, name)
      const key = Object.keys(values).find((old) => old.toLowerCase() === lower)
      if (other !== undefined) {
        const path = key === undefined ? ["sets", set] : ["sets", set, key]
        issues.push({ path, key: false, message: `in set ${set}, ${other} and ${name} are the same database: give each its own` })
      } else if (value !== lower && known.has(value) && key !== undefined) {
        const message = `set ${set} calls ${name} by another configured name (${known.get(value)}): a cycle of names cannot be told from the old ones`
        issues.push({ path: ["sets", set, key], key: false, message })
      }
    }
  }
  return issues
}

/** Workbooks and reports know a process by its name, whatever its case. */
function checkProcesses(input: ConfigInput): readonly InputIssue[] {
  const seen = new Map<string, string>()
  return Object.keys(input.processes ?? {}).flatMap((name) => {
    const before = seen.get(name.toLowerCase())
    seen.set(name.toLowerCase(), name)
    const message = `two processes are called ${before} and ${name}: give each a name that differs in more than its case`
    return before === undefined ? [] : [{ path: ["processes", name], key: true, message }]
  })
}

/** Checks what a schema cannot say: names that meet, sets that do not fit, globs and entries are left to those who use them. */
export function checkConfig(input: ConfigInput): readonly InputIssue[] {
  const names = namesOf(input)
  return [...checkNames(names), ...checkSets(input, names), ...checkProcesses(input)]
}
