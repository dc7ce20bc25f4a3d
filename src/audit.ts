import { posix } from "node:path"
import { fingerprints } from "./classify/fingerprint.js"
import type { Spelling } from "./classify/judge.js"
import { judge, variableOf } from "./classify/judge.js"
import { heedLiteralTypes } from "./classify/literal-types.js"
import { heedModulePaths } from "./classify/module-paths.js"
import { type Silenced, silence } from "./classify/suppressions.js"
import { type Listing, listFiles } from "./discover/list-files.js"
import { refuseMissing } from "./discover/missing-path.js"
import { realPath } from "./discover/real-path.js"
import type { FileFacts } from "./facts.js"
import type { FactsSettings, FileReading } from "./facts-task.js"
import type { Notice } from "./model/check.js"
import type { Config } from "./model/config.js"
import type { Accounting, Action, AuditResult, Finding } from "./model/finding.js"
import { type HazardNotice, hazardRules } from "./model/hazard.js"
import { contexts } from "./model/reference.js"
import type { Rule } from "./model/rule.js"
import type { Problem, Skipped } from "./model/source.js"
import { heedImports } from "./rewrite/reachable.js"
import { rulesOf } from "./rules-of-config.js"
import type { RunnerDecision, RunnerFact } from "./runners/index.js"
import { isHeard, newScriptNotes } from "./script-notes.js"
import { readRunnerFacts, spellings } from "./spellings.js"
import { type RunOnFiles, runOnFiles } from "./workers/run-on-files.js"

/** What to audit. */
export interface AuditOptions {
  /** Absolute. Files are named relative to it. */
  readonly cwd: string
  /** Files and directories; none means the working directory. */
  readonly paths: readonly string[]
  readonly config: Config
  readonly gitignore: boolean
  /** Threads that read files; null for as many as the machine runs at once. */
  readonly concurrency: number | null
  /** Called now and then with the number of files done and of all. */
  readonly progress: ((done: number, all: number) => void) | null
}

/** The result for people and programs, and the facts behind it for whoever goes on to rewrite. */
export interface Audit {
  readonly result: AuditResult
  readonly facts: ReadonlyMap<string, FileFacts>
  readonly rules: readonly Rule[]
  /** What is wrong with suppression comments. */
  readonly notices: readonly Notice[]
  /** Why a finding is suppressed, by its fingerprint. */
  readonly justifications: Readonly<Record<string, string>>
  /** What goes wrong with placeholders in the files that are to get some. */
  readonly hazards: readonly HazardNotice[]
  readonly spellingOf: (file: string) => Spelling
  readonly runnerOf: (file: string) => RunnerDecision | null
  /** Every file that was asked for: nothing else may be changed. Made when it is called, since few ask. */
  readonly asked: () => ReadonlySet<string>
  /** Whether a file, there or not, lies in the given paths: nothing may be made elsewhere. */
  readonly within: (file: string) => boolean
}

/** The files of the given paths. Throws `MissingPathError`. */
export async function listForAudit(options: AuditOptions): Promise<Listing> {
  const { cwd, paths, config, gitignore } = options
  const listing = await listFiles({ cwd, paths, ignore: config.ignore, root: config.root, gitignore })
  refuseMissing(listing, cwd)
  return listing
}

/**
 * Finds every reference in the given paths and judges it. What is wrong with suppression comments is among the problems; here none of them
 * has an end. Throws `MissingPathError`; everything else that fails is a problem in the result.
 */
export async function audit(options: AuditOptions): Promise<Audit> {
  return auditListed(await listForAudit(options), options, runOnFiles)
}

/** The same for files that are listed, and read by `run`. */
export async function auditListed(listing: Listing, options: AuditOptions, run: RunOnFiles): Promise<Audit> {
  const found = await auditFiles(listing, new Map(), null, options, run, () => filesAround(listing, options))
  const noted = found.notices.map(({ file, line, column, message }): Problem => ({ file, line, column, message }))
  const problems = noted.length === 0 ? found.result.problems : [...found.result.problems, ...noted].sort(byPlace)
  return { ...found, result: { ...found.result, problems } }
}

