import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { specifierOf } from "../../src/hosts/javascript/definitions.js"
import { definitionFile, importObstacle } from "../../src/hosts/javascript/definitions-place.js"
import { styleOf } from "../../src/hosts/javascript/import-site.js"
import { applyEdits } from "../../src/text/text-map.js"
import { hostFor } from "./javascript-support.js"

await hostFor("a.js").load()

const root = mkdtempSync(join(tmpdir(), "definitions-"))
afterAll(() => rmSync(root, { recursive: true }))

function repository(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, name, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return join(root, name)
}

test.each([
  ["src/a.ts", "src/database-names.ts", "esm single semicolon unknown", "./database-names"],
  ["src/jobs/a.ts", "src/database-names.ts", "esm single semicolon .js", "../database-names.js"],
  ["src/jobs/a.ts", "src/database-names.ts", "esm single semicolon .ts", "../database-names.ts"],
  ["src/jobs/a.mts", "src/database-names.ts", "esm single semicolon .mjs", "../database-names.js"],
  ["src/a.js", "src/database-names.js", "esm single semicolon unknown", "./database-names.js"],
  ["src/a.js", "src/database-names.js", "esm single semicolon none", "./database-names"],
  ["scripts/a.js", "src/database-names.js", "commonjs single semicolon unknown", "../src/database-names"],
  ["scripts/a.js", "src/database-names.cjs", "commonjs single semicolon none", "../src/database-names.cjs"],
  ["src/a.vue", "src/database-names.ts", "esm single semicolon unknown", "./database-names"],
  ["a.ts", "lib/names", "esm single semicolon none", "./lib/names"],
])("%s imports %s (%s) as %s", (file, module, style, expected) => {
  expect(specifierOf(file, module, styleOf(style))).toBe(expected)
})

test("the module stands where its package wants it, in a language the file can load", () => {
  const commonjs = repository("commonjs", { "package.json": "{}", "lib/a.js": "const b = require('b')", "lib/c.mjs": "" })
  expect(definitionFile(null, "lib/a.js", commonjs)).toBe("database-names.js")
  expect(definitionFile(null, "lib/c.mjs", commonjs)).toBe("database-names.mjs")
  const esm = repository("esm", { "package.json": '{ "type": "module" }', "src/a.js": "import b from 'b'", "c.cjs": "" })
  expect(definitionFile(null, "src/a.js", esm)).toBe("src/database-names.js")
  expect(definitionFile(null, "c.cjs", esm)).toBe("src/database-names.cjs")
  const typescript = repository("typescript", {
    "package.json": "{}",
    "tsconfig.json": "{}",
    "src/a.ts": "",
    "d.js": "require('b')",
  })
  expect(definitionFile(null, "src/a.ts", typescript)).toBe("src/database-names.ts")
  expect(definitionFile(null, "d.js", typescript)).toBe("src/database-names.cjs")
  expect(definitionFile("config/names", "src/a.ts", typescript)).toBe("config/names.ts")
  expect(definitionFile("config/names.mts", "src/a.ts", typescript)).toBe("config/names.mts")
  const many = repository("many", { "package.json": "{}", "packages/one/package.json": "{}", "packages/one/src/a.ts": "" })
  expect(definitionFile(null, "packages/one/src/a.ts", many)).toBe("packages/one/src/database-names.ts")
})

test("a .cts file imports no ES module, and nothing at all under verbatimModuleSyntax", () => {
  const esm = repository("cts-esm", { "package.json": '{ "type": "module" }' })
  expect(importObstacle("a.cts", "src/database-names.ts", esm)).toContain("cannot import the ES module src/database-names.ts")
  expect(importObstacle("a.cts", "src/names.cts", esm)).toBeNull()
  expect(importObstacle("a.ts", "src/database-names.ts", esm)).toBeNull()
  const commonjs = repository("cts-commonjs", { "package.json": "{}" })
  expect(importObstacle("a.cts", "src/database-names.ts", commonjs)).toBeNull()
  expect(importObstacle("a.cts", "src/names.mts", commonjs)).toContain("cannot import")
  const verbatim = repository("cts-verbatim", {
    "package.json": "{}",
    "tsconfig.json": '{ "compilerOptions": { "verbatimModuleSyntax": true } }',
  })
  expect(importObstacle("a.cts", "src/names.cts", verbatim)).toContain("verbatimModuleSyntax")
})

