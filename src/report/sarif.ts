import type { Finding } from "../model/finding.js"
import { lineStarts, positionAt } from "../text/text-map.js"
import { type Alert, alertOf, alertsOf, pathUri } from "./alerts.js"
import { inertJson, wellFormed } from "./inert.js"
import { isCheck, type Reporter, type ReportOptions } from "./reporter.js"
import { helpOf } from "./rule-index.js"

/** The key of our fingerprint in `partialFingerprints`; the number changes when the way it is computed does. */
export const sarifFingerprintKey = "unhardcodeFingerprint/v1"

function location(alert: Alert) {
  const { line, column, endLine, endColumn } = alert
  return {
    physicalLocation: {
      artifactLocation: { uri: pathUri(alert.file), uriBaseId: "SRCROOT" },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  }
}

function fixOf(finding: Finding, starts: readonly number[] | null) {
  const edits = finding.fix?.edits ?? []
  if (edits.length === 0 || finding.fix === null) return null
  const text = `Replace the name by ${finding.fix.replacement}${finding.fix.imports ? ` and import ${finding.variable}` : ""}.`
  return {
    description: { text },
    artifactChanges: [
      {
        artifactLocation: { uri: pathUri(finding.file), uriBaseId: "SRCROOT" },
        replacements: edits.map((edit) => ({
          deletedRegion: starts === null ? { charOffset: edit.start, charLength: edit.end - edit.start } : region(starts, edit),
          insertedContent: { text: wellFormed(edit.text) },
        })),
      },
    ],
  }
}

function region(starts: readonly number[], { start, end }: { readonly start: number; readonly end: number }) {
  const from = positionAt(starts, start)
  const to = positionAt(starts, end)
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column }
}

/** Line starts by file, each computed once, for the file at hand only. */
function startsBySource(options: ReportOptions): (file: string) => readonly number[] | null {
  let last: { readonly file: string; readonly starts: readonly number[] | null } | null = null
  return (file) => {
    if (last?.file !== file) {
      const text = options.source(file)
      last = { file, starts: text === null ? null : lineStarts(text) }
    }
    return last.starts
  }
}

/**
 * SARIF 2.1.0: what is open, and what was accepted or silenced with its justification under `suppressions`. Paths are relative to `SRCROOT`,
 * columns count UTF-16 code units. Problems are notifications of the run.
 */
export const reportSarif: Reporter = (result, options) => {
  const open = alertsOf(result)
  const settled = result.findings.filter(
    ({ action, status }) => status !== "new" && (action === "rewrite" || action === "review"),
  )
  const justifications = isCheck(result) ? result.justifications : {}
  const ids = [...new Set([...open, ...settled].map(({ rule }) => rule))].sort()
  const index = new Map(ids.map((id, at) => [id, at]))
  const startsOf = startsBySource(options)
  const toResult = (alert: Alert) => {
    const fix = alert.finding === null ? null : fixOf(alert.finding, startsOf(alert.file))
    const status = alert.finding?.status ?? "new"
    const reason = justifications[alert.fingerprint]
    return {
      ruleId: alert.rule,
      ruleIndex: index.get(alert.rule) ?? -1,
      level: alert.severity,
      message: { text: wellFormed(alert.message) },
      locations: [location(alert)],
      partialFingerprints: { [sarifFingerprintKey]: alert.fingerprint },
      ...(fix === null ? {} : { fixes: [fix] }),
      ...(status === "new"
        ? { suppressions: [] }
        : status === "known"
          ? { suppressions: [{ kind: "external", status: "accepted", justification: "accepted before" }] }
          : {
              suppressions: [
                {
                  kind: "inSource",
                  status: "accepted",
                  ...(reason === undefined ? {} : { justification: wellFormed(reason) }),
                },
              ],
            }),
      ...(alert.finding === null
        ? {}
        : {
            properties: {
              name: alert.finding.reference.name,
              variable: alert.finding.variable,
              context: alert.finding.reference.context,
            },
          }),
    }
  }
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "unhardcode",
            semanticVersion: options.version,
            rules: ids.map((id) => {
              const { summary, help, url } = helpOf(id, options.rules)
              return {
                id,
                shortDescription: { text: summary },
                help: { text: help === "" ? summary : help, markdown: help === "" ? summary : help },
                ...(url === null ? {} : { helpUri: url }),
              }
            }),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The directory in which unhardcode was run." } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: result.problems.map(({ file, line, column, message }) => ({
              level: "warning",
              message: { text: wellFormed(message) },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: pathUri(file), uriBaseId: "SRCROOT" },
                    ...(line === null
                      ? {}
                      : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } }),
                  },
                },
              ],
            })),
          },
        ],
        results: [...open.map(toResult), ...settled.map((finding) => toResult(alertOf(finding)))],
      },
    ],
  }
  return `${inertJson(JSON.stringify(log, null, 2))}\n`
}
