import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { type Candidate, databasesIn, isOwn } from "./config/candidates.js"
import { type Tally, tally } from "./config/tally.js"
import { decode } from "./discover/decode.js"
import { languageOf } from "./discover/language-of.js"
import { type ListOptions, listFiles } from "./discover/list-files.js"
import { hostFor } from "./hosts/registry.js"
import type { Region } from "./model/region.js"
import type { Problem } from "./model/source.js"

/** What a search for database names found. */
export interface Proposal {
  /** The most used first. */
  readonly found: readonly Tally[]
  /** Number of files that were listed. */
  readonly listed: number
  readonly problems: readonly Problem[]
  readonly missing: readonly string[]
}

const deepest = 8

/** Settings whose value is a command line: of compose files and pipelines. */
const commandLine = /^(?:command|entrypoint|cmd|args|arguments|test|run|exec)$/i

/** What a text must hold to be read at all: two dots with a word between them or none, or a word that goes with databases. */
const worthReading = /[\w\]"]\s{0,9}\.\s{0,9}(?:[[\w"]|\.)|\buse\s|database|catalog|db_id|dbname|mssql/i

/**
 * Looks for database names by their use: in multipart names, `USE`, calls that take a database's name, and connection strings, wherever SQL or
 * a connection string stands in any language that has a reader. Never throws on any file.
 */
export async function propose(options: ListOptions): Promise<Proposal> {
  const listing = await listFiles(options)
  const problems = [...listing.problems]
  const found = new Map<string, readonly Candidate[]>()
  for (const file of listing.files) {
    try {
      const decoded = decode(await readFile(resolve(options.cwd, file)))
      if ("skip" in decoded || !worthReading.test(decoded.text)) continue
      const language = languageOf(file, decoded.text.slice(0, 4096))
      found.set(file, await candidatesIn(decoded.text, language, file))
    } catch (error) {
      const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`
      problems.push({ file, line: null, column: null, message })
    }
  }
  return { found: tally(found), listed: listing.files.length, problems, missing: listing.missing }
}

async function candidatesIn(text: string, language: string, file: string): Promise<readonly Candidate[]> {
  const { readSql } = await import("./sql/index.js")
  const found: Candidate[] = []
  const open: { text: string; language: string; depth: number }[] = [{ text, language, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.language === "tsql") {
      found.push(...databasesIn(readSql(next.text)))
      continue
    }
    const host = await hostFor(next.language)
    for (const region of host?.read(next.text, file).regions ?? []) {
      const silent = region.kind === "comment" || region.kind === "docstring" || region.kind === "key"
      if (silent || region.place.role === "directive" || region.place.role === "import") continue
      if (region.kind === "code" && region.language !== "tsql") {
        if (next.depth < deepest) open.push({ text: region.text, language: region.language, depth: next.depth + 1 })
      } else found.push(...(await candidatesOfRegion(region)))
    }
  }
  return found
}

async function candidatesOfRegion(region: Region): Promise<readonly Candidate[]> {
  const { readSql, sniffSql } = await import("./sql/index.js")
  const { readConnectionString } = await import("./connection/index.js")
  const { text, holes } = region
  if (!worthReading.test(text) && !/=|:\/\//.test(text)) return []
  const isCommand = commandLine.test(region.place.target ?? "")
  if (region.language === "tsql" || sniffSql(text, holes) === "sql") {
    const found = databasesIn(readSql(text, { holes }))
    // `use X;` of PHP and Rust in a text of no known language, `use the …` in a command, is no `USE`.
    return region.kind === "text" || isCommand ? found.filter((each) => each.use !== "USE") : found
  }
  const parts = readConnectionString(text, holes) ?? []
  // An option of any program looks like one setting: `--database=orders`.
  if (isCommand && parts.length < 2) return []
  const held = holes.length > 0 ? new RegExp(holes.map((hole) => literal(text.slice(hole.start, hole.end))).join("|")) : null
  return parts
    .filter(
      (part) => (part.role === "database" || part.role === "server") && isOwn(part.value) && held?.test(part.value) !== true,
    )
    .map((part) => ({ name: part.value, kind: part.role === "server" ? "server" : "database", use: "connection string" }))
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
}
