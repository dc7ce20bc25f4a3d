import fc from "fast-check"
import { beforeAll, expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"
import { environment, hasPython, python, rewrite } from "./helper.js"

beforeAll(() => pythonHost.load())

const bodies = fc.array(
  fc.constantFrom(
    ..."MemberRepository|MemberRepository.dbo.T|OutcomesIdentification|{{|}}|{0}|{x}|%s|%(x)s|%%| |.|\\n|\\\\|\\x41|\\u00e9|\\N{BULLET}|\\101|\\'|\\\"|é|😀|\\{|\\q|--|N'|[|]|\\\n".split(
      "|",
    ),
  ),
  { maxLength: 6 },
)
const plainPrefixes = fc.constantFrom("", "r", "R", "u", "U")
const fieldPrefixes = fc.constantFrom("f", "F", "rf", "fR", "Rf")
const quotes = fc.constantFrom("'", '"', "'''", '"""')
const fields = fc.constantFrom(
  "{bare}",
  "{bare!r}",
  "{bare:>{width}}",
  "{ {1: bare}[1] }",
  "{bare + 'MemberRepository'}",
  '{bare + "x"}',
)

/** A literal without syntax errors as far as that can be had cheaply; Python is asked about the rest. */
const literals = fc.oneof(
  fc
    .tuple(plainPrefixes, quotes, bodies)
    .map(([prefix, quote, parts]) => `${prefix}${quote}${clean(parts.join(""), quote)}${quote}`),
  fc
    .tuple(fieldPrefixes, quotes, bodies, fields, bodies)
    .map(
      ([prefix, quote, before, field, after]) =>
        `${prefix}${quote}${clean(doubled(before.join("")), quote)}${field}${clean(doubled(after.join("")), quote)}${quote}`,
    ),
)

function doubled(body: string): string {
  return body.replace(/\\N\{BULLET\}|[{}]/g, (match) => (match.length > 1 ? match : match + match))
}

/** Keeps a body from closing its literal. */
function clean(body: string, quote: string): string {
  const text = quote.length === 1 ? body.replaceAll(quote, "x") : body.replaceAll(quote, "").replace(/['"]$/, "x")
  return text.replace(/\\*$/, "")
}

const expressions = fc.oneof(
  { weight: 4, arbitrary: literals },
  fc.tuple(literals, literals).map(([a, b]) => `${a} ${b}`),
  fc.tuple(literals, literals).map(([a, b]) => `${a}${b}`),
  fc.tuple(literals, literals).map(([a, b]) => `${a} + ${b}`),
  fc.tuple(literals, literals).map(([a, b]) => `(${a}\n  # MemberRepository\n  ${b})`),
  literals.map((a) => `${a}.format(1, x=2)`),
  literals.map((a) => `${a} % {"x": 1}`),
  fc.tuple(literals, literals).map(([a, b]) => `[${a}, {${b}: 1}]`),
)

const evaluate = `
import json, sys, warnings
warnings.simplefilter("ignore")
given = json.load(sys.stdin)
out = []
for source in given["sources"]:
    space = dict(given["names"], bare="bare", width=9)
    try:
        exec("value = " + source, space)
        out.append(repr(space["value"]))
    except Exception as error:
        out.append(type(error).__name__)
print(json.dumps(out))
`

test.runIf(hasPython)("rewritten expressions have the same value in Python, and other names where other names are given", () => {
  const sources = fc.sample(expressions, { numRuns: 3000, seed: 7 })
  const valid: string[] = []
  const run = (list: readonly string[], suffix: string): string[] =>
    JSON.parse(python(evaluate, JSON.stringify({ sources: list, names: Object.fromEntries(environment(suffix)) })))
  const before = run(sources, "")
  const rewritten = sources.map((source) => {
    const result = rewrite(`value = ${source}\n`)
    const at = result.text.indexOf("value = ")
    return result.text.slice(at + "value = ".length).trimEnd()
  })
  const after = run(rewritten, "")
  const other = run(rewritten, "_ZZ")
  for (let index = 0; index < sources.length; index++) {
    if (before[index] === "SyntaxError") continue
    valid.push(sources[index] ?? "")
    expect([sources[index], rewritten[index], after[index]]).toEqual([sources[index], rewritten[index], before[index]])
    if (!/>\{width\}/.test(sources[index] ?? ""))
      expect([sources[index], other[index]?.replaceAll("_ZZ", "")]).toEqual([sources[index], before[index]])
  }
  expect(valid.length).toBeGreaterThan(2000)
})

test("every unit of a region leads to source that decodes to it, and regions do not overlap", () => {
  fc.assert(
    fc.property(fc.array(expressions, { maxLength: 4 }), (list) => {
      const text = list.map((one) => `x = ${one}\n`).join("")
      let last = 0
      for (const region of pythonHost.read(text, "x.py").regions) {
        expect(region.span.start).toBeGreaterThanOrEqual(last)
        last = region.span.end
        for (const { at, length, from, width } of region.map) {
          expect(from).toBeGreaterThanOrEqual(region.span.start)
          expect(from + width).toBeLessThanOrEqual(region.span.end)
          if (length === width) expect(region.text.slice(at, at + length)).toBe(text.slice(from, from + width))
        }
      }
    }),
    { numRuns: 300 },
  )
})

test("a rewrite folds to the same values, and to the new names for new names", () => {
  fc.assert(
    fc.property(expressions, (source) => {
      const text = `value = ${source}\n`
      const result = rewrite(text)
      const before = pythonHost.values(text, environment(), "x.py")
      expect(pythonHost.values(result.text, environment(), "x.py")).toEqual(before)
      const other = pythonHost.values(result.text, environment("_ZZ"), "x.py") ?? []
      expect(other.map((value) => value.replaceAll("_ZZ", ""))).toEqual(before)
      expect(other.join("").split("_ZZ").length - 1).toBe(result.done)
    }),
    { numRuns: 500 },
  )
})

test("any text is read without an error, and its comments and strings are found", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          ..."f'|{|}|'|\"|\"\"\"|'''|\\|\n|#|(|)|[|]|x|def |class |:|=|\t| |+|%|,|lambda|\u{1f600}|rb'|case |match ".split("|"),
        ),
        { maxLength: 40 },
      ),
      (parts) => {
        const text = parts.join("")
        const { regions } = pythonHost.read(text, "x.py")
        for (const region of regions) expect(region.span.end).toBeLessThanOrEqual(text.length)
        pythonHost.values(text, environment(), "x.py")
      },
    ),
    { numRuns: 1000 },
  )
})
