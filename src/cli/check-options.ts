import { resolve } from "node:path"
import { changesSince, stagedChanges } from "../discover/git-changes.js"
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

/** What `--base` or `--staged` compares with; null without them. Throws `UsageError` or `GitError` with what to do. */
export async function changesOf(options: Options, surroundings: Surroundings): Promise<Changes | null> {
  const base = textOption(options, "base")
  const staged = switchOption(options, "staged") === true
  if (base !== null && staged) throw new UsageError("--base and --staged say two things: give one of them.")
  if (base === null && !staged) return null
  const { cwd } = surroundings
  const paths = pathsOf(options).map((path) => ({ path, full: resolve(cwd, path) }))
  const first = paths[0]?.full ?? cwd
  const changes = staged ? await stagedChanges(first) : await changesSince(first, base ?? "")
  const top = realPath(changes.top)
  for (const { path, full } of paths) {
    const real = realPath(full)
    if (real !== top && !real.startsWith(`${top}/`)) {
      throw new UsageError(`${path} is not in the repository ${top}: check each repository by itself.`)
    }
  }
  return { ...changes, top }
}
