import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { expect, test } from "vitest"
import { looksMinified } from "../../src/hosts/javascript/minified.js"
import type { Region } from "../../src/model/region.js"
import { toOuter } from "../../src/text/text-map.js"
import { hostFor, rewriteAll } from "./javascript-support.js"

await hostFor("a.js").load()

function regionsOf(text: string, file = "src/members.ts"): readonly Region[] {
  return hostFor(file).read(text, file).regions
}

function stringsOf(text: string, file?: string): readonly string[] {
  return regionsOf(text, file)
    .filter((each) => each.kind === "string")
    .map((each) => each.text)
}

function placeOf(text: string, value: string, file?: string) {
  const region = regionsOf(text, file).find((each) => each.text === value && each.kind !== "comment")
  if (region === undefined) throw new Error(`no region ${value}`)
  const { role, callee, argument, target, path, marks } = region.place
  return { role, callee, argument, target, path: path.join("/"), marks: marks.join(" ") }
}

test("a string expression is one region, with its other operands as holes", () => {
  expect(stringsOf("x = 'SELECT * FROM ' + table + ` WHERE a = ${id} AND ` + (\"b\" + 1)")).toEqual([
    "SELECT * FROM ${table} WHERE a = ${id} AND b1",
  ])
  expect(stringsOf("x = [\"SELECT *\", 'FROM t', where].join('\\n')")[0]).toBe("SELECT *\nFROM t\n${where}")
  expect(stringsOf("x = 1 + 2 + 'a' + 1 + 2")).toEqual(["${1 + 2}a12"])
  expect(stringsOf("x = a + b")).toEqual([])
  expect(stringsOf("x = [a, ...b, 'c'].join()")).toEqual(["c"])
})

test("a string inside an interpolated expression cuts the outer one in stretches that share their text", () => {
  const regions = regionsOf("x = `a ${f('name')} b` + `${ids.map(id => `${id}, `)} c`")
  const whole = "a ${f('name')} b${ids.map(id => `${id}, `)} c"
  expect(regions.map((each) => each.text)).toEqual([whole, "name", whole])
  const spans = regions.map((each) => each.span)
  for (let index = 1; index < spans.length; index++)
    expect(spans[index]?.start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0)
})

test("a comment between operands is a region of its own", () => {
  expect(regionsOf("x = 'a' + // why\n 'b'").map((each) => [each.kind, each.text])).toEqual([
    ["string", "ab"],
    ["comment", " why"],
    ["string", "ab"],
  ])
})

test.each([
  ["db.query('x')", "argument db.query 0"],
  ["await new sql.Request(pool).query('x', 1)", "argument sql.Request.query 0"],
  ["new Sequelize({ database: 'x' })", "argument Sequelize 0 database"],
  ["const config = { pool: { database: 'x' } }", "value database config? pool"],
  ["const a = process.env.A_DB ?? 'x'", "fallback process.env.A_DB A_DB"],
  ["const a = process.env.A_DB || 'x'", "fallback process.env.A_DB A_DB"],
  ["process.env.A_DB ??= 'x'", "fallback process.env.A_DB A_DB"],
  ["const { A_DB = 'x' } = process.env", "fallback A_DB"],
  ["const a = config.get('db', 'x')", "fallback config.get 1"],
  ["option('db', { default: 'x' })", "fallback option 1 default"],
  ["const a = other || 'x'", "value a"],
  ["function f(db = 'x') {}", "parameter-default db f"],
  ["if (a === 'x') {}", "comparison"],
  ["if (['x', 'y'].includes(a)) {}", "comparison"],
  ["switch (a) { case 'x': }", "case"],
  ["a['x']", "lookup"],
  ["if ('x' in a) {}", "lookup"],
  ["a = { 'x': 1 }", "key a"],
  ["a = { x: 1 }", "key a"],
  ["enum A { B = 'x' }", "enum B"],
  ["type A = 'x'", "type"],
  ["let a: { 'x': 1 }", "type"],
  ["import 'x'", "import"],
  ["require('x')", "import require 0"],
  ["jest.mock('x', f)", "import jest.mock 0"],
  ["'x'", "directive"],
  ["f; 'x'", "unused"],
  ["expect(a).toBe('x')", "assertion expect.toBe 0"],
  ["assert.equal(a, 'x')", "assertion assert.equal 1"],
  ["@Entity({ database: 'x' }) class A {}", "decorator Entity 0 database class A"],
  ["@Entity('x') class A {}", "decorator Entity 0 class A"],
  ["class A { static b = 'x'; m() {} }", "value b class A"],
  ["class A { m() { return 'x' } }", "value class A/m"],
  ["const load = () => 'x'", "value load"],
  ["f('x'.trim())", "argument f 0"],
  ["f(a ? 'x' : b)", "argument f 0"],
  ["sql`x`", "argument sql"],
  ["/x/.test(a)", "argument RegExp 0"],
])("the place of x in %s", (text, expected) => {
  const { role, callee, argument, target, path } = placeOf(text, "x")
  const found = [role, callee, argument, target, path].filter((each) => each !== null && each !== "")
  expect(found.join(" ")).toBe(expected.replace("config? ", ""))
})

