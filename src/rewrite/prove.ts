import type { Load } from "../model/code.js"
import type { Finding } from "../model/finding.js"
import type { Environment, Host } from "../model/host.js"
import type { ProofStep } from "../model/rewrite.js"
import type { Source } from "../model/source.js"
import type { Edit } from "../model/text.js"
import { applyEdits } from "../text/text-map.js"
import { valuesOf } from "./values.js"

/** What the proof of a file needs from the layers below. */
export interface Grounds {
  readonly hostOf: (language: string) => Promise<Host> | null
  /** Problems that reading the text as SQL finds. */
  readonly sqlProblems: (text: string) => number
  /** What the runner of the file sends for a text, or why it stops; null where no runner expands the file. */
  readonly expand:
    | ((
        text: string,
        values: Environment,
      ) => { readonly text: string; readonly unknown: readonly string[]; readonly error: string | null })
    | null
  /** Bytes of a text in the file's encoding, or null where it cannot be encoded. */
  readonly encode: (text: string) => Uint8Array | null
  /** Findings that a second run would rewrite. */
  readonly rewritable: (text: string) => Promise<number>
}

/** What is to be done in a file. */
export interface Change {
  /** All edits. */
  readonly edits: readonly Edit[]
  /** Those without the ones that expand what is read. */
  readonly plain: readonly Edit[]
  /** The findings that they settle. */
  readonly chosen: readonly Finding[]
  /** The places at which they expand what is read. */
  readonly loads: readonly Load[]
}

/** Proves that a file means the same after a change. `left` is the number of rewritable findings that stay. */
export async function prove(
  source: Source,
  { edits, plain, chosen, loads }: Change,
  left: number,
  grounds: Grounds,
): Promise<readonly ProofStep[]> {
  const after = applyEdits(source.text, edits)
  const steps: ProofStep[] = [bytesStep(after, grounds)]
  const variables = new Map(chosen.map((each) => [each.variable, each.reference.name]))
  const sentinels = new Map([...variables].map(([variable], index) => [variable, `Zq${index}Set_${variable.length}`]))
  if (chosen.length > 0 && chosen.every((each) => each.reference.site.kind === "placeholder")) {
    steps.push(...sqlSteps(source, after, chosen, variables, sentinels, grounds))
  } else {
    const own = loads.length === 0 ? after : applyEdits(source.text, plain)
    steps.push(...(await hostSteps(source, { after, own }, chosen, variables, sentinels, grounds)))
  }
  if (loads.length > 0) steps.push(await loadsStep(source, after, loads, grounds))
  const rest = await grounds.rewritable(after)
  steps.push({
    name: "second-run",
    holds: rest <= left,
    note: rest <= left ? "a second run finds nothing to do here" : `a second run would rewrite ${rest - left} more`,
  })
  return steps
}

/** What is read is expanded, once for each place, and nothing else is called anew. */
async function loadsStep(source: Source, after: string, loads: readonly Load[], grounds: Grounds): Promise<ProofStep> {
  const code = (await grounds.hostOf(source.language))?.definitions?.code ?? null
  const calls = (text: string): number | null => {
    const tree = code?.(text, source.file) ?? null
    if (tree === null) return null
    return tree.filter((node) => node.kind === "name" && node.name === "expand" && tree[node.parent]?.kind === "call").length
  }
  const was = calls(source.text)
  const is = calls(after)
  const holds = was !== null && is === was + loads.length
  const note = holds
    ? "what it reads of the rewritten scripts is expanded by the definition module"
    : "the code that reads cannot be changed here"
  return { name: "loads", holds, note }
}

function bytesStep(after: string, grounds: Grounds): ProofStep {
  const bytes = grounds.encode(after)
  return bytes === null
    ? { name: "bytes", holds: false, note: "the result cannot be written in the file's encoding" }
    : { name: "bytes", holds: true, note: "bytes outside the edits are identical" }
}

/** The text with the chosen names replaced in place, as an editor with perfect knowledge would do it. */
function substituted(text: string, chosen: readonly Finding[], value: (finding: Finding) => string): string {
  return applyEdits(
    text,
    chosen.map((each) => ({ start: each.reference.start, end: each.reference.end, text: value(each) })),
  )
}

