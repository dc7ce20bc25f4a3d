// Measures `tables` on a synthetic estate of programs and scripts: cold, with a warm cache, and a quarter of it; its reader of SQL beside sqlglot where
// `python3` can import that.
//
//   npm run build && node bench/tables.mjs [--files 5000] [--rounds 3] [--keep DIRECTORY]
//
// `--files` is the number of Python files, and that of SQL files. Processor time (user and system) is what is compared: it is nearly the same on a busy machine.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { random } from "./random.mjs"

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "5000" },
    rounds: { type: "string", default: "3" },
    keep: { type: "string" },
  },
})
const rounds = Number(values.rounds)
const program = fileURLToPath(new URL("../bin/unhardcode.js", import.meta.url))
/** Modules of one process, its program included. */
const perProcess = 100

const databases = ["MemberRepository", "OutcomesIdentification"]
const nouns = "Member Outcome Provider Claim Visit Policy Region Score Batch Period Address Contact Payer Referral".split(" ")
/** A table: mostly one of a subject's own, sometimes one that all share. */
const table = (r, subject) => `${r.pick(databases)}.dbo.${r.pick(nouns)}${r.next() < 0.05 ? "" : `_${subject}_${r.below(4)}`}`
/** Mostly the subject itself, sometimes the first, which is common to all. */
const near = (r, subject) => (r.next() < 0.05 ? 0 : subject)

function moduleText(r, process, index) {
  const parts = ["import logging\nfrom pathlib import Path\n\n"]
  const next = index * 3 + 1
  for (let child = next; child < Math.min(next + 3, perProcess - 1); child++)
    parts.push(`from process${process} import m${child}\n`)
  parts.push(`\nlogger = logging.getLogger(__name__)\nTARGET = "${table(r, process)}"\nHERE = Path(__file__).parent\n\n\n`)
  const count = 2 + r.below(10)
  for (let number = 0; number < count; number++) {
    parts.push(
      `def step_${number}(cursor, limit=${r.below(100)}):\n    """Loads the rows of the last ${r.below(90)} days into the mart, and counts them."""\n    rows = cursor.execute(\n        "SELECT a.Id, a.Name, b.Score FROM ${table(r, process)} a "\n        "JOIN ${table(r, process)} b ON b.Id = a.Id WHERE a.Period = ?",\n        limit,\n    ).fetchall()\n    found = {}\n    for row in rows:\n        if row["score"] > ${r.below(50)} and row["id"] not in found:\n            found[row["id"]] = {"name": row["name"].strip(), "score": row["score"] * ${r.below(9)}}\n            logger.info("row %s of %s", row["id"], limit)\n    cursor.execute(f"INSERT INTO {TARGET} (Id, Name) SELECT Id, Name FROM ${table(r, process)} WHERE Score > {limit}")\n    return {"found": len(found), "limit": limit}\n\n\n`,
    )
  }
  parts.push("def run(cursor):\n")
  for (let number = 0; number < count; number++) parts.push(`    step_${number}(cursor)\n`)
  const script = `s${String(near(r, process) * perProcess + 3 + 4 * r.below(perProcess / 4)).padStart(5, "0")}.sql`
  parts.push(`    cursor.execute((HERE.parent / "sql" / "${script}").read_text())\n`)
  parts.push(`    cursor.execute("EXEC MemberRepository.dbo.${procedure(near(r, process), r.below(perProcess / 4))}")\n`)
  for (let child = next; child < Math.min(next + 3, perProcess - 1); child++) parts.push(`    m${child}.run(cursor)\n`)
  return parts.join("")
}

/** The first procedure of a file: of each subject every fourth file holds some. */
const procedure = (subject, number, inner = 0) => `usp_Load_${subject}_${number}${inner === 0 ? "" : `_${inner}`}`