test("what is evaluated at import, what stands in a test, what binds", () => {
  expect(placeOf("const a = 'x'", "x").marks).toBe("bound-at-import")
  expect(placeOf("function f() { return 'x' }", "x").marks).toBe("")
  expect(placeOf("class A { b = 'x' }", "x").marks).toBe("")
  expect(placeOf("class A { static b = 'x' }", "x").marks).toBe("bound-at-import")
  expect(placeOf("function f() { @Entity('x') class A {} }", "x").marks).toBe("bound-at-import")
  expect(placeOf("it('does', () => { run('x') })", "x").marks).toBe("test")
  expect(placeOf("f = () => 'x'", "x", "src/__tests__/a.ts").marks).toBe("test")
  expect(placeOf("f = () => 'x'", "x", "src/a.spec.ts").marks).toBe("test")
  expect(placeOf("f = () => sql`x`", "x").marks).toBe("binds-holes")
  expect(placeOf("// @generated by a tool\nf = () => 'x'", "x").marks).toBe("generated")
})

test.each([
  ["a syntax error", "const a = 'x.dbo' +\n}{ `y ${z('n')}` // why don't\n /x/g", "a.ts"],
  ["an unclosed template", "const a = 'x'; const b = `y ${", "a.js"],
  ["an unclosed comment", "'x' /* y", "a.js"],
  ["nothing", "", "a.js"],
  ["a mark and a hashbang", "\ufeff#!/usr/bin/env node\n'x'", "a.js"],
  ["Flow without its pragma", "function f(a: ?string): %checks { return (a: any) }", "a.js"],
  ["parameter decorators in JavaScript", "class A { m(@Inject('x') a) {} }", "a.js"],
  ["JSX in a .ts file", "const a = <b>x</b>", "a.ts"],
  ["binary bytes", "\u0000\u0001'x\u0000'\ud800", "a.js"],
  ["HTML comments", "<!-- x\n--> y\nf('z')", "a.js"],
])("%s does not stop it", (_, text, file) => {
  const { regions, problems } = hostFor(file).read(text, file)
  expect({
    problems: problems.map((each) => each.message),
    regions: regions.map((each) => [each.kind, each.text]),
  }).toMatchSnapshot()
})

test("a text that does not parse offers no spelling", () => {
  const { refused, text } = rewriteAll("const a = 'MemberRepository.dbo' +\n}", "a.ts")
  expect(text).toBe("const a = 'MemberRepository.dbo' +\n}")
  expect(refused).toEqual(["1: the file could not be parsed"])
})

test("deep nesting and long chains end in time, without an exception", () => {
  for (const text of [
    `x = ${"[".repeat(50_000)}'a'${"]".repeat(50_000)}`,
    `x = 'a'${" + 'b'".repeat(20_000)}`,
    `x = ${"a + ".repeat(20_000)}b`,
    `x = a${".b('c')".repeat(10_000)}`,
    `x = ${"`${".repeat(5_000)}`,
    `x = ${"'a' + // c\n".repeat(5_000)}'b'`,
    `if (a) {}${" else if (b) {}".repeat(10_000)}`,
  ]) {
    const start = performance.now()
    hostFor("a.ts").read(text, "a.ts")
    hostFor("a.ts").values(text, new Map(), "a.ts")
    expect(performance.now() - start).toBeLessThan(5_000)
  }
})

test("what was squeezed by a tool is told from what a person wrote", () => {
  expect(looksMinified("!function(e,t){var n=e(t);for(;n--;)t[n]=n?e:t;return{a:n,b:t}}(this,function(){});".repeat(200))).toBe(
    true,
  )
  expect(looksMinified(`const rows = [\n${"  { name: 'a long name of some kind', value: 1 },\n".repeat(500)}]`)).toBe(false)
  expect(looksMinified(`export const text = "${"some words of a long sentence ".repeat(1000)}"`)).toBe(false)
  expect(looksMinified("f(1)")).toBe(false)
})

/** Spellings of one unit of a string, by what they mean. */
const unit = fc.oneof(
  fc.constantFrom(
    "a",
    "`",
    "${",
    "$",
    "{",
    "}",
    "é",
    "😀",
    "\\n",
    "\\0 ",
    "\\x41",
    "\\u0041",
    "\\u{1F600}",
    "\\\\",
    "\\q",
    "\\`",
    "\\$",
    "\\\n",
    " ",
  ),
  fc.constantFrom("\\1", "\\01", "\\101", "\\377", "\\8", "\\9", "\\08"),
)
const pieces = fc.array(unit, { maxLength: 12 })
const literal = fc.tuple(fc.constantFrom("'", '"'), pieces).map(([quote, units]) => `${quote}${units.join("")}${quote}`)
const template = pieces.map((units) => `\`${units.filter((each) => !/^\\[0-9]|[`{$]/.test(each) || each === "\\0 ").join("")}\``)
const operand = fc.oneof(literal, template, fc.constantFrom("1", "n", "(n + 1)", "`${n}`"))
const chain = fc.array(operand, { minLength: 1, maxLength: 5 }).map((operands) => operands.join(" + "))

