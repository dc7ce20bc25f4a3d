// Measures the program beside others on the synthetic estate: every figure is a ratio between two programs in one run.
//
//   npm run bench -- [--files 20000,80000] [--rounds 3] [--write]
//
// Programs are run in turn, several rounds, and medians are compared, on the wall clock and by processor time (which other work on the
// machine disturbs less). A program that is not installed is left out; BENCH_PEERS names a directory whose node_modules/.bin holds ast-grep.
// What an audit finds must be what was planted.
import { spawnSync } from "node:child_process"
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { astGrepFor } from "./ast-grep-peer.mjs"
import { buildEstate, names } from "./estate.mjs"
import { checkManifest } from "./manifest.mjs"
import { compare, installed } from "./measure.mjs"

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "20000,80000" },
    rounds: { type: "string", default: "3" },
    write: { type: "boolean", default: false },
  },
})
const sizes = values.files.split(",").map(Number)
const rounds = Number(values.rounds)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const node = process.execPath
const own = (...words) => ({ name: "unhardcode", command: [node, here("../bin/unhardcode.js"), ...words] })
const wanted = Object.entries(names).flatMap(([name, variable]) => ["--database", `${name}=${variable}`])
const patterns = Object.keys(names).flatMap((name) => ["-e", name])

const bare = { name: "node -e 0", command: [node, "-e", "0"] }
const rg = { name: "rg -l -i", command: ["rg", "-l", "-i", ...patterns, "."], codes: [0, 1] }
const grep = {
  name: "git grep -l -i",
  command: ["git", "grep", "-l", "-i", "--no-index", "--exclude-standard", ...patterns],
  codes: [0, 1],
}
const astGrep = astGrepFor(Object.keys(names))
const searchers = [...(installed("rg") ? [rg] : []), grep]

const table = []
const ratio = (one, other, part) =>
  one[part] === null || other[part] === null ? "" : `${other.stopped ? "< " : ""}${(one[part] / other[part]).toFixed(2)}`
/** One line: what the first took, in units of the second. */
function tell(what, goal, one, other) {
  const memory = one.memory === null ? "" : `${Math.round(one.memory)} MB`
  table.push([what, other.name, ratio(one, other, "cpu"), ratio(one, other, "wall"), goal, memory])
  process.stdout.write(`${table.at(-1).join(" | ")}\n`)
}

const git = (cwd, ...words) => {
  const settings = [
    "-c",
    "core.autocrlf=false",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
    "-c",
    "user.name=bench",
    "-c",
    "user.email=bench@example.org",
  ]
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" }
  const run = spawnSync("git", [...settings, ...words], { cwd, env, maxBuffer: 2 ** 28 })
  if (run.status !== 0) throw new Error(`git ${words.join(" ")}: ${run.stderr}`)
  return run.stdout.toString()
}

/** The measured audits write down what they found, so that nothing is run only to be checked. */
const told = join(mkdtempSync(join(tmpdir(), "unhardcode-bench-told-")), "audit.json")
const audit = own("audit", ...wanted, "--format", "json", "--output", told)

/** Measures audits beside programs that search, and sees that what the last audit found is what was planted. */
function audited(estate, peers, count = rounds) {
  const rows = compare(estate.root, count, [audit, ...peers])
  checkManifest(estate, JSON.parse(readFileSync(told, "utf8")))
  return rows
}

/**
 * One estate in all its states, since building it takes longer than most of what is measured: work trees without names, with names, and
 * for the largest no work trees, then all of it one work tree. Gives what an audit with names took.
 */
function measureEstate(files, whole) {
  const goals = whole ? { none: "1.5", walked: "2.2", check: "8", names: "4" } : { none: "", walked: "", check: "", names: "" }
  const estate = build("estate", { files, bare: true })
  const goalAgainst = (peer, goal) => (peer.name === rg.name ? goal : "")
  const [bareRow, ...bareRows] = audited(estate, searchers)
  for (const peer of bareRows)
    tell(`audit, ${files} files, no name, git work trees`, goalAgainst(peer, goals.none), bareRow, peer)
  estate.plant(true)
  const [row, ...rows] = audited(estate, searchers)
  for (const peer of rows) tell(`audit, ${files} files, names in 2 %`, goalAgainst(peer, goals.names), row, peer)
  process.stdout.write(`found = manifest: ${Object.values(estate.places).flat().length} places in ${files} files\n`)
  if (whole) {
    const [peer] = compare(estate.root, 1, [astGrep])
    tell(
      `audit of everything, ${files} files; ${peer.stopped ? "the peer, stopped then," : "the peer"} reads Python alone`,
      "0.1",
      row,
      peer,
    )
    estate.plant(false)
    for (const repository of readdirSync(estate.root))
      rmSync(join(estate.root, repository, ".git"), { recursive: true, force: true })
    const [walked, ...others] = audited(estate, searchers.slice(0, -1))
    for (const peer of others) tell(`audit, ${files} files, no name, no git`, goals.walked, walked, peer)
    changeOf20(estate.root, files, goals.check)
  }
  rmSync(estate.root, { recursive: true, maxRetries: 5 })
  return { ...row, megabytes: estate.bytes / 1e6, files }
}

