import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Definitions, Environment, ImportSite } from "../../model/host.js"
import type { Edit } from "../../model/text.js"
import { analyse } from "./analysis.js"
import type { Token } from "./lexer.js"
import { type FromImport, fromImport, logicalLines, plainImports } from "./lines.js"

/** Longer import lines are wrapped in parentheses. */
const widest = 99

/** The definition module of a Python repository, and its imports. */
export const definitions: Omit<Definitions, "code"> = {
  file: moduleFile,
  obstacle: () => null,
  module: moduleText,
  expansion: expansionText,
  imports: importEdits,
}

/** `database_names.py` in the repository's root, or where the module of the config is, or would be. */
function moduleFile(setting: string | null, _file: string, repository: string): string {
  if (setting === null) return "database_names.py"
  if (/\.py$|\//.test(setting)) return setting.endsWith(".py") ? setting : `${setting}.py`
  const path = setting.split(".").join("/")
  const candidates = [`${path}.py`, `${path}/__init__.py`, `src/${path}.py`, `src/${path}/__init__.py`]
  return candidates.find((candidate) => existsSync(join(repository, candidate))) ?? `${path}.py`
}

function moduleText(values: Environment, _module: string, _repository: string, expands: boolean): string {
  const [first] = values
  const example = first === undefined ? "" : `, for example\n\`\`${first[0]}=${first[1]}_B python3 run.py\`\``
  const lines = [...values].map(([variable, value]) => `${variable} = os.environ.get(${quote(variable)}) or ${quote(value)}`)
  return `"""Names of the databases and servers that this repository uses.

Each is taken from the environment variable of the same name, once, when this module is loaded. To run on another set of
databases, set the variables before the process starts${example}.
A variable that is unset or empty gives the name written here.
"""

import os
${expands ? "import re\n" : ""}
${lines.join("\n")}
${expands ? `\n\n${expansionText(values)}` : ""}`
}

function expansionText(values: Environment): string {
  const names = [...values.keys()]
  return `def expand(sql):
    """The text of a script as it is sent: \`\`$(NAME)\`\` is replaced for the names above, everything else stays."""
    names = {${names.map((name) => `${quote(name)}: ${name}`).join(", ")}}
    return re.sub(r"\\$\\((${names.join("|")})\\)", lambda match: names[match[1]], sql)
`
}

function quote(value: string): string {
  return JSON.stringify(value)
}

/** `etl.settings.names` for `etl/settings/names.py`; a dotted name stays itself. */
export function dottedModule(module: string): { readonly name: string; readonly root: readonly string[] } {
  if (!/\.py$|\//.test(module)) return { name: module, root: [] }
  const parts = module.replace(/\.py$/, "").split("/")
  if (parts[parts.length - 1] === "__init__") parts.pop()
  const root = parts[0] === "src" && parts.length > 1 ? parts.splice(0, 1) : []
  return { name: parts.join("."), root }
}

/**
 * Adds to the imports of the module where there are some, else one at the import site. A file in a folder below the one that holds
 * the module may be started as a script, and then Python looks for modules in the script's own folder: there the import falls back
 * to adding the repository's root to the end of `sys.path`. It needs none where the file imports its own top folder by name already.
 */
function importEdits(
  text: string,
  site: ImportSite,
  variables: readonly string[],
  file: string,
  module: string,
): readonly Edit[] {
  const missing = [...new Set(variables)].filter((variable) => !site.imported.includes(variable)).sort()
  if (missing.length === 0) return []
  const { name, root } = dottedModule(module)
  const statements = logicalLines(text, analyse(text).tokens).flatMap((line) => (line.nested ? [] : line.statements))
  const existing = statements.map(fromImport).filter((one) => one !== null && one.module === name && one.names.length > 0)
  if (existing.length > 0) return existing.flatMap((one) => (one === null ? [] : [extended(text, one, missing)]))
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n"
  const lines = newImport(name, missing, levelsBelow(text, file, root, statements), file.endsWith(".ipynb"))
  return [insertion(text, site.at, lines, newline)]
}

/** How many folders the file stands below the module's root, where that matters to a script; 0 where a plain import is sound. */
function levelsBelow(text: string, file: string, root: readonly string[], statements: readonly (readonly Token[])[]): number {
  const folders = file.split("/").slice(0, -1)
  if (root.some((part, index) => folders[index] !== part)) return 0
  const below = folders.slice(root.length)
  const top = below[0]
  if (top === undefined) return 0
  const sound = statements.some((statement) => {
    const module = fromImport(statement)?.module ?? ""
    // `from ..x import y` in `load/steps/run.py` works only in a package `load`, and then its parent is searched.
    if ((/^\.+/.exec(module)?.[0].length ?? 0) >= below.length) return true
    if ([...plainImports(statement), module].some((one) => one === top || one.startsWith(`${top}.`))) return true
    return addsFolder(text, statement, below.length)
  })
  return sound ? 0 : below.length
}

/** A statement that puts the folder so many levels above the file's own on `sys.path`, in one of the usual ways. */
function addsFolder(text: string, statement: readonly Token[], levels: number): boolean {
  const [first] = statement
  const last = statement[statement.length - 1]
  if (first === undefined || last === undefined || first.kind !== "name" || first.text !== "sys") return false
  const code = text.slice(first.start, last.end).replace(/\s+/g, "")
  if (!/^sys\.path\.(?:insert|append)\(/.test(code) || !code.includes("__file__")) return false
  if (code.includes(`.parents[${levels}]`)) return !/[/]["']|\.parent\b|joinpath|join\(/.test(code)
  const parents = code.match(/\.parent\b/g)?.length ?? 0
  const folders = code.match(/dirname\(/g)?.length ?? 0
  const up = code.match(/["']\.\.["']/g)?.length ?? 0
  const other = code.match(/["'][^"']*["']/g)?.length ?? 0
  return other === up && parents + folders + up === levels + 1 && (parents === 0 || folders === 0)
}

function importLines(module: string, names: readonly string[], indent: string): readonly string[] {
  const line = `${indent}from ${module} import ${names.join(", ")}`
  if (line.length <= widest) return [line]
  return [`${indent}from ${module} import (`, ...names.map((name) => `${indent}    ${name},`), `${indent})`]
}

function newImport(module: string, names: readonly string[], levels: number, notebook: boolean): readonly string[] {
  if (levels === 0) return importLines(module, names, "")
  // A notebook has no `__file__`; its kernel starts in its folder.
  const folder = notebook ? `Path.cwd().parents[${levels - 1}]` : `Path(__file__).resolve().parents[${levels}]`
  const why = notebook ? "the kernel searches the notebook's folder" : "started as a script: only its own folder is searched"
  return [
    "try:",
    ...importLines(module, names, "    "),
    `except ModuleNotFoundError:  # ${why}`,
    "    import pathlib as _pathlib",
    "    import sys as _sys",
    "",
    `    _sys.path.append(str(_pathlib.${folder}))`,
    ...importLines(module, names, "    "),
  ]
}

/** Whole lines at an offset; blank lines keep them apart from anything that is no import. */
function insertion(text: string, at: number, lines: readonly string[], newline: string): Edit {
  const before = text.slice(0, at)
  const open = before !== "" && !/[\r\n]$/.test(before)
  const previous = /([^\r\n]*)(?:\r\n|\n|\r)?$/.exec(before)?.[1] ?? ""
  const next = /^[^\r\n]*/.exec(text.slice(at))?.[0] ?? ""
  const apart = previous.trim() !== "" && !/^\s*(?:import|from|\)|#|sys\.path)/.test(previous)
  const close = next.trim() !== "" && !/^(?:import|from)\b/.test(next)
  const all = [...(apart ? [""] : []), ...lines, ...(close ? [""] : [])]
  return { start: at, end: at, text: open ? newline + all.join(newline) : all.join(newline) + newline }
}

/** Adds names to an import that is there. */
function extended(text: string, found: FromImport, missing: readonly string[]): Edit {
  const { tokens } = found
  const names = missing.filter((name) => !found.names.some((one) => one.name === name))
  const last = tokens.findLast((token) => token.kind === "name") as Token
  const closed = tokens.some((token) => token.kind === "operator" && token.text === "(")
  const start = (tokens[0] as Token).start
  const lineStart = Math.max(text.lastIndexOf("\n", start), text.lastIndexOf("\r", start)) + 1
  const indent = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? ""
  if (closed) {
    const ownLine = /(\r\n|\n|\r)([ \t]*)[^\r\n]*$/.exec(text.slice(start, last.end))
    return {
      start: last.end,
      end: last.end,
      text: names.map((name) => (ownLine === null ? `, ${name}` : `,${ownLine[1]}${ownLine[2]}${name}`)).join(""),
    }
  }
  const line = `${indent}${text.slice(start, last.end)}, ${names.join(", ")}`
  if (line.length <= widest || /[\r\n;]/.test(line)) return { start: last.end, end: last.end, text: `, ${names.join(", ")}` }
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n"
  const spelled = found.names.map((one) => (one.as === one.name ? one.name : `${one.name} as ${one.as}`))
  const all = importLines(found.module, [...spelled, ...names], indent).join(newline)
  return { start, end: last.end, text: all.slice(indent.length) }
}
