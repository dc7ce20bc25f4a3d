import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect } from "vitest"
import { audit } from "../../src/audit.js"
import type { Config } from "../../src/model/config.js"
import type { Finding } from "../../src/model/finding.js"
import type { RewriteResult } from "../../src/model/rewrite.js"
import { rewrite } from "../../src/rewrite.js"
import { workspace } from "./workspace.js"

/** The config of most tests: the two databases. */
export function testConfig(root: string, changes: Partial<Config> = {}): Config {
  return {
    root,
    file: null,
    names: [
      { name: "MemberRepository", kind: "database", variable: "MEMBER_REPOSITORY_DB" },
      { name: "OutcomesIdentification", kind: "database", variable: "OUTCOMES_IDENTIFICATION_DB" },
    ],
    sets: {},
    runners: [],
    definitions: { python: null, javascript: null },
    defaultDatabase: [],
    processes: [],
    actions: {},
    ruleFiles: [],
    check: { actions: ["rewrite", "review"], baseline: null },
    ignore: [],
    strictCase: false,
    ...changes,
  }
}

/** What a rewrite made of some files. */
export interface Rewriting {
  readonly findings: readonly Finding[]
  readonly result: RewriteResult
  /** Every file's text afterwards, changed or not, and the files that were made. */
  readonly after: Readonly<Record<string, string>>
}

/**
 * Audits and rewrites some files, and checks what must hold in every case: the accounting, the proof of every edit, that a text is
 * changed only where an edit says so, and that a second run finds nothing to do.
 */
export async function rewriteFiles(
  files: Readonly<Record<string, string>>,
  changes: Partial<Config> = {},
  unsafe = false,
): Promise<Rewriting> {
  const place = workspace(files)
  try {
    const config = testConfig(place.directory, changes)
    const options = { cwd: place.directory, paths: [], config, gitignore: false, concurrency: 1, progress: null }
    const before = await audit(options)
    const result = await rewrite(before, { cwd: place.directory, config, unsafe, made: [], example: null, accept: null })
    for (const file of result.files) {
      for (const edit of file.edits) expect(edit.proof.filter((step) => !step.holds)).toEqual([])
      mkdirSync(dirname(join(place.directory, file.file)), { recursive: true })
      writeFileSync(join(place.directory, file.file), file.bytes)
    }
    const again = await rewrite(await audit(options), {
      cwd: place.directory,
      config,
      unsafe,
      made: [],
      example: null,
      accept: null,
    })
    expect(again.files.map((file) => file.file)).toEqual([])
    const after: Record<string, string> = {}
    for (const file of [...Object.keys(files), ...result.files.map((each) => each.file)]) after[file] = place.read(file)
    return { findings: before.result.findings, result, after }
  } finally {
    place.remove()
  }
}

/** A finding as tests write it: its context and action. */
export function judged(finding: Finding): string {
  return `${finding.reference.context} ${finding.action}`
}
