import { existsSync } from "node:fs"

/** The directory of the package, from wherever in it this code was put by the build. */
function packageRoot(): URL {
  let directory = new URL("./", import.meta.url)
  while (!existsSync(new URL("package.json", directory)) && directory.pathname !== "/") directory = new URL("../", directory)
  return directory
}

let root: URL | null = null

/** A file that comes with the package, by its path in it. */
export function packageFile(path: string): URL {
  root ??= packageRoot()
  return new URL(path, root)
}
