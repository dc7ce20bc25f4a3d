import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { auditJoined } from "../audit-shard.js"
import { joinPartials, parsePartial } from "../shards/partial.js"
import { version } from "../version.js"
import { reporterOf, tellAudit } from "./audit.js"
import { type Command, UsageError } from "./command.js"
import { listOption } from "./options.js"
import { configure } from "./setup.js"

/** `unhardcode merge <files..>`. */
export const mergeCommand: Command = {
  options: (yargs) =>
    yargs
      .positional("files", { type: "string", array: true, demandOption: true, describe: "what the shards wrote, in any order" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person" })
      .example("$0 merge shards/*.json --format json", "the result of one run, from its shards"),
  run: async (options, surroundings) => {
    const load = reporterOf(options)
    const { cwd } = surroundings
    const names = listOption(options, "files")
    const partials = names.map((name) => ({ name, partial: parsePartial(name, readShard(resolve(cwd, name), name)) }))
    const joined = joinPartials(partials, version())
    const config = await configure(options, surroundings)
    const found = await auditJoined(joined, { cwd, paths: [], config, gitignore: true, concurrency: 1, progress: null })
    return tellAudit(found, load, options, surroundings)
  },
}

function readShard(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
