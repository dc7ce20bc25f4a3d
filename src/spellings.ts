import { posix } from "node:path"
import type { Spelling } from "./classify/judge.js"
import { lazyTexts } from "./discover/lazy-texts.js"
import type { FileFacts } from "./facts.js"
import { callerHazards, type FileHazards, scriptHazards, withIncluded } from "./hazards.js"
import { type Loading, loaders } from "./loaders.js"
import type { Config, Runner } from "./model/config.js"
import type { HazardNotice } from "./model/hazard.js"
import type { Environment } from "./model/host.js"
import type { RunnerDecision, RunnerFact } from "./runners/index.js"
import { appliedMigration, detectRunners, expand, givenValues, placeholder } from "./runners/index.js"
import { compileGlob } from "./text/glob.js"
import type { RunOnFiles } from "./workers/run-on-files.js"

/** How placeholders are spelled in each file, and who runs it. */
export interface Spellings {
  readonly spellingOf: (file: string) => Spelling
  /** Null for a file that holds no SQL of its own. */
  readonly runnerOf: (file: string) => RunnerDecision | null
  /** What goes wrong with placeholders in a file: of interest where it is to get some. */
  readonly hazardsOf: (file: string) => readonly HazardNotice[]
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
  const variables = config.names.map(({ variable }) => variable)
  const inScript = (file: string): readonly HazardNotice[] => {
    const found = facts.get(file)
    return found === undefined ? [] : callerHazards(found, variables)
  }
  if (placed.length === 0) return { spellingOf: () => unknownRunner, runnerOf: () => null, hazardsOf: inScript }
  const told = config.runners.map((each) => ({ test: compileGlob(each.files), runner: each.runner }))
  const decided = new Map<string, RunnerDecision>()
  const loading = new Map<string, Loading>()
  for (const file of placed) {
    const rule = told.find((each) => each.test(posix.relative(config.root, posix.join(cwd, file))))
    if (rule !== undefined)
      decided.set(file, {
        kind: "runner",
        runner: rule.runner,
        evidence: [{ file: config.file === null ? "the config" : posix.relative(cwd, config.file), line: 1, what: "runners" }],
        verbatim: null,
      })
  }
  let runners: readonly RunnerFact[] = []
  let together = (_: string): readonly { readonly file: string; readonly text: string }[] => []
  const isSent = (file: string): boolean => sender(decided.get(file)) !== null
  if (decided.size < placed.length || placed.some(isSent)) {
    const around = await said()
    const { files } = around
    runners = around.runners
    const holding = new Set(placed)
    const sql = files.filter((file) => holding.has(file) || facts.get(file)?.source.language === "tsql" || /\.sql$/i.test(file))
    const detected = detectRunners(runners, sql)
    for (const file of placed) if (!decided.has(file)) decided.set(file, detected.get(file) ?? { kind: "none", evidence: [] })
    const texts = lazyTexts(cwd, files)
    const included = inclusions(detected)
    together = (file) =>
      included(file).flatMap((each) => {
        const text = facts.get(each)?.source.text ?? texts.get(each) ?? null
        return text === null ? [] : [{ file: each, text }]
      })
    const { find } = loaders({
      cwd,
      config,
      files,
      textOf: (file) => facts.get(file)?.source.text ?? texts.get(file) ?? null,
      isRunElsewhere: (file) => {
        const decision = decided.get(file) ?? detected.get(file)
        return decision?.kind === "runner" && sender(decision) === null
      },
    })
    for (const file of placed) {
      const by = sender(decided.get(file))
      if (by !== null) loading.set(file, await find(file, by, variablesIn(facts.get(file), config)))
    }
  }
  const given = new Map((["flyway", "dbup"] as const).map((runner) => [runner as Runner, givenValues(runners, runner)]))
  const hazards = new Map<string, FileHazards>()
  const hazardsOf = (file: string): FileHazards => {
    const found = facts.get(file)
    const decision = decided.get(file) ?? null
    if (found === undefined || decision === null) return { notices: [], block: null }
    const known = hazards.get(file)
    if (known !== undefined) return known
    const values = (decision.kind === "runner" ? given.get(decision.runner) : undefined) ?? new Set<string>()
    const own = scriptHazards(found, decision, variables, values)
    const fresh = decision.kind === "runner" && decision.runner === "sqlcmd" ? withIncluded(own, together(file), variables) : own
    hazards.set(file, fresh)
    return fresh
  }
  return {
    hazardsOf: (file) => [...hazardsOf(file).notices, ...inScript(file)],
    spellingOf: (file) => {
      const setting = config.runners.find((each) => compileGlob(each.files)(posix.relative(config.root, posix.join(cwd, file))))
      const text = facts.get(file)?.source.text ?? ""
      const caution = (runner: Runner) => appliedMigration(file, text, runner, setting?.appliedUpTo ?? null)
      const { block } = hazardsOf(file)
      return block === null
        ? spellingFor(decided.get(file) ?? null, loading.get(file) ?? null, caution)
        : { kind: "none", ...block }
    },
    runnerOf: (file) => decided.get(file) ?? null,
  }
}

