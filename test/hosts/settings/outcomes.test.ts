import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { hosts } from "../../../src/hosts/registry.js"
import type { Action } from "../../../src/model/finding.js"
import { rewriteFiles } from "../../support/rewriting.js"

interface Case {
  /** A host's language, or a format that is read in a way of its own. */
  readonly of: string
  readonly file: string
  readonly text: string
  /** Other files beside it. */
  readonly with?: Readonly<Record<string, string>>
  /** `line action rule` for each name. */
  readonly outcomes: readonly string[]
  readonly after?: string
}

const cases = parse(readFileSync("fixtures/hosts/outcomes.yaml", "utf8")) as readonly Case[]
const wanted: readonly Action[] = ["rewrite", "review", "done", "ignore"]

/** Formats that are read by a host of another name. */
const formats = [
  ...[
    "compose",
    "spring",
    "github workflow",
    "gitlab pipeline",
    "ansible",
    "sql project",
    "integration services",
    "agent script",
  ],
]
/** Hosts with tests of their own for all four. */
const elsewhere = new Set(["python", "notebook", "javascript", "typescript", "vue", "svelte", "prisma"])
/** Nobody expands placeholders in these files, or they are audited only: names there are a person's, with the reason what to do. */
const neverRewritten = new Set([
  ...[
    "yaml",
    "json",
    "jsonc",
    "ini",
    "dotenv",
    "toml",
    "xml",
    "sql project",
    "integration services",
    "terraform",
    "markdown",
    "csv",
  ],
  ...[
    "java",
    "csharp",
    "text",
    "r",
    "go",
    "rust",
    "ruby",
    "php",
    "php-script",
    "perl",
    "kotlin",
    "scala",
    "swift",
    "visualbasic",
  ],
  ...["fsharp", "cpp", "lua", "julia", "delphi", "asp", "aspx"],
])
/** No spelling of a default is known there: cells and unknown languages have none. */
const neverDone = new Set(["csv", "text", "fsharp", "cpp", "delphi", "asp", "agent script"])

describe("what becomes of names in each format", () => {
  test.each(cases)("$of", async ({ file, text, with: others, outcomes, after }) => {
    const { findings, after: texts } = await rewriteFiles({ [file]: text, ...others }, {}, true)
    const found = findings.filter((each) => each.file === file)
    expect(found.map(({ line, action, rule }) => `${line} ${action} ${rule}`)).toEqual(outcomes)
    // Whatever needs a person says what to do.
    for (const { action, reason } of found) if (action === "review") expect(reason.length).toBeGreaterThan(20)
    expect(texts[file]).toBe(after ?? text)
  })

  const all = [...Object.keys(hosts).filter((language) => !elsewhere.has(language)), ...formats]
  test.each(all)("%s has a case of every outcome", (of) => {
    const seen = new Set(
      cases.filter((each) => each.of === of).flatMap((each) => each.outcomes.map((line) => line.split(" ")[1])),
    )
    const missing = wanted.filter((action) => !seen.has(action))
    const allowed = [...(neverRewritten.has(of) ? ["rewrite"] : []), ...(neverDone.has(of) ? ["done"] : [])]
    expect(missing).toEqual(wanted.filter((action) => allowed.includes(action)))
  })
})
