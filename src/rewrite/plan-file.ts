import { posix } from "node:path"
import { type Audit, judgeFile } from "../audit.js"
import { encode } from "../discover/decode.js"
import { type FileFacts, readText } from "../facts.js"
import { hostFor } from "../hosts/registry.js"
import type { Load } from "../model/code.js"
import type { Config } from "../model/config.js"
import type { Finding } from "../model/finding.js"
import type { FollowingEdit, ProofStep, ProvedEdit, RefusedEdit, RewrittenFile } from "../model/rewrite.js"
import type { Edit } from "../model/text.js"
import { embeddedReaders } from "../readers.js"
import { liftEdits } from "../references/lift-edits.js"
import { applyEdits } from "../text/text-map.js"
import { mergeEdits } from "./apply.js"
import { takesExpand } from "./definitions.js"
import { type Module, moduleFor, planModule, type Taken } from "./modules.js"
import { prove } from "./prove.js"
import { obstacleOf } from "./reachable.js"

/** What plans share. */
export interface Ground {
  /** Absolute, POSIX. */
  readonly cwd: string
  readonly config: Config
  readonly audit: Audit
  /** Whether a file, there or not, may be written. */
  readonly within: (file: string) => boolean
}

/** A place at which a file is to expand what it has read, and the variables for which. */
export interface Wrap {
  readonly load: Load
  /** Old names by variable. */
  readonly values: ReadonlyMap<string, string>
}

/** A file's fixes that hold together, with what was refused. */
export interface Planned {
  /** Null where nothing is left to be done. */
  readonly file: RewrittenFile | null
  readonly refused: readonly RefusedEdit[]
  /** Null where it takes nothing from a module. */
  readonly taken: Taken | null
  /** Why what it reads is not expanded; null where it is, or nothing was asked. */
  readonly unwrapped: string | null
}

/** Plans one file: its fixes, and the places at which it has to expand what it reads, which hold all together or not at all. */
export async function planFile(
  audited: FileFacts,
  findings: readonly Finding[],
  wraps: readonly Wrap[],
  ground: Ground,
): Promise<Planned> {
  const refused: RefusedEdit[] = []
  if (findings.length === 0 && wraps.length === 0) return { file: null, refused, taken: null, unwrapped: null }
  // An audit mostly does not ask where imports go.
  const facts = audited.imports === null ? { ...audited, imports: await importsOf(audited, ground) } : audited
  const module = await moduleOf(facts, ground)
  const obstacle = wraps.length === 0 ? null : wrapObstacle(facts, wraps, module, ground)
  const held = obstacle === null ? wraps : []
  const eligible = importable(findings, module, ground, refused)
  const attempt = (some: readonly Finding[], wrapping = held): Promise<Attempt> => tryFixes(facts, some, wrapping, module, ground)
  let kept = eligible
  let wrapped = held
  let unwrapped = obstacle
  let whole = await attempt(kept)
  if (!whole.holds && held.length > 0) {
    const alone = await attempt([])
    if (!alone.holds) {
      unwrapped = alone.reason
      wrapped = []
      whole = await attempt(kept, wrapped)
    }
  }
  if (!whole.holds && kept.length > (wrapped.length > 0 ? 0 : 1)) {
    const alone: Finding[] = []
    for (const finding of kept) {
      const single = await attempt([finding], wrapped)
      if (single.holds) alone.push(finding)
      else refused.push({ finding, reason: single.reason, failed: true })
    }
    kept = alone
    whole = await attempt(kept, wrapped)
  }
  if (!whole.holds) {
    refused.push(...kept.map((finding) => ({ finding, reason: whole.reason, failed: true })))
    return { file: null, refused, taken: null, unwrapped: wraps.length > 0 ? (unwrapped ?? whole.reason) : null }
  }
  const importing = kept.filter((each) => each.fix?.imports === true)
  const values = new Map([
    ...importing.map((each) => [each.variable, each.reference.name] as const),
    ...wrapped.flatMap((each) => [...each.values]),
  ])
  const taken = module === null || values.size === 0 ? null : { module, values, expands: wrapped.length > 0 }
  const isEmpty = kept.length === 0 && !wrapped.some((each) => each.load.edits.length > 0)
  return { file: isEmpty ? null : written(facts, whole, kept, wrapped), refused, taken, unwrapped }
}

function written(facts: FileFacts, whole: Attempt, kept: readonly Finding[], wraps: readonly Wrap[]): RewrittenFile {
  const { text: before, encoding, bom } = facts.source
  const after = applyEdits(before, whole.edits)
  const edits = kept.map((finding): ProvedEdit => ({ finding, proof: whole.steps }))
  const follows = wraps
    .filter(({ load }) => load.edits.length > 0)
    .map(({ load }): FollowingEdit => ({ line: load.line, what: "expands what it reads", proof: whole.steps }))
  return { file: facts.file, before, after, bytes: encode(after, encoding, bom), encoding, bom, edits, follows }
}

async function importsOf({ source }: FileFacts, { config }: Ground): Promise<FileFacts["imports"]> {
  return (await readText(source, config.names)).imports
}

