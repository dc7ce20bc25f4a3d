import { posix } from "node:path"
import type { Audit } from "./audit.js"
import { judgeFile } from "./audit.js"
import type { Spelling } from "./classify/judge.js"
import { encode } from "./discover/decode.js"
import type { FileFacts } from "./facts.js"
import { readText } from "./facts.js"
import { hostFor } from "./hosts/registry.js"
import type { Config } from "./model/config.js"
import type { Finding } from "./model/finding.js"
import type { Definitions } from "./model/host.js"
import type { ProofStep, ProvedEdit, RefusedEdit, RewriteResult, RewrittenFile } from "./model/rewrite.js"
import type { Rule } from "./model/rule.js"
import type { Problem } from "./model/source.js"
import type { Edit } from "./model/text.js"
import { embeddedReaders } from "./readers.js"
import { liftEdits } from "./references/read-references.js"
import { mergeEdits } from "./rewrite/apply.js"
import { planDefinitions } from "./rewrite/definitions.js"
import { followRewritten } from "./rewrite/hand-on.js"
import { prove } from "./rewrite/prove.js"
import { repositoryOf } from "./rewrite/repository.js"
import { applyEdits } from "./text/text-map.js"

/** What to rewrite, and how boldly. */
export interface RewriteOptions {
  /** Absolute, POSIX. */
  readonly cwd: string
  readonly config: Config
  readonly unsafe: boolean
  /** Fixes to leave out: an interactive choice. Null takes all. */
  readonly accept: ((finding: Finding) => Promise<boolean>) | null
}

/** One language's definition module in one repository, and what it has to define. */
interface Module {
  readonly repository: string
  readonly module: string
  readonly definitions: Definitions
  readonly needed: Map<string, string>
}

/** A file's fixes that hold together, with what was refused. */
interface Planned {
  readonly edits: readonly Edit[]
  readonly proved: readonly ProvedEdit[]
  readonly refused: readonly RefusedEdit[]
}

