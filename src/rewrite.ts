import { posix } from "node:path"
import type { Audit } from "./audit.js"
import type { Config } from "./model/config.js"
import type { Finding } from "./model/finding.js"
import type { RefusedEdit, RewriteResult, RewrittenFile } from "./model/rewrite.js"
import type { Problem } from "./model/source.js"
import { exampleFile } from "./rewrite/example.js"
import { followRewritten } from "./rewrite/hand-on.js"
import { planTogether } from "./rewrite/loading.js"
import { moduleFiles, type Taken } from "./rewrite/modules.js"
import { type Ground, planFile } from "./rewrite/plan-file.js"

/** What to rewrite, and how boldly. */
export interface RewriteOptions {
  /** Absolute, POSIX. */
  readonly cwd: string
  readonly config: Config
  /** Definition modules that may be made though they lie outside the audited paths, relative to `cwd`. */
  readonly made: readonly string[]
  /** A file that is to list the variables with today's names, relative to `cwd`; null for none. */
  readonly example: string | null
  readonly unsafe: boolean
  /** Fixes to leave out: an interactive choice. Null takes all. */
  readonly accept: ((finding: Finding) => Promise<boolean>) | null
}

/** Plans and proves the rewrite of everything that an audit found. Nothing is written. */
export async function rewrite(audit: Audit, options: RewriteOptions): Promise<RewriteResult> {
  const { cwd, config } = options
  const made = options.made.map((each) => posix.relative(cwd, posix.resolve(cwd, each)))
  const within = (file: string): boolean => audit.within(file) || made.includes(file)
  const ground: Ground = { cwd, config, audit, within }
  const open = audit.result.findings.filter((each) => each.status !== "suppressed")
  const chosen = new Map<string, Finding[]>()
  for (const finding of await choose(open, options)) chosen.set(finding.file, [...(chosen.get(finding.file) ?? []), finding])
  const together = await planTogether(chosen, ground)
  const plans = new Map(together.plans)
  for (const [file, findings] of chosen) {
    const facts = audit.facts.get(file)
    if (facts !== undefined && !plans.has(file)) plans.set(file, await planFile(facts, findings, [], ground))
  }
  const files: RewrittenFile[] = []
  const refused: RefusedEdit[] = [...together.refused]
  const taken: Taken[] = []
  for (const planned of plans.values()) {
    refused.push(...planned.refused)
    if (planned.file !== null) files.push(planned.file)
    if (planned.file !== null && planned.taken !== null) taken.push(planned.taken)
  }
  files.push(...moduleFiles(taken, cwd, config, within))
  const followed = await followRewritten(files, cwd, audit.runnerOf, audit.asked())
  for (const script of followed.files) {
    const at = files.findIndex((each) => each.file === script.file)
    if (at >= 0) files[at] = script
    else files.push(script)
  }
  const example = options.example === null ? null : await exampleFile(options.example, cwd, files)
  if (example !== null) files.push(example)
  const problems: readonly Problem[] = [...audit.result.problems, ...followed.problems]
  files.sort((a, b) => (a.file < b.file ? -1 : 1))
  refused.sort((a, b) => (a.finding.file < b.finding.file ? -1 : a.finding.file > b.finding.file ? 1 : 0))
  return {
    files,
    refused,
    review: open.filter((each) => each.action === "review"),
    unsafe: options.unsafe ? [] : open.filter((each) => each.fix !== null && each.applicability === "unsafe"),
    problems,
  }
}

async function choose(findings: readonly Finding[], options: RewriteOptions): Promise<readonly Finding[]> {
  const chosen: Finding[] = []
  for (const finding of findings) {
    if (finding.action !== "rewrite" || finding.fix === null || finding.applicability === "display-only") continue
    if (finding.status === "suppressed") continue
    if (finding.applicability === "unsafe" && !options.unsafe) continue
    if (options.accept === null || (await options.accept(finding))) chosen.push(finding)
  }
  return chosen
}
