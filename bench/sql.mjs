// Measures the reader of SQL beside other parsers on the same files: every ratio is between two programs in one run.
//
//   npm run build && node bench/sql.mjs [--rounds 15] [--limit MEGABYTES] DIRECTORY...
//
// The .sql files below the directories are read. In memory: the best of the rounds, warm, one thread. Whole process: one start of each
// program that reads all files. In memory, times are those of the processor, whatever else the machine does. Peers: sqlglot, where python3
// can import it (PYTHONPATH); tree-sitter's grammar of SQL, which the tests use; node-sql-parser, where it resolves from the directory that
// BENCH_PARSERS names. They are given each batch (text between GO lines) and may refuse it: how much they refuse is told.
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { parseArgs } from "node:util"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "15" },
    limit: { type: "string", default: "8" },
    peer: { type: "string" },
  },
})
const rounds = Number(values.rounds)
const limit = Number(values.limit) * 1e6
const self = fileURLToPath(import.meta.url)
const parsers = process.env.BENCH_PARSERS ?? ""

if (positionals.length === 0) {
  console.error("which directories hold the scripts? (node bench/sql.mjs DIRECTORY...)")
  process.exit(2)
}

function decode(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le")
  return bytes.toString("utf8").replace(/^\ufeff/, "")
}

/** Texts of the .sql files, in order of their paths, until the limit is reached. */
function collect(directories) {
  const texts = []
  let size = 0
  const todo = [...directories].map((path) => resolve(path)).reverse()
  for (let path = todo.pop(); path !== undefined && size < limit; path = todo.pop()) {
    if (statSync(path).isDirectory()) {
      const inner = readdirSync(path, { withFileTypes: true }).filter(
        (entry) => entry.isDirectory() || entry.name.endsWith(".sql"),
      )
      todo.push(
        ...inner
          .map((entry) => join(path, entry.name))
          .sort()
          .reverse(),
      )
    } else {
      const text = decode(readFileSync(path))
      texts.push(text)
      size += text.length
    }
  }
  return texts
}

const batches = (text) => text.split(/^[ \t]*go[ \t]*\d*[ \t]*\r?$/im).filter((batch) => batch.trim() !== "")

/** The parser that tree-sitter's grammar of SQL makes, from npm; null where its library cannot be loaded. */
function loadTreeSitter() {
  try {
    const require = createRequire(import.meta.url)
    const { parse, registerDynamicLanguage } = require("@ast-grep/napi")
    registerDynamicLanguage({ sql: require("@ast-grep/lang-sql") })
    return (text) => parse("sql", text)
  } catch {
    return null
  }
}

function loadNodeParser() {
  if (parsers === "") return null
  try {
    return createRequire(join(resolve(parsers), "package.json"))("node-sql-parser").Parser
  } catch {
    return null
  }
}

/** Seconds for one round over all texts, and how many batches were refused. */
async function reader(name) {
  if (name === "unhardcode") {
    const { readSql } = await import(pathToFileURL(join(self, "../../build/sql/read-sql.js")).href)
    return (texts) => {
      for (const text of texts) readSql(text, { want: "accesses" })
      return { refused: 0, batches: 0 }
    }
  }
  if (name === "tree-sitter-sql") {
    const parse = loadTreeSitter()
    if (parse === null) return null
    return (texts, checked = false) => {
      const told = { refused: 0, batches: 0 }
      for (const text of texts) {
        for (const batch of batches(text)) {
          told.batches++
          const tree = parse(batch)
          if (checked && tree.root().find({ rule: { kind: "ERROR" } }) !== null) told.refused++
        }
      }
      return told
    }
  }
  const Parser = loadNodeParser()
  if (Parser === null) return null
  const parser = new Parser()
  return (texts) => {
    const told = { refused: 0, batches: 0 }
    for (const text of texts) {
      for (const batch of batches(text)) {
        told.batches++
        try {
          parser.astify(batch, { database: "transactsql" })
        } catch {
          told.refused++
        }
      }
    }
    return told
  }
}

const sqlglot = `
import json, sys, time, logging
import sqlglot
logging.disable(logging.CRITICAL)
taken, refused = [], 0
start = time.process_time()
accepted = 0
for index, batch in enumerate(json.load(sys.stdin)):
    before = time.process_time()
    try:
        sqlglot.parse(batch, read="tsql")
        accepted += time.process_time() - before
        taken.append(index)
    except Exception:
        refused += 1
print(json.dumps({"seconds": time.process_time() - start, "accepted": accepted, "taken": taken, "refused": refused}))
`