async function moduleOf(facts: FileFacts, { cwd, config }: Ground): Promise<Module | null> {
  return facts.imports === null ? null : moduleFor(facts, facts.imports.language, cwd, config)
}

/** Why a file cannot call the `expand` of its module; null where it can. */
function wrapObstacle(facts: FileFacts, wraps: readonly Wrap[], module: Module | null, ground: Ground): string | null {
  const { cwd, config, within } = ground
  if (module === null) return `nothing can be imported into ${facts.file}`
  if (wraps.some(({ load }) => load.edits.length > 0) && !within(facts.file)) {
    return `${facts.file} reads it, and lies outside the given paths`
  }
  const unreachable = obstacleOf(facts, module, cwd)
  if (unreachable !== null) return unreachable
  const values = new Map(wraps.flatMap((each) => [...each.values]))
  const plan = planModule({ module, values, expands: true }, cwd, config, within)
  if (plan.kind === "refused") return plan.reason
  const site = facts.imports?.site
  const isForeign = site?.imported.includes("expand") === true && !takesExpand(facts.source.text, module.module)
  const isTaken = site?.bound.includes("expand") === true || isForeign
  return isTaken ? `${facts.file} already uses the name expand for something else` : null
}

/** Leaves out fixes whose variable cannot be imported here. */
function importable(
  findings: readonly Finding[],
  module: Module | null,
  { cwd, config, within }: Ground,
  refused: RefusedEdit[],
): readonly Finding[] {
  const needing = findings.filter((each) => each.fix?.imports === true)
  if (needing.length === 0) return findings
  const values = new Map(needing.map((each) => [each.variable, each.reference.name]))
  const plan = module === null ? null : planModule({ module, values, expands: false }, cwd, config, within)
  const eligible: Finding[] = []
  for (const finding of findings) {
    if (finding.fix?.imports !== true) eligible.push(finding)
    else if (module === null) refused.push({ finding, reason: "the language has no module for the variables", failed: false })
    else if (plan?.kind === "refused") refused.push({ finding, reason: plan.reason, failed: false })
    else eligible.push(finding)
  }
  return eligible
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
  wraps: readonly Wrap[],
  module: Module | null,
  { cwd, config, audit }: Ground,
): Promise<Attempt> {
  const failed = (reason: string): Attempt => ({ holds: false, edits: [], steps: [], reason })
  const groups = findings.map((each) => each.fix?.edits ?? [])
  const loads = wraps.map((each) => each.load).filter((each) => each.edits.length > 0)
  const importing = (expands: boolean): readonly Edit[] | null =>
    module === null ? [] : importEdits(facts, findings, expands, module, cwd)
  const imports = importing(loads.length > 0)
  const edits = imports === null ? null : mergeEdits([...groups, ...loads.map((each) => each.edits), imports])
  const plain = mergeEdits([...groups, importing(false) ?? []])
  if (edits === null || plain === null) return failed("its edits overlap those of another fix")
  const spelling = audit.spellingOf(facts.file)
  const left = audit.result.findings.filter(
    (each) => each.file === facts.file && each.action === "rewrite" && !findings.includes(each),
  ).length
  const { sql } = await embeddedReaders()
  const host = await hostFor(facts.source.language)
  const steps = await prove(facts.source, { edits, plain, chosen: findings, loads }, left, {
    hostOf: hostFor,
    sqlProblems: (text) => {
      if (host === null) return sql.readText(text).problems.length
      const { regions, problems } = host.read(text, facts.file)
      const scripts = regions.filter((each) => each.kind === "code" && each.language === "tsql")
      return scripts.reduce((sum, each) => sum + sql.readText(each.text).problems.length, problems.length)
    },
    expand: spelling.kind === "placeholder" ? spelling.expand : null,
    encode: (text) => encodable(text, facts),
    rewritable: async (text) => {
      const again = await readText({ ...facts.source, text }, config.names, false)
      return judgeFile(again, again.file, audit.rules, config, spelling).filter((each) => each.action === "rewrite").length
    },
  })
  const wrong = steps.find((each) => !each.holds)
  return wrong === undefined ? { holds: true, edits, steps, reason: "" } : { ...failed(wrong.note), steps }
}

function importEdits(
  facts: FileFacts,
  findings: readonly Finding[],
  expands: boolean,
  module: Module,
  cwd: string,
): readonly Edit[] | null {
  const { imports } = facts
  if (imports === null) return []
  const wanted = new Set(findings.filter((each) => each.fix?.imports === true).map((each) => each.variable))
  if (expands) wanted.add("expand")
  const names = [...wanted].filter((each) => !imports.site.imported.includes(each)).sort()
  if (names.length === 0) return []
  const file = posix.relative(module.repository, posix.join(cwd, facts.file))
  const { definitions, repository } = module
  return liftEdits(definitions.imports(imports.text, imports.site, names, file, module.module, repository), imports)
}

function encodable(text: string, facts: FileFacts): Uint8Array | null {
  try {
    return encode(text, facts.source.encoding, facts.source.bom)
  } catch {
    // The encoding lacks a character: that is an answer, the caller reports it.
    return null
  }
}
