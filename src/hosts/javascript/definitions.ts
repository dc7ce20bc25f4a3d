import type { Definitions, Environment, ImportSite } from "../../model/host.js"
import type { Edit } from "../../model/text.js"
import { asksForExtensions, definitionFile, importObstacle, moduleSystemOf } from "./definitions-place.js"
import { placeAmong } from "./import-order.js"
import type { ImportStyle } from "./import-site.js"
import { styleOf } from "./import-site.js"

/** The languages a definition module can be written in. */
export type ModuleSystem = "esm" | "commonjs"

/**
 * The text of a definition module. `values` are the old names by variable: what an unset or empty variable stands for. `expansion` is the
 * text of its function `expand`, null without one.
 */
export function definitionText(values: Environment, system: ModuleSystem, expansion: string | null = null): string {
  const all = [...values].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = all.map(([variable, value]) => {
    const definition = `const ${variable} = process.env.${variable} || ${JSON.stringify(value)};`
    return system === "esm" ? `export ${definition}` : definition
  })
  const head = "// The names of the databases this package works on. A variable that is unset or empty gives the usual name.\n"
  const body = `${head}${lines.join("\n")}\n${expansion === null ? "" : `\n${expansion}`}`
  if (system === "esm") return body
  const names = [...all.map(([variable]) => variable), ...(expansion === null ? [] : ["expand"])]
  return `"use strict";\n\n${body}\nmodule.exports = { ${names.join(", ")} };\n`
}

/** The function `expand` of a definition module. */
function expansionText(values: Environment, module: string, repository: string): string {
  const names = [...values.keys()].sort()
  const typed = /\.[mc]?tsx?$/i.test(module)
  const text = typed ? ": string" : ""
  return `/** The text of a script as it is sent: $(NAME) is replaced for the names above, everything else stays. */
${moduleSystemOf(module, repository) === "esm" ? "export " : ""}function expand(sql${text})${text} {
  const names${typed ? ": Readonly<Record<string, string>>" : ""} = { ${names.join(", ")} };
  return sql.replace(/\\$\\((${names.join("|")})\\)/g, (whole${text}, name${text}) => names[name] ?? whole);
}
`
}

/**
 * The path that a file imports a module by, in the file's own style. Both paths are relative to the repository. `needsExtension`: where
 * the file gives no example, its package asks for one.
 */
export function specifierOf(file: string, module: string, style: ImportStyle, needsExtension = false): string {
  const from = file.split("/").slice(0, -1)
  const to = module.split("/")
  let shared = 0
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++
  const up = from.length - shared
  const path = [...(up === 0 ? ["."] : Array.from({ length: up }, () => "..")), ...to.slice(shared)].join("/")
  const extension = /\.[mc]?[jt]sx?$/i.exec(path)?.[0] ?? ""
  return path.slice(0, path.length - extension.length) + written(extension, file, style, needsExtension)
}

/** How the extension of a module is written: as the file writes others, and always where Node asks for it. */
function written(extension: string, file: string, style: ImportStyle, needsExtension: boolean): string {
  if (extension === "") return style.extension === ".js" ? ".js" : ""
  const compiled = extension.replace(/t(sx?)$/, "j$1").replace(/sx$/, "s")
  if (/^\.[mc]/.test(extension)) return /\.[mc]?tsx?$/i.test(file) && style.extension.includes("t") ? extension : compiled
  switch (style.extension) {
    case "none":
      return ""
    case "unknown":
      // Without an example: Node's own loaders need one in ES modules, TypeScript and CommonJS do well without.
      return needsExtension || (style.system === "esm" && !/\.(?:c?tsx?|vue|svelte)$/i.test(file)) ? compiled : ""
    case ".ts":
    case ".tsx":
    case ".mts":
    case ".cts":
      return extension
    default:
      return compiled
  }
}

function imports(
  text: string,
  site: ImportSite,
  variables: readonly string[],
  file: string,
  module: string,
  repository: string,
): readonly Edit[] {
  const needed = [...new Set(variables)].filter((each) => !site.imported.includes(each)).sort()
  if (needed.length === 0) return []
  const style = styleOf(site.style)
  const specifier = specifierOf(file, module, style, asksForExtensions(file, repository))
  const path = style.quote + specifier + style.quote
  const names = needed.join(", ")
  const statement = style.system === "esm" ? `import { ${names} } from ${path}` : `const { ${names} } = require(${path})`
  const newline = /\r?\n/.exec(text)?.[0] ?? "\n"
  const at = placeAmong(site.others, specifier, site.at)
  const before = at > 0 && at === text.length && /[^\r\n]$/.test(text) ? newline : ""
  return [{ start: at, end: at, text: `${before}${statement}${style.semicolon ? ";" : ""}${newline}` }]
}

/** Definitions of a JavaScript or TypeScript repository: a module of constants, imported by name. */
export const javascriptDefinitions: Omit<Definitions, "code"> = {
  file: definitionFile,
  obstacle: importObstacle,
  module: (values, module, repository, expands) =>
    definitionText(values, moduleSystemOf(module, repository), expands ? expansionText(values, module, repository) : null),
  expansion: expansionText,
  imports,
}
