import type { Command, OptionSpec, Options, OptionTable } from "./command.js"
import type { CommandEntry } from "./commands.js"
import { commonOptions } from "./options.js"

/** A command line that was understood. */
export interface PlainWords {
  readonly command: Command
  readonly options: Options
}

interface Declared {
  readonly options: ReadonlyMap<string, OptionSpec>
  readonly positional: { readonly name: string; readonly spec: OptionSpec } | null
}

function declared(command: Command): Declared {
  const options = new Map<string, OptionSpec>()
  let positional: Declared["positional"] = null
  const table: OptionTable = {
    option: (name, spec) => {
      options.set(name, spec)
      return table
    },
    positional: (name, spec) => {
      positional = { name, spec }
      return table
    },
    example: () => table,
  }
  command.options(commonOptions(table))
  return { options, positional }
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The value of an option as written; null for what only the full parser knows to read. */
function readValue({ type }: OptionSpec, word: string | undefined): string | number | null {
  if (word === undefined || word === "" || word.startsWith("-")) return null
  if (type === "number") return /^[1-9]\d{0,8}$/.test(word) ? Number(word) : null
  return word
}

/**
 * Reads an ordinary command line: a command, its options in full, and paths, each said once and plainly. Null for anything else (help,
 * mistakes, short or doubled options, `--`), which is left to the full parser: it takes longer to load than a small audit takes. What
 * is read here is what the full parser would read.
 */
export async function readPlainWords(words: readonly string[], commands: readonly CommandEntry[]): Promise<PlainWords | null> {
  const entry = commands.find(({ usage }) => usage.split(" ")[0] === words[0])
  // Quotes around a value are taken off by the full parser.
  if (entry === undefined || words.some((word) => word === "" || /["']/.test(word))) return null
  const command = await entry.load()
  const { options, positional } = declared(command)
  const values = new Map<string, unknown>([...options].map(([name, spec]) => [name, spec.default]))
  const lists = new Map<string, string[]>()
  const given = new Set<string>()
  const paths: string[] = []
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string
    if (!word.startsWith("-")) {
      paths.push(word)
      continue
    }
    const [, no, name, inline] = /^--(no-)?([a-z][a-z-]*)(?:=(.+))?$/s.exec(word) ?? []
    const spec = options.get(name ?? "")
    if (name === undefined || spec === undefined) return null
    if (spec.array !== true && given.has(name)) return null
    given.add(name)
    if (spec.type === "boolean") {
      if (inline !== undefined || /^(?:true|false)$/.test(words[index + 1] ?? "")) return null
      values.set(name, no === undefined)
      continue
    }
    const value = no !== undefined ? null : readValue(spec, inline ?? words[++index])
    if (value === null) return null
    if (spec.array === true) lists.set(name, [...(lists.get(name) ?? []), String(value)])
    else values.set(name, value)
  }
  if (positional === null ? paths.length > 0 : positional.spec.demandOption === true && paths.length === 0) return null
  if (positional !== null && positional.spec.array !== true && paths.length > 1) return null
  const read = [...values, ...lists].map(([name, value]) => [camelCase(name), value])
  const placed = positional === null ? [] : [[positional.name, positional.spec.array === true ? paths : paths[0]]]
  return { command, options: { _: [words[0]], ...Object.fromEntries([...read, ...placed]) } }
}
