import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readPlainYaml } from "../../../src/hosts/yaml/plain-yaml.js"
import { parseDocuments, type YamlNode } from "../../../src/hosts/yaml/tree.js"

/** A node as far as it is read: empty scalars are nothing, and of what is no text only the place counts. */
function told(node: YamlNode | null, isKey = false): unknown {
  if (node === null) return null
  switch (node.kind) {
    case "scalar":
      return node.end <= node.start ? null : { ...node, text: node.isText || isKey ? node.text : "" }
    case "pair":
      return { kind: "pair", key: told(node.key, true), value: told(node.value) }
    case "map":
      return { ...node, pairs: node.pairs.map((pair) => told(pair)) }
    case "list":
      return { ...node, items: node.items.map((item) => told(item)) }
  }
}

/** Whether the text was read; then as the parser reads it that knows all of YAML. */
function agrees(text: string): boolean {
  const plain = readPlainYaml(text)
  if (plain === null) return false
  const documents = parseDocuments(text)
  expect(documents).toHaveLength(1)
  expect({ root: told(plain.root), problems: plain.problems }).toEqual({
    root: told(documents[0]?.root ?? null),
    problems: documents[0]?.problems,
  })
  return true
}

describe("readPlainYaml", () => {
  it.each([
    ["a: 1\nb:\n  c: x y  # comment\n  d:\n  - one\n  - two: 2\n    three: '3'\ne: \"f\"\n"],
    ["---\r\n# first\r\n- a\r\n-\r\n- - b\r\n  - c\r\n- d: e\r\n"],
    ["a: 1\na: 2\nb:\n    a: 3\n    a: 4\n"],
    ["name: Größe 漢字\nurl: http://host:80/x#y\nempty:\n"],
  ])("reads %j", (text) => {
    expect(agrees(text)).toBe(true)
  })

  it.each([
    ["a: &x 1\nb: *x\n"],
    ["a: [1, 2]\n"],
    ["a: |\n  text\n"],
    ["a: b\n  c\n"],
    ["a:\n  text\n"],
    ["a: 1\n---\nb: 2\n"],
    ["a:\tb\n"],
    ["1: a\n"],
    ["true: a\n"],
    ["a: b: c\n"],
    ['a: "x\\n"\n'],
    ["a: 1\n  b: 2\n"],
    ["a:\n    b: 1\n  c: 2\n"],
    ["- a\nb: c\n"],
    ["text\n"],
    ["# nothing\n"],
    [""],
    ["a: \u{1f600}\n"],
  ])("leaves %j to a whole parser", (text) => {
    expect(readPlainYaml(text)).toBeNull()
  })

  it("reads files as the whole parser does", () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url))
    const files = ["fixtures", "rules", "node_modules"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    const read = files.filter((file) => agrees(readFileSync(file, "utf8").replace(/^\uFEFF/, "")))
    expect(read.length).toBeGreaterThan(10)
  })

  const indent = fc.constantFrom("", "", "  ", "  ", "    ", "   ", " ")
  const opening = fc.constantFrom("", "", "", "- ", "- ", "-  ", "- - ", "-")
  const key = fc.constantFrom("", "", "a: ", "b: ", "a:", "long name: ", "x.y/z-1: ", "null: ", "a : ", "'q': ", "_: ", "a:  ")
  const value = fc.constantFrom(
    ...[
      "",
      "",
      "x",
      "x y",
      "1",
      "-1",
      "1.5e3",
      "~",
      "true",
      "'q'",
      '"q"',
      '""',
      "'it''s'",
      "# c",
      "x # c",
      "x#y",
      "x:y",
      "x: y",
      "x:",
    ],
    ...[
      "-",
      "- x",
      "-x",
      "--- x",
      "&a x",
      "*a",
      "[x]",
      "{a: b}",
      "|",
      ">-",
      "! x",
      "?",
      "? x",
      "%x",
      "@x",
      "0x1F",
      ".inf",
      "é",
      "\\",
      "$(x)",
    ],
    ...["'q' # c", "'q'# c", '"q" x', '"a\\"', "<<", "=", ":x", ",x", "x, y", "...", "x  "],
  )
  const line = fc.tuple(indent, opening, key, value).map((parts) => parts.join(""))
  const text = fc.tuple(fc.array(line, { maxLength: 9 }), fc.constantFrom("\n", "\n", "\r\n"), fc.boolean())

  it("agrees with the whole parser on whatever it reads", () => {
    let read = 0
    fc.assert(
      fc.property(text, ([lines, end, last]) => {
        if (agrees(lines.join(end) + (last ? end : ""))) read++
      }),
      { numRuns: 20_000, seed: 3 },
    )
    expect(read).toBeGreaterThan(300)
  })
})
