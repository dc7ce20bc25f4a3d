import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { main } from "../../src/cli/main.js"

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The samples as they are in the repository. */
export const samples = here("fixtures/repositories")

/** A copy of the samples without their truth. */
export interface Estate {
  readonly folder: string
  /** Types a command in it; gives what it prints. */
  readonly unhardcode: (
    ...words: readonly string[]
  ) => Promise<{ readonly code: number; readonly out: string; readonly err: string }>
  /** Runs a program in one of its folders with the recording drivers, and gives what they recorded, a line each. */
  readonly record: (folder: string, program: readonly string[], env?: Readonly<Record<string, string>>) => readonly string[]
  readonly remove: () => void
}

/** Copies the samples to a folder of their own. */
export function estate(): Estate {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "unhardcode-samples-")))
  const folder = join(parent, "estate")
  const truth = join(samples, "expected")
  cpSync(samples, folder, { recursive: true, filter: (file) => !file.startsWith(truth) })
  let runs = 0
  return {
    folder,
    unhardcode: async (...words) => {
      let out = ""
      let err = ""
      const code = await main(words, {
        cwd: folder,
        env: {},
        stdin: process.stdin,
        out: async (text) => {
          out += typeof text === "string" ? text : new TextDecoder().decode(text)
        },
        err: (text) => {
          err += text
        },
        terminal: { out: false, err: false, in: false },
      })
      return { code, out, err }
    },
    record: (where, program, env = {}) => {
      const log = join(parent, `record-${runs++}`)
      const [command = "", ...words] = program
      const result = spawnSync(command, words, {
        cwd: join(folder, where),
        encoding: "utf8",
        env: {
          PATH: process.env.PATH ?? "",
          HOME: parent,
          PYTHONPATH: here("fixtures/drivers/python"),
          PYTHONDONTWRITEBYTECODE: "1",
          NODE_PATH: here("fixtures/drivers/node"),
          UNHARDCODE_RECORD: log,
          ...env,
        },
      })
      if (result.status !== 0)
        throw new Error(`${program.join(" ")} ended with ${result.status}:\n${result.stdout}${result.stderr}`)
      return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : []
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  }
}

/** The TypeScript compiler of this repository. */
export const compiler = here("node_modules/typescript/bin/tsc")
