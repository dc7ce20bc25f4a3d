// Reads real scripts damaged at random: no reading may throw or take longer than 50 ms.
//
//   npm run build && node bench/mutate-sql.mjs [--count 1000000] [--seed 1] [--seconds 600] [--size 2000] DIRECTORY...
//
// Each turn takes a piece of a script (up to `--size` units, sometimes eight times as many), damages it one to eight times, and reads it. A
// slow reading is repeated twice at once, so that only what is slow each time counts. Times are those of the processor, whatever else the
// machine does. The same seed makes the same texts.
import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { readSql } from "../build/sql/read-sql.js"
import { sniffSql } from "../build/sql/sniff-sql.js"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "600" },
    size: { type: "string", default: "2000" },
  },
})
const count = Number(values.count)
const size = Number(values.size)
const slowest = 50
const until = performance.now() + Number(values.seconds) * 1000

let state = Number(values.seed) >>> 0
/** A number from 0 to `below` - 1. */
function pick(below) {
  state = (state + 0x6d2b79f5) >>> 0
  let value = Math.imul(state ^ (state >>> 15), state | 1)
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
  return ((value ^ (value >>> 14)) >>> 0) % below
}

const texts = []
const directories = positionals.map((path) => resolve(path))
for (let path = directories.pop(); path !== undefined; path = directories.pop()) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) directories.push(join(path, entry.name))
    else if (entry.name.endsWith(".sql")) {
      const bytes = readFileSync(join(path, entry.name))
      const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8")
      if (text !== "") texts.push(text)
    }
  }
}
if (texts.length === 0) {
  console.error("no .sql files there (node bench/mutate-sql.mjs DIRECTORY...)")
  process.exit(2)
}

const scraps =
  "' '' \" [ ] ]] ( ) ; , . .. + = * -- /* */ @ @v # $ $( ${ {{ { } < > % : :: :r !! ? \\ \0 \ud800 \u00a0 \ufeff N' 0x 1e \n \r\n GO \nGO\n"
    .split(" ")
    .concat(
      " SELECT , FROM , INTO , UPDATE , DELETE , INSERT , MERGE , EXEC(, EXEC sp_executesql N', DECLARE @v = , SET @v += , CREATE PROC , BEGIN , END , CASE , WITH x AS (, UNION , JOIN , ON , AS , IF , ELSE , OUTPUT , USE , GO , OPENQUERY(x, ', REPLACE(, QUOTENAME(, CONCAT(, SET QUOTED_IDENTIFIER OFF ".split(
        ",",
      ),
    )

function piece(length) {
  const text = texts[pick(texts.length)]
  const start = pick(text.length)
  return text.slice(start, start + 1 + pick(length))
}

function damaged(text) {
  const at = pick(text.length + 1)
  const to = Math.min(text.length, at + 1 + pick(pick(4) === 0 ? 200 : 8))
  switch (pick(8)) {
    case 0:
      return text.slice(0, at) + text.slice(to)
    case 1:
      return text.slice(0, at)
    case 2:
      return text.slice(0, at) + text.slice(at, to).repeat(2 + pick(20)) + text.slice(to)
    case 3:
      return text.slice(0, at) + piece(100) + text.slice(at)
    case 4:
      return text.slice(0, at) + String.fromCharCode(pick(pick(2) === 0 ? 128 : 65536)) + text.slice(to)
    case 5:
      return `EXEC (N'${text.replaceAll("'", "''")}')`
    default:
      return text.slice(0, at) + scraps[pick(scraps.length)].repeat(pick(6) === 0 ? 1 + pick(200) : 1) + text.slice(at)
  }
}

function timed(text, want) {
  const start = process.cpuUsage()
  readSql(text, { want, quotedIdentifier: (text.length & 1) === 0 })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

let done = 0
let failures = 0
let worst = 0
let units = 0
for (; done < count && performance.now() < until; done++) {
  let text = piece(pick(20) === 0 ? 8 * size : size)
  for (let turns = 1 + pick(8); turns > 0; turns--) text = damaged(text)
  // What doubling of quotes blows up is no text that anybody has.
  if (text.length > 32 * size) text = text.slice(0, 32 * size)
  units += text.length
  const want = pick(2) === 0 ? "all" : "accesses"
  try {
    let spent = timed(text, want)
    if (spent > slowest / 2) spent = Math.min(spent, timed(text, want), timed(text, want))
    worst = Math.max(worst, spent)
    if (spent > slowest) {
      failures++
      console.log(`slow: ${spent.toFixed(1)} ms, ${text.length} units, turn ${done}: ${JSON.stringify(text.slice(0, 400))}`)
    }
    if (done % 16 === 0) sniffSql(text)
  } catch (error) {
    failures++
    console.log(`throws at turn ${done}: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(text.slice(0, 2000))}`)
  }
  if (failures >= 20) break
}
console.log(
  `${done} mutations (seed ${values.seed}), ${(units / 1e6).toFixed(0)} million units, ${failures} failures, slowest ${worst.toFixed(1)} ms`,
)
process.exitCode = failures > 0 ? 1 : 0
