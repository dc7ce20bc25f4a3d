import { beforeAll, expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"
import { hasPython, python } from "./helper.js"

beforeAll(() => pythonHost.load())

/** Every literal without fields of some modules of Python's own library: offset in UTF-16 units, value. */
const dump = `
import ast, glob, io, json, os, re, sys, tokenize, warnings
warnings.simplefilter("ignore")
out = []
for path in sorted(glob.glob(os.path.dirname(os.__file__) + "/*.py"))[::8]:
    text = open(path, encoding="utf-8", newline="").read()
    starts = [0] + [m.end() for m in re.finditer(r"\\r\\n|\\n|\\r", text)]
    rows = []
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        if token.type == tokenize.STRING and "f" not in re.match("[a-zA-Z]*", token.string).group().lower() and "\\\\N{" not in token.string:
            value = ast.literal_eval(token.string)
            before = text[: starts[token.start[0] - 1] + token.start[1]]
            rows.append([len(before.encode("utf-16-le")) // 2, value.decode("latin-1") if isinstance(value, bytes) else value])
    out.append({"text": text, "rows": rows})
print(json.dumps(out))
`

test.runIf(hasPython)("Python's own library: every literal has the value that Python gives it", () => {
  const modules = JSON.parse(python(dump, "")) as readonly {
    readonly text: string
    readonly rows: readonly (readonly [number, string])[]
  }[]
  let count = 0
  for (const { text, rows } of modules) {
    const { regions, problems } = pythonHost.read(text, "module.py")
    expect(problems).toEqual([])
    const values = new Map<number, string>()
    for (const region of regions) {
      for (const { span, within } of region.pieces) values.set(span.start, region.text.slice(within.start, within.end))
    }
    // An empty piece of a longer expression has no unit that a region could lead back from.
    const wrong = rows.filter(([at, value]) => values.get(at) !== value && !(value === "" && values.get(at) === undefined))
    expect(wrong).toEqual([])
    count += rows.length
  }
  expect(count).toBeGreaterThan(1000)
})
