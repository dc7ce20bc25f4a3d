import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it, test } from "vitest"
import { decode } from "../../src/discover/decode.js"
import { languageOf } from "../../src/discover/language-of.js"
import { type CompactReader, getNumber, getRef, getSigned, getText } from "../../src/facts/compact-read.js"
import { compactWriter, putNumber, putRef, putSigned, putText, takeWritten } from "../../src/facts/compact-write.js"
import { factReaders } from "../../src/facts/fact-readers.js"
import { readFacts, writeFacts } from "../../src/facts/facts-text.js"
import { outlineOf } from "../../src/facts/outline.js"
import type { FactReader, FileFacts } from "../../src/model/lineage.js"

/** All that facts hold, as plain data. */
function plain(facts: FileFacts): unknown {
  const { file, language, values, calls, scopes, exports, contributions, data, sql, jobs, problems } = facts
  return JSON.parse(JSON.stringify({ file, language, values, calls, scopes, exports, contributions, data, sql, jobs, problems }))
}

const loaded = new Map<string, FactReader>()

async function factsOf(file: string): Promise<FileFacts | null> {
  const decoded = decode(readFileSync(file))
  if ("skip" in decoded) return null
  const language = languageOf(file, decoded.text.slice(0, 4096))
  const load = Object.hasOwn(factReaders, language) ? factReaders[language] : undefined
  if (load === undefined) return null
  const reader = loaded.get(language) ?? (await load())
  if (!loaded.has(language)) await reader.load()
  loaded.set(language, reader)
  return reader.read(decoded.text, file)
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe("facts as a text", () => {
  it.each(["fixtures/lineage", "fixtures/repositories", "fixtures/hosts"])(
    "of every file in %s are the same again",
    async (directory) => {
      let read = 0
      for (const file of filesBelow(directory)) {
        const facts = await factsOf(file)
        if (facts === null) continue
        const again = readFacts(writeFacts({ facts, problems: [], lines: [0, 7, 300] })).facts
        expect(plain(again), file).toEqual(plain(facts))
        expect(outlineOf(again), file).toEqual(outlineOf(facts))
        read++
      }
      expect(read).toBeGreaterThan(20)
    },
  )

  it("that are cut off anywhere are refused", async () => {
    const reader = (await factReaders.python?.()) as FactReader
    const facts = await reader.read(
      'class Load:\n  def run(self, cursor):\n    cursor.execute(f"SELECT {self.x} FROM Member")\n',
      "load.py",
    )
    const text = writeFacts({ facts, problems: [], lines: [0, 7, 300] })
    for (let length = text.indexOf("\n") + 1; length < text.length; length++)
      expect(() => plain(readFacts(text.slice(0, length)).facts), `${length}`).toThrow()
  })
})

/** Reads what `write` writes. */
function written(write: (writer: ReturnType<typeof compactWriter>) => void): CompactReader {
  const writer = compactWriter()
  write(writer)
  const text = takeWritten(writer)
  expect(text).toMatch(/^[#-~]*$/)
  return { text, at: 0, end: text.length, texts: [...writer.texts.keys()] }
}

const whole = fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 2 ** 31 - 1 }))

test("numbers and references are read as they were written", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(whole, fc.option(whole), whole)), (all) => {
      const reader = written((writer) => {
        for (const [number, ref, near] of all) {
          putNumber(writer, number)
          putSigned(writer, -number)
          putRef(writer, ref, near)
        }
      })
      for (const [number, ref, near] of all) {
        expect(getNumber(reader)).toBe(number)
        expect(getSigned(reader) + number).toBe(0)
        expect(getRef(reader, near)).toBe(ref)
      }
      expect(reader.at).toBe(reader.end)
      expect(() => getNumber(reader)).toThrow(RangeError)
    }),
  )
})

test("the largest numbers of each length and the next ones", () => {
  const edges = [75, 76, 1179, 1180, 1180 + 92 ** 2, 1180 + 92 ** 3, 1180 + 92 ** 4].flatMap((edge) => [edge - 1, edge, edge + 1])
  const reader = written((writer) => {
    for (const edge of edges) putNumber(writer, edge)
  })
  for (const edge of edges) expect(getNumber(reader)).toBe(edge)
})

test("texts are kept once", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 20 }), { maxLength: 60 }), (texts) => {
      const reader = written((writer) => {
        for (const text of texts) putText(writer, text)
      })
      expect(texts.map(() => getText(reader))).toEqual(texts)
      expect(reader.texts.length).toBe(new Set(texts).size)
    }),
  )
})
