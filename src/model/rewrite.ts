import type { Finding } from "./finding.js"
import type { Encoding, Problem } from "./source.js"

/** One thing that was tried to prove that a file means the same. */
export interface ProofStep {
  readonly name: "parses" | "bytes" | "default" | "sentinel" | "second-run" | "loads" | "commands"
  readonly holds: boolean
  /** What was compared, or what went wrong. */
  readonly note: string
}

/** An edit that was proved, with the finding that it settles. */
export interface ProvedEdit {
  readonly finding: Finding
  readonly proof: readonly ProofStep[]
}

/** A change that settles no finding of its own file: another file's edits need it, and are made with it or not at all. */
export interface FollowingEdit {
  /** 1-based. */
  readonly line: number
  /** For people: what is done there. */
  readonly what: string
  readonly proof: readonly ProofStep[]
}

/** An edit that was not made, and why. */
export interface RefusedEdit {
  readonly finding: Finding
  readonly reason: string
  /** A proof failed: the command ends with exit code 1. Otherwise the place was never eligible. */
  readonly failed: boolean
}

/** One file as it is to become. */
export interface RewrittenFile {
  readonly file: string
  /** Null for a file that is made. */
  readonly before: string | null
  readonly after: string
  /** The bytes of `after` in the file's own encoding. */
  readonly bytes: Uint8Array
  readonly encoding: Encoding
  /** The file begins with a byte order mark, which is no part of its text. */
  readonly bom: boolean
  readonly edits: readonly ProvedEdit[]
  readonly follows: readonly FollowingEdit[]
}

/** Everything that a rewrite would do. */
export interface RewriteResult {
  readonly files: readonly RewrittenFile[]
  readonly refused: readonly RefusedEdit[]
  /** What needs a person. */
  readonly review: readonly Finding[]
  /** Fixes that are left out because they are unsafe and `--unsafe` was not given. */
  readonly unsafe: readonly Finding[]
  readonly problems: readonly Problem[]
}
