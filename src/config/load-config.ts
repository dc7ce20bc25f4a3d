import { existsSync, readFileSync } from "node:fs"
import { dirname, join, posix, resolve, sep } from "node:path"
import { decode } from "../discover/decode.js"
import type { Config, NameSetting } from "../model/config.js"
import { ofLetters } from "../text/letters.js"
import { ConfigError } from "./config-error.js"
import type { ConfigInput } from "./schema.js"
import { databaseName, databaseNameHelp, isReserved, variableName, variableNameHelp } from "./spellings.js"

/** What the command line says about the config. */
export interface ConfigOptions {
  /** Absolute. */
  readonly cwd: string
  /** A config file relative to `cwd`; null looks for one upward. */
  readonly file: string | null
  /** `NAME=VARIABLE` each. */
  readonly databases: readonly string[]
  /** Globs relative to `cwd`. */
  readonly ignore: readonly string[]
  readonly strictCase: boolean
}

const fileNames = ["unhardcode.config.yaml", "unhardcode.config.yml", "unhardcode.config.json"]

function toPosix(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/")
}

/** The config file of the nearest directory upward that has one; null where none has. */
function findConfig(cwd: string): string | null {
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    const found = fileNames.map((name) => join(directory, name)).filter((path) => existsSync(path))
    if (found.length > 1) {
      throw new ConfigError(null, [{ message: `${found.join(" and ")} are both there: keep one of them.`, place: null }])
    }
    if (found[0] !== undefined) return found[0]
    if (directory === dirname(directory)) return null
  }
}

function parseDatabase(option: string): NameSetting {
  const fail = (message: string): never => {
    throw new ConfigError(null, [{ message: `--database ${option}: ${message}`, place: null }])
  }
  const cut = option.indexOf("=")
  if (cut <= 0 || cut === option.length - 1)
    return fail("give a name and its variable, such as MemberRepository=MEMBER_REPOSITORY_DB.")
  const name = option.slice(0, cut).trim()
  const variable = option.slice(cut + 1).trim()
  if (!ofLetters(databaseName)(name).test(name))
    return fail(`${JSON.stringify(name)} is no legal database name: ${databaseNameHelp}.`)
  if (!variableName.test(variable)) return fail(`${JSON.stringify(variable)} is no legal variable name: ${variableNameHelp}.`)
  if (isReserved(variable)) return fail(`${variable} is a word of Python or JavaScript: choose another variable.`)
  return { name, kind: "database", variable }
}

/** Names of the command line behind those of the config, where one of the same name counts instead. */
function mergeNames(configured: readonly NameSetting[], given: readonly NameSetting[]): readonly NameSetting[] {
  const names = new Map(configured.map((setting) => [setting.name.toLowerCase(), setting]))
  const before = new Set<string>()
  for (const setting of given) {
    const lower = setting.name.toLowerCase()
    if (before.has(lower)) throw new ConfigError(null, [{ message: `--database names ${setting.name} twice.`, place: null }])
    before.add(lower)
    names.set(lower, setting)
  }
  const variables = new Map<string, string>()
  for (const { name, variable } of names.values()) {
    const other = variables.get(variable.toLowerCase())
    if (other !== undefined) {
      throw new ConfigError(null, [
        { message: `${variable} stands for both ${other} and ${name}: give each a variable of its own.`, place: null },
      ])
    }
    variables.set(variable.toLowerCase(), name)
  }
  return [...names.values()]
}

function settingsOf(input: ConfigInput): readonly NameSetting[] {
  const list = (kind: NameSetting["kind"], names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([name, variable]) => ({ name, kind, variable }))
  return [...list("database", input.databases ?? {}), ...list("server", input.servers ?? {})]
}

/** Sets speak of names in any case; here they have the case of the configured ones. */
function setsOf(input: ConfigInput, names: readonly NameSetting[]): Config["sets"] {
  const spelled = new Map(names.map((setting) => [setting.name.toLowerCase(), setting.name]))
  const spell = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([old, value]) => [spelled.get(old.toLowerCase()) ?? old, value]))
  return Object.fromEntries(Object.entries(input.sets ?? {}).map(([set, values]) => [set, spell(values)]))
}

/** A glob that means a place below the working directory, said from the root. */
function fromRoot(glob: string, below: string): string {
  const negated = glob.startsWith("!") ? "!" : ""
  const plain = glob.slice(negated.length).replace(/^\.?\//, "")
  const anchored = plain !== glob.slice(negated.length) || plain.slice(0, -1).includes("/")
  return below === "" || !anchored || plain.startsWith("**/") ? glob : `${negated}/${below}/${plain}`
}

async function readInput(file: string): Promise<ConfigInput> {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT"
    const message = missing
      ? `${file} does not exist: give --config the path of a config file.`
      : `${file} cannot be read: ${String(error)}`
    throw new ConfigError(null, [{ message, place: null }])
  }
  const decoded = decode(bytes)
  if ("skip" in decoded) throw new ConfigError(null, [{ message: `${file} is no text: ${decoded.skip}.`, place: null }])
  // The reader brings a YAML parser and a schema with it: only a run with a config file pays for them.
  const { readConfig } = await import("./read-config.js")
  return readConfig(toPosix(file), decoded.text)
}

/**
 * The config of a run: the file that is given or found upward from the working directory, with what the command line adds. Without a file, what the
 * command line says. Globs are relative to the directory of the config file if the working directory lies in it, else to the working
 * directory. Throws `ConfigError`.
 */
export async function loadConfig(options: ConfigOptions): Promise<Config> {
  const cwd = toPosix(resolve(options.cwd))
  const file = options.file === null ? findConfig(options.cwd) : resolve(options.cwd, options.file)
  const input: ConfigInput = file === null ? {} : await readInput(file)
  const names = mergeNames(settingsOf(input), options.databases.map(parseDatabase))
  const home = file === null ? cwd : toPosix(dirname(file))
  const root = cwd === home || cwd.startsWith(home.endsWith("/") ? home : `${home}/`) ? home : cwd
  const below = posix.relative(root, cwd)
  return {
    root,
    file: file === null ? null : toPosix(file),
    names,
    sets: setsOf(input, names),
    runners: (input.runners ?? []).map(({ files, runner, appliedUpTo }) => ({
      files,
      runner,
      appliedUpTo: appliedUpTo === undefined ? null : String(appliedUpTo),
    })),
    definitions: { python: input.definitions?.python ?? null, javascript: input.definitions?.javascript ?? null },
    defaultDatabase: input.defaultDatabase ?? [],
    processes: Object.entries(input.processes ?? {}).map(([name, { entry }]) => ({
      name,
      entry: typeof entry === "string" ? [entry] : entry,
    })),
    actions: input.rules ?? {},
    ruleFiles: input.ruleFiles ?? [],
    check: { actions: input.check?.actions ?? ["rewrite", "review"], baseline: input.check?.baseline ?? null },
    ignore: [...(input.ignore ?? []), ...options.ignore.map((glob) => fromRoot(glob, below))],
    strictCase: options.strictCase || input.strictCase === true,
  }
}
