// The documents are true: links lead somewhere, and each example in a `console` block prints what it says.
// In such a block, a line that begins with "$ " is typed in a copy of the sample repositories; the lines below are its output. A line
// that is only "…" stands for any lines. With --update the outputs without "…" are written anew.
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join, relative } from "node:path"
import { root } from "./prepare.mjs"

const update = process.argv.includes("--update")
const problems = []
const skipped = new Set(["node_modules", "dist", ".git", "fixtures"])
const documents = [...markdownFiles(root), join(root, "fixtures/repositories/README.md")]
for (const file of documents) checkLinks(file)
const examples = documents.reduce((count, file) => count + checkExamples(file), 0)
for (const problem of problems) console.log(problem)
console.log(`note: ${documents.length} documents, ${examples} examples run`)
process.exitCode = problems.length === 0 ? 0 : 1

function markdownFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return markdownFiles(path)
    return entry.name.endsWith(".md") ? [path] : []
  })
}

function withoutCode(text) {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "")
}

function checkLinks(file) {
  const name = relative(root, file)
  for (const [, target = ""] of withoutCode(readFileSync(file, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path = "", anchor] = target.split("#")
    const linked = path === "" ? file : join(dirname(file), decodeURI(path))
    if (!existsSync(linked)) problems.push(`${name}: nothing at ${target}`)
    else if (anchor !== undefined && linked.endsWith(".md") && !anchorsOf(linked).has(anchor))
      problems.push(`${name}: no heading ${target}`)
    else if (anchor !== undefined && statSync(linked).isDirectory()) problems.push(`${name}: ${target} is a folder`)
  }
}

/** As GitHub makes them from headings. */
function anchorsOf(file) {
  const headings = readFileSync(file, "utf8").matchAll(/^#+\s+(.*)$/gm)
  return new Set(
    [...headings].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replace(/\s/g, "-"),
    ),
  )
}

function checkExamples(file) {
  const text = readFileSync(file, "utf8")
  let count = 0
  const blocks = /^```console\n([\s\S]*?)^```$/gm
  const renewed = text.replace(blocks, (_block, body) => {
    const folder = sandbox()
    const steps = stepsOf(body).map((step) => {
      count++
      return checkStep(file, step, folder)
    })
    rmSync(folder, { recursive: true, force: true })
    return `\`\`\`console\n${steps.join("")}\`\`\``
  })
  if (update && renewed !== text) writeFileSync(file, renewed)
  return count
}

/** A copy of the samples, each a git repository of its own, with the command on the path. */
function sandbox() {
  const folder = mkdtempSync(join(tmpdir(), "unhardcode-docs-"))
  const home = join(folder, "estate")
  cpSync(join(root, "fixtures/repositories"), home, { recursive: true })
  rmSync(join(home, "expected"), { recursive: true })
  rmSync(join(home, "README.md"))
  mkdirSync(join(folder, "bin"))
  const command = join(folder, "bin", "unhardcode")
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, "bin/unhardcode.js")}" "$@"\n`, { mode: 0o755 })
  const identity = ["-c", "user.name=Samples", "-c", "user.email=samples@example.org", "-c", "commit.gpgsign=false"]
  const commands = [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    [...identity, "commit", "-q", "-m", "Samples"],
  ]
  for (const { name } of readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const words of commands) spawnSync("git", words, { cwd: join(home, name), stdio: "ignore" })
  }
  return folder
}

function stepsOf(body) {
  const steps = []
  for (const line of body.split("\n").slice(0, -1)) {
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), lines: [] })
    else steps.at(-1)?.lines.push(line)
  }
  return steps
}

function checkStep(file, { command, lines }, folder) {
  const path = `${join(folder, "bin")}${delimiter}${process.env.PATH}`
  const { stdout } = spawnSync("sh", ["-c", `exec 2>&1\n${command}`], {
    cwd: join(folder, "estate"),
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, PATH: path, NO_COLOR: "1", COLUMNS: "100", CI: "" },
  })
  const actual = stdout.replaceAll(folder, "").split("\n")
  if (actual.at(-1) === "") actual.pop()
  if (!matches(lines, actual)) {
    if (update && !lines.includes("…")) return `$ ${command}\n${actual.map((line) => `${line}\n`).join("")}`
    problems.push(
      `${relative(root, file)}: "${command}" prints something else:\n${actual.map((line) => `    ${line}`).join("\n")}`,
    )
  }
  return `$ ${command}\n${lines.map((line) => `${line}\n`).join("")}`
}

/** "…" alone on a line stands for any number of lines; blanks at the end of a line do not count. */
function matches(expected, actual) {
  const parts = [[]]
  for (const line of expected) {
    if (line === "…") parts.push([])
    else parts.at(-1)?.push(line.trimEnd())
  }
  const lines = actual.map((line) => line.trimEnd())
  let at = 0
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    const from = last && parts.length > 1 ? Math.max(at, lines.length - part.length) : at
    const found = index === 0 ? (startsAt(lines, part, 0) ? 0 : -1) : find(lines, part, from)
    if (found < 0) return false
    at = found + part.length
  }
  return at === lines.length
}

function startsAt(lines, part, at) {
  return part.every((line, index) => lines[at + index] === line)
}

function find(lines, part, from) {
  for (let at = from; at + part.length <= lines.length; at++) if (startsAt(lines, part, at)) return at
  return -1
}
