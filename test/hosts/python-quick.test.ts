import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { decode } from "../../src/discover/decode.js"
import { factReader, tolerantFacts } from "../../src/hosts/python/facts/fact-reader.js"
import { quickParse } from "../../src/hosts/python/quick/parse.js"
import type { FileFacts } from "../../src/model/lineage.js"

const root = fileURLToPath(new URL("../../fixtures", import.meta.url))

/** Where a scope ends is told a comment earlier or later. */
const comparable = (facts: FileFacts) => ({ ...facts, scopes: facts.scopes.map((scope) => ({ ...scope, start: 0, end: 0 })) })

async function same(text: string): Promise<void> {
  const quick = await factReader.read(text, "a.py")
  expect(comparable(quick)).toEqual(comparable(await tolerantFacts(text, "a.py")))
}

const statements = [
  "x = a if b else c\nfor i, (j, *k) in f(x=1, *y, **z): print(i)\nelse: pass\n",
  "async def f(a, /, b: int = 1, *args: str, c, **kw) -> None:\n    async with open(a) as g, h: await g.read()\n    return [x async for x in g if x]\n",
  "class A(B, metaclass=C):\n    '''doc'''\n    x: int\n    y: str = 'a' 'b'\n    @property\n    def z(self): return self.x\n",
  "with (open('a') as f, open('b') as g,):\n    f.read(); g.read()\n",
  "try:\n    f()\nexcept (A, B) as e:\n    raise C from e\nexcept:\n    pass\nelse:\n    g()\nfinally:\n    h()\n",
  "match x:\n    case {'a': [b, *_]} if b > 1:\n        f(b)\n    case A(c=1) | None:\n        g()\nmatch = 1\nmatch(x)\n",
  "sql = f'SELECT {a!r:>{w}} {{b}} {d[\"k\"]=} {x:%Y-%m}' rf\"\\{y}\" b'z' u'w'\n",
  "a = b = yield\na, b = b, a\n(c), [d, e] = f\ng += h.i[1:2, ::3].j(k for k in l)\nif (n := len(a)) > 1 and not n in b is not c: pass\n",
  "lambda *a, b=1: (yield)\nx = lambda: 0\nfrom .. import (a, b as c,)\nfrom .a.b import *\nimport a.b.c as d, e.f\nfrom __future__ import annotations\n",
  "def f[T: int](a: T): ...\nprint('a', end='')\ndel a, b\nassert a, 'b'\nglobal q\nx = -1 ** -2 @ ~3 // 4 << 5\n",
  "if a:\n\tb\n\n# comment\nelif c:\n\td \\\n\t + e\nelse:\n\tf # g\n",
  "\u00fcber = {**a, 'b': 1, 2: [*c]}\ns = {1, *d}\nt = ()\nu = (1,)\nv = {x: y for x, y in z.items() if x if y}\n",
]

describe("the quick parser of Python gives the facts that the tolerant one gives", () => {
  test.each(statements)("%j", async (text) => {
    expect(quickParse(text)).not.toBeNull()
    await same(text)
    await same(text.replaceAll("\n", "\r\n"))
  })

  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".py"))
  test("for every Python file of the fixtures", async () => {
    expect(files.length).toBeGreaterThan(60)
    for (const file of files) {
      const decoded = decode(readFileSync(join(root, file)))
      if (!("skip" in decoded)) await same(decoded.text)
    }
  })

  test.each([
    "print 'a'\n",
    "except\n",
    "x = (\n",
    "def f(:\n",
    "if a:\nb\n",
    "'unclosed\n",
    "f'{a'\n",
    "x = 1 if 2\n",
    "type X = int\n",
    "  a\n b\n",
    `x = ${"(".repeat(5000)}1${")".repeat(5000)}\n`,
    `${"not ".repeat(5000)}x\n`,
  ])("leaves %j to the tolerant one", (text) => {
    expect(quickParse(text)).toBeNull()
  })

  test("never throws, and takes time in the length of the text", () => {
    const token = fc.constantFrom(
      "def ",
      "if ",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      ":",
      "\n",
      "\n  ",
      "f'",
      "'",
      '"""',
      "\\",
      "=",
      ",",
      ".",
      "x",
      "1",
      "for ",
      "in ",
      "lambda ",
      "#",
      "*",
      "@",
      "match ",
      "case ",
      "yield ",
      "é",
      "\u0000",
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => void quickParse(tokens.join(""))),
      { numRuns: 2000 },
    )
    for (const text of ["f'{", "f'{f'", "x if y for ", "[", "a.b(", "with (", "match x", "'a' "]) {
      const started = performance.now()
      quickParse(text.repeat(50_000))
      expect(performance.now() - started).toBeLessThan(2000)
    }
  })
})

test("a name behind a backslash at the end of a line is that name", async () => {
  const facts = await tolerantFacts("from a import \\\n    b\nprint 'Python 2'\n", "a.py")
  expect(facts.values.filter((value) => value.kind === "export").map((value) => value.kind === "export" && value.name)).toEqual([
    "b",
  ])
})
