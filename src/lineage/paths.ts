/** Stands before paths that are relative to the working directory, so that they are told from those relative to wherever a program is started. */
export const root = "/\u0001"

/** What `normalPath` takes out. */
const unusual = /\\|\/\/|\/$|(?:^|\/)\.\.?(?:\/|$)/

/** A path without `.`, `..` and doubled slashes; backslashes become slashes. */
export function normalPath(path: string): string {
  if (!unusual.test(path)) return path
  const absolute = /^[\\/]/.test(path)
  const parts: string[] = []
  for (const part of path.split(/[\\/]+/)) {
    if (part === "" || part === ".") continue
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop()
    else parts.push(part)
  }
  return (absolute ? "/" : "") + parts.join("/")
}

/** The directory of a path, empty for one without. */
export function parentPath(path: string): string {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"))
  return at < 0 ? "" : at === 0 ? "/" : path.slice(0, at)
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
}

/** Joins two paths: an absolute second one replaces the first. */
export function joinPath(first: string, second: string): string {
  if (/^([\\/]|[A-Za-z]:)/.test(second) || first === "") return second
  if (second === "") return first
  return `${first.replace(/[\\/]+$/, "")}/${second}`
}

/** Finds files of the sources by the paths that programs use. */
export interface FileFinder {
  /**
   * The file that a path means, seen from a file: as given by the working directory, relative to the file's directory or one above it, else the only
   * file whose path ends so. Null if there is none or more than one.
   */
  readonly find: (path: string, from: string) => string | null
  /** All files in a directory and below (`deep`) whose names match a glob of `*` and `?`. */
  readonly matching: (directory: string, glob: string | null, from: string) => readonly string[]
}

/** Makes a finder over POSIX paths relative to the working directory. */
export function fileFinder(files: readonly string[]): FileFinder {
  const known = new Map<string, string>()
  const byName = new Map<string, string[]>()
  for (const file of files) {
    known.set(file.toLowerCase(), file)
    const name = baseName(file).toLowerCase()
    const same = byName.get(name)
    if (same === undefined) byName.set(name, [file])
    else same.push(file)
  }

  const ending = (path: string): string | null => {
    const tail = `/${path
      .replace(/^(\.\.\/)+/, "")
      .replace(/^\/+/, "")
      .toLowerCase()}`
    const found = (byName.get(baseName(tail)) ?? []).filter((file) => `/${file.toLowerCase()}`.endsWith(tail))
    return found.length === 1 ? (found[0] as string) : null
  }

  const find: FileFinder["find"] = (path, from) => {
    if (path === "") return null
    if (path.startsWith(root)) {
      const normal = normalPath(path.slice(root.length)).replace(/^\//, "")
      return known.get(normal.toLowerCase()) ?? null
    }
    const normal = normalPath(path)
    for (let directory = parentPath(from); ; directory = parentPath(directory)) {
      const found = known.get(normalPath(joinPath(directory, normal.replace(/^\//, ""))).toLowerCase())
      if (found !== undefined) return found
      if (directory === "") break
    }
    return ending(normal)
  }

  const matching: FileFinder["matching"] = (directory, glob, from) => {
    const normal = directory.startsWith(root)
      ? normalPath(directory.slice(root.length)).replace(/^\//, "")
      : normalPath(directory)
    const pattern = glob === null ? /^[^/]+$/ : globPattern(glob)
    const found: string[] = []
    const starts = directory.startsWith(root) ? [normal] : candidates(normal, from)
    for (const start of starts) {
      const prefix = start === "" ? "" : `${start.toLowerCase()}/`
      for (const file of files) {
        if (file.toLowerCase().startsWith(prefix) && pattern.test(file.slice(prefix.length))) found.push(file)
      }
      if (found.length > 0) break
    }
    return found.sort()
  }
  return { find, matching }
}

function candidates(directory: string, from: string): readonly string[] {
  const result: string[] = []
  for (let at = parentPath(from); ; at = parentPath(at)) {
    result.push(normalPath(joinPath(at, directory.replace(/^\//, ""))))
    if (at === "") break
  }
  return result
}

/** A glob as a pattern without nested repetition: `**` crosses directories, `*` and `?` do not. */
function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part.startsWith("**")) return "(?:.*/)?"
      if (part === "*") return "[^/]*"
      if (part === "?") return "[^/]"
      return part.replace(/[.+^${}()|[\]\\]/g, "\\$&")
    })
    .join("")
  return new RegExp(`^${source}$`, "i")
}
