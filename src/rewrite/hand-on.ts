import { readFile } from "node:fs/promises"
import { posix } from "node:path"
import { decode, encode } from "../discover/decode.js"
import { languageOf } from "../discover/language-of.js"
import type { FollowingEdit, RewrittenFile } from "../model/rewrite.js"
import type { Problem } from "../model/source.js"
import type { RunnerDecision } from "../runners/index.js"
import { applyEdits, lineStarts, positionAt } from "../text/text-map.js"
import { handOnIn } from "./hand-on-text.js"
import { listCalls, remedy, setting } from "./remedy.js"

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

/**
 * Finds what has to change beside rewritten `.sql` files. What is seen to run one with sqlcmd hands the variables on with the old names as
 * defaults, so that it does today what it did, which is proved; for other runners, calls that cannot be edited, and files that were not
 * `asked` for, it is said what to do, where.
 */
export async function followRewritten(
  files: readonly RewrittenFile[],
  cwd: string,
  runnerOf: (file: string) => RunnerDecision | null,
  asked: ReadonlySet<string>,
): Promise<Followed> {
  const problems: Problem[] = []
  // Each is told once, of all that it runs.
  const scripts = new Map<string, { readonly line: number; readonly values: Map<string, string> }>()
  const settings = new Map<string, { readonly runner: string; readonly line: number; readonly values: Map<string, string> }>()
  const loose = new Map<string, { readonly file: string; count: number; readonly values: Map<string, string> }>()
  const say = (file: string, line: number | null, message: string): void =>
    void problems.push({ file, line, column: null, message })
  for (const file of files) {
    const values = variablesOf(file)
    const decision = runnerOf(file.file)
    // What a program reads and sends itself is expanded there, in the same rewrite.
    if (values.size === 0 || decision?.kind !== "runner" || /^(?:python|javascript)$/.test(decision.runner)) continue
    const callers = [...callersOf(file.file, runnerOf)].filter(([caller]) => caller !== file.file)
    const { runner } = decision
    const told = callers.filter(([caller]) => setting(runner, caller, values) !== null)
    for (const [caller, line] of told) {
      const known = settings.get(caller)
      settings.set(caller, { runner, line: known?.line ?? line, values: new Map([...(known?.values ?? []), ...values]) })
    }
    const scripted = runner === "sqlcmd" ? callers : []
    if (told.length === 0 && scripted.length === 0) {
      const others = loose.get(runner) ?? { file: file.file, count: 0, values: new Map<string, string>() }
      others.count++
      for (const [variable, old] of values) others.values.set(variable, old)
      loose.set(runner, others)
    }
    for (const [script, line] of scripted)
      scripts.set(script, { line, values: new Map([...(scripts.get(script)?.values ?? []), ...values]) })
  }
  for (const [caller, { runner, line, values }] of settings) say(caller, line, setting(runner, caller, values) ?? "")
  for (const [runner, { file, count, values }] of loose) {
    const who = count === 1 ? "It takes" : `It and ${count - 1} more that ${runner} runs take`
    say(file, null, `${who} names from variables now: ${remedy(runner, [...values])}.`)
  }
  const followed: RewrittenFile[] = []
  for (const [script, { line, values }] of [...scripts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const read = await textOf(script, files, cwd)
    const language = read === null ? "text" : languageOf(script, read.text.slice(0, 4096))
    const wanted = `It runs scripts that take names from variables now: ${remedy("sqlcmd", [...values], language)}.`
    const done = read === null ? null : await handOnIn(read.text, language, script, values)
    const wrong = done?.proof.find((step) => !step.holds)
    if (read === null || done === null || wrong !== undefined || (done.edits.length > 0 && !asked.has(script)))
      say(script, line, wanted)
    else {
      if (done.edits.length > 0) followed.push(handing(script, read, done))
      // Lists of arguments are no command line: they are for a person.
      for (const at of listCalls(read.text, values)) say(script, at, wanted)
    }
  }
  return { files: followed, problems }
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

function handing(script: string, read: Read, done: NonNullable<Awaited<ReturnType<typeof handOnIn>>>): RewrittenFile {
  const { text, known, before, encoding, bom } = read
  const after = applyEdits(text, done.edits)
  const starts = lineStarts(text)
  const lines = [...new Set(done.edits.map((edit) => positionAt(starts, edit.start).line))].sort((a, b) => a - b)
  const what = "hands variables on to the scripts it runs"
  const follows = lines.map((line): FollowingEdit => ({ line, what, proof: done.proof }))
  return {
    file: script,
    before,
    after,
    bytes: encode(after, encoding, bom),
    encoding,
    bom,
    edits: known?.edits ?? [],
    follows: [...(known?.follows ?? []), ...follows],
  }
}