test("a tsconfig.json has the options of those that it extends: the last one's before the first one's, its own before all", () => {
  const options = (verbatim: boolean): string => `{ "compilerOptions": { "verbatimModuleSyntax": ${verbatim} } }`
  const base = {
    "package.json": "{}",
    "on.json": options(true),
    "off.json": options(false),
    "node_modules/@member/tsconfig/tsconfig.json": options(true),
    "node_modules/@member/tsconfig/off.json": options(false),
  }
  const obstacle = (name: string, text: string) =>
    importObstacle("a.cts", "src/names.cts", repository(name, { ...base, "tsconfig.json": text })) !== null
  expect(obstacle("extends-one", '{ "extends": "./on" }')).toBe(true)
  expect(obstacle("extends-commented", '{\n  // "extends": "./on"\n  "extends": "./off.json"\n}')).toBe(false)
  expect(obstacle("extends-package", '{ "extends": "@member/tsconfig" }')).toBe(true)
  expect(obstacle("extends-many", '{ "extends": ["@member/tsconfig", "@member/tsconfig/off.json"] }')).toBe(false)
  expect(obstacle("extends-own", '{ "extends": "./off.json", "compilerOptions": { "verbatimModuleSyntax": true } }')).toBe(true)
  expect(obstacle("extends-itself", '{ "extends": "./tsconfig.json" }')).toBe(false)
})

function withImport(text: string, file = "src/a.ts"): string {
  const host = hostFor(file)
  const { imports } = host.read(text, file)
  if (imports === null) return "nowhere"
  return applyEdits(
    text,
    host.definitions?.imports(text, imports, ["B_DB", "A_DB"], file, "src/database-names.ts", "fixtures/hosts/javascript") ?? [],
  )
}

const esm = "import { A_DB, B_DB } from './database-names'\n"
const commonjs = "const { A_DB, B_DB } = require('./database-names')\n"

test.each([
  ["after the imports", "import a from 'a'\n\nf('x')\n", `import a from 'a'\n${esm}\nf('x')\n`],
  [
    "after the last of them",
    "import a from 'a'\nf('x')\nimport b from 'b'\n",
    `import a from 'a'\nf('x')\nimport b from 'b'\n${esm}`,
  ],
  ["after the directives", "'use client'\n\nf('x')\n", `'use client'\n${esm}\nf('x')\n`],
  ["after the head comment", "// by the team\n\n// runs\nf('x')\n", `// by the team\n\n${esm}// runs\nf('x')\n`],
  ["after a head comment without a blank line", "// @ts-check\nf('x')\n", `// @ts-check\n${esm}f('x')\n`],
  ["after the hashbang", "#!/usr/bin/env node\nf('x')\n", `#!/usr/bin/env node\n${esm}f('x')\n`],
  [
    "after the leading requires only",
    "const a = require('a')\nf('x')\nconst b = require('b')\n",
    `const a = require('a')\n${commonjs}f('x')\nconst b = require('b')\n`,
  ],
  ["what is there already is not added", "import { A_DB, B_DB } from './other'\n", "import { A_DB, B_DB } from './other'\n"],
  [
    "only what is missing is added",
    "import { A_DB } from './other'\n",
    "import { A_DB } from './other'\nimport { B_DB } from './database-names'\n",
  ],
  ["an import at the very end without a line end", "import a from 'a'", `import a from 'a'\n${esm}`],
])("%s", (_, text, expected) => {
  expect(withImport(text)).toBe(expected)
})

test("nothing can be imported into a declaration file or a script of unknown kind", () => {
  expect(withImport("declare const a: 'x'", "src/a.d.ts")).toBe("nowhere")
  expect(withImport("f('x')", "src/a.js")).toBe("nowhere")
})

test("names the file binds to something else are told, in any scope", () => {
  const text = "import { A, B as C } from 'a'; function f(D) { const { e: E = 1, ...F } = D; class G {} }"
  const { imports } = hostFor("a.js").read(text, "a.js")
  expect(imports?.bound).toEqual(["C", "D", "E", "F", "G", "f"])
  expect(imports?.imported).toEqual(["A"])
})

test.each([
  ["between its neighbours", ['import sql from "mssql"', 'import { a } from "./a.js"', 'import { e } from "./e.js"'], 2],
  ["before them", ['import sql from "mssql"', 'import { e } from "./e.js"', 'import { f } from "./f.js"'], 1],
  ["behind parent folders", ['import { e } from "../e.js"', 'import { f } from "./f.js"'], 1],
  ["last where they are not sorted", ['import { f } from "./f.js"', 'import { e } from "./e.js"'], 2],
  ["last where one shows no order", ['import sql from "mssql"', 'import { e } from "./e.js"'], 2],
  ["only in the last group", ['import { e } from "./e.js"', 'import { f } from "./f.js"', "", 'import { g } from "./g.js"'], 4],
  ["not before a module that may set the environment", ['import { e } from "./e.js"', 'import { env } from "./load-env.js"'], 2],
  ["behind what is imported for its effect", ['import { e } from "./e.js"', 'import "./x.js"'], 2],
])("an import has its place among sorted ones: %s", (_what, lines, place) => {
  const text = `${lines.join("\n")}\n\nrun("SELECT 1 FROM MemberRepository.dbo.Member")\n`
  const host = hostFor("src/load.js")
  const site = host.read(text, "src/load.js").imports
  if (site === null) throw new Error("no import site")
  const edits =
    host.definitions?.imports(text, site, ["MEMBER_REPOSITORY_DB"], "src/load.js", "src/database-names.js", root) ?? []
  expect(applyEdits(text, edits).split("\n")[place]).toBe('import { MEMBER_REPOSITORY_DB } from "./database-names.js"')
})
