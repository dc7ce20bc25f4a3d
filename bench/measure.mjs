// Runs programs to their end, in turn, and compares what they took.
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const timer = "/usr/bin/time"
const told = join(tmpdir(), `unhardcode-bench-${process.pid}`)
/** GNU time tells processor time and memory, those of a program's own children among them; without it, wall clock alone. */
const timed = existsSync(timer) && spawnSync(timer, ["-f", "%e", "true"]).status === 0

export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? null
export const installed = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0

/**
 * Seconds on the wall clock and of the processors, and the most memory held at once (megabytes). Throws if the program cannot be run. With a `limit`
 * (seconds) it is stopped there, and has taken at least so long on the clock.
 */
export function measure(cwd, command, codes = [0], limit = 0) {
  const [program, ...words] = timed ? [timer, "-f", "%e %U %S %M", "-o", told, ...command] : command
  const start = performance.now()
  const run = spawnSync(program, words, { cwd, stdio: "ignore", timeout: limit * 1000 })
  const wall = (performance.now() - start) / 1000
  if (limit > 0 && run.error?.code === "ETIMEDOUT") return { wall, cpu: null, memory: null, stopped: true }
  if (run.status === null || !codes.includes(run.status)) throw new Error(`${command.join(" ")} ended with ${run.status}`)
  if (!timed) return { wall, cpu: null, memory: null }
  const [, user, system, kilobytes] = readFileSync(told, "utf8").trim().split("\n").at(-1).split(" ").map(Number)
  rmSync(told)
  return { wall, cpu: user + system, memory: kilobytes / 1024 }
}

/** Runs programs in turn, several rounds, and gives the medians of each; memory is the most of all rounds. */
export function compare(cwd, rounds, programs) {
  const taken = programs.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { command, prepare, codes, limit }] of programs.entries()) {
      prepare?.(round)
      taken[index].push(measure(cwd, command, codes, limit))
    }
  }
  return taken.map((runs, index) => ({
    name: programs[index].name,
    wall: median(runs.map((run) => run.wall)),
    stopped: runs.some((run) => run.stopped === true),
    cpu: timed ? median(runs.map((run) => run.cpu)) : null,
    memory: timed ? Math.max(...runs.map((run) => run.memory)) : null,
  }))
}
