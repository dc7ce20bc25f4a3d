import { createInterface } from "node:readline/promises"
import type { Audit } from "../audit.js"
import type { Finding } from "../model/finding.js"
import { visible } from "../report/inert.js"
import type { Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { colored } from "./setup.js"

/** Asks about each edit on the terminal. */
export interface Asker {
  readonly accept: (finding: Finding) => Promise<boolean>
  readonly close: () => void
}

/** The questions of `--interactive`: y(es), n(o), a(ll), q(uit: no to the rest). Throws `UsageError` where nobody can answer. */
export function asker(audit: Audit, options: Options, surroundings: Surroundings): Asker {
  if (!surroundings.terminal.in) throw new UsageError("--interactive needs a terminal to ask on.")
  const lines = createInterface({ input: surroundings.stdin, output: process.stderr })
  const bold = colored(options, surroundings)
    ? (text: string): string => `\u001b[1m${text}\u001b[0m`
    : (text: string): string => text
  let rest: boolean | null = null
  const accept = async (finding: Finding): Promise<boolean> => {
    if (rest !== null) return rest
    const text = audit.facts.get(finding.file)?.source.text ?? ""
    const line = text.split(/\r\n|\n|\r/, finding.line)[finding.line - 1] ?? ""
    surroundings.err(`\n${bold(`${visible(finding.file)}:${finding.line}:${finding.column}`)}  ${visible(finding.reason)}\n`)
    surroundings.err(
      `  ${visible(line.trim().slice(0, 160))}\n  ${visible(finding.reference.text)} -> ${visible(finding.fix?.replacement ?? "")}\n`,
    )
    for (;;) {
      const answer = (await lines.question("Apply? [y]es, [n]o, [a]ll, [q]uit: ")).trim().toLowerCase()
      if (answer === "y" || answer === "yes") return true
      if (answer === "n" || answer === "no") return false
      if (answer === "a" || answer === "all" || answer === "q" || answer === "quit") {
        rest = answer.startsWith("a")
        return rest
      }
    }
  }
  return { accept, close: () => lines.close() }
}