/** Runs sqlglot once over all batches: it is slow enough that a second round tells nothing new. */
function runSqlglot(texts) {
  const all = texts.flatMap(batches)
  const run = spawnSync("python3", ["-c", sqlglot], { input: JSON.stringify(all), maxBuffer: 1e9 })
  if (run.status !== 0) return null
  const told = JSON.parse(run.stdout.toString())
  return { ...told, batches: all.length, accepted: { texts: told.taken.map((index) => all[index]), seconds: told.accepted } }
}

async function inMemory(name, texts) {
  if (name === "sqlglot") {
    return runSqlglot(texts)
  }
  const read = await reader(name)
  if (read === null) return null
  let best = Number.POSITIVE_INFINITY
  let told = { refused: 0, batches: 0 }
  for (let round = 0; round <= (name === "unhardcode" ? rounds : 1); round++) {
    const start = process.cpuUsage()
    told = read(texts)
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, (user + system) / 1e6)
  }
  if (name === "tree-sitter-sql") told = read(texts, true)
  return { seconds: best, ...told }
}

/** One process from its start to its end. */
function wholeProcess(name, texts) {
  const start = performance.now()
  const run =
    name === "sqlglot"
      ? spawnSync("python3", ["-c", sqlglot], { input: JSON.stringify(texts.flatMap(batches)), maxBuffer: 1e9 })
      : spawnSync(process.execPath, [self, "--peer", name, "--limit", values.limit, ...positionals], { stdio: "ignore" })
  return run.status === 0 ? (performance.now() - start) / 1000 : null
}

/** A parser that refuses much is fast at that: what it takes is compared by itself, each at its best of several rounds. */
function tellAccepted(accepted, read) {
  let own = Number.POSITIVE_INFINITY
  for (let round = 0; round <= rounds; round++) {
    const start = process.cpuUsage()
    read(accepted.texts)
    const { user, system } = process.cpuUsage(start)
    own = Math.min(own, (user + system) / 1e6)
  }
  const share = accepted.texts.reduce((sum, batch) => sum + batch.length, 0) / 1e4 / size
  console.log(
    `  of the ${share.toFixed(0)} % of the text that it accepts: unhardcode is ${(accepted.seconds / own).toFixed(1)} times as fast`,
  )
}

/** The batches that a parser of this process accepts, and its time for them. */
function acceptedBy(peer) {
  const accepted = texts.flatMap(batches).filter((batch) => peer([batch]).refused === 0)
  const start = process.cpuUsage()
  peer(accepted)
  const { user, system } = process.cpuUsage(start)
  return { texts: accepted, seconds: (user + system) / 1e6 }
}

const texts = collect(positionals)
if (values.peer !== undefined) {
  const read = await reader(values.peer)
  read?.(texts)
  process.exit(read === null ? 1 : 0)
}

const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6
console.log(`${texts.length} files, ${size.toFixed(1)} million characters; node ${process.version}`)
const importable = spawnSync("python3", ["-c", "import sqlglot"], { stdio: "ignore" }).status === 0
const present = ["unhardcode"]
if (importable) present.push("sqlglot")
else console.log("absent: sqlglot (python3 cannot import it)")
if (loadTreeSitter() !== null) present.push("tree-sitter-sql")
else console.log("absent: tree-sitter-sql (@ast-grep/napi with @ast-grep/lang-sql cannot be loaded)")
if (loadNodeParser() !== null) present.push("node-sql-parser")
else console.log("absent: node-sql-parser (it does not resolve from the directory that BENCH_PARSERS names)")

let own = null
for (const name of present) {
  const memory = await inMemory(name, texts)
  const process_ = wholeProcess(name, texts)
  if (memory === null || process_ === null) {
    console.log(`${name}: failed`)
    continue
  }
  own ??= { memory: memory.seconds, process: process_ }
  const refused = memory.batches > 0 ? `, refuses ${memory.refused} of ${memory.batches} batches` : ""
  const ratio =
    name === "unhardcode"
      ? ""
      : `, unhardcode is ${(memory.seconds / own.memory).toFixed(1)} times as fast in memory, ${(process_ / own.process).toFixed(1)} times as a process`
  console.log(
    `${name}: ${(size / memory.seconds).toFixed(2)} MB/s in memory, ${(size / process_).toFixed(2)} MB/s whole process${refused}${ratio}`,
  )
  if (name !== "unhardcode" && memory.refused > 0) {
    const peer = name === "sqlglot" ? null : await reader(name)
    const accepted = memory.accepted ?? acceptedBy((texts) => peer(texts, true))
    tellAccepted(accepted, await reader("unhardcode"))
  }
}
