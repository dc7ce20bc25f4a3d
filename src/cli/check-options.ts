import { resolve } from "node:path"
import { changesSince, stagedChanges, workTreeTop } from "../discover/git-changes.js"
import { realPath } from "../discover/real-path.js"
import type { Changes } from "../model/changes.js"
import type { Action } from "../model/finding.js"
import type { Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { listOption, switchOption, textOption } from "./options.js"
import { pathsOf } from "./setup.js"

const actions: readonly Action[] = ["rewrite", "review", "ignore", "done"]

/** The actions that count: `--fail-on`, else the config's. Throws `UsageError` on a word that is no action. */
export function failOnOf(options: Options, configured: readonly Action[]): readonly Action[] {
  const words = listOption(options, "failOn").flatMap((list) => list.split(","))
  if (words.length === 0) return configured
  return actions.filter((action) => {
    const unknown = words.find((word) => !actions.some((each) => each === word.trim()))
    if (unknown !== undefined) throw new UsageError(`--fail-on knows ${actions.join(", ")}, not "${unknown}".`)
    return words.some((word) => word.trim() === action)
  })
}

/** The one work tree that all given paths lie in. Throws `UsageError` or `GitError`. */
async function topOf(options: Options, surroundings: Surroundings, hook: boolean): Promise<string> {
  const { cwd } = surroundings
  const paths = pathsOf(options)
  const first = paths[0] === undefined ? cwd : resolve(cwd, paths[0])
  const top = realPath(await workTreeTop(first, hook))
  for (const path of paths) {
    const full = realPath(resolve(cwd, path))
    if (full !== top && !full.startsWith(`${top}/`)) {
      throw new UsageError(`${path} is not in the repository ${top}: check each repository by itself.`)
    }
  }
  return top
}

/** What `--base` or `--staged` compares with; null without them. Throws `UsageError` or `GitError` with what to do. */
export async function changesOf(options: Options, surroundings: Surroundings): Promise<Changes | null> {
  const base = textOption(options, "base")
  const staged = switchOption(options, "staged") === true
  if (base !== null && staged) throw new UsageError("--base and --staged say two things: give one of them.")
  if (base === null && !staged) return null
  const top = await topOf(options, surroundings, staged)
  const changes = staged ? await stagedChanges(top) : await changesSince(top, base ?? "")
  return { ...changes, top: realPath(changes.top) }
}
