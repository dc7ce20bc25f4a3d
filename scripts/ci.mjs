// What .ci/run does: npm test, then the other checks, then one line with the counts of both.
import { spawnSync } from "node:child_process"
import { runChecks } from "./check.mjs"
import { root } from "./prepare.mjs"

const { status, stdout } = spawnSync("npm", ["test"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 28,
  stdio: ["ignore", "pipe", 2],
  shell: process.platform === "win32",
})
process.stdout.write(stdout)
const [, passed = "0", failed = "1"] = /^(\d+) passed, (\d+) failed/m.exec(stdout) ?? []
const checks = status === null ? { passed: 0, failed: 1 } : runChecks()
const failures = Math.max(Number(failed), status === 0 ? 0 : 1) + checks.failed
console.log(`${Number(passed) + checks.passed} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
