import { baseName, normalPath, parentPath } from "./paths.js"

/** Files that stand for their directory. */
const ofDirectory = /^(__init__|__main__|index)\./

/**
 * What a path is looked up by, however much of it is known: the last name, in lower case, up to its first dot. A file is found by looking for one of its
 * stems, so that an answer holds while there are the same files of the stems that were asked for.
 */
export function stemOf(path: string): string {
  const name = baseName(normalPath(path)).toLowerCase()
  const dot = name.indexOf(".", 1)
  return dot < 0 ? name : name.slice(0, dot)
}

/** The stems of a file: its own, and that of the directory that it stands for. */
export function stemsOfFile(file: string): readonly string[] {
  const own = stemOf(file)
  return ofDirectory.test(baseName(file)) ? [own, stemOf(parentPath(file))] : [own]
}

/** What a module of Python is looked up by, in a file. */
export function stemsOfModule(specifier: string, from: string): readonly string[] {
  const last = specifier.slice(specifier.lastIndexOf(".") + 1)
  if (last !== "") return [stemOf(last)]
  // Dots alone are the package around, or one further up: a directory, or a file called like it.
  let directory = parentPath(from)
  for (let up = 1; up < specifier.length; up++) directory = parentPath(directory)
  return ["__init__", stemOf(directory)]
}
