import { lineStarts, positionAt } from "../text/text-map.js"
import type { RunnerEvidence, RunnerFact } from "./runner-fact.js"

/** What the finders of facts are given: one file. */
export interface FactFile {
  /** POSIX. */
  readonly file: string
  /** The text, continued lines joined by blanks: offsets are those of the file. */
  readonly text: string
  readonly language: string
  readonly fact: (
    runner: RunnerFact["runner"],
    at: number,
    what: string,
    target: RunnerFact["target"],
    strength?: RunnerFact["strength"],
    /** What keeps this run from expanding placeholders, and where it is said. */
    verbatim?: { readonly at: number; readonly what: string } | null,
  ) => void
}

const longestEvidence = 120
const mostFacts = 5000

/** Prepares one file: `facts` fills as the finders report. */
export function factFile(
  file: string,
  text: string,
  language: string,
): { readonly input: FactFile; readonly facts: readonly RunnerFact[] } {
  const facts: RunnerFact[] = []
  let starts: readonly number[] | null = null
  const joined = text.replace(/[\\^`](\r?\n)/g, (whole) => " ".repeat(whole.length))
  const evidence = (at: number, what: string): RunnerEvidence => {
    starts ??= lineStarts(text)
    return { file, line: positionAt(starts, at).line, what: what.replace(/\s+/g, " ").trim().slice(0, longestEvidence) }
  }
  const input: FactFile = {
    file,
    text: joined,
    language,
    fact: (runner, at, what, target, strength = "certain", verbatim = null) => {
      if (facts.length >= mostFacts) return
      const switched = verbatim === null ? null : evidence(verbatim.at, verbatim.what)
      facts.push({ runner, evidence: evidence(at, what), target, strength, verbatim: switched })
    },
  }
  return { input, facts }
}

/** A path as it stands in code: without quotes, `\` as `/`. */
export function cleanPath(path: string): string {
  return path
    .trim()
    .replace(/^["'`@]+|["'`,;)]+$/g, "")
    .replaceAll("\\", "/")
    .replace(/\/{2,}/g, "/")
}
