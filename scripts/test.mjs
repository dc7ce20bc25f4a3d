// npm test: prepares the clone and runs the tests. Arguments go to vitest: npm test -- test/sql
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { prepare, root } from "./prepare.mjs"

prepare()
const folder = mkdtempSync(join(tmpdir(), "unhardcode-test-"))
const report = join(folder, "report.json")
const vitest = join(root, "node_modules", "vitest", "vitest.mjs")
const words = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [vitest, ...words], { cwd: root, stdio: "inherit" })
console.log(countLine(report))
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1

/** In plain words, for those who read logs by machine. A file that can not be loaded counts as one failure. */
function countLine(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(file, "utf8"))
    const broken = testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0).length
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""
    return `${numPassedTests} passed, ${numFailedTests + broken} failed${skipped}`
  } catch {
    return "0 passed, 1 failed"
  }
}
