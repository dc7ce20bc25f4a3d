import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, test } from "vitest"
import { decode } from "../../../src/discover/decode.js"
import { loadParser, type Parse } from "../../../src/hosts/python/grammar.js"
import { quickReading, tolerantReading } from "../../../src/hosts/python/reading.js"
import type { Reading } from "../../../src/model/host.js"
import { enclosingBy } from "../../../src/text/spans.js"

const root = fileURLToPath(new URL("../../../fixtures", import.meta.url))
const texts = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".py"))
  .flatMap((file) => {
    const decoded = decode(readFileSync(join(root, file)))
    return "skip" in decoded ? [] : [{ file, text: decoded.text }]
  })

const everything = (text: string, file = "a.py"): Reading => ({ text, file, spans: null, imports: true })
let parse: Parse
beforeAll(async () => {
  parse = await loadParser()
})

const awkward = [
  "def f():\n    if a:\n        x = 1  # in f\n        # in f\n    # in f\n  # outside\n    # outside too\ny = 2  # outside\n",
  "class A:\n    def f(self): pass  # in f\n    # in A\n\n    # in A\n# outside\n",
  "class A:\n    # in A\n    @d  # in A\n    # in A\n    def f(self,  # in f\n          b):  # in f\n        # in f\n        pass\n\n\n        # in f\n",
  "if a:\n    def f():\n        pass\n    # outside\nelif b:\n    def g():\n        pass\n        # in g\nelse:\n    pass\n",
  "try:\n\tdef f():\n\t\tpass\n        # spaces for a tab\n\t\t# in f\nfinally:\n\tpass\n",
  "x = ('a'  # why\n     'b' + c  # so\n     + 'd') % (e, f['g'])\nx.y = 'a %s' % z\n",
  "f(a='b', *c, **{'d': 'e'})\nf('{a} {}'.format(b, a=c))\n'-'.join(['a', b, 'c'])\n",
  "os.environ.get('A') or 'b'\nx = args.y or 'z'\nconnect(**{'database': 'm'})\n",
  "def f(a: 'T' = 'u', *, b='c'):\n    '''doc'''\n    'unused'\n    return f\"{a['k']!r:>{b}} {'in'}\" 'x'\n",
]

describe("both parsers of Python give one reading", () => {
  test.each(awkward)("%j", (text) => {
    for (const each of [text, text.replaceAll("\n", "\r\n")]) {
      const quick = quickReading(everything(each))
      expect(quick).not.toBeNull()
      expect(quick).toEqual(tolerantReading(everything(each), parse))
    }
  })

  test("for every Python file of the fixtures", () => {
    let read = 0
    for (const { file, text } of texts) {
      const quick = quickReading(everything(text, file))
      if (quick === null) continue
      read++
      expect(quick, file).toEqual(tolerantReading(everything(text, file), parse))
    }
    expect(read).toBeGreaterThan(60)
  })

  test.each(["x: Optional['C'] = None\n", "match x:\n    case 'a':\n        pass\n", "def f() -> 'T': pass\n", "print 'a'\n"])(
    "what only the tolerant parser places is left to it: %j",
    (text) => {
      expect(quickReading(everything(text))).toBeNull()
    },
  )
})

test("a reading of some places has the regions that all of them have there", () => {
  for (const { file, text } of texts) {
    const whole = quickReading(everything(text, file))
    if (whole === null) continue
    const spans = [...text.matchAll(/[A-Z]\w{6,}/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
    for (const some of [spans, spans.filter((_, index) => index % 7 === 0), spans.slice(-1)]) {
      const part = quickReading({ text, file, spans: some, imports: false })
      expect(part, file).not.toBeNull()
      expect(part?.imports).toBeNull()
      for (const span of some) {
        const [one, other] = [whole, part].map((each) => enclosingBy(each?.regions ?? [], span, (region) => region.span))
        expect(one, `${file} at ${span.start}`).toEqual(other)
      }
    }
  }
})
