import { posix } from "node:path"
import { expect, test } from "vitest"
import { audit } from "../../src/audit.js"
import { ConfigError } from "../../src/config/config-error.js"
import type { Config } from "../../src/model/config.js"
import { testConfig } from "../support/rewriting.js"
import { workspace } from "../support/workspace.js"

const load = 'run("SELECT Id FROM MemberRepository.dbo.Member")\nmirror("SELECT Id FROM MemberRepository.dbo.Member")\n'

const mirrored = `
id: mirrored
when: { context: multipart-name, callee: ^mirror$ }
action: review
reason: "{text} is mirrored."
help: Mirrors follow by hand.
`

async function judged(rules: Readonly<Record<string, string>>, changes: Partial<Config>): Promise<readonly string[]> {
  const place = workspace({ "load.py": load, ...rules })
  try {
    const config = testConfig(place.directory, { file: posix.join(place.directory, "unhardcode.config.yaml"), ...changes })
    const options = { cwd: place.directory, paths: ["load.py"], config, gitignore: false, concurrency: 1, progress: null }
    return (await audit(options)).result.findings.map(({ rule, action, reason }) => `${rule} ${action}: ${reason}`)
  } finally {
    place.remove()
  }
}

test("a config's own rule is asked among the tool's", async () => {
  const found = await judged({ "rules/mirrored.yaml": mirrored }, { ruleFiles: ["rules/mirrored.yaml"] })
  expect(found.map((each) => each.split(":")[0])).toEqual(["multipart-name rewrite", "mirrored review"])
  expect(found[1]).toBe("mirrored review: MemberRepository is mirrored.")
})

test("an own rule replaces the tool's of its name, and is asked before one that asks for as much", async () => {
  const same = mirrored.replace("id: mirrored", "id: multipart-name").replace(", callee: ^mirror$", "")
  expect((await judged({ "own.yaml": same }, { ruleFiles: ["own.yaml"] })).map((each) => each.split(":")[0])).toEqual([
    "multipart-name review",
    "multipart-name review",
  ])
  const equal = mirrored.replace(", callee: ^mirror$", "").replace("id: mirrored", "id: zz-own")
  expect((await judged({ "own.yaml": equal }, { ruleFiles: ["own.yaml"] })).map((each) => each.split(":")[0])).toEqual([
    "zz-own review",
    "zz-own review",
  ])
})

test.each([
  [{ ruleFiles: ["nowhere.yaml"] }, /ruleFiles: .*nowhere\.yaml does not exist/],
  [{ ruleFiles: ["bad.yaml"] }, /ruleFiles: .*bad\.yaml: /],
  [{ ruleFiles: ["pattern.yaml"] }, /when\.callee: no regular expression/],
  [
    { actions: { "multipart-nam": "review" as const } },
    /there is no rule and no context multipart-nam: did you mean multipart-name\?/,
  ],
])("what does not fit is told: %j", async (changes, message) => {
  const files = { "bad.yaml": "id: x\nwhen: {}\n", "pattern.yaml": mirrored.replace("^mirror$", '"("') }
  const failure = await judged(files, changes).then(
    () => null,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(ConfigError)
  expect(String(failure)).toMatch(message)
})

test("an own rule's name takes an action of the config", async () => {
  const changes = { ruleFiles: ["own.yaml"], actions: { mirrored: "ignore" as const } }
  expect((await judged({ "own.yaml": mirrored }, changes))[1]).toMatch(/^mirrored ignore/)
})
