import { readFile } from "node:fs/promises"
import { posix } from "node:path"
import { decode } from "../discover/decode.js"
import { languageOf } from "../discover/language-of.js"
import { type FileFacts, readText } from "../facts.js"
import type { Finding } from "../model/finding.js"
import type { RefusedEdit } from "../model/rewrite.js"
import { type Ground, type Planned, planFile, type Wrap } from "./plan-file.js"

/** Plans of files that belong together: scripts that programs send, and the code that reads them. */
export interface Together {
  /** By file. */
  readonly plans: ReadonlyMap<string, Planned>
  /** Findings of scripts whose loading code cannot expand them. */
  readonly refused: readonly RefusedEdit[]
}

/**
 * Plans the scripts among `chosen` (findings by file) that programs read and send, with the code that reads them: a script is changed if all
 * of that code expands what it has read, else not at all.
 */
export async function planTogether(chosen: ReadonlyMap<string, readonly Finding[]>, ground: Ground): Promise<Together> {
  const plans = new Map<string, Planned>()
  const dropped = new Map<string, string>()
  const sent = new Map<string, readonly Wrap[]>()
  for (const [file, findings] of chosen) {
    const spelling = ground.audit.spellingOf(file)
    const facts = ground.audit.facts.get(file)
    if (spelling.kind !== "placeholder" || spelling.loads.length === 0 || facts === undefined) continue
    const planned = await planFile(facts, findings, [], ground)
    plans.set(file, planned)
    const values = new Map(planned.file?.edits.map(({ finding }) => [finding.variable, finding.reference.name]))
    if (values.size > 0)
      sent.set(
        file,
        spelling.loads.map((load) => ({ load, values })),
      )
  }
  // Each round without what the round before has shown to be impossible: at the latest nothing is left.
  for (let before = -1; dropped.size > before; ) {
    before = dropped.size
    const wraps = new Map<string, Wrap[]>()
    for (const [script, all] of sent) {
      if (dropped.has(script)) continue
      for (const wrap of all) wraps.set(wrap.load.file, [...(wraps.get(wrap.load.file) ?? []), wrap])
    }
    for (const [file, some] of wraps) {
      const facts = ground.audit.facts.get(file) ?? (await factsOf(file, ground))
      const planned = facts === null ? null : await planFile(facts, chosen.get(file) ?? [], once(some), ground)
      const why = planned === null ? `${file} cannot be read any more` : planned.unwrapped
      if (planned !== null) plans.set(file, planned)
      if (why === null) continue
      for (const [script, all] of sent) if (all.some(({ load }) => load.file === file)) dropped.set(script, why)
    }
  }
  const refused: RefusedEdit[] = []
  for (const [script, why] of dropped) {
    const edits = plans.get(script)?.file?.edits ?? []
    refused.push(
      ...edits.map(({ finding }) => ({ finding, reason: `what reads the file cannot expand it: ${why}`, failed: false })),
    )
    plans.set(script, { file: null, refused: plans.get(script)?.refused ?? [], taken: null, unwrapped: null })
  }
  // Code that nothing asks any more stands in a plan of an earlier round.
  const needed = new Set([...sent].flatMap(([script, all]) => (dropped.has(script) ? [] : all.map(({ load }) => load.file))))
  for (const file of plans.keys()) if (!sent.has(file) && !needed.has(file) && !isScript(file, ground)) plans.delete(file)
  return { plans, refused }
}

function isScript(file: string, { audit }: Ground): boolean {
  const spelling = audit.spellingOf(file)
  return spelling.kind === "placeholder" && spelling.loads.length > 0
}

/** Each place once, with the variables of all who need it. */
function once(wraps: readonly Wrap[]): readonly Wrap[] {
  const places = new Map<number, Wrap>()
  for (const wrap of wraps) {
    const values = new Map([...(places.get(wrap.load.at)?.values ?? []), ...wrap.values])
    places.set(wrap.load.at, { load: wrap.load, values })
  }
  return [...places.values()]
}

/** The facts of a file that holds no name. */
async function factsOf(file: string, { cwd, config }: Ground): Promise<FileFacts | null> {
  const bytes = await readFile(posix.join(cwd, file)).catch(() => null)
  const decoded = bytes === null ? null : decode(bytes)
  if (decoded === null || "skip" in decoded) return null
  return readText({ file, language: languageOf(file, decoded.text.slice(0, 4096)), ...decoded }, config.names)
}
