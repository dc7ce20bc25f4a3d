// Measures the program beside others on the synthetic estate: every figure is a ratio between two programs in one run.
//
//   npm run bench -- [--files 20000] [--rounds 5] [--keep DIRECTORY] [--write]
//
// Programs are run in turn, one after another, several rounds; the medians are compared. A program that is not installed is left out.
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { buildEstate, names } from "./estate.mjs"
import { checkManifest } from "./manifest.mjs"

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "20000" },
    rounds: { type: "string", default: "5" },
    keep: { type: "string" },
    write: { type: "boolean", default: false },
  },
})
const files = Number(values.files)
const rounds = Number(values.rounds)
const program = fileURLToPath(new URL("../bin/unhardcode.js", import.meta.url))
const wanted = Object.entries(names).flatMap(([name, variable]) => ["--database", `${name}=${variable}`])
const node = process.execPath

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const installed = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0

/** Runs a program to its end: seconds, and the most memory it held (megabytes; null where the system does not tell). */
async function measure(cwd, [command, ...words]) {
  const start = performance.now()
  const child = spawn(command, words, { cwd, stdio: ["ignore", "ignore", "ignore"] })
  let memory = null
  const watch = setInterval(() => {
    try {
      const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))
      if (found !== null) memory = Number(found[1]) / 1024
    } catch {
      // It has ended, or there is no such file on this system.
    }
  }, 20)
  await new Promise((resolve) => child.on("close", resolve))
  clearInterval(watch)
  return { seconds: (performance.now() - start) / 1000, memory }
}

/** Runs programs in turn and gives the medians of each. */
async function compare(cwd, programs) {
  const results = programs.map(() => ({ seconds: [], memory: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const [index, { command, prepare }] of programs.entries()) {
      prepare?.()
      const { seconds, memory } = await measure(cwd, command)
      results[index].seconds.push(seconds)
      if (memory !== null) results[index].memory.push(memory)
    }
  }
  return programs.map(({ name }, index) => ({
    name,
    seconds: median(results[index].seconds),
    memory: results[index].memory.length === 0 ? null : Math.max(...results[index].memory),
  }))
}

const table = []
function tell(what, against, rows, goal = "") {
  const base = rows.find((row) => row.name === against)
  const own = rows.find((row) => row.name !== against)
  if (base === undefined || own === undefined) return
  const line = [
    what,
    against,
    (own.seconds / base.seconds).toFixed(2),
    goal,
    own.memory === null ? "" : `${Math.round(own.memory)} MB`,
  ]
  table.push(line)
  process.stdout.write(`${line.join(" | ")}\n`)
}

const root = values.keep ?? mkdtempSync(join(tmpdir(), "unhardcode-bench-"))
const estate = (name, options) => ({ root: join(root, name), ...buildEstate({ root: join(root, name), ...options }) })
const run = (...words) => ({ name: "unhardcode", command: [node, program, ...words] })
const bare = { name: "node -e 0", command: [node, "-e", "0"] }
const rg = { name: "rg -l -i", command: ["rg", "-l", "-i", ...Object.keys(names).flatMap((name) => ["-e", name]), "."] }
const grep = {
  name: "git grep -l -i",
  command: ["git", "grep", "-l", "-i", "--no-index", ...Object.keys(names).flatMap((name) => ["-e", name])],
}

try {
  const few = estate("few", { files: 10, share: 1, only: ["python", "tsql"] })
  tell("--version", "node -e 0", await compare(few.root, [bare, run("--version")]), "1.5")
  tell("audit, ten files", "node -e 0", await compare(few.root, [bare, run("audit", ...wanted)]), "6")

  const peers = [installed("rg") ? rg : null, grep].filter((peer) => peer !== null)
  for (const [what, share, git, goal] of [
    ["no name, git work trees", 0, true, "1.5"],
    ["no name, no git", 0, false, "2.2"],
    ["names in 2 %", 0.02, true, "4"],
  ]) {
    const built = estate(`${share}-${git}`, { files, share, git })
    const rows = await compare(built.root, [run("audit", ...wanted, "--format", "json"), ...peers])
    for (const peer of peers)
      tell(
        `audit, ${files} files, ${what}`,
        peer.name,
        [rows[0], rows.find((row) => row.name === peer.name)],
        peer === rg ? goal : "",
      )
    if (share > 0) {
      const found = spawnSync(node, [program, "audit", ...wanted, "--format", "json"], { cwd: built.root, maxBuffer: 2 ** 30 })
      checkManifest(built, JSON.parse(found.stdout.toString()))
      const quarter = estate("quarter", { files: files / 4, share, git })
      const small = await compare(quarter.root, [run("audit", ...wanted, "--format", "json")])
      tell(
        "audit, four times the files, four times the time",
        "a quarter",
        [
          { ...rows[0], seconds: rows[0].seconds / 4 },
          { name: "a quarter", seconds: small[0].seconds, memory: null },
        ],
        "1.1",
      )
    }
  }

  const code = estate("code", { files: files / 2, share: 0.5, git: true, only: ["python", "tsql"] })
  const cache = join(root, "cache")
  const tables = run("tables", "--format", "json", "--cache-location", cache)
  const cold = { ...tables, name: "cold", prepare: () => rmSync(cache, { recursive: true, force: true }) }
  const changed = () => writeFileSync(join(code.root, "repository-0/load/changed.py"), `x = ${Math.random()}\n`)
  const both = await compare(code.root, [cold, { ...tables, name: "warm", prepare: changed }])
  process.stdout.write(`tables, cold: ${(code.bytes / 1e6 / both[0].seconds).toFixed(2)} MB/s\n`)
  tell(`tables, ${files / 2} files, one changed`, "cold", [both[1], both[0]], "0.1")
} finally {
  if (values.keep === undefined) rmSync(root, { recursive: true, force: true })
}

const lines = [
  "| what | against | ratio | goal | memory |",
  "|---|---|---|---|---|",
  ...table.map((line) => `| ${line.join(" | ")} |`),
]
if (values.write) {
  const readme = new URL("README.md", import.meta.url)
  const [before, , after] = readFileSync(readme, "utf8").split(/<!-- (?:table|end) -->\n/)
  const made = `Made by \`npm run bench -- --files ${files} --rounds ${rounds}\` on ${availableParallelism()} processors, Node ${process.versions.node}.\n\n`
  writeFileSync(readme, `${before}<!-- table -->\n${made}${lines.join("\n")}\n<!-- end -->\n${after}`)
}
