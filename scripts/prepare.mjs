// Makes a fresh clone ready: installs what is missing, builds what is stale. Needs nothing but Node and npm.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The project's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url))

const stamp = join(root, "dist", ".inputs")

/** Installs and builds, each only when it is needed. Ends the program with a message when one of them fails. */
export function prepare() {
  demandNode()
  if (!installed()) {
    console.error("Installing what is missing (npm ci) …")
    runNpm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm ci failed: is a package registry within reach?")
  }
  const inputs = hashOfInputs()
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== inputs) {
    console.error("Building …")
    for (const made of ["build", "dist"]) rmSync(join(root, made), { recursive: true, force: true })
    runNpm(["run", "--silent", "build"], "The build failed.")
    writeFileSync(stamp, inputs)
  }
}

function demandNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  if (!fits) fail(`Node ${process.versions.node} is too old: unhardcode needs ^20.19.0 or >=22.12.0.`)
}

/** Every package of the lock file is there in its version. Those for other platforms may be missing. */
function installed() {
  const file = join(root, "node_modules", ".package-lock.json")
  if (!existsSync(file)) return false
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages
  const present = JSON.parse(readFileSync(file, "utf8")).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true
    return present[path] === undefined ? optional === true : present[path].version === version
  })
}

function hashOfInputs() {
  const hash = createHash("sha256")
  const sources = ["src", "rules"]
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const others = ["tsconfig.json", "package-lock.json", "scripts/bundle.mjs", "scripts/copy-assets.mjs"].map((file) =>
    join(root, file),
  )
  for (const file of [...sources, ...others].sort()) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file))
  return hash.digest("hex")
}

function runNpm(words, complaint) {
  // npm is a .cmd file on Windows, which only a shell starts; the words are ours.
  const { status } = spawnSync("npm", words, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" })
  if (status !== 0) fail(complaint)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
