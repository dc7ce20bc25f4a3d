import type { FileFacts } from "./facts.js"
import type { HazardNotice } from "./model/hazard.js"
import type { Hazard, RunnerDecision } from "./runners/index.js"
import { findHazards, findShellHazards, setvars } from "./runners/index.js"
import { lineStarts, positionAt } from "./text/text-map.js"

/** What goes wrong with placeholders in one file. */
export interface FileHazards {
  readonly notices: readonly HazardNotice[]
  /** Why the file cannot get placeholders: the reason, and the place. Null where it can. */
  readonly block: { readonly reason: string; readonly where: string } | null
}

function placed(file: string, text: string, hazards: readonly Hazard[]): readonly HazardNotice[] {
  const starts = lineStarts(text)
  return hazards.map(({ start, rule, message }) => ({ rule, file, ...positionAt(starts, start), message }))
}

/**
 * The hazards of a file that a runner expands: what keeps the run from expanding at all comes first. `variables` are those that the names
 * become, `given` the names that the runner is seen to get values for.
 */
export function scriptHazards(
  { file, source }: FileFacts,
  decision: RunnerDecision,
  variables: readonly string[],
  given: ReadonlySet<string>,
): FileHazards {
  if (decision.kind !== "runner") return { notices: [], block: null }
  const { runner, verbatim } = decision
  if (verbatim !== null) {
    const reason = `This run of ${runner} expands no placeholders as they are spelled here: take the setting away, and look for texts in the script that would be taken for placeholders then; or keep the names.`
    const where = `${verbatim.file}:${verbatim.line}`
    const message = `${verbatim.what}: ${reason}`
    return {
      notices: [{ rule: "hazard-not-expanded", file: verbatim.file, line: verbatim.line, column: 1, message }],
      block: { reason, where: `${verbatim.what}, ${where}` },
    }
  }
  const found = findHazards(runner, source.text, variables, given)
  const notices = placed(file, source.text, found)
  const at = found.findIndex((each) => each.blocks)
  const first = notices[at]
  return {
    notices,
    block: first === undefined ? null : { reason: first.message, where: `line ${first.line}` },
  }
}

/**
 * Adds to the hazards of a script those of the scripts that run with it, one including the other with `:r`: a variable that one of them sets has
 * that value in all. `together` are these, with their texts.
 */
export function withIncluded(
  own: FileHazards,
  together: readonly { readonly file: string; readonly text: string }[],
  variables: readonly string[],
): FileHazards {
  const notices = together.flatMap(({ file, text }) => placed(file, text, setvars(text, variables)))
  const [first] = notices
  if (first === undefined) return own
  const block = own.block ?? { reason: first.message, where: `${first.file}:${first.line}` }
  return { notices: [...own.notices, ...notices], block }
}

/** The hazards of a script that calls sqlcmd with a text of its own. */
export function callerHazards({ file, source }: FileFacts, variables: readonly string[]): readonly HazardNotice[] {
  return placed(file, source.text, findShellHazards(source.text, source.language, variables))
}
