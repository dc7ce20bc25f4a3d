import { existsSync, writeFileSync } from "node:fs"
import { relative, resolve } from "node:path"
import { renderConfig } from "../config/render-config.js"
import { propose } from "../init.js"
import { type Command, UsageError } from "./command.js"
import { listOption, switchOption, textOption } from "./options.js"

const fileName = "unhardcode.config.yaml"

/** `unhardcode init [paths..]`. */
export const initCommand: Command = {
  options: (table) =>
    table
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("force", { type: "boolean", default: false, describe: "replace a config file that is there" })
      .option("dry-run", { type: "boolean", default: false, describe: "print the config instead of writing it" })
      .example("$0 init", `look for database names below here and write ${fileName}`),
  run: async (options, surroundings) => {
    const { cwd } = surroundings
    const dry = switchOption(options, "dryRun") === true
    const given = textOption(options, "output") ?? textOption(options, "config") ?? fileName
    const target = resolve(cwd, given)
    if (!dry && existsSync(target) && switchOption(options, "force") !== true) {
      throw new UsageError(`${given} is there already. Use --force to replace it, or --dry-run to see what would be written.`)
    }
    const proposal = await propose({
      cwd,
      root: cwd,
      paths: listOption(options, "paths"),
      ignore: listOption(options, "ignore"),
      gitignore: switchOption(options, "gitignore") !== false,
    })
    if (proposal.missing.length > 0) {
      throw new UsageError(`No such file or directory: ${proposal.missing.join(", ")}. Paths are relative to ${cwd}.`)
    }
    const databases = proposal.found.filter((one) => one.kind === "database")
    if (databases.length === 0) {
      surroundings.err(
        `No database name was found in ${count(proposal.listed, "file")}: no three-part name, USE or connection string names one.\n` +
          `Nothing was written. If you know a name, give it: --database MemberRepository=MEMBER_REPOSITORY_DB\n`,
      )
      return 0
    }
    const text = renderConfig(proposal.found)
    if (dry) {
      await surroundings.out(text)
      return 0
    }
    writeFileSync(target, text, { flag: switchOption(options, "force") === true ? "w" : "wx" })
    const names = `${count(databases.length, "database name")} from ${count(proposal.listed, "file")}`
    surroundings.err(`${relative(cwd, target)}: ${names}. Look through it, then run: unhardcode audit\n`)
    return 0
  },
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`
}
