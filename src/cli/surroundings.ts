import type { Surroundings } from "./command.js"

/** The surroundings of the real process. A closed pipe ends it quietly. */
export function processSurroundings(): Surroundings {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 2)
  })
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    out: (text) =>
      new Promise((resolve) => {
        process.stdout.write(text, () => resolve())
      }),
    err: (text) => {
      process.stderr.write(text)
    },
    terminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true, in: process.stdin.isTTY === true },
  }
}
