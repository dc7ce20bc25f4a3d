import { parse } from "jsonc-parser"
import type { Texts } from "../model/source.js"
import { baseName, joinPath, normalPath, parentPath } from "./paths.js"

/** A `package.json`, as far as it says where modules are. */
export interface ScriptPackage {
  readonly directory: string
  readonly name: string | null
  /** What others see (`exports`), what its own files may write with `#` (`imports`): by pattern, the paths of every condition in order. */
  readonly exports: readonly ModulePattern[]
  readonly imports: readonly ModulePattern[]
  /** Where the package begins if `exports` does not say: `source`, `module`, `main` and the like. */
  readonly entries: readonly string[]
  readonly dependencies: ReadonlySet<string>
}

/** A specifier with at most one `*`, and what it stands for. */
export interface ModulePattern {
  readonly pattern: string
  readonly targets: readonly string[]
}

/** What a `tsconfig.json`, with those that it extends, says of modules. Directories and targets are relative to the working directory. */
export interface CompilerPaths {
  readonly baseUrl: string | null
  readonly paths: readonly ModulePattern[]
}

/** Reads what settings say of modules. */
export interface ScriptSettings {
  /** The package in a directory; null if there is none. */
  readonly packageIn: (directory: string) => ScriptPackage | null
  /** The package of that name among the sources (a workspace); null if there is none. */
  readonly packageNamed: (name: string) => ScriptPackage | null
  /** What the compiler's settings in a directory say, `tsconfig.json` first. */
  readonly compilerIn: (directory: string) => readonly CompilerPaths[]
}

type Json = { readonly [name: string]: unknown }

const settingsName = /^[tj]sconfig(?:\.[\w.-]+)?\.json$/

/** Whether settings of this kind are looked for in a file. */
export function isScriptSettings(file: string): boolean {
  const name = baseName(file)
  return name === "package.json" || settingsName.test(name)
}

/** Makes a reader; each file is read once, and only when it is asked for. Settings that are no JSON say nothing. */
export function scriptSettings(texts: Texts): ScriptSettings {
  const configs = new Map<string, string[]>()
  const packageFiles: string[] = []
  for (const file of texts.keys()) {
    const name = baseName(file)
    if (name === "package.json") packageFiles.push(file)
    else if (settingsName.test(name)) configs.set(parentPath(file), [...(configs.get(parentPath(file)) ?? []), file])
  }
  const packages = new Map<string, ScriptPackage | null>()
  const compilers = new Map<string, readonly CompilerPaths[]>()
  let names: ReadonlyMap<string, ScriptPackage> | null = null

  const objectIn = (file: string): Json | null => {
    const text = texts.get(file)
    return text === undefined ? null : asObject(parse(text, [], { allowTrailingComma: true }))
  }
  const packageIn = (directory: string): ScriptPackage | null => {
    const known = packages.get(directory)
    if (known !== undefined) return known
    const json = objectIn(joinPath(directory, "package.json"))
    const found = json === null ? null : packageFrom(directory, json)
    packages.set(directory, found)
    return found
  }
  const packageNamed = (name: string): ScriptPackage | null => {
    names ??= new Map(
      packageFiles.flatMap((file) => {
        const found = packageIn(parentPath(file))
        return found === null || found.name === null ? [] : [[found.name, found] as const]
      }),
    )
    return names.get(name) ?? null
  }
  /** The file that an `extends` means: beside the config, or in a package of the sources. */
  const extended = (specifier: string, from: string): string | null => {
    const at = (path: string): string | null =>
      [path, `${path}.json`, `${path}/tsconfig.json`].find((file) => texts.has(file)) ?? null
    if (specifier.startsWith(".")) return at(normalPath(joinPath(parentPath(from), specifier)))
    const { name, rest } = packageOf(specifier)
    const owner = packageNamed(name)
    return owner === null ? null : at(normalPath(joinPath(owner.directory, rest)))
  }
  const compilerFrom = (file: string, level: number): CompilerPaths => {
    const json = level > 8 ? null : objectIn(file)
    const bases = asTexts(json?.extends).map((each) => extended(each, file))
    const inherited = bases.flatMap((base) => (base === null ? [] : [compilerFrom(base, level + 1)]))
    const options = asObject(json?.compilerOptions)
    const directory = parentPath(file)
    const within = (path: string): string => normalPath(joinPath(directory, path.replace(/^\$\{configDir\}\/?/, "./")))
    const [baseUrl] = asTexts(options?.baseUrl)
    const base = baseUrl === undefined ? (inherited.findLast((each) => each.baseUrl !== null)?.baseUrl ?? null) : within(baseUrl)
    const paths = asObject(options?.paths)
    const own = Object.entries(paths ?? {}).map(([pattern, targets]) => ({
      pattern,
      // Relative to `baseUrl` where there is one, else to the config that lists them.
      targets: asTexts(targets).map((target) =>
        base === null || target.startsWith("${") ? within(target) : normalPath(joinPath(base, target)),
      ),
    }))
    return { baseUrl: base, paths: paths === null ? (inherited.findLast((each) => each.paths.length > 0)?.paths ?? []) : own }
  }
  const compilerIn = (directory: string): readonly CompilerPaths[] => {
    const known = compilers.get(directory)
    if (known !== undefined) return known
    // The shortest name is the one that editors and compilers take; others (`tsconfig.app.json`) are asked after it.
    const files = [...(configs.get(directory) ?? [])].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    const found = files.map((file) => compilerFrom(file, 0))
    compilers.set(directory, found)
    return found
  }
  return { packageIn, packageNamed, compilerIn }
}

/** The package's name at the beginning of a specifier, and what follows it. */
export function packageOf(specifier: string): { readonly name: string; readonly rest: string } {
  const parts = specifier.split("/")
  const count = specifier.startsWith("@") ? 2 : 1
  return { name: parts.slice(0, count).join("/"), rest: parts.slice(count).join("/") }
}

function packageFrom(directory: string, json: Json): ScriptPackage {
  const dependencies = [json.dependencies, json.devDependencies, json.peerDependencies, json.optionalDependencies]
  const exported = asObject(json.exports)
  // `exports` is one target, or conditions, or targets by subpath.
  const bySubpath = exported !== null && Object.keys(exported).some((key) => key.startsWith("."))
  return {
    directory,
    name: typeof json.name === "string" ? json.name : null,
    exports: bySubpath
      ? patterns(exported)
      : json.exports === undefined
        ? []
        : [{ pattern: ".", targets: targetsOf(json.exports) }],
    imports: patterns(asObject(json.imports)),
    entries: [json.source, json.types, json.typings, json.module, json.main].flatMap(asTexts),
    dependencies: new Set(dependencies.flatMap((each) => Object.keys(asObject(each) ?? {}))),
  }
}

function patterns(map: Json | null): readonly ModulePattern[] {
  return Object.entries(map ?? {}).map(([pattern, target]) => ({ pattern, targets: targetsOf(target) }))
}

/** The paths of all conditions, nested ones too. */
function targetsOf(target: unknown, level = 0): readonly string[] {
  if (typeof target === "string") return [target]
  if (level > 8 || typeof target !== "object" || target === null) return []
  return Object.values(target).flatMap((each) => targetsOf(each, level + 1))
}

function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null
}

function asTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === "string")
}
