import yargs from "yargs"
import { closest } from "../text/closest.js"
import { version } from "../version.js"
import type { Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import type { CommandEntry } from "./commands.js"
import { commonOptions } from "./options.js"

const epilogue = `Exit codes: 0 done; 1 check found something new, or rewrite refused an edit; 2 wrong use or an internal error;
3 with --strict, something could not be analysed.`

/** Reads any command line, help and completion among them, runs the command and gives its exit code. Throws `UsageError` on wrong use. */
export async function runAnyWords(
  words: readonly string[],
  commands: readonly CommandEntry[],
  surroundings: Surroundings,
): Promise<number> {
  let exitCode = 0
  let message: string | null = null
  const parser = yargs([...words])
    .scriptName("unhardcode")
    .usage("$0 <command> [paths..]\n\nTakes hard-coded SQL Server database names out of code.")
    .version(version())
    .alias("version", "V")
    .alias("help", "h")
    .parserConfiguration({
      "populate--": false,
      "duplicate-arguments-array": true,
      "camel-case-expansion": true,
      "parse-positional-numbers": false,
    })
    .demandCommand(1, "Say what to do: audit, rewrite, tables, check, … (unhardcode --help lists the commands).")
    .strict()
    .recommendCommands()
    .completion("completion", "print a completion script for your shell")
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .epilogue(epilogue)
    .exitProcess(false)
  for (const entry of commands) {
    parser.command({
      command: entry.usage,
      describe: entry.describe,
      builder: async (argv) => {
        ;(await entry.load()).options(commonOptions(argv))
        return argv
      },
      handler: async (options) => {
        exitCode = await (await entry.load()).run(options, surroundings)
      },
    })
  }
  parser.fail((text, error) => {
    if (error !== undefined && error !== null) throw error
    message = text
    throw new UsageError(explained(text, words, commands))
  })
  await parser.parseAsync([...words], {}, (_error, _argv, output) => {
    if (output !== "" && message === null) void surroundings.out(`${output}\n`)
  })
  return exitCode
}

/** yargs's message with what to do about it. */
function explained(text: string, words: readonly string[], commands: readonly CommandEntry[]): string {
  const names = commands.map((entry) => entry.usage.split(" ")[0] ?? "")
  const command = words.find((word) => !word.startsWith("-")) ?? ""
  const unknown = /^Unknown arguments?: (.+)$/.exec(text)
  if (/^Not enough non-option arguments/.test(text)) {
    const usage = commands.find((entry) => entry.usage.split(" ")[0] === command)?.usage ?? command
    return `Something is missing: unhardcode ${usage}. \`unhardcode ${command} --help\` has examples.`
  }
  if (unknown === null) return text
  if (command !== "" && !names.includes(command) && command !== "completion") {
    const near = closest(command, names)
    return `There is no command ${command}.${near === null ? "" : ` Did you mean ${near}?`} Commands: ${names.join(", ")}.`
  }
  const options = (unknown[1] ?? "").split(", ").map((option) => (option.length > 1 ? `--${option}` : `-${option}`))
  return `${command} does not know ${options.join(", ")}. \`unhardcode ${command} --help\` lists its options.`
}
