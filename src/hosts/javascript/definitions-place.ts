import { existsSync, readFileSync } from "node:fs"
import { posix } from "node:path"

const extension = /\.[mc]?[jt]sx?$/i

/**
 * Where the definition module of a file lives, relative to the repository: as configured (seen from the nearest package, unless it is
 * there already seen from the repository), else `database-names` in `src` of the nearest package, or beside its `package.json`. Without an extension in the setting it gets the one that the file can
 * load: `.ts` for TypeScript; for JavaScript `.js`, or `.cjs` and `.mjs` where the package's own kind of module is the other one.
 */
export function definitionFile(setting: string | null, file: string, repository: string): string {
  const owner = packageOf(file, repository)
  const ending = setting !== null && extension.test(setting) ? "" : extensionFor(file, owner, repository)
  if (setting === null) {
    return posix.join(owner, existsSync(posix.join(repository, owner, "src")) ? "src" : "", `database-names${ending}`)
  }
  const shared = posix.normalize(setting + ending)
  return existsSync(posix.join(repository, shared)) ? shared : posix.join(owner, shared)
}

/** Whether the definition module at `module` is written in ES modules (TypeScript always is) or in CommonJS. */
export function moduleSystemOf(module: string, repository: string): "esm" | "commonjs" {
  if (/\.(?:mjs|[mc]?tsx?)$/i.test(module)) return "esm"
  return /\.cjs$/i.test(module) ? "commonjs" : packageType(packageOf(module, repository), repository)
}

/** Whether TypeScript wants the extensions of relative imports here: ES modules resolved in Node's way. */
export function asksForExtensions(file: string, repository: string): boolean {
  if (/\.mts$/i.test(file)) return true
  if (!/\.tsx?$/i.test(file)) return false
  const owner = packageOf(file, repository)
  if (packageType(owner, repository) !== "esm") return false
  return ["module", "moduleResolution"].some((option) =>
    /^"node(?:16|18|20|next)"$/i.test(compilerOption(owner, repository, option) ?? ""),
  )
}

/**
 * Why a file cannot import the definition module; null where it can. A `.cts` file is CommonJS whatever its package is: TypeScript lets it
 * import no ES module (TS1479), and under `verbatimModuleSyntax` write no `import` at all (TS1286).
 */
export function importObstacle(file: string, module: string, repository: string): string | null {
  if (!/\.cts$/i.test(file)) return null
  if (compilerOption(packageOf(file, repository), repository, "verbatimModuleSyntax") === "true") {
    return "a .cts file writes no import under verbatimModuleSyntax"
  }
  const isModule =
    /\.m[jt]s$/i.test(module) || (!/\.c[jt]s$/i.test(module) && packageType(packageOf(module, repository), repository) === "esm")
  return isModule ? `a .cts file is CommonJS and cannot import the ES module ${module}` : null
}

const mostConfigs = 20

/** A compiler option as a package's tsconfig.json spells it, or else one of those that it extends, the last of them first; null where none does. */
function compilerOption(owner: string, repository: string, option: string): string | null {
  const wanted = new RegExp(`"${option}"\\s*:\\s*("[^"]*"|\\w+)`)
  const pending = [posix.join(repository, owner, "tsconfig.json")]
  for (let read = 0; read < mostConfigs; read++) {
    const file = pending.pop()
    if (file === undefined) return null
    const text = textOf(file).replace(/^\s*\/\/.*$/gm, "")
    const found = wanted.exec(text)?.[1]
    if (found !== undefined) return found
    const extended = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text)?.[1] ?? ""
    for (const [, path = ""] of extended.matchAll(/"([^"]*)"/g)) pending.push(configFile(path, posix.dirname(file), repository))
  }
  return null
}

/** The file that a tsconfig.json extends: beside it, or of a package that is installed. */
function configFile(path: string, folder: string, repository: string): string {
  const file = /^\.{1,2}(?:\/|$)/.test(path) ? posix.join(folder, path) : posix.join(repository, "node_modules", path)
  if (file.endsWith(".json")) return file
  return existsSync(`${file}.json`) ? `${file}.json` : posix.join(file, "tsconfig.json")
}

function extensionFor(file: string, owner: string, repository: string): string {
  if (/\.[mc]?tsx?$/i.test(file)) return ".ts"
  const system = systemOf(file, owner, repository)
  const native = packageType(owner, repository)
  // Beside a TypeScript module of the same name, `.js` would be taken for its compiled form.
  if (native === system && !existsSync(posix.join(repository, owner, "tsconfig.json"))) return ".js"
  return system === "esm" ? ".mjs" : ".cjs"
}

/** Folder of the nearest `package.json` above a file, relative to the repository; empty for the repository itself. */
function packageOf(file: string, repository: string): string {
  let folder = posix.dirname(file)
  for (let steps = 0; folder !== "." && folder !== "" && !folder.startsWith("..") && steps < 100; steps++) {
    if (existsSync(posix.join(repository, folder, "package.json"))) return folder
    folder = posix.dirname(folder)
  }
  return ""
}

function packageType(owner: string, repository: string): "esm" | "commonjs" {
  return /"type"\s*:\s*"module"/.test(textOf(posix.join(repository, owner, "package.json"))) ? "esm" : "commonjs"
}

function systemOf(file: string, owner: string, repository: string): "esm" | "commonjs" {
  if (/\.mjs$/i.test(file)) return "esm"
  if (/\.cjs$/i.test(file)) return "commonjs"
  const text = textOf(posix.join(repository, file))
  if (/^\s*(?:import\s*[\w{*"']|export\s+[\w{*])/m.test(text)) return "esm"
  return /\brequire\s*\(|\bmodule\.exports\b/.test(text) ? "commonjs" : packageType(owner, repository)
}

/** A file's text, empty where it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // Not there, or not readable: then it says nothing.
    return ""
  }
}
