import { dirname, resolve } from "node:path"
import { runGit } from "../discover/git-list.js"
import type { RewrittenFile } from "../model/rewrite.js"
import { UsageError } from "./command.js"

/** Throws `UsageError` if a file that is about to change has changes, or stands in a work tree with changes, that git could not bring back. */
export async function refuseDirty(files: readonly RewrittenFile[], cwd: string): Promise<void> {
  const trees = new Map<string, string[]>()
  for (const file of files) {
    if (file.before === null) continue
    const directory = dirname(resolve(cwd, file.file))
    const top = await runGit(directory, ["rev-parse", "--show-toplevel"])
    if (top.code !== 0) continue
    const tree = top.output.toString("utf8").trimEnd()
    trees.set(tree, [...(trees.get(tree) ?? []), resolve(cwd, file.file)])
  }
  for (const [tree, touched] of trees) {
    const status = await runGit(tree, ["status", "--porcelain", "-z", "--untracked-files=no"])
    const changed = status.output
      .toString("utf8")
      .split("\0")
      .filter((each) => each !== "")
    const untracked = await runGit(tree, ["ls-files", "-z", "--others", "--", ...touched])
    changed.push(
      ...untracked.output
        .toString("utf8")
        .split("\0")
        .filter((each) => each !== "")
        .map((each) => `?? ${each}`),
    )
    if (changed.length === 0) continue
    const shown = changed.slice(0, 5).map((each) => `  ${each}`)
    const more = changed.length > 5 ? `\n  … and ${changed.length - 5} more` : ""
    throw new UsageError(
      `${tree} has changes that are not committed, so the rewrite could not be undone with git:\n${shown.join("\n")}${more}\nCommit or stash them, or give --allow-dirty. Nothing was written.`,
    )
  }
}
