import { hostFor } from "../hosts/registry.js"
import type { Environment } from "../model/host.js"
import type { Region } from "../model/region.js"
import type { ProofStep } from "../model/rewrite.js"
import type { Edit } from "../model/text.js"
import { escapeInto } from "../references/escape.js"
import { type CalledRunner, handedWords, handOn } from "../runners/index.js"
import { applyEdits, toOuter } from "../text/text-map.js"

/** What hands variables on in one text, with its proof. */
export interface HandedOn {
  readonly edits: readonly Edit[]
  /** Calls of the runner. */
  readonly calls: number
  readonly proof: readonly ProofStep[]
}

/** Nesting of texts in texts beyond which nobody writes commands. */
const deepest = 4

/**
 * Hands variables on to the calls of a runner in a text, at any depth: the steps of a pipeline, the instructions of a Dockerfile, the cells of a
 * notebook. Null where there are none that could be edited. `values` are the old names by variable.
 */
export async function handOnIn(
  text: string,
  language: string,
  file: string,
  values: Environment,
  runner: CalledRunner,
  depth = 0,
): Promise<HandedOn | null> {
  const direct = handOn(text, language, values, runner)
  if (direct !== null) {
    if (direct.calls === 0) return null
    return {
      ...direct,
      proof: direct.edits.length === 0 ? [] : [await commandsStep(text, direct.edits, language, file, values, runner)],
    }
  }
  const host = await hostFor(language)
  if (host === null || depth >= deepest) return null
  const parts = host.read(text, file).regions.filter((region) => region.kind === "code")
  const edits: Edit[] = []
  const proof: ProofStep[] = []
  const expected: string[] = []
  let calls = 0
  for (const part of parts) {
    const inner = await handOnIn(part.text, part.language, file, values, runner, depth + 1)
    expected.push(applyEdits(part.text, inner?.edits ?? []))
    if (inner === null) continue
    calls += inner.calls
    proof.push(...inner.proof)
    for (const edit of inner.edits) {
      const lifted = liftEdit(edit, part)
      if (lifted === null) return null
      edits.push(lifted)
    }
  }
  if (calls === 0) return null
  if (edits.length === 0) return { edits, calls, proof }
  const again = host.read(applyEdits(text, edits), file).regions.filter((region) => region.kind === "code")
  const holds = again.length === expected.length && again.every((region, index) => region.text === expected[index])
  const note = holds
    ? "the commands stand where they stood, and nothing else changes"
    : "the commands would be read in another way"
  return { edits, calls, proof: [...proof, { name: "parses", holds, note }] }
}

function liftEdit(edit: Edit, part: Region): Edit | null {
  const span = toOuter(part.map, edit)
  return span === null ? null : { ...span, text: escapeInto(part.escape, edit.text) }
}

/** The words of all commands are what they were but for the variables handed on: with the old names by default, else with what is given. */
async function commandsStep(
  text: string,
  edits: readonly Edit[],
  language: string,
  file: string,
  values: Environment,
  runner: CalledRunner,
): Promise<ProofStep> {
  const after = applyEdits(text, edits)
  const host = await hostFor(language)
  const given = new Map([...values].map(([variable], index) => [variable, `Zq${index}Set`]))
  const empty = new Map([...values].map(([variable]) => [variable, ""]))
  const wrong = (note: string): ProofStep => ({ name: "commands", holds: false, note })
  for (const [environment, shown] of [
    [new Map<string, string>(), values],
    [empty, values],
    [given, given],
  ] as const) {
    const before = host?.values(text, environment, file) ?? null
    const now = host?.values(after, environment, file) ?? null
    if (before === null || now === null) return wrong("the words of the commands cannot be computed")
    const added = new Set([...shown].flatMap(([variable, value]) => handedWords(runner, variable, value)))
    const rest = withoutAdded(now, before, added)
    if (rest !== null) return wrong(`a command would change: ${rest}`)
  }
  return {
    name: "commands",
    holds: true,
    note: "the commands are what they were, with the variables handed on: the old names unless others are given",
  }
}

/** Null where a list is `before` with `added` words between; else the first word that does not fit. */
function withoutAdded(now: readonly string[], before: readonly string[], added: ReadonlySet<string>): string | null {
  let at = 0
  for (const word of now) {
    if (word === before[at]) at++
    else if (!added.has(word)) return JSON.stringify(word)
  }
  return at === before.length ? null : JSON.stringify(before[at])
}
