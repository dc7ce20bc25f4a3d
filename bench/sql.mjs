// Measures the reader of SQL beside other parsers on the same files: every ratio is between two programs in one run.
//
//   npm run build && node bench/sql.mjs [--rounds 5] [--limit MEGABYTES] DIRECTORY...
//
// The .sql files below the directories are read. In memory: the best of the rounds, warm, one thread. Whole process: one start of each
// program that reads all files. Peers: sqlglot, where python3 can import it; node-sql-parser, where it resolves from the directory that
// BENCH_PARSERS names. Both are given each statement batch (text between GO lines) and may refuse it: how much they refuse is told.
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { parseArgs } from "node:util"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
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
    const { readSql } = await import(pathToFileURL(join(self, "../../dist/sql/read-sql.js")).href)
    return (texts) => {
      for (const text of texts) readSql(text, { want: "accesses" })
      return { refused: 0, batches: 0 }
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
import json, re, sys, time, logging
import sqlglot
logging.disable(logging.CRITICAL)
paths = json.load(sys.stdin)
best, refused, count = None, 0, 0
for _ in range(int(sys.argv[1])):
    refused = count = 0
    start = time.perf_counter()
    for text in paths:
        for batch in re.split(r"(?im)^[ \\t]*go[ \\t]*\\d*[ \\t]*\\r?$", text):
            if not batch.strip():
                continue
            count += 1
            try:
                sqlglot.parse(batch, read="tsql")
            except Exception:
                refused += 1
    spent = time.perf_counter() - start
    best = spent if best is None or spent < best else best
print(json.dumps({"seconds": best, "refused": refused, "batches": count}))
`

async function inMemory(name, texts) {
  if (name === "sqlglot") {
    // Slow enough that a second round tells nothing new.
    const run = spawnSync("python3", ["-c", sqlglot, "1"], { input: JSON.stringify(texts), maxBuffer: 1e8 })
    return run.status === 0 ? JSON.parse(run.stdout.toString()) : null
  }
  const read = await reader(name)
  if (read === null) return null
  let best = Number.POSITIVE_INFINITY
  let told = { refused: 0, batches: 0 }
  for (let round = 0; round < (name === "unhardcode" ? rounds + 1 : 1); round++) {
    const start = performance.now()
    told = read(texts)
    best = Math.min(best, (performance.now() - start) / 1000)
  }
  return { seconds: best, ...told }
}

/** One process from its start to its end. */
function wholeProcess(name, texts) {
  const start = performance.now()
  const run =
    name === "sqlglot"
      ? spawnSync("python3", ["-c", sqlglot, "1"], { input: JSON.stringify(texts), maxBuffer: 1e8 })
      : spawnSync(process.execPath, [self, "--peer", name, "--limit", values.limit, ...positionals], { stdio: "ignore" })
  return run.status === 0 ? (performance.now() - start) / 1000 : null
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
  if (name === "node-sql-parser" && memory.refused > 0) {
    const peer = await reader(name)
    const accepted = texts.flatMap(batches).filter((batch) => peer([batch]).refused === 0)
    const both = [peer, await reader("unhardcode")].map((read) => {
      read(accepted)
      const start = performance.now()
      read(accepted)
      return performance.now() - start
    })
    const share = accepted.reduce((sum, batch) => sum + batch.length, 0) / 1e4 / size
    console.log(
      `  of the ${share.toFixed(0)} % of the text that ${name} accepts: unhardcode is ${(both[0] / both[1]).toFixed(1)} times as fast`,
    )
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
}
