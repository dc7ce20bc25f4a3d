import type { Runner } from "../model/config.js"

/** Why somebody runs a file. */
export interface RunnerEvidence {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** For people: `sqlcmd -i sql/load.sql`. */
  readonly what: string
}

/** One thing that a file says about who runs a `.sql` file: a fact of that file alone. */
export interface RunnerFact {
  /** `other`: a program that is none of the runners, such as one in Java; `include`: whoever runs `from` runs it too. */
  readonly runner: Runner | "other" | "include"
  readonly evidence: RunnerEvidence
  /**
   * What is run. `self`: the file itself. `path`: as written, to be looked up from the file's folder and its parents. `tree`: all that lies
   * under a folder, as written. `named`: files whose path ends so. Globs may stand in all of them.
   */
  readonly target:
    | { readonly kind: "self" }
    | { readonly kind: "path" | "tree"; readonly path: string }
    | { readonly kind: "beside"; readonly glob: string }
    /** No file: names that the runner is given values for. */
    | { readonly kind: "values"; readonly names: readonly string[] }
  /** `certain`: says so; `likely`: a convention or a mention, which gives way to what is certain. */
  readonly strength: "certain" | "likely"
  /** The switch or setting that keeps this run from expanding placeholders as its runner usually does; null without one. */
  readonly verbatim: RunnerEvidence | null
}
