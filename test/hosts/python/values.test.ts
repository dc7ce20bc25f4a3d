import { expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"

const environment = new Map([["DB", "Members"]])

function values(text: string): readonly string[] {
  return pythonHost.values(text, environment, "x.py") ?? []
}

/** Pairs that mean the same: the second is a sound rewrite of the first. */
const same: readonly (readonly [string, string])[] = [
  ['x = "Members.dbo"', 'x = f"{DB}.dbo"'],
  ['x = "Members"', "x = DB"],
  ['x = u"Members {}"', 'x = f"{DB} {{}}"'],
  ['x = "a" "Members" "b"', 'x = "a" f"{DB}" "b"'],
  ["x = f\"{d['Members']}\"", 'x = f"{d[DB]}"'],
  ["x = f\"{'Members'} {f('Members.x')!r:>{w}}\"", "x = f\"{DB} {f(f'{DB}.x')!r:>{w}}\""],
  ['x = "Members"', "from names import DB\nx = DB"],
  ['x = "Members"', "import os; from names import (\n    DB,\n)\nx = DB"],
  ['f = lambda: "Members"', "f = lambda: DB"],
  ['if x: y = "Members"', "if x: y = DB"],
  ['match x:\n    case 1 if x == "Members": pass', "match x:\n    case 1 if x == DB: pass"],
  ['match["Members"] = case["Members"]', "match[DB] = case[DB]"],
]

test.each(same)("%s and %s give the same values", (before, after) => {
  expect(values(after)).toEqual(values(before))
})

/** Pairs that do not: a wrong edit must not pass for a proof. */
const different: readonly (readonly [string, string, string])[] = [
  ["a docstring lost", '"""Members."""', 'f"""{DB}."""'],
  ["a docstring of a function lost", 'def f():\n    "Members"', 'def f():\n    f"{DB}"'],
  ["a docstring on one line lost", 'def f(): "Members x"', 'def f(): f"{DB} x"'],
  ["a docstring of a class lost", 'class A:\n    """Members"""', "class A:\n    DB"],
  ["a missing prefix", 'x = "Members.dbo"', 'x = "{DB}.dbo"'],
  ["braces that were not doubled", 'x = "Members {0}"', 'x = f"{DB} {0}"'],
  ["braces doubled without a prefix", 'x = "Members {0}"', 'x = "{DB} {{0}}"'],
  ["braces of a named character doubled", 'x = "Members \\N{DASH}"', 'x = f"{DB} \\N{{DASH}}"'],
  ["bytes that became text", 'x = b"Members"', "x = DB"],
  ["text that became bytes", 'x = "Members"', 'x = b"Members"'],
  ["a pattern that became a capture", 'match x:\n    case "Members": pass', "match x:\n    case DB: pass"],
  ["a raw prefix lost", 'x = r"Members\\n"', 'x = f"{DB}\\n"'],
  ["a neighbour lost", 'x = "Members" "x"', 'x = DB "x"'],
  ["another value", 'x = "Members"', 'x = f"{DB} "'],
  ["another variable", 'x = "Members"', "x = DC"],
  ["an attribute", 'x = "Members"', "x = a.DB"],
  ["a keyword in its place", 'f("Members")', "f(DB=1)"],
  ["a spelling that is shown", "x = f\"{'Members'=}\"", 'x = f"{DB=}"'],
  ["a conversion lost", "x = f\"{'Members'!r}\"", 'x = f"{DB}"'],
  ["a template", 'x = "Members"', 'x = t"{DB}"'],
  ["a string that is not closed", 'x = "Members"\n', 'x = f"{DB}\n'],
]

test.each(different)("%s is noticed", (_, before, after) => {
  expect(values(after)).not.toEqual(values(before))
})
