import { existsSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { baselineOf, check } from "../check.js"
import { writeBaseline } from "../classify/baseline.js"
import type { BaselineEntry } from "../model/check.js"
import { replaceFile } from "../rewrite/write.js"
import { baselineFile } from "./baseline-file.js"
import { failOnOf } from "./check-options.js"
import type { Command, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { switchOption } from "./options.js"
import { concurrencyOf, configure, pathsOf, progressOf } from "./setup.js"

/** `unhardcode baseline [paths..]`. */
export const baselineCommand: Command = {
  options: (table) =>
    table
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("baseline", { type: "string", requiresArg: true, describe: "the file to write" })
      .option("prune", { type: "boolean", default: false, describe: "only remove entries that nothing matches any more" })
      .option("grow", { type: "boolean", default: false, describe: "let it accept more, under CI too" })
      .option("fail-on", { type: "string", array: true, nargs: 1, describe: "actions that count (default: rewrite,review)" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person" })
      .example("$0 baseline", "accept what is there now")
      .example("$0 baseline --prune", "drop what was fixed"),
  run: async (options, surroundings) => {
    const config = await configure(options, surroundings)
    const failOn = failOnOf(options, config.check.actions)
    const file = baselineFile(options, config, surroundings, false)
    const progress = progressOf(options, surroundings, "reading")
    const gitignore = switchOption(options, "gitignore") !== false
    const { cwd } = surroundings
    const today = new Date().toISOString().slice(0, 10)
    const concurrency = concurrencyOf(options)
    const common = { cwd, paths: pathsOf(options), config, gitignore, concurrency, progress: progress.step }
    const found = await check({ ...common, changes: null, baseline: file.entries, failOn, today })
    progress.done()
    const { failing, stale } = found.result
    const current = baselineOf(found, cwd, config.root)
    const before = new Set(file.entries.map(keyOf))
    const present = new Set(current.map(keyOf))
    const gone = new Set(stale.map(keyOf))
    const fresh = new Set(failing.map(({ fingerprint }) => fingerprint))
    // Entries of files outside the given paths stay; a renamed file's entries are replaced by its new ones.
    const elsewhere = file.entries.filter(
      (entry) => !present.has(keyOf(entry)) && !gone.has(keyOf(entry)) && !found.listed(entry.file),
    )
    const prune = switchOption(options, "prune") === true
    const kept = current.filter((entry) => !prune || !fresh.has(entry.fingerprint))
    const grown = prune ? 0 : failing.length
    if (grown > 0 && inCi(surroundings) && switchOption(options, "grow") !== true) {
      throw new UsageError(
        `The baseline would grow by ${grown} under CI (the variable CI is set). Fix them, or write it on your machine; --grow allows it here.`,
      )
    }
    const text = writeBaseline([...elsewhere, ...kept])
    const after = new Set([...elsewhere, ...kept].map(keyOf))
    const removed = [...before].filter((key) => !after.has(key))
    if (!file.there || text !== readFileSync(file.path, "utf8")) await replaceFile(file.path, new TextEncoder().encode(text))
    surroundings.err(
      `unhardcode: ${file.name}: ${elsewhere.length + kept.length} accepted, ${grown} of them new, ${removed.length} removed\n${mergeHint(file.path)}`,
    )
    return 0
  },
}

function keyOf({ fingerprint }: BaselineEntry): string {
  return fingerprint
}

function inCi({ env }: Surroundings): boolean {
  return env.CI !== undefined && !["", "0", "false"].includes(env.CI.toLowerCase())
}

/** Says how two branches that both add lines merge without a conflict, unless it is set up. */
function mergeHint(path: string): string {
  const name = basename(path)
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const attributes = join(directory, ".gitattributes")
    if (existsSync(attributes) && readFileSync(attributes, "utf8").includes(name)) return ""
    if (existsSync(join(directory, ".git")) || directory === dirname(directory)) break
  }
  return `unhardcode: "${name} merge=union" in .gitattributes lets branches merge that both change it\n`
}
