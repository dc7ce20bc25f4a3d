import { beforeAll, expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"

beforeAll(() => pythonHost.load())

/** The place of the string that holds an X: kind, role, callee and argument, target, path, marks. */
function placeIn(text: string, file = "load/members.py"): string {
  const region = pythonHost.read(text, file).regions.find((each) => /\bX\b/.test(each.text))
  if (region === undefined) return "none"
  const { role, callee, argument, target, path, marks } = region.place
  const call = callee === null ? "" : ` ${callee}(${argument})`
  const rest = [target === null ? "" : `for ${target}`, path.join("/"), marks.join(",")].filter((each) => each !== "")
  return [`${region.kind} ${role}${call}`, ...rest].join(" | ")
}

const inFunction = (line: string) => `def f():\n    ${line}\n`

const places: readonly (readonly [string, string])[] = [
  [inFunction('cursor.execute("X")'), "string argument cursor.execute(0) | f"],
  [inFunction('cursor.execute(sql, "X")'), "string argument cursor.execute(1) | f"],
  [inFunction('connect().cursor(1).execute(sql, ("X", 1))'), "string argument connect().cursor().execute(1) | f"],
  [inFunction('cursor.execute(text("X"))'), "string argument text(0) | f"],
  [inFunction('query = sa.text("X")'), "string argument sa.text(0) | for query | f"],
  [inFunction('query = textwrap.dedent("""X""").strip()'), "string argument textwrap.dedent(0) | for query | f"],
  [inFunction('cursor.execute("X {}".format(1).strip())'), "string argument cursor.execute(0) | f"],
  [inFunction('cursor.execute("X %s" % a)'), "string argument cursor.execute(0) | f"],
  [inFunction('frame.to_sql("t", con, schema="X")'), "string argument frame.to_sql(schema) | for schema | f"],
  [inFunction('connect(**{"database": "X"})'), "string argument connect(database) | for database | f"],
  [inFunction('self.database = "X"'), "string value | for database | f"],
  [inFunction('config["database"] = "X"'), "string value | for database | f"],
  [inFunction('x = {"database": "X"}'), "string value | for database | f"],
  [inFunction('x = a if b else "X"'), "string value | for x | f"],
  [inFunction('return "X"'), "string value | f"],
  [inFunction('return row["X"]'), "key lookup | f"],
  [inFunction('return row.get("X")'), "key lookup row.get(0) | f"],
  [inFunction('return requests.get("https://a/X")'), "string argument requests.get(0) | f"],
  [inFunction('x = {"X": 1}'), "key key | f"],
  [inFunction('x = os.environ.get("V", "X")'), "string fallback os.environ.get(1) | for x | f"],
  [inFunction('x = os.getenv("V", default="X")'), "string fallback os.getenv(default) | for default | f"],
  [inFunction('x = os.environ.get("V") or "X"'), "string fallback | for x | f"],
  [inFunction('os.environ.setdefault("V", "X")'), "string fallback os.environ.setdefault(1) | f"],
  [inFunction('x = config.get("s", "k", fallback="X")'), "string fallback config.get(fallback) | for fallback | f"],
  [inFunction('parser.add_argument("--db", default="X")'), "string fallback parser.add_argument(default) | for default | f"],
  [inFunction('if name == "X": pass'), "string comparison | f"],
  [inFunction('if name in ("X", "Y"): pass'), "string comparison | f"],
  [inFunction('assert name == "X"'), "string assertion | f | test"],
  [inFunction('self.assertEqual(name, "X")'), "string assertion self.assertEqual(1) | f | test"],
  [inFunction('self.assertTrue(a.startswith("X"))'), "string assertion a.startswith(0) | f | test"],
  [inFunction('"X"'), "docstring unused | f"],
  [inFunction('a = 1\n    "X"'), "string unused | f"],
  ['"""X"""\n', "docstring unused | bound-at-import"],
  ['# a\n"""X"""\n', "docstring unused | bound-at-import"],
  ['class A:\n    """X"""\n', "docstring unused | class A | bound-at-import"],
  ['class A:\n    b = 1\n    """X"""\n', "string unused | class A | bound-at-import"],
  ['class A(Base):\n    database = "X"\n', "string value | for database | class A | bound-at-import"],
  ['class A(str, Enum):\n    B = "X"\n', "string enum | for B | class A | bound-at-import"],
  ['class A:\n    def f(self):\n        return g("X")\n', "string argument g(0) | class A/f"],
  ['def f(a, b="X"): pass\n', "string parameter-default | for b | f | bound-at-import"],
  ['def f(a, b: str = "X"): pass\n', "string parameter-default | for b | f | bound-at-import"],
  ['def f(a: "X"): pass\n', "string type | f | bound-at-import"],
  ['def f() -> "X": pass\n', "string type | f | bound-at-import"],
  ['a: Literal["X"] = b\n', "string type | bound-at-import"],
  ['a = cast("X", b)\n', "string type cast(0) | for a | bound-at-import"],
  [inFunction('match a:\n        case "X": pass'), "string case | f"],
  [inFunction('match a:\n        case {"X": b}: pass'), "string case | f"],
  [inFunction('match a:\n        case A(b="X"): pass'), "string case | f"],
  ['@app.route("X")\ndef f(): pass\n', "string argument app.route(0) | bound-at-import"],
  ['a = b"X"\n', "string value | for a | bound-at-import,bytes"],
  ['if __name__ == "__main__":\n    f("X")\n', "string argument f(0)"],
  ['a = lambda: "X"\n', "string value"],
  ["# X\n", "comment unused"],
  ["class A:\n    def f(self):\n        # X\n        pass\n", "comment unused | class A/f"],
]

test.each(places)("%j", (text, expected) => {
  expect(placeIn(text)).toBe(expected)
})

test("a file of tests is known by its path", () => {
  for (const file of ["tests/load.py", "test_load.py", "a/load_test.py", "a/conftest.py"]) {
    expect(placeIn('a = "X"\n', file)).toBe("string value | for a | bound-at-import,test")
  }
})

test("text that does not parse still gives its strings and comments", () => {
  for (const text of [
    'def f(:\n    a = "X"  # note\n',
    'x = ("X"\ndef f():\n    # note\n    pass\n',
    'class\n"X" # note',
    ')]}\n a = "X" # note\n',
    'print "X" % a # note\n',
    'exec "X" in a # note\n',
    'raise A, "X" # note\n',
    'a = ur"X" # note\n',
    'a = `b` + "X" # note\n',
    'try: pass\nexcept A, b: c = "X" # note\n',
    'a = f"{b" # note\nc = "X"\n',
    "<<<<<<< HEAD\na = 'X' # note\n=======\n",
  ]) {
    const kinds = pythonHost
      .read(text, "x.py")
      .regions.filter((each) => /X|note/.test(each.text))
      .map((each) => each.kind)
    expect([text, kinds.includes("comment"), kinds.some((kind) => kind === "string" || kind === "docstring")]).toEqual([
      text,
      true,
      true,
    ])
  }
})

test("a Python 2 file is read, and stays as it is", () => {
  const text = 'print "USE Members"\nx = u"Members"\n'
  const reading = pythonHost.read(text, "x.py")
  expect(reading.regions.map((region) => region.text)).toEqual(["USE Members", "Members"])
  for (const region of reading.regions) {
    const at = region.text.indexOf("Members")
    const start = text.indexOf("Members", region.span.start)
    const site = pythonHost.site(text, region, {
      span: { start, end: start + 7 },
      within: { start: at, end: at + 7 },
      variable: "DB",
    })
    expect(site.kind).toBe("none")
  }
})

test("hostile text costs little time", () => {
  const hostile = [
    "f'{",
    "f\"{f'{",
    "(".repeat(3) + "'",
    "[f(",
    '"""',
    "f'''{x:{",
    "a+",
    "\\\n",
    "lambda:",
    "'a'+",
    "{'a':",
    "f'{a}'",
  ]
  for (const part of hostile) {
    const text = part.repeat(20_000)
    const start = performance.now()
    pythonHost.read(text, "x.py")
    pythonHost.values(text, new Map([["DB", "x"]]), "x.py")
    expect([part, performance.now() - start < 8000]).toEqual([part, true])
  }
}, 100_000)
