import { readFile } from "node:fs/promises"
import { posix } from "node:path"
import { decode, encode } from "../discover/decode.js"
import { languageOf } from "../discover/language-of.js"
import type { FollowingEdit, ProofStep, RewrittenFile } from "../model/rewrite.js"
import type { Problem } from "../model/source.js"
import type { Edit } from "../model/text.js"
import { isCalled, type RunnerDecision } from "../runners/index.js"
import { applyEdits, lineStarts, positionAt } from "../text/text-map.js"
import { handOnIn } from "./hand-on-text.js"
import { listCalls, remedy, setting } from "./remedy.js"
import { giveDefaults } from "./setting-edits.js"

/** What has to follow from `.sql` files that take variables now: scripts that hand them on, and what a person has to do. */
export interface Followed {
  /** Scripts as they are to become; one that is rewritten itself takes the place of its entry. */
  readonly files: readonly RewrittenFile[]
  readonly problems: readonly Problem[]
}

/** The variables that the edits of a file brought into it, with their old names. */
function variablesOf(file: RewrittenFile): Map<string, string> {
  const values = new Map<string, string>()
  for (const { finding } of file.edits) {
    if (finding.reference.site.kind === "placeholder") values.set(finding.variable, finding.reference.name)
  }
  return values
}

/** The files that are seen to run a file, through the `.sql` files that include it, with the line where they do. */
function callersOf(file: string, runnerOf: (file: string) => RunnerDecision | null): ReadonlyMap<string, number> {
  const callers = new Map<string, number>()
  const passed = new Set([file])
  const queue = [file]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const decision = runnerOf(next)
    for (const { file: caller, line, what } of decision?.kind === "runner" ? decision.evidence : []) {
      // What the config says is no caller.
      if (passed.has(caller) || what === "runners") continue
      passed.add(caller)
      if (caller.toLowerCase().endsWith(".sql")) queue.push(caller)
      else callers.set(caller, line)
    }
  }
  return callers
}

/** What one runner needs of one file: where it is told, and the variables with their old names. */
interface Need {
  readonly file: string
  readonly runner: string
  readonly line: number
  readonly values: Map<string, string>
}

/** A file that takes variables now, and those that are seen to lead its runner to it. */
interface Taker {
  readonly file: string
  readonly runner: string
  readonly values: ReadonlyMap<string, string>
  readonly from: readonly Need[]
}

/**
 * Finds what has to change beside rewritten `.sql` files. Scripts that are seen to call the runner hand the variables on with the old names as
 * defaults, and settings of the runner get them as defaults, so that a run does today what it did, which is proved; for calls and settings
 * that cannot be edited, and files that were not `asked` for, it is said what to do, where.
 */
