import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { basename, relative, resolve } from "node:path"
import { audit } from "../audit.js"
import { encode } from "../discover/decode.js"
import type { Config } from "../model/config.js"
import type { RewriteResult, RewrittenFile } from "../model/rewrite.js"
import { visible } from "../report/inert.js"
import { patchOf, reportRewriteText } from "../report/rewrite-text.js"
import { replaceFile } from "../rewrite/write.js"
import { rewrite } from "../rewrite.js"
import { asker } from "./ask.js"
import type { Command, Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { refuseDirty } from "./dirty.js"
import { switchOption, textOption } from "./options.js"
import { colored, concurrencyOf, configure, pathsOf, progressOf } from "./setup.js"

/** `unhardcode rewrite [paths..]`. */
export const rewriteCommand: Command = {
  options: (table) =>
    table
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("write", { type: "boolean", default: false, describe: "change the files; without it the diff is only shown" })
      .option("unsafe", {
        type: "boolean",
        default: false,
        describe: "also make the edits that keep today's behaviour but may be unwanted",
      })
      .option("interactive", { type: "boolean", default: false, describe: "ask about each edit" })
      .option("patch", { type: "string", requiresArg: true, describe: "write the changes to this file as a patch" })
      .option("env-example", {
        type: "string",
        requiresArg: true,
        describe: "also list the variables with today's names in this file, such as .env.example",
      })
      .option("allow-dirty", { type: "boolean", default: false, describe: "write although git has uncommitted changes" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person" })
      .example("$0 rewrite", "the diff, with the proof of each edit")
      .example("$0 rewrite --write", "apply it"),
  run: async (options, surroundings) => {
    const format = textOption(options, "format") ?? "text"
    if (format !== "text" && format !== "json") throw new UsageError(`There is no format ${format}. Formats: text, json.`)
    const config = await configure(options, surroundings)
    const progress = progressOf(options, surroundings, "reading")
    const gitignore = switchOption(options, "gitignore") !== false
    const made = pathsOf(options).filter((path) => isModuleToBe(path, config, surroundings.cwd))
    const given = pathsOf(options).filter((path) => !made.includes(path))
    const found = await audit({
      cwd: surroundings.cwd,
      // Alone a module to be is a path that does not exist.
      paths: given.length > 0 ? given : made,
      config,
      gitignore,
      concurrency: concurrencyOf(options),
      progress: progress.step,
    })
    progress.done()
    const ask = switchOption(options, "interactive") === true ? asker(found, options, surroundings) : null
    const unsafe = switchOption(options, "unsafe") === true
    const listed = textOption(options, "envExample")
    const example = listed === null ? null : posix(relative(surroundings.cwd, resolve(surroundings.cwd, listed)))
    // One that is there and cannot be read would be taken for a new one.
    if (example !== null)
      await readFile(resolve(surroundings.cwd, example)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT")
          throw new UsageError(`${example} cannot be read, so the variables cannot be added to it: ${error.message}`)
      })
    const result = await rewrite(found, { cwd: surroundings.cwd, config, made, example, unsafe, accept: ask?.accept ?? null })
    ask?.close()
    const patch = textOption(options, "patch")
    if (patch !== null) await writePatch(patch, result, surroundings)
    const written = switchOption(options, "write") === true
    const failures = written ? await write(result, options, surroundings) : []
    await deliver(await report(result, format, written, options, surroundings), options, surroundings)
    for (const failure of failures) surroundings.err(`unhardcode: ${failure}\n`)
    if (failures.length > 0) return 2
    if (result.refused.some((each) => each.failed)) return 1
    return switchOption(options, "strict") === true && result.problems.length > 0 ? 3 : 0
  },
}

const posix = (path: string): string => path.replaceAll("\\", "/")

/** Whether a path is that of a definition module that is not there yet: giving it allows to make it. */
function isModuleToBe(path: string, config: Config, cwd: string): boolean {
  if (existsSync(resolve(cwd, path))) return false
  const { python, javascript } = config.definitions
  const last = (setting: string): string => setting.split(/[./]/).at(-1) ?? ""
  const names = ["database_names", "database-names", last(python?.module ?? ""), last(javascript?.module ?? "")]
  return /\.(?:py|[mc]?[jt]s)$/.test(path) && names.includes(basename(path).replace(/\.\w+$/, ""))
}

async function writePatch(file: string, result: RewriteResult, surroundings: Surroundings): Promise<void> {
  const { parts, leftOut } = patchOf(result)
  const bytes = Buffer.concat(parts.map(({ text, encoding }) => encode(text, encoding, false)))
  await replaceFile(resolve(surroundings.cwd, file), bytes)
  for (const each of leftOut)
    surroundings.err(`unhardcode: ${visible(each)} is UTF-16, which no patch can hold: use --write for it.\n`)
}

async function report(
  result: RewriteResult,
  format: "text" | "json",
  written: boolean,
  options: Options,
  surroundings: Surroundings,
): Promise<string> {
  if (format === "json") return (await import("../report/rewrite-json.js")).reportRewriteJson(result, written)
  return reportRewriteText(result, {
    color: colored(options, surroundings),
    verbose: switchOption(options, "verbose") === true,
    quiet: switchOption(options, "quiet") === true,
    written,
    offers: textOption(options, "envExample") === null,
  })
}

/**
 * Writes every file: definition modules first, then what follows from other files, so that no program ever imports what is not there yet, nor
 * reads a placeholder that it does not expand. Gives what could not be written.
 */
async function write(result: RewriteResult, options: Options, surroundings: Surroundings): Promise<readonly string[]> {
  if (switchOption(options, "allowDirty") !== true) await refuseDirty(result.files, surroundings.cwd)
  const failures: string[] = []
  const rank = (file: RewrittenFile): number => (file.follows.length > 0 ? 1 : file.edits.length > 0 ? 2 : 0)
  const order = [...result.files].sort((a, b) => rank(a) - rank(b))
  for (const file of order) {
    try {
      await replaceFile(resolve(surroundings.cwd, file.file), file.bytes)
    } catch (error) {
      failures.push(`${file.file} is left as it was: ${error instanceof Error ? error.message : String(error)}`)
      if (rank(file) < 2) return [...failures, "Nothing else was written, since other files would need it."]
    }
  }
  return failures
}
