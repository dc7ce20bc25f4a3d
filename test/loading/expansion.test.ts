import { spawnSync } from "node:child_process"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hostFor } from "../../src/hosts/registry.js"
import { expand } from "../../src/runners/index.js"
import { workspace } from "../support/workspace.js"

// The function `expand` of the definition modules, run by python3 and node, against the simulation that the proof rests on.

const names = new Map([
  ["MEMBER_REPOSITORY_DB", "MemberRepository"],
  ["OUTCOMES_IDENTIFICATION_DB", "OutcomesIdentification"],
])
const set = { MEMBER_REPOSITORY_DB: "$(OUTCOMES_IDENTIFICATION_DB)\\1 $& $1", OUTCOMES_IDENTIFICATION_DB: "B" }
const part = fc.oneof(
  fc.constantFrom("$(", ")", "$", "(", "$$", "\\", "MEMBER_REPOSITORY_DB", "OUTCOMES_IDENTIFICATION_DB", "member_repository_db"),
  fc.constantFrom(
    "$(MEMBER_REPOSITORY_DB)",
    "[$(OUTCOMES_IDENTIFICATION_DB)]",
    "$(constructor)",
    "$(Other)",
    "$(MEMBER_REPOSITORY_DB )",
  ),
  fc.string(),
)
const texts = fc.sample(
  fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
  { numRuns: 400, seed: 7 },
)

async function moduleText(language: string, file: string): Promise<string> {
  return (await hostFor(language))?.definitions?.module(names, file, "/nowhere", true) ?? ""
}

function run(
  program: string,
  args: readonly string[],
  module: Readonly<Record<string, string>>,
  env: Record<string, string>,
): unknown {
  const place = workspace({ ...module, "texts.json": JSON.stringify(texts) })
  try {
    const done = spawnSync(program, args, { cwd: place.directory, encoding: "utf8", env: { ...process.env, ...env } })
    expect(done.stderr).toBe("")
    return JSON.parse(done.stdout)
  } finally {
    place.remove()
  }
}

const starts = [
  [
    "python",
    "python3",
    "database_names.py",
    [
      "-c",
      "import json, database_names as d; print(json.dumps([d.expand(t) for t in json.load(open('texts.json', encoding='utf-8'))]))",
    ],
  ],
  [
    "javascript",
    process.execPath,
    "names.mjs",
    ["-e", "import('./names.mjs').then(({ expand }) => console.log(JSON.stringify(require('./texts.json').map(expand))))"],
  ],
  [
    "javascript",
    process.execPath,
    "names.cjs",
    [
      "-e",
      "const { expand } = require('./names.cjs'); console.log(JSON.stringify(require('./texts.json').map((text) => expand(text))))",
    ],
  ],
] as const

describe("expand", () => {
  test.each(starts)("of a %s module does in %s what the simulation does (%s)", async (language, program, file, args) => {
    if (spawnSync(program, ["--version"]).status !== 0) return
    const module = { [file]: await moduleText(language, file) }
    for (const [env, values] of [
      [{ MEMBER_REPOSITORY_DB: "", OUTCOMES_IDENTIFICATION_DB: "" }, names],
      [set, new Map(Object.entries(set))],
    ] as const) {
      const wanted = texts.map((text) => expand(language === "python" ? "python" : "javascript", text, values).text)
      expect(run(program, args, module, env)).toEqual(wanted)
    }
  })

  test("leaves everything else, and expands no value", () => {
    const values = new Map(Object.entries(set))
    expect(expand("python", "$(Other) $(MEMBER_REPOSITORY_DB) $(member_repository_db)", values).text).toBe(
      `$(Other) ${set.MEMBER_REPOSITORY_DB} $(member_repository_db)`,
    )
  })
})
