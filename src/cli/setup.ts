import { loadConfig } from "../config/load-config.js"
import type { Config } from "../model/config.js"
import type { Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { listOption, numberOption, switchOption, textOption } from "./options.js"

/** The config that a command runs with: the config file, with what the command line adds. Throws when there is no name to look for. */
export async function configure(options: Options, surroundings: Surroundings): Promise<Config> {
  const config = await loadConfig({
    cwd: surroundings.cwd,
    file: textOption(options, "config"),
    databases: listOption(options, "database"),
    ignore: listOption(options, "ignore"),
    strictCase: switchOption(options, "strictCase") === true,
  })
  if (config.names.length === 0) {
    throw new UsageError(
      "There is no name to look for. Give --database NAME=VARIABLE (for example --database MemberRepository=MEMBER_REPOSITORY_DB),\n" +
        "or let `unhardcode init` look for names and write a config.",
    )
  }
  return config
}

/** The paths a command was given, those after `--` too: the parser leaves them behind the command's name. */
export function pathsOf(options: Options): readonly string[] {
  return [...listOption(options, "paths"), ...listOption(options, "_").slice(1)]
}

/** The number of threads that was asked for; null for as many as the machine runs at once. */
export function concurrencyOf(options: Options): number | null {
  return numberOption(options, "concurrency", 1)
}

/** Whether results are coloured: as told, else on a terminal without NO_COLOR. FORCE_COLOR colours everywhere. */
export function colored(options: Options, surroundings: Surroundings): boolean {
  const told = switchOption(options, "color")
  if (told !== null) return told && textOption(options, "output") === null
  const { env } = surroundings
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0") return true
  return surroundings.terminal.out && textOption(options, "output") === null && env.TERM !== "dumb"
}

/** Shows how far the work is, on a terminal and at most ten times a second. `done` clears the line. */
export interface Progress {
  readonly step: ((done: number, all: number) => void) | null
  readonly done: () => void
}

/** The progress line of a command; silent where nobody watches. */
export function progressOf(options: Options, surroundings: Surroundings, what: string, of = "files"): Progress {
  const told = switchOption(options, "progress")
  const shown = told ?? (surroundings.terminal.err && switchOption(options, "quiet") !== true)
  if (!shown) return { step: null, done: () => undefined }
  let last = 0
  let drawn = false
  return {
    step: (done, all) => {
      const now = performance.now()
      if (now - last < 100) return
      last = now
      drawn = true
      surroundings.err(`\r\u001b[K${what} ${done} of ${all} ${of}`)
    },
    done: () => {
      if (drawn) surroundings.err("\r\u001b[K")
    },
  }
}
