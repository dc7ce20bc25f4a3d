import { beforeAll, expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"

beforeAll(() => pythonHost.load())

function regionsOf(text: string, file = "load/members.py") {
  return pythonHost.read(text, file).regions
}

test("one region for a string expression, with holes", () => {
  const [region] = regionsOf('sql = ("SELECT * FROM " + table + f" WHERE x = {x!r:>{width}} AND {{y}}" " %s" % (y,))\n')
  expect(region?.text).toBe("SELECT * FROM {table} WHERE x = {x!r:>{width}} AND {y} %s")
  expect(region?.holes.map((hole) => hole.expression)).toEqual(["table", "x", "y"])
  expect(region?.place.target).toBe("sql")
})

test("a comment within a string expression cuts it in two that share their text", () => {
  const regions = regionsOf('x = ("a "  # note\n     "b")\n')
  expect(regions.map((region) => [region.kind, region.text])).toEqual([
    ["string", "a b"],
    ["comment", "# note"],
    ["string", "a b"],
  ])
})
