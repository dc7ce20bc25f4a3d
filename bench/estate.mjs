// Builds the synthetic estate: the same bytes for the same numbers, with nothing but Node.
import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { languages } from "./languages.mjs"
import { random } from "./random.mjs"

/** The names that the tool looks for in the estate, with their variables. */
export const names = { MemberRepository: "MEMBER_REPOSITORY_DB", OutcomesIdentification: "OUTCOMES_IDENTIFICATION_DB" }

const spellings = ["MemberRepository", "MemberRepository", "OutcomesIdentification", "memberrepository", "OUTCOMESIDENTIFICATION"]

function shares(only) {
  const entries = Object.entries(languages).filter(([name]) => only.length === 0 || only.includes(name))
  return entries.flatMap(([name, language]) => Array(language.share).fill(name))
}

/** One file's text, with the places of its names (1-based lines and columns). */
function compose(r, language, size, plant) {
  const parts = [language.open(r)]
  let length = parts[0].length
  while (length < size) {
    const block = language.filler(r)
    parts.push(block)
    length += block.length
  }
  for (let index = 0; index < plant; index++) {
    const line = r.pick(language.planted).replaceAll("%n", String(r.below(1e6)))
    parts.splice(
      1 + r.below(parts.length),
      0,
      line.replaceAll("@@", () => r.pick(spellings)),
    )
  }
  return parts.join("") + (language.close ?? "")
}

function placesOf(text) {
  const places = []
  text.split("\n").forEach((line, index) => {
    for (const match of line.matchAll(/memberrepository|outcomesidentification/gi)) {
      places.push({ line: index + 1, column: match.index + 1, text: match[0] })
    }
  })
  return places
}

function encode(r, text, name) {
  const crlf = r.next() < 0.1 ? text.replaceAll("\n", "\r\n") : text
  const kind = r.next()
  if (name === "tsql" && kind < 0.03) return Buffer.from(`\uFEFF${crlf}`, "utf16le")
  if (name === "tsql" && kind < 0.04) return Buffer.from(crlf, "utf16le")
  if (kind < 0.06) return Buffer.from(`\uFEFF${crlf}`, "utf8")
  return Buffer.from(crlf, "utf8")
}

/**
 * Writes an estate of `files` files below `root`, in repositories of about `perRepository`, and gives the manifest: every planted place by file, and the bytes written.
 * `share` of the files hold names. `only` limits the languages. With `git` each repository is a work tree with everything in its index.
 */
export function buildEstate({ root, files, share = 0.02, seed = 1, git = true, only = [], perRepository = 4000, median = 2200 }) {
  const r = random(seed)
  const kinds = shares(only)
  const places = {}
  let bytes = 0
  const repositories = Math.max(2, Math.round(files / perRepository))
  const made = new Set()
  const write = (path, content) => {
    const directory = dirname(join(root, path))
    if (!made.has(directory)) mkdirSync(directory, { recursive: true })
    made.add(directory)
    writeFileSync(join(root, path), content)
  }
  for (let index = 0; index < files; index++) {
    const name = r.pick(kinds)
    const language = languages[name]
    const repository = `repository-${index % repositories}`
    const size = Math.min(200_000, r.logNormal(median, 1))
    const plant = r.next() < share ? 1 + r.below(4) : 0
    const text = compose(r, language, size, plant)
    const path = `${repository}/${language.folder}/part${r.below(40)}/f${index}${r.pick(language.endings)}`
    const content = encode(r, text, name)
    bytes += content.length
    write(path, content)
    if (plant > 0) places[path] = placesOf(text)
  }
  for (let index = 0; index < repositories; index++) {
    const repository = `repository-${index}`
    write(`${repository}/.gitignore`, "build/\n*.tmp\n")
    for (const noise of ["node_modules/m/index.js", "build/out.sql", ".venv/lib/a.py", "load/x.tmp"]) {
      write(`${repository}/${noise}`, "SELECT 1 FROM MemberRepository.dbo.Member\n")
    }
    if (git) {
      for (const command of [
        ["init", "-q"],
        ["-c", "core.autocrlf=false", "add", "."],
      ]) {
        const run = spawnSync("git", command, {
          cwd: join(root, repository),
          env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" },
        })
        if (run.status !== 0) throw new Error(`git ${command.join(" ")}: ${run.stderr}`)
      }
    }
  }
  return { listed: files + repositories, bytes, repositories, places }
}
