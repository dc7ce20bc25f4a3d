import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { fingerprints } from "./classify/fingerprint.js"
import type { Spelling } from "./classify/judge.js"
import { judge, variableOf } from "./classify/judge.js"
import { loadRules } from "./classify/load-rules.js"
import { listFiles } from "./discover/list-files.js"
import type { FileFacts } from "./facts.js"
import { readFacts } from "./facts.js"
import type { Config } from "./model/config.js"
import type { Accounting, Action, AuditResult, Finding } from "./model/finding.js"
import type { Rule } from "./model/rule.js"
import type { Problem, Skipped } from "./model/source.js"
import { spellings } from "./spellings.js"

/** What to audit. */
export interface AuditOptions {
  /** Absolute. Files are named relative to it. */
  readonly cwd: string
  /** Files and directories; none means the working directory. */
  readonly paths: readonly string[]
  readonly config: Config
  readonly gitignore: boolean
  /** Called now and then with the number of files done and of all. */
  readonly progress: ((done: number, all: number) => void) | null
}

/** The result for people and programs, and the facts behind it for whoever goes on to rewrite. */
export interface Audit {
  readonly result: AuditResult
  readonly facts: ReadonlyMap<string, FileFacts>
  readonly rules: readonly Rule[]
  readonly spellingOf: (file: string) => Spelling
}

/** Paths that were given and do not exist. */
export class MissingPathError extends Error {
  override readonly name = "UsageError"
}

/** Finds every reference in the given paths and judges it. Throws `MissingPathError`; everything else that fails is a problem in the result. */
export async function audit(options: AuditOptions): Promise<Audit> {
  const { cwd, config } = options
  const listing = await listFiles({
    cwd,
    paths: options.paths,
    ignore: config.ignore,
    root: config.root,
    gitignore: options.gitignore,
  })
  if (listing.missing.length > 0) {
    throw new MissingPathError(`No such file or directory: ${listing.missing.join(", ")}. Paths are relative to ${cwd}.`)
  }
  const read = await readAll(listing.files, options)
  const rules = loadRules()
  const spellingOf = await spellings(read.facts, config)
  const findings: Finding[] = []
  for (const facts of read.facts.values()) findings.push(...judgeFile(facts, rules, config, spellingOf(facts.file)))
  const occurrences = [...read.facts.values()].reduce((sum, each) => sum + each.occurrences, 0)
  const result: AuditResult = {
    accounting: account(occurrences, findings),
    files: { listed: listing.files.length, withNames: read.facts.size, skipped: read.skipped },
    findings,
    problems: [...listing.problems, ...read.problems].sort(byPlace),
  }
  return { result, facts: read.facts, rules, spellingOf }
}

interface ReadFiles {
  readonly facts: ReadonlyMap<string, FileFacts>
  readonly skipped: readonly Skipped[]
  readonly problems: readonly Problem[]
}

async function readAll(files: readonly string[], options: AuditOptions): Promise<ReadFiles> {
  const facts = new Map<string, FileFacts>()
  const skipped: Skipped[] = []
  const problems: Problem[] = []
  let done = 0
  for (const file of files) {
    try {
      const outcome = await readFacts(file, await readFile(resolve(options.cwd, file)), options.config.names)
      if (outcome.kind === "skipped") skipped.push({ file, reason: outcome.reason })
      if (outcome.kind === "facts") {
        if (outcome.facts.occurrences > 0) facts.set(file, outcome.facts)
        problems.push(...outcome.facts.problems)
      }
    } catch (error) {
      problems.push({
        file,
        line: null,
        column: null,
        message: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      })
    }
    done++
    options.progress?.(done, files.length)
  }
  return { facts, skipped, problems }
}

/** The judgements of one file's references, in order. */
export function judgeFile(facts: FileFacts, rules: readonly Rule[], config: Config, spelling: Spelling): readonly Finding[] {
  const judged = facts.references.map((reference) => ({ reference, judgement: judge(reference, rules, config, spelling) }))
  const identities = judged.map(({ reference, judgement }) => {
    const { name, scope, statement } = reference
    return { file: facts.file, rule: judgement.rule.id, name, scope, statement }
  })
  const prints = fingerprints(identities)
  return judged.map(
    ({ reference, judgement }, index): Finding => ({
      file: facts.file,
      line: reference.from.line,
      column: reference.from.column,
      endLine: reference.to.line,
      endColumn: reference.to.column,
      language: facts.source.language,
      variable: variableOf(reference, config),
      reference,
      rule: judgement.rule.id,
      action: judgement.action,
      reason: judgement.reason,
      applicability: judgement.applicability,
      fix: judgement.fix,
      fingerprint: prints[index] ?? "",
      status: "new",
    }),
  )
}

/** Counts the findings by action. Throws if they are not exactly the occurrences: then the tool has lost one, and its result is worth nothing. */
export function account(occurrences: number, findings: readonly Finding[]): Accounting {
  const count = (action: Action): number => findings.filter((each) => each.action === action).length
  const sum: Accounting = {
    occurrences,
    rewrite: count("rewrite"),
    review: count("review"),
    ignore: count("ignore"),
    done: count("done"),
  }
  if (sum.rewrite + sum.review + sum.ignore + sum.done !== occurrences) {
    throw new Error(`the accounting does not hold: ${occurrences} occurrences, ${findings.length} findings`)
  }
  return sum
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