/** The files that may say who runs those that were asked for: all below the working directory, not only the given paths. */
async function filesAround(listing: Listing, options: AuditOptions): Promise<readonly string[]> {
  if (options.paths.length === 0) return listing.files
  const { cwd, config, gitignore } = options
  const { files } = await listFiles({ cwd, paths: [], ignore: config.ignore, root: config.root, gitignore })
  return [...new Set([...files, ...listing.files])].sort()
}

/**
 * Finds every reference in listed files and judges it. `contents` are the bytes of those whose content is not what stands on the disk;
 * `today` (`YYYY-MM-DD`) ends suppressions, null ends none. `run` reads the files;
 * `around` lists those that may say who runs them.
 */
export async function auditFiles(
  listing: Listing,
  contents: ReadonlyMap<string, Uint8Array>,
  today: string | null,
  options: AuditOptions,
  run: RunOnFiles = runOnFiles,
  around: () => Promise<readonly string[]> = async () => listing.files,
): Promise<Audit> {
  const { cwd, config } = options
  const read = await readAll(listing.files, contents, options, run)
  const rules = await rulesOf(config)
  const { spellingOf, runnerOf, hazardsOf } = await spellings(read.facts, cwd, config, async () => {
    const files = await around()
    const told = [...read.runners, ...(await readRunnerFacts(read.unheard(files), cwd, options.concurrency, run))]
    return { files, runners: told.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, facts]) => facts) }
  })
  const known = new Set<string>([...rules.map(({ id }) => id), ...contexts, ...hazardRules])
  const [here, root] = [realPath(cwd), realPath(config.root)]
  const findings: Finding[] = []
  const notices: Notice[] = []
  const hazards: HazardNotice[] = []
  const rewriting = new Set(rules.filter(({ id, action }) => (config.actions[id] ?? action) === "rewrite").map(({ id }) => id))
  const justifications: Record<string, string> = {}
  for (const facts of [...read.facts.values(), ...read.withoutNames]) {
    const path = posix.relative(root, posix.join(here, facts.file))
    const judged = judgeFile(facts, path, rules, config, spellingOf(facts.file))
    const dangers = judged.some(({ rule }) => rewriting.has(rule)) ? hazardsOf(facts.file) : []
    const { by, notices: noted } = silenceFile(facts, judged, dangers, today, known)
    hazards.push(...dangers.filter((_, index) => by[judged.length + index] === -1))
    judged.forEach((finding, index) => {
      const suppression = facts.suppressions[by[index] ?? -1]
      findings.push(suppression === undefined ? finding : { ...finding, status: "suppressed" })
      if (suppression !== undefined) justifications[finding.fingerprint] = suppression.reason
    })
    notices.push(...noted)
  }
  const occurrences = [...read.facts.values()].reduce((sum, each) => sum + each.occurrences, 0)
  const meant = heedModulePaths(heedLiteralTypes(findings), listing.files)
  const importable = await heedImports(meant, read.facts, cwd, config)
  const result: AuditResult = {
    accounting: account(occurrences, importable),
    files: { listed: listing.files.length - read.gone, withNames: read.facts.size, skipped: read.skipped },
    findings: importable,
    problems: [...listing.problems, ...read.problems, ...told(hazards)].sort(byPlace),
  }
  return {
    result,
    facts: read.facts,
    rules,
    notices: notices.sort(byPlace),
    justifications,
    hazards,
    spellingOf,
    runnerOf,
    asked: () => new Set(listing.files),
    within: (file) => liesIn(file, options),
  }
}

function liesIn(file: string, { cwd, paths }: AuditOptions): boolean {
  if (paths.length === 0) return true
  const path = posix.join(cwd, file)
  return paths.some((each) => {
    const given = posix.resolve(cwd, each)
    return path === given || path.startsWith(given.endsWith("/") ? given : `${given}/`)
  })
}