/** Files of a subject are tables, procedures that call one of the next file, views and scripts, in turn. */
function sqlText(r, index) {
  const subject = Math.floor(index / perProcess)
  const kind = index % 4
  const place = (index % perProcess) >> 2
  const count = 1 + r.below(6)
  const parts = [`USE [${kind === 1 ? "MemberRepository" : r.pick(databases)}]\nGO\nSET NOCOUNT ON\nGO\n`]
  for (let number = 0; number < count; number++) {
    if (kind === 0) {
      const columns = Array.from({ length: 4 + r.below(20) }, (_, at) => `  Column${at} nvarchar(${r.below(400)}) NULL`)
      const name = table(r, subject).split(".").at(-1)
      parts.push(`CREATE TABLE dbo.${name} (\n  Id int NOT NULL PRIMARY KEY,\n${columns.join(",\n")}\n);\nGO\n`)
    } else if (kind === 1) {
      const calls = place + 1 < perProcess / 4 ? procedure(near(r, subject), place + 1) : procedure(subject, place, 1)
      const body = `  -- keeps what was there\n  UPDATE t SET t.Name = s.Name, t.Changed = GETDATE() FROM ${table(r, subject)} t JOIN ${table(r, subject)} s ON s.Id = t.Id WHERE s.Score > ${r.below(90)};\n  INSERT INTO ${table(r, subject)} (Id, Name)\n  SELECT x.Id, COALESCE(x.Name, N'none') FROM ${table(r, subject)} x WHERE EXISTS (SELECT 1 FROM ${table(r, subject)} y WHERE y.Id = x.Id);\n`
      parts.push(
        `CREATE OR ALTER PROCEDURE dbo.${procedure(subject, place, number)} @limit int = ${r.below(50)} AS\nBEGIN\n${body}  EXEC dbo.${calls} @limit = 1;\nEND\nGO\n`,
      )
    } else if (kind === 2)
      parts.push(
        `CREATE OR ALTER VIEW dbo.vw_${r.pick(nouns)}_${index}_${number} AS\nSELECT a.Id, a.Name, SUM(b.Score) AS Score\nFROM ${table(r, subject)} a LEFT JOIN ${table(r, subject)} b ON b.Id = a.Id\nGROUP BY a.Id, a.Name;\nGO\n`,
      )
    else
      parts.push(
        `MERGE ${table(r, subject)} AS t USING (SELECT Id, Name FROM ${table(r, subject)}) AS s ON s.Id = t.Id\nWHEN MATCHED THEN UPDATE SET Name = s.Name\nWHEN NOT MATCHED THEN INSERT (Id, Name) VALUES (s.Id, s.Name);\nDELETE FROM ${table(r, subject)} WHERE Score < ${r.below(90)};\n`,
      )
  }
  return parts.join("")
}

/** Writes `files` Python and `files` SQL files with their config below `root`; gives the bytes of both. */
function buildEstate(root, files) {
  const r = random(7)
  const bytes = { python: 0, sql: 0 }
  const write = (path, text, kind) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    if (kind !== null) bytes[kind] += text.length
  }
  for (let index = 0; index < files; index++) write(`sql/s${String(index).padStart(5, "0")}.sql`, sqlText(r, index), "sql")
  const processes = []
  for (let index = 0; index < files; index += perProcess) {
    const process = index / perProcess
    processes.push(`  P${process}: { entry: [run${process}.py] }\n`)
    const main = `import pyodbc\n\nfrom process${process} import m0\n\nif __name__ == "__main__":\n    m0.run(pyodbc.connect("DSN=x").cursor())\n`
    write(`run${process}.py`, main, "python")
    for (let inner = 0; inner < perProcess - 1; inner++)
      write(`process${process}/m${inner}.py`, moduleText(r, process, inner), "python")
  }
  const names = "databases: { MemberRepository: MEMBER_REPOSITORY_DB, OutcomesIdentification: OUTCOMES_IDENTIFICATION_DB }\n"
  write("unhardcode.config.yaml", `${names}processes:\n${processes.join("")}`, null)
  return bytes
}

