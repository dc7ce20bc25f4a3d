import { compileGlob } from "../text/glob.js"

/** The files of a repository by the end of their paths, to look up paths as scripts write them. */
export interface Files {
  readonly all: readonly string[]
  readonly byName: ReadonlyMap<string, readonly string[]>
}

/** Prepares the look-up. */
export function indexFiles(sqlFiles: readonly string[]): Files {
  const byName = new Map<string, string[]>()
  for (const file of sqlFiles) {
    const name = file.slice(file.lastIndexOf("/") + 1).toLowerCase()
    byName.set(name, [...(byName.get(name) ?? []), file])
  }
  return { all: sqlFiles, byName }
}

/** The folders of a file from the innermost out, the last being empty. */
export function foldersOf(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1)
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join("/")}/`).concat("")
}

/** A path without what only the run knows: variables at its head, `./`, drives; `..` taken back. */
function staticTail(path: string): string {
  const parts: string[] = []
  for (const part of path
    .replace(/^[A-Za-z]:\//, "")
    .replace(/%~dp0/gi, "./")
    .split("/")) {
    if (part === "" || part === ".") continue
    if (part === "..") parts.pop()
    else if (/^(?:\$|%|!|~|\{\{|\$\{\{)|[${}%]/.test(part) && !/\.sql$/i.test(part)) parts.length = 0
    else parts.push(part)
  }
  return parts.join("/")
}

const wild = /[*?[\]]/

/** Variables inside the last part match anything. */
function asGlob(path: string): string {
  return path.replace(/\$\{[^}]*\}|\$\([^)]*\)|%[^%/]+%|\{\{[^}]*\}\}|\$\w+|\{[^}]*\}/g, "*").replace(/[[\]]/g, "?")
}

/** How many leading folders two paths share. */
function shared(one: string, other: string): number {
  const a = one.split("/")
  const b = other.split("/")
  let count = 0
  while (count < a.length - 1 && count < b.length - 1 && a[count] === b[count]) count++
  return count
}

/** The files that a path as written in `from` means: from its folder or a parent of it, else those that end so and lie nearest. */
export function resolvePath(files: Files, from: string, path: string): readonly string[] {
  const tail = asGlob(staticTail(path))
  if (tail === "" || tail === "*.sql") return wild.test(tail) ? nearest(files, from, tail) : []
  if (wild.test(tail)) return resolveGlob(files, from, tail)
  const name = tail.slice(tail.lastIndexOf("/") + 1).toLowerCase()
  const candidates = files.byName.get(name) ?? []
  const lower = tail.toLowerCase()
  for (const folder of foldersOf(from)) {
    const exact = candidates.filter((file) => file.toLowerCase() === folder.toLowerCase() + lower)
    if (exact.length > 0) return exact
  }
  return closest(
    candidates.filter((file) => file.toLowerCase().endsWith(`/${lower}`)),
    from,
  )
}

function resolveGlob(files: Files, from: string, glob: string): readonly string[] {
  for (const folder of foldersOf(from)) {
    const test = compileGlob(escapeFolder(folder) + glob)
    const found = files.all.filter(test)
    if (found.length > 0) return found
  }
  // A glob that may mean any file means none.
  if (!/[^*?./]/.test(glob.replace(/\.sql$/i, ""))) return []
  return closest(files.all.filter(compileGlob(`**/${glob}`)), from)
}

function nearest(files: Files, from: string, glob: string): readonly string[] {
  const folder = foldersOf(from)[0] ?? ""
  return files.all.filter(compileGlob(escapeFolder(folder) + glob))
}

/** A folder as the beginning of a glob. */
export function escapeFolder(folder: string): string {
  return folder.replace(/[\\*?[\]{}]/g, "\\$&")
}

/** Those among files that share the most leading folders with `from`. */
function closest(found: readonly string[], from: string): readonly string[] {
  const best = Math.max(0, ...found.map((file) => shared(file, from)))
  return found.filter((file) => shared(file, from) === best)
}

/** The files under a folder as written in `from`. */
export function resolveTree(files: Files, from: string, path: string): readonly string[] {
  const tail = asGlob(staticTail(path)).replace(/\/?\*\*?(?:\/\*)?(?:\.sql)?$/, "")
  if (tail === "")
    return path.replace(/[./]/g, "") === "" ? files.all.filter((file) => file.startsWith(foldersOf(from)[0] ?? "")) : []
  if (wild.test(tail)) return resolveGlob(files, from, `${tail}/**`)
  for (const folder of foldersOf(from)) {
    const prefix = `${folder}${tail}/`.toLowerCase()
    const found = files.all.filter((file) => file.toLowerCase().startsWith(prefix))
    if (found.length > 0) return found
  }
  const inner = `/${tail}/`.toLowerCase()
  return closest(
    files.all.filter((file) => `/${file}`.toLowerCase().includes(inner)),
    from,
  )
}