/** Plans and proves the rewrite of everything that an audit found. Nothing is written. */
export async function rewrite(audit: Audit, options: RewriteOptions): Promise<RewriteResult> {
  const files: RewrittenFile[] = []
  const refused: RefusedEdit[] = []
  const problems: Problem[] = [...audit.result.problems]
  const modules = new Map<string, Module>()
  const open = audit.result.findings.filter((each) => each.status !== "suppressed")
  const chosen = await choose(open, options)
  for (const facts of audit.facts.values()) {
    const mine = chosen.filter((each) => each.file === facts.file)
    if (mine.length === 0) continue
    const planned = await planFile(facts, mine, audit, options, modules)
    refused.push(...planned.refused)
    if (planned.proved.length === 0) continue
    const after = applyEdits(facts.source.text, planned.edits)
    const { text: before, encoding, bom } = facts.source
    files.push({ file: facts.file, before, after, bytes: encode(after, encoding, bom), encoding, bom, edits: planned.proved })
  }
  for (const { repository, module, definitions, needed } of modules.values()) {
    const plan = planDefinitions({ repository, module }, needed, options.config, definitions)
    if (plan.kind !== "write") continue
    const file = posix.relative(options.cwd, posix.join(repository, module))
    files.push({
      file,
      before: plan.before,
      after: plan.after,
      bytes: new TextEncoder().encode(plan.after),
      encoding: "utf-8",
      bom: false,
      edits: [],
    })
  }
  const followed = await followRewritten(files, options.cwd, audit.runnerOf, audit.asked)
  problems.push(...followed.problems)
  for (const script of followed.files) {
    const at = files.findIndex((each) => each.file === script.file)
    if (at >= 0) files[at] = script
    else files.push(script)
  }
  files.sort((a, b) => (a.file < b.file ? -1 : 1))
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

async function planFile(
  facts: FileFacts,
  findings: readonly Finding[],
  audit: Audit,
  options: RewriteOptions,
  modules: Map<string, Module>,
): Promise<Planned> {
  const refused: RefusedEdit[] = []
  const { eligible, module } = await importable(facts, findings, options, refused)
  const attempt = (some: readonly Finding[]): Promise<Attempt> => tryFixes(facts, some, module, audit, options)
  let kept = eligible
  let whole = await attempt(kept)
  if (!whole.holds && kept.length > 1) {
    const alone: Finding[] = []
    for (const finding of kept) {
      const single = await attempt([finding])
      if (single.holds) alone.push(finding)
      else refused.push({ finding, reason: single.reason, failed: true })
    }
    kept = alone
    whole = await attempt(kept)
  }
  if (!whole.holds) {
    refused.push(...kept.map((finding) => ({ finding, reason: whole.reason, failed: true })))
    return { edits: [], proved: [], refused }
  }
  if (module !== null && kept.some((each) => each.fix?.imports === true)) enlist(module, kept, modules)
  return { edits: whole.edits, proved: kept.map((finding) => ({ finding, proof: whole.steps })), refused }
}

function enlist(module: Module, findings: readonly Finding[], modules: Map<string, Module>): void {
  const key = posix.join(module.repository, module.module)
  const known = modules.get(key) ?? module
  for (const { variable, reference, fix } of findings) if (fix?.imports === true) known.needed.set(variable, reference.name)
  modules.set(key, known)
}

/** Leaves out fixes whose variable cannot be imported here, and finds the module to import from. */
async function importable(
  facts: FileFacts,
  findings: readonly Finding[],
  options: RewriteOptions,
  refused: RefusedEdit[],
): Promise<{ readonly eligible: readonly Finding[]; readonly module: Module | null }> {
  const { imports } = facts
  const needing = findings.filter((each) => each.fix?.imports === true)
  if (needing.length === 0) return { eligible: findings, module: null }
  const module = imports === null ? null : await moduleFor(facts, imports.language, options)
  const needed = new Map(needing.map((each) => [each.variable, each.reference.name]))
  const plan = module === null ? null : planDefinitions(module, needed, options.config, module.definitions)
  const eligible: Finding[] = []
  for (const finding of findings) {
    const { variable } = finding
    const clash = imports?.site.bound.includes(variable) === true && !imports.site.imported.includes(variable)
    if (finding.fix?.imports !== true) eligible.push(finding)
    else if (module === null) refused.push({ finding, reason: "the language has no module for the variables", failed: false })
    else if (plan?.kind === "refused") refused.push({ finding, reason: plan.reason, failed: false })
    else if (clash)
      refused.push({ finding, reason: `the file already uses the name ${variable} for something else`, failed: false })
    else eligible.push(finding)
  }
  return { eligible, module }
}

async function moduleFor(facts: FileFacts, language: string, options: RewriteOptions): Promise<Module | null> {
  const host = await hostFor(language)
  if (host === null || host.definitions === null) return null
  const absolute = posix.join(options.cwd, facts.file)
  const repository = repositoryOf(absolute, options.cwd)
  const setting = language === "python" ? options.config.definitions.python : options.config.definitions.javascript
  const module = host.definitions.file(setting?.module ?? null, posix.relative(repository, absolute), repository)
  return { repository, module, definitions: host.definitions, needed: new Map() }
}

interface Attempt {
  readonly holds: boolean
  readonly edits: readonly Edit[]
  readonly steps: readonly ProofStep[]
  readonly reason: string
}

/** Puts some fixes together with the imports that they need, and proves the result. */
async function tryFixes(
  facts: FileFacts,
  findings: readonly Finding[],
  module: Module | null,
  audit: Audit,
  options: RewriteOptions,
): Promise<Attempt> {
  const failed = (reason: string): Attempt => ({ holds: false, edits: [], steps: [], reason })
  const groups = findings.map((each) => each.fix?.edits ?? [])
  const imports = module === null ? [] : importEdits(facts, findings, module, options)
  const edits = imports === null ? null : mergeEdits([...groups, imports])
  if (edits === null) return failed("its edits overlap those of another fix")
  const spelling = audit.spellingOf(facts.file)
  const left = audit.result.findings.filter(
    (each) => each.file === facts.file && each.action === "rewrite" && !findings.includes(each),
  ).length
  const { sql } = await embeddedReaders()
  const steps = await prove(facts.source, edits, findings, left, {
    hostOf: hostFor,
    sqlProblems: (text) => sql.readText(text).problems.length,
    expand: spelling.kind === "placeholder" ? spelling.expand : null,
    encode: (text) => encodable(text, facts),
    rewritable: (text) => rewritable(text, facts, audit.rules, options.config, spelling),
  })
  const wrong = steps.find((each) => !each.holds)
  return wrong === undefined ? { holds: true, edits, steps, reason: "" } : { ...failed(wrong.note), steps }
}

function importEdits(
  facts: FileFacts,
  findings: readonly Finding[],
  module: Module,
  options: RewriteOptions,
): readonly Edit[] | null {
  const { imports } = facts
  if (imports === null) return []
  const wanted = new Set(findings.filter((each) => each.fix?.imports === true).map((each) => each.variable))
  const variables = [...wanted].filter((each) => !imports.site.imported.includes(each)).sort()
  if (variables.length === 0) return []
  const file = posix.relative(module.repository, posix.join(options.cwd, facts.file))
  const { definitions, repository } = module
  return liftEdits(definitions.imports(imports.text, imports.site, variables, file, module.module, repository), imports)
}

function encodable(text: string, facts: FileFacts): Uint8Array | null {
  try {
    return encode(text, facts.source.encoding, facts.source.bom)
  } catch {
    // The encoding lacks a character: that is an answer, the caller reports it.
    return null
  }
}

async function rewritable(
  text: string,
  facts: FileFacts,
  rules: readonly Rule[],
  config: Config,
  spelling: Spelling,
): Promise<number> {
  const again = await readText({ ...facts.source, text }, config.names)
  return judgeFile(again, again.file, rules, config, spelling).filter((each) => each.action === "rewrite").length
}
