// npm run check: everything but the tests. One line for each check, its output only when it fails.
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { prepare, root } from "./prepare.mjs"

const checks = [
  { name: "types", words: () => bin("typescript", "tsc", "-p", "tsconfig.test.json") },
  { name: "lint", words: () => bin("@biomejs/biome", "biome", "check", "--diagnostic-level=error", ".") },
  { name: "layers", words: () => bin("dependency-cruiser", "depcruise", "--config", ".dependency-cruiser.cjs", "src") },
  { name: "dead code", words: () => bin("knip", "knip", "--no-progress") },
  { name: "doc comments", words: () => [join(root, "scripts/check-comments.mjs")] },
  { name: "documents", words: () => [join(root, "scripts/check-docs.mjs")] },
  { name: "own names", words: () => [join(root, "bin/unhardcode.js"), "check", "--config", ".ci/unhardcode.yaml"] },
  { name: "package", words: () => bin("publint", "publint") },
]

/** Runs every check and gives how many passed and failed. */
export function runChecks() {
  let failed = 0
  for (const { name, words } of checks) {
    const { status, stdout, stderr } = spawnSync(process.execPath, words(), {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { ...process.env, NO_COLOR: "1" },
    })
    const notes = status === 0 ? noted(stdout) : `${stdout}${stderr}`
    console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}${notes === "" ? "" : `\n${notes.trimEnd()}`}`)
    if (status !== 0) failed++
  }
  return { passed: checks.length - failed, failed }
}

/** Lines that a passing check wants read all the same begin with "note:". */
function noted(output) {
  return output
    .split("\n")
    .filter((line) => line.startsWith("note:"))
    .map((line) => `       ${line}`)
    .join("\n")
}

/** The script behind a command of a package, without a shell. */
function bin(name, command, ...words) {
  const require = createRequire(join(root, "package.json"))
  const folder = packageFolder(require, name)
  const { bin: scripts } = require(join(folder, "package.json"))
  return [join(folder, typeof scripts === "string" ? scripts : scripts[command]), ...words]
}

function packageFolder(require, name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return dirname(require.resolve(join(folder, name, "package.json")))
    } catch {
      // not in this one
    }
  }
  throw new Error(`${name} is not installed`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  prepare()
  process.exitCode = runChecks().failed === 0 ? 0 : 1
}