/** Hazards as problems, each place once: a switch may concern many scripts. */
function told(hazards: readonly HazardNotice[]): readonly Problem[] {
  const problems = hazards.map(({ file, line, column, rule, message }): Problem => {
    return { file, line, column, message: `${rule}: ${message}` }
  })
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()]
}

/** What a file's suppressions say of its findings, and of its hazards behind them. Only what is to be rewritten or reviewed can be silenced. */
function silenceFile(
  facts: FileFacts,
  judged: readonly Finding[],
  hazards: readonly HazardNotice[],
  today: string | null,
  known: ReadonlySet<string>,
): Silenced {
  const places = judged.map(({ line, rule, reference, action }) => {
    return { line, rule, context: reference.context as string, reported: action === "rewrite" || action === "review" }
  })
  const dangers = hazards.map(({ file, line, rule }) => ({ line, rule, context: rule, reported: file === facts.file }))
  return silence(facts.file, [...places, ...dangers], facts.suppressions, today, known)
}

interface ReadFiles {
  readonly facts: ReadonlyMap<string, FileFacts>
  /** Files with suppressions alone. */
  readonly withoutNames: readonly FileFacts[]
  readonly skipped: readonly Skipped[]
  readonly problems: readonly Problem[]
  /** Number of files that were deleted before they were read: they count as not listed. */
  readonly gone: number
  /** What files said of who runs scripts, and which of others were not asked. */
  readonly runners: ReadonlyMap<string, readonly RunnerFact[]>
  readonly unheard: (others: readonly string[]) => readonly string[]
}

async function readAll(
  files: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
  options: AuditOptions,
  run: RunOnFiles,
): Promise<ReadFiles> {
  const facts = new Map<string, FileFacts>()
  const withoutNames: FileFacts[] = []
  const skipped: Skipped[] = []
  const problems: Problem[] = []
  let gone = 0
  const { cwd, config, concurrency, progress } = options
  const runners = new Map<string, readonly RunnerFact[]>()
  const notes = newScriptNotes(files.length, false)
  const settings: FactsSettings = { names: config.names, notes }
  const order = { name: "facts", settings }
  for (const [file, outcome] of await run<FileReading>({ cwd, files, contents, order, concurrency, progress })) {
    if (outcome.kind === "gone") gone++
    else if (outcome.kind === "failed") {
      problems.push({ file, line: null, column: null, message: `cannot be read: ${outcome.message}` })
    } else if (outcome.value.kind === "skipped") skipped.push({ file, reason: outcome.value.reason })
    else if (outcome.value.kind === "runners") runners.set(file, outcome.value.runners)
    else {
      runners.set(file, outcome.value.runners)
      const found = outcome.value.facts
      if (found.occurrences > 0) facts.set(file, found)
      else if (found.suppressions.length > 0) withoutNames.push(found)
      problems.push(...found.problems)
    }
  }
  const unheard = (others: readonly string[]): readonly string[] => {
    if (others === files) return files.filter((_, index) => !isHeard(notes, index))
    const heard = new Set(files.filter((_, index) => isHeard(notes, index)))
    return others.filter((file) => !heard.has(file))
  }
  return { facts, withoutNames, skipped, problems, gone, runners, unheard }
}

/** The judgements of one file's references, in order. `path` is the file relative to the config's root, which fingerprints speak of. */
export function judgeFile(
  facts: FileFacts,
  path: string,
  rules: readonly Rule[],
  config: Config,
  spelling: Spelling,
): readonly Finding[] {
  const judged = facts.references.map((reference) => ({ reference, judgement: judge(reference, rules, config, spelling) }))
  const identities = judged.map(({ reference, judgement }) => {
    const { name, scope, statement } = reference
    return { file: path, rule: judgement.rule.id, name, scope, statement }
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
      common: judgement.common,
      particular: judgement.particular,
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

type Placed = { readonly file: string; readonly line: number | null; readonly column: number | null }

function byPlace(a: Placed, b: Placed): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
