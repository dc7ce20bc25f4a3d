import { spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { audit } from "../../src/audit.js"
import { rewrite } from "../../src/rewrite.js"
import { testConfig } from "../support/rewriting.js"

// The sample service is compiled by tsc and run by node against drivers that record what they are sent: as it is, and rewritten.

const sample = "fixtures/repositories/ec-data-resource"
const root = realpathSync(mkdtempSync(join(tmpdir(), "execution-javascript-")))
const before = join(root, "before")
const after = join(root, "after")

afterAll(() => rmSync(root, { recursive: true, force: true }))

function prepare(directory: string): void {
  cpSync(sample, directory, { recursive: true })
  for (const driver of readdirSync("fixtures/execution/drivers")) {
    const folder = join(directory, "node_modules", driver.replace(".js", ""))
    mkdirSync(folder, { recursive: true })
    cpSync(join("fixtures/execution/drivers", driver), join(folder, "index.js"))
  }
}

function compile(directory: string): string {
  const compiler = join("node_modules", "typescript", "bin", "tsc")
  const done = spawnSync(process.execPath, [compiler, "-p", directory], { encoding: "utf8" })
  return done.stdout + done.stderr
}

/** Everything that a run of the service sends and shows. */
function run(directory: string, variables: Readonly<Record<string, string>>): string {
  const file = join(root, "record.jsonl")
  writeFileSync(file, "")
  const { MEMBER_REPOSITORY_DB: _a, OUTCOMES_IDENTIFICATION_DB: _b, EC_CONNECTION: _c, EC_SERVER: _d, ...rest } = process.env
  const driver = join(directory, "run-all.cjs")
  cpSync("fixtures/execution/ec-data-resource.js", driver)
  const done = spawnSync(process.execPath, [driver], {
    cwd: directory,
    encoding: "utf8",
    env: { ...rest, ...variables, RECORD: file },
  })
  expect(done.stderr).toBe("")
  return readFileSync(file, "utf8").replaceAll(directory, "ROOT")
}

/** In a script a placeholder stands in brackets, where the name stood in none: names as they read without. */
function unbracketed(sent: string): string {
  return sent.replace(/\[(MemberRepository|OutcomesIdentification)\]/g, "$1")
}

async function rewriteAll(): Promise<readonly string[]> {
  const config = testConfig(after, { ignore: ["**/vendor/**", "node_modules/**"] })
  const found = await audit({ cwd: after, paths: [], config, gitignore: true, concurrency: 1, progress: null })
  const result = await rewrite(found, { cwd: after, config, unsafe: false, made: [], example: null, accept: null })
  for (const file of result.files) {
    mkdirSync(dirname(join(after, file.file)), { recursive: true })
    writeFileSync(join(after, file.file), file.bytes)
  }
  expect(result.refused.map((each) => `${each.finding.file}: ${each.reason}`)).toEqual([])
  return result.files.map((each) => each.file)
}

let original = ""
let changed: readonly string[] = []

beforeAll(async () => {
  prepare(before)
  prepare(after)
  changed = await rewriteAll()
  expect(compile(before)).toBe("")
  original = run(before, {})
}, 120_000)

test("the rewritten service is accepted by the compiler", () => {
  expect(changed).toContain("src/database-names.ts")
  expect(changed).toContain("src/database-names.cjs")
  expect(changed.length).toBeGreaterThan(15)
  expect(compile(after)).toBe("")
}, 60_000)

test.each([
  ["unset", {}],
  ["empty", { MEMBER_REPOSITORY_DB: "", OUTCOMES_IDENTIFICATION_DB: "" }],
  ["the usual names", { MEMBER_REPOSITORY_DB: "MemberRepository", OUTCOMES_IDENTIFICATION_DB: "OutcomesIdentification" }],
] as const)("with the variables %s it sends what it sent", (_, variables) => {
  if (!existsSync(join(after, "build"))) compile(after)
  // `process.env.X ?? "…"`, which stood in one file before, takes an empty variable for a name.
  expect(unbracketed(run(after, variables))).toBe(unbracketed(run(before, variables)))
})

test("with another set exactly the rewritten names differ", () => {
  const set = { MEMBER_REPOSITORY_DB: "Members_QQ", OUTCOMES_IDENTIFICATION_DB: "Outcomes_QQ" }
  const sent = run(after, set)
  const put = sent.replaceAll("Members_QQ", "MemberRepository").replaceAll("Outcomes_QQ", "OutcomesIdentification")
  expect(unbracketed(put)).toBe(unbracketed(original))
  // What still has an old name, line by line: only what a person has to decide.
  const left = sent
    .split("\n")
    .flatMap((line) => line.match(/[^",:]{0,24}(?:MemberRepository|OutcomesIdentification)[^",:]{0,24}/g) ?? [])
  expect([...new Set(left)].sort().join("\n")).toMatchSnapshot()
  expect(sent.match(/_QQ/g)?.length).toBeGreaterThan(30)
})