/** The other scripts that run with one because one includes the other, as far as evidence is kept. */
function inclusions(decided: ReadonlyMap<string, RunnerDecision>): (file: string) => readonly string[] {
  const beside = new Map<string, Set<string>>()
  const join = (one: string, other: string): void => void beside.set(one, (beside.get(one) ?? new Set()).add(other))
  for (const [file, { evidence }] of decided) {
    for (const { file: from, what } of evidence) {
      if (from === file || !what.startsWith(":r")) continue
      join(file, from)
      join(from, file)
    }
  }
  return (file) => {
    const found = new Set([file])
    for (const each of found) for (const other of beside.get(each) ?? []) found.add(other)
    found.delete(file)
    return [...found]
  }
}

const unknownRunner: Spelling = {
  kind: "none",
  reason: "Nothing shows who runs this file (say it under `runners` in the config).",
  where: "",
}

/** The language of the program that reads a file and sends it itself; null where somebody else runs it. */
function sender(decision: RunnerDecision | undefined): "python" | "javascript" | null {
  if (decision?.kind !== "runner") return null
  return decision.runner === "python" || decision.runner === "javascript" ? decision.runner : null
}

/** The variables that a file could take its names from, with the old names. */
function variablesIn(facts: FileFacts | undefined, config: Config): Environment {
  const names = new Set(facts?.references.filter((each) => each.site.kind === "placeholder").map((each) => each.name))
  return new Map(config.names.filter((each) => names.has(each.name)).map((each) => [each.variable, each.name]))
}

function spellingFor(
  decision: RunnerDecision | null,
  loading: Loading | null,
  caution: (runner: Runner) => string | null,
): Spelling {
  if (decision === null || decision.kind === "none") return unknownRunner
  if (decision.kind === "conflict") {
    return {
      kind: "none",
      reason: `It is run by ${decision.runners.join(" and ")}, which do not expand alike: say under \`runners\` in the config who does.`,
      where: decision.evidence.map((each) => `${each.file}:${each.line}`).join(", "),
    }
  }
  const { runner } = decision
  const loads = loading?.kind === "loads" ? loading.loads : []
  if (loading?.kind === "lost") {
    const [by] = decision.evidence
    return {
      kind: "none",
      reason: `A program reads this file and sends it as it is, and not all that reads it can expand a placeholder: ${loading.reason}.`,
      where: loading.where ?? `${by?.file ?? "?"}:${by?.line ?? 0}`,
    }
  }
  return {
    kind: "placeholder",
    spell: (variable, bare) => placeholder(runner, variable, bare),
    caution: caution(runner),
    expand: (text, values) => expand(runner, text, values),
    loads,
  }
}

/** What files below `cwd` say of who runs scripts, by file. One that cannot be read is reported where it is read for its names. */
export async function readRunnerFacts(
  files: readonly string[],
  cwd: string,
  concurrency: number | null,
  run: RunOnFiles,
): Promise<readonly (readonly [string, readonly RunnerFact[]])[]> {
  if (files.length === 0) return []
  const order = { name: "runners", settings: null }
  const told = await run<readonly RunnerFact[]>({ cwd, files, contents: new Map(), order, concurrency, progress: null })
  return [...told].flatMap(([file, outcome]) => (outcome.kind === "told" ? [[file, outcome.value] as const] : []))
}
