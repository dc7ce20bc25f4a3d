import { readFile } from "node:fs/promises"
import { posix } from "node:path"
import { decode, encode } from "../discover/decode.js"
import { languageOf } from "../discover/language-of.js"
import type { Environment } from "../model/host.js"
import type { RewrittenFile } from "../model/rewrite.js"
import type { Problem } from "../model/source.js"
import { handOn, type RunnerDecision } from "../runners/index.js"
import { applyEdits } from "../text/text-map.js"

/** What has to follow from `.sql` files that take variables now: scripts that hand them on, and what a person has to do. */
export interface Followed {
  /** Scripts as they are to become; one that is rewritten itself takes the place of its entry. */
  readonly files: readonly RewrittenFile[]
  readonly problems: readonly Problem[]
}

/** How each runner is told the value of a variable. */
function remedy(runner: string, names: readonly (readonly [string, string])[]): string {
  const pairs = names.map(([variable, name]) => `${variable}=${name}`)
  const each = (spell: (pair: string) => string): string => pairs.map(spell).join(" ")
  switch (runner) {
    case "flyway":
      return `give Flyway its placeholders: ${each((pair) => `-placeholders.${pair}`)} (or FLYWAY_PLACEHOLDERS_… in the environment)`
    case "liquibase":
      return `give Liquibase its parameters: ${each((pair) => `-D${pair}`)} (and set liquibase.missingPropertyMode=ERROR)`
    case "dbup":
      return `add the variables with .WithVariable: ${pairs.join(", ")}`
    case "grate":
      return `give grate its tokens: ${each((pair) => `--ut=${pair}`)}`
    case "roundhouse":
      return `give RoundhousE its tokens: ${each((pair) => `--ut=${pair}`)}`
    case "ssdt":
      return `declare them in the project as SqlCmdVariable with these defaults: ${pairs.join(", ")}`
    default:
      return `pass them where sqlcmd runs it: ${each((pair) => `-v ${pair}`)}`
  }
}

/** The variables that the edits of a file brought into it, with their old names. */
function variablesOf(file: RewrittenFile): Map<string, string> {
  const values = new Map<string, string>()
  for (const { finding } of file.edits) {
    if (finding.reference.site.kind === "placeholder") values.set(finding.variable, finding.reference.name)
  }
  return values
}

/** The files that are seen to run a file: through the `.sql` files that include it, to the scripts. */
function callersOf(file: string, runnerOf: (file: string) => RunnerDecision | null): ReadonlySet<string> {
  const callers = new Set<string>()
  const passed = new Set([file])
  const queue = [file]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const decision = runnerOf(next)
    for (const { file: caller } of decision?.kind === "runner" ? decision.evidence : []) {
      if (passed.has(caller)) continue
      passed.add(caller)
      if (caller.toLowerCase().endsWith(".sql")) queue.push(caller)
      else callers.add(caller)
    }
  }
  return callers
}

/**
 * Finds what has to change beside rewritten `.sql` files. A script that is seen to run one with sqlcmd hands the variables on with the old
 * names as defaults, so that it does today what it did; for other runners, calls that cannot be edited, and scripts that were not `asked`
 * for, it is said what to do.
 */
export async function followRewritten(
  files: readonly RewrittenFile[],
  cwd: string,
  runnerOf: (file: string) => RunnerDecision | null,
  asked: ReadonlySet<string>,
): Promise<Followed> {
  const problems: Problem[] = []
  const scripts = new Map<string, Map<string, string>>()
  const say = (file: string, runner: string, values: Environment): void => {
    if (values.size > 0)
      problems.push({
        file,
        line: null,
        column: null,
        message: `It takes names from variables now: ${remedy(runner, [...values])}.`,
      })
  }
  for (const file of files) {
    const values = variablesOf(file)
    const decision = runnerOf(file.file)
    if (values.size === 0 || decision?.kind !== "runner") continue
    const callers = callersOf(file.file, runnerOf)
    const editable =
      decision.runner === "sqlcmd" ? [...callers].filter((each) => /\.(?:sh|bash|ps1|psm1|bat|cmd)$|^[^.]+$/i.test(each)) : []
    if (editable.length === 0) say(file.file, decision.runner, values)
    for (const script of editable) scripts.set(script, new Map([...(scripts.get(script) ?? []), ...values]))
  }
  const followed: RewrittenFile[] = []
  for (const [script, values] of [...scripts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const result = await handedOn(script, values, files, cwd)
    if (result === "given") continue
    if (result !== null && asked.has(script)) followed.push(result)
    else say(script, "sqlcmd", values)
  }
  return { files: followed, problems }
}

/** A script that hands the variables on; `given` where all calls do already, null where it cannot be done. */
async function handedOn(
  script: string,
  values: Environment,
  files: readonly RewrittenFile[],
  cwd: string,
): Promise<RewrittenFile | "given" | null> {
  const bytes = await readFile(posix.join(cwd, script)).catch(() => null)
  const decoded = bytes === null ? null : decode(bytes)
  if (decoded === null || "skip" in decoded) return null
  const known = files.find((each) => each.file === script)
  const text = known?.after ?? decoded.text
  const result = handOn(text, languageOf(script, text.slice(0, 4096)), values)
  if (result === null || result.calls === 0) return null
  if (result.edits.length === 0) return "given"
  const after = applyEdits(text, result.edits)
  return {
    file: script,
    before: decoded.text,
    after,
    bytes: encode(after, decoded.encoding, decoded.bom),
    encoding: decoded.encoding,
    bom: decoded.bom,
    edits: known?.edits ?? [],
    follows: known?.follows ?? [],
  }
}
