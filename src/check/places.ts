import { posix } from "node:path"
import { realPath } from "../discover/real-path.js"

/** Where the paths of findings, of git and of the baseline meet. */
export interface Places {
  /** From the working directory to the config's root, for the baseline. */
  readonly toRoot: (file: string) => string
  /** From the top of the work tree to the working directory. */
  readonly fromTop: (path: string) => string
}

/** The paths of one run: working directory and root absolute, the top of the work tree null without git. */
export function placesOf(cwd: string, root: string, top: string | null): Places {
  const here = realPath(cwd)
  const base = realPath(root)
  const tree = top ?? here
  return {
    toRoot: (file) => posix.relative(base, posix.join(here, file)),
    fromTop: (path) => posix.relative(here, posix.join(tree, path)),
  }
}
