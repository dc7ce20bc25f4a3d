import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import type { Surroundings } from "../../src/cli/command.js"
import { main } from "../../src/cli/main.js"

const identity = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.invalid",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.invalid",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
}

/** What a command gave. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A throw-away git repository with the tool's config in it. */
export interface Repository {
  readonly root: string
  readonly git: (...words: readonly string[]) => string
  readonly write: (path: string, text: string | Uint8Array) => void
  readonly read: (path: string) => string
  readonly commit: () => void
  /** Runs the command line in it. */
  readonly run: (words: readonly string[], changes?: Partial<Surroundings>) => Promise<Outcome>
  /** The new findings of a check, as `file:line`. */
  readonly fresh: (...words: readonly string[]) => Promise<readonly string[]>
  readonly remove: () => void
}

/** Runs the command line in a directory. */
export async function runIn(cwd: string, words: readonly string[], changes: Partial<Surroundings> = {}): Promise<Outcome> {
  const out: Uint8Array[] = []
  let err = ""
  const code = await main(words, {
    cwd,
    env: {},
    stdin: Readable.from([]),
    out: async (text) => {
      out.push(typeof text === "string" ? new TextEncoder().encode(text) : text)
    },
    err: (text) => {
      err += text
    },
    terminal: { out: false, err: false, in: false },
    ...changes,
  })
  return { code, out: Buffer.concat(out).toString("utf8"), err }
}

/** Makes a repository on branch `main`, with a config for `MemberRepository` and `OutcomesIdentification`, not yet committed. */
export function makeRepository(): Repository {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "repository-")))
  const git = (...words: readonly string[]): string => {
    return execFileSync("git", words, {
      cwd: root,
      env: { ...process.env, ...identity },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    })
  }
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  git("init", "-q", "-b", "main")
  write(
    "unhardcode.config.yaml",
    "databases: { MemberRepository: MEMBER_REPOSITORY_DB, OutcomesIdentification: OUTCOMES_IDENTIFICATION_DB }\n",
  )
  const run: Repository["run"] = (words, changes) => runIn(root, words, changes)
  return {
    root,
    git,
    write,
    read: (path) => readFileSync(join(root, path), "utf8"),
    commit: () => {
      git("add", "-A")
      git("commit", "-qm", "x")
    },
    run,
    fresh: async (...words) => {
      const { out, err } = await run(["check", "--format", "json", ...words])
      if (out === "") throw new Error(err)
      const result = JSON.parse(out)
      return result.findings
        .filter((each: { status: string; action: string }) => each.status === "new" && result.failOn.includes(each.action))
        .map((each: { file: string; line: number }) => `${each.file}:${each.line}`)
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