/** What node makes of an expression. */
function evaluated(expression: string, environment: Readonly<Record<string, unknown>> = {}): unknown {
  return new Function("n", ...Object.keys(environment), `return (${expression})`)(7, ...Object.values(environment))
}

test("the text of a region is what node makes of the expression", () => {
  fc.assert(
    fc.property(chain, (expression) => {
      const value = evaluated(expression)
      fc.pre(typeof value === "string" && /['"`]/.test(expression))
      const region = regionsOf(`x = ${expression}`, "a.js").find((each) => each.kind === "string")
      if (region === undefined) return
      const filled = [...region.holes].reverse().reduce((text, hole) => {
        return text.slice(0, hole.start) + String(evaluated(hole.expression)) + text.slice(hole.end)
      }, region.text)
      expect(filled).toBe(value)
    }),
    { numRuns: 600 },
  )
})

test("a map leads back to the spelling of its text", () => {
  fc.assert(
    fc.property(chain, (expression) => {
      const text = `x = ${expression}`
      for (const region of regionsOf(text, "a.js")) {
        for (const segment of region.map) {
          const span = toOuter(region.map, { start: segment.at, end: segment.at + segment.length })
          expect(span).toEqual({ start: segment.from, end: segment.from + segment.width })
          const inner = region.text.slice(segment.at, segment.at + segment.length)
          const outer = text.slice(segment.from, segment.from + segment.width)
          if (segment.length === segment.width && !inner.includes("\n")) expect(outer).toBe(inner)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test("a rewritten literal gives node the same string at the default, and follows the variable", () => {
  const around = fc
    .tuple(pieces, pieces, fc.constantFrom("'", '"'))
    .map(([a, b, quote]) => `${quote}${a.join("")}Name${b.join("")}Name${quote}`)
  fc.assert(
    fc.property(around, (expression) => {
      // An escape that takes in the name's first letter is none of its own.
      fc.pre(/(?:^|[^\\])(?:\\\\)*Name/.test(expression) && !/\\Name/.test(expression))
      const { text, refused } = rewriteAll(`x = ${expression}`, "a.js", "Name")
      expect(refused).toEqual([])
      const rewritten = text.slice("x = ".length)
      const names = (value: string) => String(evaluated(rewritten, { MEMBER_REPOSITORY_DB: value }))
      expect(names("Name")).toBe(evaluated(expression))
      expect(names("Other")).toBe(String(evaluated(expression)).replaceAll("Name", "Other"))
    }),
    { numRuns: 600 },
  )
})

test("no text makes it throw", () => {
  const bit = fc.constantFrom(
    "'",
    '"',
    "`",
    "${",
    "}",
    "{",
    "(",
    ")",
    "/",
    "*",
    "//",
    "\\",
    "\n",
    "a",
    " ",
    "<",
    ">",
    "+",
    "=",
    "import ",
    "@",
    "#!",
    "\u2028",
  )
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 40 }), fc.constantFrom("a.js", "a.ts", "a.tsx", "a.jsx"), (bits, file) => {
      const text = bits.join("")
      const { regions } = hostFor(file).read(text, file)
      hostFor(file).values(text, new Map(), file)
      let end = 0
      for (const region of regions) {
        expect(region.span.start).toBeGreaterThanOrEqual(end)
        expect(region.span.end).toBeGreaterThan(region.span.start)
        end = region.span.end
      }
      expect(end).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 1000 },
  )
})

test("a region that is asked for alone is the same as among all", () => {
  const root = "fixtures"
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.(?:[mc]?[jt]s|[jt]sx)$/.test(file))
  expect(files.length).toBeGreaterThan(100)
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8")
    const asked = { text, file, imports: false }
    const all = hostFor(file).read(text, file, { ...asked, spans: null }).regions
    for (const region of all) {
      const { start, end } = region.span
      for (const span of [region.span, { start, end: start + 1 }, { start: end - 1, end }]) {
        const told = hostFor(file).read(text, file, { ...asked, spans: [span] }).regions
        expect(told.find((each) => each.span.start === start)).toEqual(region)
      }
    }
  }
})

test("statements without a place that is asked for are passed by, what stands around them is not", () => {
  const text = [
    "f('a')",
    "/* b */",
    "class C {",
    "  constructor(@at('c') private c: C) {}",
    "  d() { return 'd' }",
    "  e = `E ${() => { return 'e' }}`",
    "}",
  ].join("\n")
  const told = (word: string): readonly string[] => {
    const start = text.indexOf(word)
    const asked = { text, file: "a.ts", spans: [{ start, end: start + word.length }], imports: false }
    const { regions } = hostFor("a.ts").read(text, "a.ts", asked)
    return regions.map((each) => text.slice(each.span.start, each.span.end))
  }
  expect(told("'a'")).toEqual(["'a'", "/* b */"])
  expect(told("'c'")).toEqual(["/* b */", "'c'"])
  expect(told("'d'")).toEqual(["/* b */", "'d'"])
  expect(told("E $")).toEqual(["/* b */", "`E ${() => { return ", "'e'", " }}`"])
})