/** Runs the program to its end: seconds of the clock and of the processor, and the most memory (megabytes). */
async function measure(cwd, words) {
  const peak = join(root, "peak")
  const started = performance.now()
  const child = spawn("/usr/bin/env", ["bash", "-c", 'TIMEFORMAT="%U %S"; time "$@" >/dev/null', "-", ...words], {
    cwd,
    env: { ...process.env, PEAK: peak },
    stdio: ["ignore", "ignore", "pipe"],
  })
  let told = ""
  child.stderr.on("data", (text) => {
    told += text
  })
  await new Promise((resolve) => child.on("close", resolve))
  const [user, system] = told.trim().split("\n").at(-1).split(" ").map(Number)
  const memory = existsSync(peak) ? Number(readFileSync(peak, "utf8")) : Number.NaN
  return { clock: (performance.now() - started) / 1000, processor: user + system, memory }
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const peakOf =
  'process.on("exit",()=>{require("fs").writeFileSync(process.env.PEAK,String(process.resourceUsage().maxRSS/1024))})'

async function medians(cwd, programs) {
  const found = programs.map(() => ({ clock: [], processor: [], memory: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const [index, { words, prepare }] of programs.entries()) {
      prepare?.()
      const one = await measure(cwd, words)
      for (const what of ["clock", "processor", "memory"]) found[index][what].push(one[what])
    }
  }
  return found.map(({ clock, processor, memory }) => ({
    clock: median(clock),
    processor: median(processor),
    memory: median(memory),
  }))
}

const root = values.keep ?? mkdtempSync(join(tmpdir(), "unhardcode-tables-"))
const tell = (line) => process.stdout.write(`${line}\n`)
try {
  const files = Number(values.files)
  const [whole, quarter] = [join(root, "whole"), join(root, "quarter")]
  const bytes = buildEstate(whole, files)
  buildEstate(quarter, Math.round(files / 4))
  const megabytes = (bytes.python + bytes.sql) / 1e6
  tell(
    `${files} Python files (${(bytes.python / 1e6).toFixed(1)} MB), ${files} SQL files (${(bytes.sql / 1e6).toFixed(1)} MB), ${availableParallelism()} processors, Node ${process.versions.node}`,
  )
  const cache = join(root, "cache")
  const watcher = join(root, "peak.cjs")
  writeFileSync(watcher, peakOf)
  const words = [process.execPath, "--require", watcher, program, "tables", "--format", "json", "--quiet"]
  const programs = [
    { words, prepare: null },
    { words: [...words, "--cache-location", cache], prepare: () => rmSync(cache, { recursive: true, force: true }) },
    {
      words: [...words, "--cache-location", cache],
      prepare: () => writeFileSync(join(whole, "process0/m98.py"), `x = ${Math.random()}\n`),
    },
    {
      words: [...words, "--cache-location", cache],
      prepare: () => writeFileSync(join(whole, "sql/s00003.sql"), `SELECT ${Math.random()} FROM dbo.Member\n`),
    },
  ]
  const [cold, filling, warm, warmSql] = await medians(whole, programs)
  const [small] = await medians(quarter, programs.slice(0, 1))
  const line = (what, { clock, processor, memory }, rest = "") =>
    tell(`${what}: ${clock.toFixed(1)} s, ${processor.toFixed(1)} s of the processor, ${Math.round(memory)} MB${rest}`)
  line(
    "cold",
    cold,
    `, ${(megabytes / cold.clock).toFixed(1)} MB/s by the clock, ${((2 * megabytes) / cold.processor).toFixed(1)} MB/s if both processors were free`,
  )
  line("cold, filling a cache", filling)
  line("warm, one Python file changed", warm, `: ${(warm.processor / cold.processor).toFixed(2)} of cold`)
  line("warm, one SQL file changed", warmSql, `: ${(warmSql.processor / cold.processor).toFixed(2)} of cold`)
  line("a quarter, cold", small, `: four times that is ${((4 * small.processor) / cold.processor).toFixed(2)} of the whole`)
  const glot =
    "import glob,sys,time,sqlglot\nfiles=sorted(glob.glob('sql/*.sql'))[:400]\nt=time.process_time();n=0\nfor f in files:\n    s=open(f).read();n+=len(s)\n    for b in s.split('\\nGO\\n'):\n        try: sqlglot.parse(b,read='tsql')\n        except Exception: pass\nprint(n/1e6/(time.process_time()-t))"
  const peer = spawnSync("python3", ["-W", "ignore", "-c", glot], { cwd: whole, encoding: "utf8" })
  if (peer.status === 0) {
    const { sqlFacts } = await import("../build/facts/sql-facts.js")
    const texts = Array.from({ length: files }, (_, index) =>
      readFileSync(join(whole, `sql/s${String(index).padStart(5, "0")}.sql`), "utf8"),
    )
    const before = process.cpuUsage()
    for (const text of texts) sqlFacts(text, [])
    const used = process.cpuUsage(before)
    const own = bytes.sql / (used.user + used.system)
    tell(
      `facts of SQL: ${own.toFixed(2)} MB/s of the processor; sqlglot parses ${Number(peer.stdout).toFixed(2)} MB/s: ${(own / Number(peer.stdout)).toFixed(0)} times`,
    )
  } else tell("sqlglot is not there")
} finally {
  if (values.keep === undefined) rmSync(root, { recursive: true, force: true })
}
