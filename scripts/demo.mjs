// npm run demo: the main job on a temporary copy of the sample repositories.
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { prepare, root } from "./prepare.mjs"

prepare()
const command = join(root, "bin", "unhardcode.js")
const folder = mkdtempSync(join(tmpdir(), "unhardcode-demo-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
const estate = join(folder, "estate")
const truth = join(root, "fixtures", "repositories", "expected")
cpSync(join(root, "fixtures", "repositories"), estate, { recursive: true, filter: (file) => !file.startsWith(truth) })

title("1. Where does a database name stand?", "audit --quiet")
show(run(["audit", "--quiet"]))

const samples = [
  "fileRepository-fileload/fileload/members.py",
  // unhardcode-ignore[file-name]: a file of the sample repositories
  "fileRepository-fileload/migrations/MemberRepository/0008_usp_close_eligibility.sql",
]
title("2. What would change, and what proves it? Two of the files:", `rewrite ${samples.join(" ")}`)
show(run(["rewrite", ...samples], [0, 1]))

title("3. What needs a person, and why?", "audit")
show(run(["audit"]), "Needs a person")

title(
  "4. Everything that is proved, written; and a second run finds nothing left:",
  "rewrite --write --quiet && unhardcode rewrite --quiet",
)
show(run(["rewrite", "--write", "--quiet"], [0, 1]))
show(run(["rewrite", "--quiet"], [0, 1]))

const typed = relative(process.cwd(), command).startsWith("..") ? command : relative(process.cwd(), command)
console.log(`
That was a copy; nothing of yours was touched. For your own code:

    node ${typed} init path/to/your/code     (finds the names and writes a config)
    node ${typed} audit --database MemberRepository=MEMBER_REPOSITORY_DB path/to/your/code`)

function title(text, words) {
  console.log(`\n${text}\n$ unhardcode ${words}\n`)
}

/** The command's output. An exit code that was not expected ends the demo with what went wrong. */
function run(words, codes = [0]) {
  const color = process.stdout.isTTY === true ? "--color" : "--no-color"
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words, color], {
    cwd: estate,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  })
  if (!codes.includes(status)) {
    process.stderr.write(stderr)
    console.error(`unhardcode ${words.join(" ")} ended with ${status}`)
    process.exit(1)
  }
  return stdout
}

/** Prints the output, from a heading on where one is given. */
function show(output, heading = null) {
  const at = heading === null ? 0 : output.indexOf(heading)
  console.log(output.slice(Math.max(at, 0)).trimEnd())
}
