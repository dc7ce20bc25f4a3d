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

function git(directory, ...words) {
  const settings = ["-c", "core.autocrlf=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"]
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" }
  const run = spawnSync("git", [...settings, ...words], { cwd: directory, env })
  if (run.status !== 0) throw new Error(`git ${words.join(" ")}: ${run.stderr}`)
}

/** Every file of an estate, as it is with names and without: where it lies, its bytes and the places of its names. */
function* composed({ files, share, seed, only, perRepository, median }) {
  const kinds = shares(only)
  const repositories = Math.max(2, Math.round(files / perRepository))
  for (let index = 0; index < files; index++) {
    // A file's own generator, so that names in one change no other.
    const r = random(seed * 1e7 + index)
    const name = r.pick(kinds)
    const language = languages[name]
    const path = `repository-${index % repositories}/${language.folder}/part${r.below(40)}/f${index}${r.pick(language.endings)}`
    const size = Math.min(200_000, r.logNormal(median, 1))
    const chosen = r.next() < share
    const own = Math.floor(r.next() * 2 ** 31)
    const make = (names) => {
      const inner = random(own)
      const text = compose(inner, language, size, names ? 1 + inner.below(4) : 0)
      return { path, text, content: encode(random(own + 1), text, name) }
    }
    yield { chosen, make }
  }
}

/**
 * Writes an estate of `files` files below `root`, in repositories of about `perRepository`, and gives the manifest: every planted place by file, and the bytes written.
 * `share` of the files hold names, once they are planted: `plant(true)` does, `plant(false)` takes them out again; at first there are none if `bare`.
 * `only` limits the languages. With `git` each repository is a work tree with everything in its index.
 */
export function buildEstate({
  root,
  files,
  share = 0.02,
  seed = 1,
  git: tracked = true,
  only = [],
  perRepository = 4000,
  median = 2200,
  bare = false,
}) {
  const repositories = Math.max(2, Math.round(files / perRepository))
  const recipe = { files, share, seed, only, perRepository, median }
  const made = new Set()
  const write = (path, content) => {
    const directory = dirname(join(root, path))
    if (!made.has(directory)) mkdirSync(directory, { recursive: true })
    made.add(directory)
    writeFileSync(join(root, path), content)
  }
  const estate = { root, listed: files + repositories, bytes: 0, repositories, places: {} }
  const put = ({ path, text, content }, names) => {
    write(path, content)
    if (names) estate.places[path] = placesOf(text)
    return content.length
  }
  for (const { chosen, make } of composed(recipe)) estate.bytes += put(make(chosen && !bare), chosen && !bare)
  const all = Array.from({ length: repositories }, (_, index) => `repository-${index}`)
  for (const repository of all) {
    write(`${repository}/.gitignore`, "build/\n*.tmp\n")
    for (const noise of ["node_modules/m/index.js", "build/out.sql", ".venv/lib/a.py", "load/x.tmp"]) {
      write(`${repository}/${noise}`, "SELECT 1 FROM MemberRepository.dbo.Member\n")
    }
    if (tracked) git(join(root, repository), "init", "-q")
  }
  const index = () => {
    if (tracked) for (const repository of all) git(join(root, repository), "add", ".")
  }
  index()
  const plant = (names) => {
    estate.places = {}
    for (const { chosen, make } of composed(recipe)) if (chosen) put(make(names), names)
    index()
  }
  return Object.assign(estate, { plant })
}
