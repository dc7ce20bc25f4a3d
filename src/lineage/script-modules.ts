import type { Texts } from "../model/source.js"
import { joinPath, normalPath, parentPath } from "./paths.js"
import { type ModulePattern, packageOf, type ScriptPackage, scriptSettings } from "./script-settings.js"

const typescript = [".ts", ".tsx", ".mts", ".cts"]
const javascript = [".js", ".jsx", ".mjs", ".cjs"]
const others = [".json", ".vue", ".svelte"]

/** What a bundler's usual aliases stand for, where no setting that is read here says so: directories below the package. */
const customary: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^[@~]{1,2}\//, ["src", ""]],
  [/^\$lib\//, ["src/lib"]],
]

/**
 * Finds the file of a module as Node and TypeScript do: relative paths, `#imports`, `tsconfig`'s `paths` and `baseUrl`, packages of the
 * same sources with their `exports`, index files. Where settings name what a build makes (`dist/index.js`), the source of it is meant.
 * Null for modules that are not among the sources.
 */
export function scriptModules(texts: Texts): (specifier: string, from: string) => string | null {
  const settings = scriptSettings(texts)

  /** The file at a path, whose ending may be missing or be that of the compiled file. */
  const at = (base: string, from: string): string | null => {
    const path = normalPath(base)
    if (texts.has(path) && /\.\w+$/.test(path)) return path
    const own = /\.[mc]?[jt]sx?$/.test(path) ? path.replace(/\.[mc]?[jt]sx?$/, "") : null
    const kinds = /\.[mc]?jsx?$/.test(from) ? [...javascript, ...typescript] : [...typescript, ...javascript]
    for (const stem of [path, ...(own === null ? [] : [own]), joinPath(path, "index")]) {
      for (const ending of stem === own ? typescript : [...kinds, ...others]) if (texts.has(stem + ending)) return stem + ending
    }
    if (texts.has(path)) return path
    const inner = settings.packageIn(path)
    return inner === null || path === "" ? null : begins(inner, from)
  }
  /** As `at`; what a build made is looked for below `src`, however deep the build's directory is. */
  const source = (directory: string, target: string, from: string): string | null => {
    const found = at(joinPath(directory, target), from)
    if (found !== null) return found
    const parts = normalPath(target).split("/")
    for (let cut = 1; cut < Math.min(parts.length, 4); cut++) {
      const rest = parts.slice(cut).join("/")
      const moved = at(joinPath(directory, `src/${rest}`), from) ?? at(joinPath(directory, rest), from)
      if (moved !== null) return moved
    }
    return null
  }
  /** The module that a package is imported as by its name alone. */
  const begins = (found: ScriptPackage, from: string): string | null => {
    for (const entry of found.entries) {
      const file = /\.d\.[mc]?ts$/.test(entry) ? null : source(found.directory, entry, from)
      if (file !== null) return file
    }
    return at(joinPath(found.directory, "index"), from) ?? at(joinPath(found.directory, "src/index"), from)
  }
  const byPattern = (patterns: readonly ModulePattern[], specifier: string, look: (target: string) => string | null) => {
    for (const target of targetsFor(patterns, specifier)) {
      const found = /\.d\.[mc]?ts$/.test(target) ? null : look(target)
      if (found !== null) return found
    }
    return null
  }
  const inPackage = (found: ScriptPackage, rest: string, from: string): string | null => {
    const exported = byPattern(found.exports, rest === "" ? "." : `./${rest}`, (target) => source(found.directory, target, from))
    if (exported !== null) return exported
    return rest === "" ? begins(found, from) : source(found.directory, rest, from)
  }
  /** What settings say of a specifier, the nearest first; whether a package on the way lists it as a dependency. */
  const configured = (specifier: string, from: string): { readonly file: string | null; readonly foreign: boolean } => {
    let foreign = false
    for (let directory = parentPath(from); ; directory = parentPath(directory)) {
      for (const compiler of settings.compilerIn(directory)) {
        const found = byPattern(compiler.paths, specifier, (target) => at(target, from))
        if (found !== null) return { file: found, foreign }
        const based = compiler.baseUrl === null ? null : at(joinPath(compiler.baseUrl, specifier), from)
        if (based !== null) return { file: based, foreign }
      }
      const owner = settings.packageIn(directory)
      if (owner !== null) {
        if (owner.dependencies.has(packageOf(specifier).name)) foreign = true
        const own = byPattern(owner.imports, specifier, (target) => source(directory, target, from))
        if (own !== null) return { file: own, foreign }
      }
      if (directory === "") return { file: null, foreign }
    }
  }
  /** Where nothing says it: customary aliases, and paths below the package or its `src`. */
  const guessed = (specifier: string, from: string): string | null => {
    const alias = customary.find(([pattern]) => pattern.test(specifier))
    if (alias === undefined && (!specifier.includes("/") || specifier.startsWith("@"))) return null
    const inner = alias === undefined ? specifier : specifier.replace(alias[0], "")
    for (let directory = parentPath(from); ; directory = parentPath(directory)) {
      for (const below of alias?.[1] ?? ["src", ""]) {
        const found = at(joinPath(directory, joinPath(below, inner)), from)
        if (found !== null) return found
      }
      if (directory === "") return null
    }
  }

  /** A path; one into what a build makes (`../dist/load.js`) leads to its source. */
  const relative = (specifier: string, from: string): string | null => {
    const path = normalPath(joinPath(parentPath(from), specifier))
    const found = at(path, from)
    if (found !== null || path.startsWith("..") || !/(?:^|\/)(?:dist|lib|build|out|esm|cjs)\//.test(path)) return found
    let directory = parentPath(path)
    while (directory !== "" && settings.packageIn(directory) === null) directory = parentPath(directory)
    return source(directory, directory === "" ? path : path.slice(directory.length + 1), from)
  }

  return (specifier, from) => {
    if (specifier.startsWith(".")) return relative(specifier, from)
    if (specifier === "" || specifier.startsWith("/") || /^\w+:/.test(specifier)) return null
    const { file, foreign } = configured(specifier, from)
    if (file !== null) return file
    const { name, rest } = packageOf(specifier)
    const workspace = settings.packageNamed(name)
    if (workspace !== null) return inPackage(workspace, rest, from)
    return foreign ? null : guessed(specifier, from)
  }
}

/** What the patterns make of a specifier: an exact one first, then the one with the longest beginning. */
function targetsFor(patterns: readonly ModulePattern[], specifier: string): readonly string[] {
  const exact = patterns.find((each) => each.pattern === specifier)
  if (exact !== undefined) return exact.targets
  let best: { readonly found: ModulePattern; readonly star: string; readonly before: number } | null = null
  for (const found of patterns) {
    const star = found.pattern.indexOf("*")
    if (star < 0 || (best !== null && best.before >= star)) continue
    const after = found.pattern.slice(star + 1)
    if (
      specifier.length < star + after.length ||
      !specifier.startsWith(found.pattern.slice(0, star)) ||
      !specifier.endsWith(after)
    )
      continue
    best = { found, before: star, star: specifier.slice(star, specifier.length - after.length) }
  }
  return best === null ? [] : best.found.targets.map((target) => target.replace("*", () => best.star))
}
