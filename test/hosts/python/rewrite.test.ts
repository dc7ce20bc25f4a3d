import { readdirSync, readFileSync } from "node:fs"
import { beforeAll, describe, expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"
import { environment, hasPython, python, rewrite } from "./helper.js"

beforeAll(() => pythonHost.load())

const folder = new URL("../../../fixtures/hosts/python/rewrite/", import.meta.url)
const cases = readdirSync(folder).filter((file) => file.endsWith(".py") && !file.endsWith(".out.py"))

/** Runs a module's text with the variables given by another module, and prints what its variables hold. */
const runner = `
import json, sys, types, warnings
warnings.simplefilter("ignore")
given = json.load(sys.stdin)
names = types.ModuleType("database_names")
names.__dict__.update(given["names"])
sys.modules["database_names"] = names
space = {"__name__": "members", "__file__": "members.py"}
exec(compile(given["text"], "members.py", "exec"), space)
out = {k: repr(v) for k, v in space.items() if k not in given["names"] and not k.startswith("__") and not callable(v) and not isinstance(v, types.ModuleType)}
print(json.dumps(out))
`

function run(text: string, suffix: string): Record<string, string> {
  return JSON.parse(python(runner, JSON.stringify({ text, names: Object.fromEntries(environment(suffix)) })))
}

describe.each(cases)("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8")

  test("is rewritten as expected", async () => {
    const { text: after, refused } = rewrite(text)
    const lines = refused.map(({ at, reason }) => `${text.slice(0, at).split("\n").length}: ${reason}`)
    await expect(after).toMatchFileSnapshot(new URL(file.replace(/\.py$/, ".out.py"), folder).pathname)
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(new URL(file.replace(/\.py$/, ".refused.txt"), folder).pathname)
  })

  test("folds to the same values at the default, and needs nothing more", () => {
    const { text: after } = rewrite(text)
    expect(pythonHost.values(after, environment(), file)).toEqual(pythonHost.values(text, environment(), file))
    expect(rewrite(after).done).toBe(0)
    expect(rewrite(after).text).toBe(after)
  })

  test.runIf(hasPython)("does the same in Python", () => {
    const { text: after } = rewrite(text)
    const before = run(text, "")
    expect(run(after, "")).toEqual(before)
    const other = run(after, "_ZZ")
    const back = Object.fromEntries(Object.entries(other).map(([key, value]) => [key, value.replaceAll("_ZZ", "")]))
    for (const [key, value] of Object.entries(back)) {
      // What depends on the length or the case of the name cannot be compared by putting it back.
      if (/^(?:sliced|method|compared|looked_up|keys|nested_key|touching|parsed|results|width|number)$/.test(key)) continue
      expect([key, value]).toEqual([key, before[key]])
    }
  })
})
