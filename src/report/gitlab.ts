import { createHash } from "node:crypto"
import { alertsOf } from "./alerts.js"
import { inertJson } from "./inert.js"
import type { Reporter } from "./reporter.js"

/**
 * GitLab's code quality: one object for each open alert. Its fingerprints must be unique in the report, so they are ours with the place's
 * rule; columns have no room in the format.
 */
export const reportGitlab: Reporter = (result) => {
  const issues = alertsOf(result).map(({ file, line, endLine, rule, severity, message, fingerprint }) => ({
    description: message,
    check_name: rule,
    fingerprint: createHash("sha256").update(`${rule}\0${fingerprint}`).digest("hex").slice(0, 32),
    severity: severity === "error" ? "major" : "minor",
    location: { path: file, lines: { begin: line, end: endLine } },
  }))
  return `${inertJson(JSON.stringify(issues, null, 2))}\n`
}
