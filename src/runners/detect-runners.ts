import type { Config, Runner } from "../model/config.js"
import { compileGlob } from "../text/glob.js"
import { flywayName } from "./facts-tools.js"
import { escapeFolder, type Files, foldersOf, indexFiles, resolvePath, resolveTree } from "./resolve-paths.js"
import type { RunnerEvidence, RunnerFact } from "./runner-fact.js"

/** Who runs a `.sql` file. */
export type RunnerDecision =
  | {
      readonly kind: "runner"
      readonly runner: Runner
      readonly evidence: readonly RunnerEvidence[]
      /** What keeps it from expanding placeholders in this file; null where nothing does. */
      readonly verbatim: RunnerEvidence | null
    }
  /** Several runners that expand differently, or one and a program that expands nothing. */
  | { readonly kind: "conflict"; readonly runners: readonly string[]; readonly evidence: readonly RunnerEvidence[] }
  | { readonly kind: "none"; readonly evidence: readonly RunnerEvidence[] }

interface Claim {
  readonly runner: Runner | "other"
  readonly strength: RunnerFact["strength"]
  readonly evidence: RunnerEvidence
  readonly verbatim: RunnerEvidence | null
}

const mostEvidence = 5

function targetsOf(fact: RunnerFact, files: Files): readonly string[] {
  const from = fact.evidence.file
  switch (fact.target.kind) {
    case "values":
      return []
    case "self":
      return [from]
    case "path":
      return resolvePath(files, from, fact.target.path)
    case "beside": {
      const folder = foldersOf(from)[0] ?? ""
      return files.all.filter(compileGlob(escapeFolder(folder) + fact.target.glob))
    }
    case "tree": {
      const found = resolveTree(files, from, fact.target.path)
      // Flyway takes the files of its folders that are named as its own.
      return fact.runner === "flyway" ? found.filter((file) => flywayName.test(file.slice(file.lastIndexOf("/") + 1))) : found
    }
  }
}

/** Runners that expand the same text the same way: the more particular one stands for both. */
function compatible(runners: ReadonlySet<Runner | "other">): Runner | null {
  const has = (...allowed: readonly Runner[]) => [...runners].every((runner) => (allowed as readonly string[]).includes(runner))
  if (runners.size === 1) return [...runners][0] === "other" ? null : ([...runners][0] as Runner)
  if (has("sqlcmd", "ssdt")) return "ssdt"
  if (has("grate", "roundhouse")) return "grate"
  return null
}

function decide(claims: readonly Claim[]): RunnerDecision {
  const certain = claims.filter((claim) => claim.strength === "certain")
  const counted = certain.length > 0 ? certain : claims
  const evidence = counted.slice(0, mostEvidence).map((claim) => claim.evidence)
  if (counted.length === 0) return { kind: "none", evidence: [] }
  const runners = new Set(counted.map((claim) => claim.runner))
  const runner = compatible(runners)
  // One run that sends the file as it is is enough to break it.
  const verbatim = counted.find((claim) => claim.verbatim !== null)?.verbatim ?? null
  if (runner !== null) return { kind: "runner", runner, evidence, verbatim }
  if (runners.size === 1) return { kind: "none", evidence }
  return { kind: "conflict", runners: [...runners].sort(), evidence }
}

/** The names, in lower case but for DbUp's, that runners are seen to get values for. */
export function givenValues(facts: readonly RunnerFact[], runner: Runner): ReadonlySet<string> {
  return new Set(facts.flatMap(({ runner: by, target }) => (by === runner && target.kind === "values" ? target.names : [])))
}

/**
 * Who runs each of `sqlFiles`: what the config says, else what the facts of all files add up to. What is certain beats what is likely; two
 * runners of the same strength that expand differently are a conflict; `:r` hands a file's runner on to what it includes. The order of the
 * facts decides only the order of the evidence.
 */
export function detectRunners(
  facts: readonly RunnerFact[],
  sqlFiles: readonly string[],
  configured: Config["runners"] = [],
): ReadonlyMap<string, RunnerDecision> {
  const files = indexFiles(sqlFiles)
  const known = new Set(sqlFiles)
  const claims = new Map<string, Claim[]>()
  const includes = new Map<string, { readonly file: string; readonly evidence: RunnerEvidence }[]>()
  const add = (file: string, claim: Claim): void => {
    const list = claims.get(file)
    if (list === undefined) claims.set(file, [claim])
    else if (!list.some((one) => one.runner === claim.runner && one.evidence === claim.evidence)) list.push(claim)
  }
  for (const fact of facts) {
    for (const file of targetsOf(fact, files)) {
      if (!known.has(file)) continue
      if (fact.runner !== "include")
        add(file, { runner: fact.runner, strength: fact.strength, evidence: fact.evidence, verbatim: fact.verbatim })
      else includes.set(fact.evidence.file, [...(includes.get(fact.evidence.file) ?? []), { file, evidence: fact.evidence }])
    }
  }
  handOn(claims, includes, add)
  const rules = configured.map((rule) => ({ test: compileGlob(rule.files), runner: rule.runner }))
  return new Map(
    sqlFiles.map((file) => {
      const rule = rules.find((each) => each.test(file))
      const evidence = [{ file: "the config", line: 1, what: "runners" }]
      return [
        file,
        rule === undefined ? decide(claims.get(file) ?? []) : { kind: "runner", runner: rule.runner, evidence, verbatim: null },
      ]
    }),
  )
}

/** Files that are included get the claims on those that include them, with what led there as evidence. */
function handOn(
  claims: ReadonlyMap<string, readonly Claim[]>,
  includes: ReadonlyMap<string, readonly { readonly file: string; readonly evidence: RunnerEvidence }[]>,
  add: (file: string, claim: Claim) => void,
): void {
  const queue = [...includes.keys()]
  const passed = new Set<string>()
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const verbatim = new Map<Claim["runner"], RunnerEvidence | null>()
    for (const claim of claims.get(from) ?? []) {
      if (claim.strength === "certain") verbatim.set(claim.runner, claim.verbatim ?? verbatim.get(claim.runner) ?? null)
    }
    // Only sqlcmd and what is like it understand `:r` at all.
    if (verbatim.size === 0) verbatim.set("sqlcmd", null)
    for (const { file, evidence } of includes.get(from) ?? []) {
      for (const [runner, as] of verbatim) {
        const key = `${from}\n${file}\n${runner}`
        if (passed.has(key)) continue
        passed.add(key)
        add(file, { runner, strength: "certain", evidence, verbatim: as })
        if (includes.has(file)) queue.push(file)
      }
    }
  }
}
