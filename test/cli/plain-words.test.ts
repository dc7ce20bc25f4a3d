import fc from "fast-check"
import { expect, test } from "vitest"
import { runAnyWords } from "../../src/cli/any-words.js"
import type { Options, Surroundings } from "../../src/cli/command.js"
import { standardInput } from "../../src/cli/command.js"
import { type CommandEntry, commands } from "../../src/cli/commands.js"
import { readPlainWords } from "../../src/cli/plain-words.js"

const surroundings: Surroundings = {
  cwd: "/",
  env: {},
  stdin: process.stdin,
  out: async () => undefined,
  err: () => undefined,
  terminal: { out: false, err: false, in: false },
}

/** What the full parser gives a command; null where it refuses the words. */
async function fullyRead(words: readonly string[]): Promise<Options | null> {
  let read: Options | null = null
  const stubs = commands.map((entry): CommandEntry => {
    const load = async () => ({
      ...(await entry.load()),
      run: async (options: Options) => {
        read = options
        return 0
      },
    })
    return { ...entry, load }
  })
  await runAnyWords(words, stubs, surroundings).catch(() => undefined)
  return read
}

/** What commands look at: options that are not given are not there, lists without elements are empty. */
function seen(options: Options | null, names: readonly string[]) {
  return names.map((name) => [name, options?.[name] ?? (name === "paths" || name === "files" ? [] : null)])
}

const everyday = [
  "audit",
  "audit src --database MemberRepository=MEMBER_REPOSITORY_DB --database A=B --format json --output audit.json",
  "audit --shard 2/8 --concurrency 1 --format=facts --no-progress a b",
  "rewrite --write --unsafe src",
  "tables --format xlsx --output tables.xlsx --cache --cache-location x",
  "check --base origin/main --no-gitignore",
  "check --staged a.py b.sql",
  "merge facts-1.json facts-2.json",
  "explain src/a.py:12:4",
  "baseline --prune",
  "init --dry-run",
]

test.each(everyday)("%s is read without the full parser, and alike", async (line) => {
  const words = line.split(" ")
  const plain = await readPlainWords(words, commands)
  const full = await fullyRead(words)
  const names = Object.keys(plain?.options ?? {})
  expect(names.length).toBeGreaterThan(10)
  expect(seen(plain?.options ?? null, names)).toEqual(seen(full, names))
})

test("whatever is read without the full parser is what that reads", async () => {
  const word = fc.oneof(
    fc.constantFrom(
      "audit",
      "check",
      "sql",
      "tables",
      "explain",
      "merge",
      "init",
      "--database",
      "A=B",
      "--format",
      "json",
      "--output",
    ),
    fc.constantFrom(
      "--no-cache",
      "--cache",
      "--strict",
      "--no-strict-case",
      "--fail-on",
      "--concurrency",
      "2",
      "0",
      "1e3",
      "--shard=1/2",
    ),
    fc.constantFrom(
      "--ignore=**/x",
      "--",
      "-",
      standardInput,
      "-h",
      "--help",
      "true",
      "--quiet=true",
      "--no-format",
      "--stric",
      "--base",
    ),
    fc.constantFrom(
      "a.py",
      "dir/ b",
      "--process",
      "--Strict",
      "--strictCase",
      "'a'",
      "",
      "--output=",
      "12",
      "0x10",
      "\u00e9",
      "--no-no-cache",
    ),
    fc.string({ maxLength: 4 }),
  )
  const command = fc.constantFrom("audit", "check", "sql", "tables", "explain", "merge", "init", "rewrite", "baseline")
  await fc.assert(
    fc.asyncProperty(command, fc.array(word, { maxLength: 6 }), async (first, rest) => {
      const plain = await readPlainWords([first, ...rest], commands)
      if (plain === null) return
      const names = Object.keys(plain.options)
      expect(seen(plain.options, names)).toEqual(seen(await fullyRead([first, ...rest]), names))
    }),
    { numRuns: 300, seed: 7 },
  )
})