export async function followRewritten(
  files: readonly RewrittenFile[],
  cwd: string,
  runnerOf: (file: string) => RunnerDecision | null,
  asked: ReadonlySet<string>,
): Promise<Followed> {
  const problems: Problem[] = []
  const say = (file: string, line: number | null, message: string): void =>
    void problems.push({ file, line, column: null, message })
  // Each file is told once, of all that it runs.
  const needs = new Map<string, Need>()
  const takers = files.flatMap((file): readonly Taker[] => {
    const values = variablesOf(file)
    const decision = runnerOf(file.file)
    // What a program reads and sends itself is expanded there, in the same rewrite.
    if (values.size === 0 || decision?.kind !== "runner" || /^(?:python|javascript)$/.test(decision.runner)) return []
    const { runner } = decision
    const from: Need[] = []
    for (const [caller, line] of callersOf(file.file, runnerOf)) {
      if (caller === file.file) continue
      const key = `${runner}\n${caller}`
      const need = needs.get(key) ?? { file: caller, runner, line, values: new Map<string, string>() }
      for (const [variable, old] of values) need.values.set(variable, old)
      needs.set(key, need)
      from.push(need)
    }
    return [{ file: file.file, runner, values, from }]
  })
  const followed: RewrittenFile[] = []
  const met = new Set<Need>()
  const known = (): readonly RewrittenFile[] => [...followed, ...files]
  for (const need of [...needs.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))) {
    const { file, runner, line, values } = need
    const read = await textOf(file, known(), cwd)
    const language = read === null ? "text" : languageOf(file, read.text.slice(0, 4096))
    const done = read === null ? null : await follow(runner, read.text, language, file, values)
    const isRefused = done === null || done.proof.some((step) => !step.holds) || (done.edits.length > 0 && !asked.has(file))
    if (read !== null && done !== null && !isRefused) {
      met.add(need)
      if (done.edits.length > 0) {
        const at = followed.findIndex((each) => each.file === file)
        followed.splice(at < 0 ? followed.length : at, at < 0 ? 0 : 1, following(file, read, done))
      }
      // Lists of arguments are no command line: they are for a person.
      if (runner === "sqlcmd") for (const at of listCalls(read.text, values)) say(file, at, wanted(values, language))
    } else {
      const told = setting(runner, file, values) ?? (runner === "sqlcmd" ? wanted(values, language) : null)
      if (told === null) continue
      met.add(need)
      say(file, line, told)
    }
  }
  // What nothing is known to lead to is told once for each runner.
  const loose = new Map<string, { readonly file: string; count: number; readonly values: Map<string, string> }>()
  for (const { file, runner, values, from } of takers) {
    if (from.some((need) => met.has(need))) continue
    const others = loose.get(runner) ?? { file, count: 0, values: new Map<string, string>() }
    others.count++
    for (const [variable, old] of values) others.values.set(variable, old)
    loose.set(runner, others)
  }
  for (const [runner, { file, count, values }] of loose) {
    const who = count === 1 ? "It takes" : `It and ${count - 1} more that ${runner} runs take`
    say(file, null, `${who} names from variables now: ${remedy(runner, [...values])}.`)
  }
  return { files: followed, problems }
}

function wanted(values: ReadonlyMap<string, string>, language: string): string {
  return `It runs scripts that take names from variables now: ${remedy("sqlcmd", [...values], language)}.`
}

/** What gives a runner the values in one file: settings of its own, or words of its calls. */
async function follow(
  runner: string,
  text: string,
  language: string,
  file: string,
  values: ReadonlyMap<string, string>,
): Promise<{ readonly edits: readonly Edit[]; readonly proof: readonly ProofStep[]; readonly what: string } | null> {
  const defaults = await giveDefaults(runner, file, language, text, values)
  if (defaults !== null) return { ...defaults, what: `gives ${runner} the old names as defaults` }
  const handed = isCalled(runner) ? await handOnIn(text, language, file, values, runner) : null
  return handed === null ? null : { ...handed, what: "hands variables on to the scripts it runs" }
}

interface Read {
  readonly text: string
  readonly known: RewrittenFile | null
  readonly before: string
  readonly encoding: RewrittenFile["encoding"]
  readonly bom: boolean
}

async function textOf(script: string, files: readonly RewrittenFile[], cwd: string): Promise<Read | null> {
  const bytes = await readFile(posix.join(cwd, script)).catch(() => null)
  const decoded = bytes === null ? null : decode(bytes)
  if (decoded === null || "skip" in decoded) return null
  const known = files.find((each) => each.file === script) ?? null
  return { text: known?.after ?? decoded.text, known, before: decoded.text, encoding: decoded.encoding, bom: decoded.bom }
}

function following(
  file: string,
  read: Read,
  done: { readonly edits: readonly Edit[]; readonly proof: readonly ProofStep[]; readonly what: string },
): RewrittenFile {
  const { text, known, before, encoding, bom } = read
  const after = applyEdits(text, done.edits)
  const starts = lineStarts(text)
  const lines = [...new Set(done.edits.map((edit) => positionAt(starts, edit.start).line))].sort((a, b) => a - b)
  const follows = lines.map((line): FollowingEdit => ({ line, what: done.what, proof: done.proof }))
  return {
    file,
    before,
    after,
    bytes: encode(after, encoding, bom),
    encoding,
    bom,
    edits: known?.edits ?? [],
    follows: [...(known?.follows ?? []), ...follows],
  }
}