/** The whole tree as one repository, a change of 20 files in it, and 10 files staged. */
function changeOf20(root, files, goal) {
  git(root, "init", "-q")
  git(root, "add", ".")
  git(root, "commit", "-q", "-m", "before")
  const change = (paths) => {
    for (const path of paths)
      appendFileSync(
        join(root, path),
        path.endsWith(".py") ? '\nX = "MemberRepository.dbo.Member"\n' : "\nSELECT 1 FROM MemberRepository.dbo.Member\n",
      )
    git(root, "add", ...paths)
  }
  const [python, sql] = [git(root, "ls-files", "*.py"), git(root, "ls-files", "*.sql")].map((list) => list.split("\n"))
  change([...python.slice(0, 10), ...sql.slice(0, 10)])
  git(root, "commit", "-q", "-m", "change")
  const codes = [1]
  // Short runs: what else the machine does weighs more.
  const often = Math.max(rounds, 3)
  const base = compare(root, often, [{ ...own("check", ...wanted, "--base", "HEAD~1"), codes }, bare])
  tell(`check --base, 20 files of ${files}`, goal, ...base)
  change(python.slice(10, 20))
  const staged = compare(root, often, [{ ...own("check", ...wanted, "--staged"), codes }, bare])
  tell(`check --staged, 10 files of ${files}`, "", ...staged)
}

const root = mkdtempSync(join(tmpdir(), "unhardcode-bench-"))
const build = (name, options) => buildEstate({ root: join(root, name), ...options })
try {
  const few = build("few", { files: 10, share: 1, only: ["python", "tsql"] })
  const often = Math.max(rounds, 7)
  const start = compare(few.root, often, [bare, own("--version"), own("--help"), own("audit", ...wanted)])
  tell("--version", "1.5", start[1], start[0])
  tell("--help", "", start[2], start[0])
  tell("audit, ten files", "6", start[3], start[0])
  const runs = sizes.map((files) => measureEstate(files, files === Math.max(...sizes)))
  const [small, large] = [runs[0], runs.at(-1)]
  if (large.files > small.files) {
    // What starting takes is no part of the growth.
    const per = ({ cpu, wall, files }) => ({
      cpu: cpu === null ? null : (cpu - start[3].cpu) / files,
      wall: (wall - start[3].wall) / files,
    })
    tell(
      `audit, cost of a file among ${large.files}`,
      "1.1",
      { ...per(large), memory: large.memory },
      { ...per(small), name: `among ${small.files}` },
    )
  }
  process.stdout.write(
    `audit with names in 2 %, one file: ${(((large.cpu ?? large.wall) / large.files) * 1e6).toFixed(0)} µs; one megabyte: ${(((large.cpu ?? large.wall) / large.megabytes) * 1e3).toFixed(0)} ms of processor time\n`,
  )
  if (existsSync(here("tables.mjs"))) process.stdout.write("Tables: node bench/tables.mjs\n")
} finally {
  rmSync(root, { recursive: true, force: true })
  rmSync(dirname(told), { recursive: true, force: true })
}

if (values.write) {
  const head = ["what", "against", "processor time", "wall clock", "goal", "memory"]
  const lines = [head, head.map(() => "---"), ...table].map((line) => `| ${line.join(" | ")} |`)
  const readme = new URL("README.md", import.meta.url)
  const [before, , after] = readFileSync(readme, "utf8").split(/<!-- (?:table|end) -->\n/)
  const made = `Made by \`npm run bench -- --files ${values.files} --rounds ${rounds}\` on ${availableParallelism()} processors, Node ${process.versions.node}.\n\n`
  writeFileSync(readme, `${before}<!-- table -->\n${made}${lines.join("\n")}\n<!-- end -->\n${after}`)
}
