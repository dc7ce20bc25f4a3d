import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isIgnored, parseGitignore } from "../../src/discover/ignore-rules.js"
import { compileGlob } from "../../src/text/glob.js"

describe("parseGitignore", () => {
  let repository = ""
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), "ignore-"))
    execFileSync("git", ["init", "-q", repository])
  })
  afterAll(() => rmSync(repository, { recursive: true, force: true }))

  it("judges paths as git does", () => {
    const part = fc.constantFrom("a", "b", "ab", "*", "**", "?", "a*", "*b", "[ab]", "[!a]", "\\*", "a*b*", "{a,b}", "***")
    const rule = fc
      .tuple(
        fc.constantFrom("", "", "!"),
        fc.constantFrom("", "", "/"),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "", "/", "  ", "#"),
      )
      .map(([not, root, parts, end]) => not + root + parts.join("/") + end)
    const path = fc
      .array(fc.constantFrom("a", "b", "ab", "ba", "c", "*", "{a,b}"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"))
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(path, { minLength: 5, maxLength: 30 }),
        (rules, paths) => {
          writeFileSync(join(repository, ".gitignore"), `# rules\n\n${rules.join("\n")}\n`)
          const git = spawnSync("git", ["-C", repository, "check-ignore", "--no-index", "--stdin", "-z"], {
            input: paths.join("\0"),
            encoding: "utf8",
          })
          const compiled = parseGitignore(rules.join("\n"))
          const known = new Map<string, boolean>()
          expect(paths.filter((one) => isIgnored(compiled, one, known))).toEqual(
            git.stdout.split("\0").filter((one) => one !== ""),
          )
        },
      ),
      { numRuns: 150, seed: 7 },
    )
  })
})

describe("compileGlob", () => {
  it.each([
    ["db/migration/**", "db/migration/V1__a.sql", true],
    ["db/migration/**", "db/migration", false],
    ["**/*.sql", "a.sql", true],
    ["**/*.sql", "a/b/c.sql", true],
    ["*.sql", "a/b.sql", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["./a/{b,c/**}/*.{sql,py}", "a/c/d/e/f.py", true],
    ["[a-c]?[!x].sql", "bzz.sql", true],
    ["[a-c]?[!x].sql", "bzx.sql", false],
    ["\\[x].sql", "[x].sql", true],
    ["[x.sql", "[x.sql", true],
  ])("%s, %s: %s", (glob, path, expected) => {
    expect(compileGlob(glob)(path)).toBe(expected)
  })

  it("takes no long time, whatever the glob", () => {
    const before = performance.now()
    compileGlob(`${"*a".repeat(500)}b`)("a".repeat(4000))
    compileGlob(`${"**/a/".repeat(500)}b`)("a/".repeat(2000))
    compileGlob("{a,b}".repeat(500))("a".repeat(500))
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
