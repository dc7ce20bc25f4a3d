import { posix } from "node:path"
import type { Spelling } from "./classify/judge.js"
import type { FileFacts } from "./facts.js"
import type { Config, Runner } from "./model/config.js"
import type { RunnerDecision, RunnerFact } from "./runners/index.js"
import { appliedMigration, detectRunners, expand, placeholder } from "./runners/index.js"
import { compileGlob } from "./text/glob.js"
import type { RunOnFiles } from "./workers/run-on-files.js"

/** How placeholders are spelled in each file, and who runs it. */
export interface Spellings {
  readonly spellingOf: (file: string) => Spelling
  /** Null for a file that holds no SQL of its own. */
  readonly runnerOf: (file: string) => RunnerDecision | null
}

/** What files say about who runs which of them. */
export interface Sayings {
  readonly files: readonly string[]
  readonly runners: readonly RunnerFact[]
}

/**
 * Finds out who runs each `.sql` file with names in it: from the config, else from what the files around say. That is asked
 * for (`said`) only if there is such a `.sql` file.
 */
export async function spellings(
  facts: ReadonlyMap<string, FileFacts>,
  cwd: string,
  config: Config,
  said: () => Promise<Sayings>,
): Promise<Spellings> {
  const placed = [...facts.values()]
    .filter((each) => each.references.some(({ site }) => site.kind === "placeholder"))
    .map((each) => each.file)
  if (placed.length === 0) return { spellingOf: () => unknownRunner, runnerOf: () => null }
  const told = config.runners.map((each) => ({ test: compileGlob(each.files), runner: each.runner }))
  const decided = new Map<string, RunnerDecision>()
  for (const file of placed) {
    const rule = told.find((each) => each.test(posix.relative(config.root, posix.join(cwd, file))))
    if (rule !== undefined)
      decided.set(file, {
        kind: "runner",
        runner: rule.runner,
        evidence: [{ file: config.file ?? "the config", line: 1, what: "runners" }],
      })
  }
  if (decided.size < placed.length) {
    const { files, runners } = await said()
    const sql = files.filter((file) => facts.get(file)?.source.language === "tsql" || file.toLowerCase().endsWith(".sql"))
    const detected = detectRunners(runners, sql)
    for (const file of placed) if (!decided.has(file)) decided.set(file, detected.get(file) ?? { kind: "none", evidence: [] })
  }
  return {
    spellingOf: (file) => {
      const setting = config.runners.find((each) => compileGlob(each.files)(posix.relative(config.root, posix.join(cwd, file))))
      const text = facts.get(file)?.source.text ?? ""
      const caution = (runner: Runner) => appliedMigration(file, text, runner, setting?.appliedUpTo ?? null)
      return spellingFor(decided.get(file) ?? null, caution)
    },
    runnerOf: (file) => decided.get(file) ?? null,
  }
}

const unknownRunner: Spelling = {
  kind: "none",
  reason: "Nothing shows who runs this file (say it under `runners` in the config).",
}

function spellingFor(decision: RunnerDecision | null, caution: (runner: Runner) => string | null): Spelling {
  if (decision === null || decision.kind === "none") return unknownRunner
  if (decision.kind === "conflict") {
    const who = decision.evidence.map((each) => `${each.file}:${each.line}`).join(", ")
    return {
      kind: "none",
      reason: `It is run by ${decision.runners.join(" and ")}, which do not expand alike (${who}): say under \`runners\` in the config who does.`,
    }
  }
  if (decision.runner === "python" || decision.runner === "javascript") {
    const [by] = decision.evidence
    return {
      kind: "none",
      reason: `A program reads this file and sends it as it is (${by?.file ?? "?"}:${by?.line ?? 0}): nothing would expand a placeholder in it.`,
    }
  }
  return expanded(decision.runner, caution(decision.runner))
}

function expanded(runner: Runner, caution: string | null): Spelling {
  return {
    kind: "placeholder",
    spell: (variable, bare) => placeholder(runner, variable, bare),
    caution,
    expand: (text, values) => expand(runner, text, values),
  }
}

/** What files below `cwd` say of who runs scripts, in their order. One that cannot be read is reported where it is read for its names. */
export async function readRunnerFacts(
  files: readonly string[],
  cwd: string,
  concurrency: number | null,
  run: RunOnFiles,
): Promise<readonly RunnerFact[]> {
  const order = { name: "runners", settings: null }
  const told = await run<readonly RunnerFact[]>({ cwd, files, contents: new Map(), order, concurrency, progress: null })
  return [...told.values()].flatMap((outcome) => (outcome.kind === "told" ? outcome.value : []))
}