/** `own`: the text without what expands the texts that it reads, which is another step. */
async function hostSteps(
  source: Source,
  { after, own }: { readonly after: string; readonly own: string },
  chosen: readonly Finding[],
  variables: Environment,
  sentinels: Environment,
  grounds: Grounds,
): Promise<readonly ProofStep[]> {
  const { language, file, text } = source
  const host = await grounds.hostOf(language)
  const values = (of: string, environment: Environment): Promise<readonly string[] | null> =>
    valuesOf(of, language, file, environment, grounds.hostOf)
  const problems = (of: string): number => host?.read(of, file).problems.length ?? 0
  const was = problems(text)
  const is = problems(after)
  const steps: ProofStep[] = [
    {
      name: "parses",
      holds: is <= was,
      note: is <= was ? "the file parses as well as before" : "the file would not parse any more",
    },
  ]
  const original = await values(text, variables)
  const atDefault = await values(own, variables)
  steps.push(compare("default", original, atDefault, chosen))
  const expected = await values(
    substituted(text, chosen, (each) => sentinels.get(each.variable) ?? ""),
    sentinels,
  )
  steps.push(compare("sentinel", expected, await values(own, sentinels), chosen))
  return steps
}

function compare(
  name: "default" | "sentinel",
  expected: readonly string[] | null,
  found: readonly string[] | null,
  chosen: readonly Finding[],
): ProofStep {
  if (expected === null || found === null) return { name, holds: false, note: "the language's values cannot be computed" }
  const what =
    name === "default"
      ? "with the variables at their defaults every string is what it was"
      : "with other values exactly the chosen names differ"
  if (equal(expected, found)) return { name, holds: true, note: what }
  const folded = (list: readonly string[]): readonly string[] => list.map((each) => each.toLowerCase())
  const otherCase = chosen.some((each) => each.reference.text !== each.reference.name)
  if (name === "default" && otherCase && equal(folded(expected), folded(found)))
    return { name, holds: true, note: `${what}, but for the case of the name` }
  const at = expected.findIndex((each, index) => each !== found[index])
  return {
    name,
    holds: false,
    note: `a string would change: ${shown(expected[at])} would be ${shown(found[at < 0 ? expected.length : at])}`,
  }
}

function shown(text: string | undefined): string {
  return text === undefined ? "(none)" : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index])
}

/** The proof of a file that a runner expands: what it sends is what it sent, but for brackets put around a name. */
function sqlSteps(
  source: Source,
  after: string,
  chosen: readonly Finding[],
  variables: Environment,
  sentinels: Environment,
  grounds: Grounds,
): readonly ProofStep[] {
  const { expand } = grounds
  if (expand === null) return [{ name: "default", holds: false, note: "nothing expands this file" }]
  const bracketed = chosen.some((each) => each.reference.site.kind === "placeholder" && each.reference.site.bare)
  const named = (values: Environment): string =>
    substituted(source.text, chosen, (each) => {
      const value = values.get(each.variable) ?? ""
      return each.reference.site.kind === "placeholder" && each.reference.site.bare ? `[${value}]` : value
    })
  const was = grounds.sqlProblems(source.text)
  const is = grounds.sqlProblems(after)
  const steps: ProofStep[] = [
    {
      name: "parses",
      holds: is <= was,
      note: is <= was ? "the file is read as well as before" : "the SQL could not be read any more",
    },
  ]
  for (const [name, values] of [
    ["default", variables],
    ["sentinel", sentinels],
  ] as const) {
    const sent = expand(after, values)
    const unknown = sent.unknown.filter((each) => !expand(source.text, values).unknown.includes(each))
    const expected = expand(named(values), values).text
    const same = sent.text === expected || (name === "default" && sent.text.toLowerCase() === expected.toLowerCase())
    const note =
      name === "default"
        ? `the runner sends the same text as before${bracketed ? ", with the name in brackets" : ""}`
        : "with other values exactly the chosen names differ"
    const wrong =
      sent.error ?? (unknown.length > 0 ? `nothing gives a value to ${unknown.join(", ")}` : "the runner would send another text")
    const holds = same && unknown.length === 0 && (sent.error === null || expand(source.text, values).error !== null)
    steps.push({ name, holds, note: holds ? note : wrong })
  }
  return steps
}
