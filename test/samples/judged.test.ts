import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { decode } from "../../src/discover/decode.js"
import { estate, samples } from "./estate.js"

interface Expected {
  readonly file: string
  readonly snippet: string
  readonly text: string
  readonly context: string | readonly string[]
  readonly action: string | readonly string[]
}
interface Found {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly context: string
  readonly action: string
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(samples, "expected", file), "utf8"))

describe("an audit of the samples", () => {
  const place = estate()
  afterAll(place.remove)

  it("judges as a careful person does, but for gaps that are known", async () => {
    const { findings: truth } = read("findings.json") as { readonly findings: readonly Expected[] }
    const { gaps } = read("known-gaps.json") as { readonly gaps: readonly { readonly file: string; readonly snippet: string }[] }
    const { out, err } = await place.unhardcode("audit", "--format", "json")
    expect(err).toBe("")
    const { findings } = JSON.parse(out) as { readonly findings: readonly Found[] }
    const found = new Map(findings.map((each) => [`${each.file}:${each.line}:${each.column}`, each]))
    const wrong = truth.flatMap((expected) => {
      const { file, snippet, context, action } = expected
      const one = found.get(placeOf(expected))
      if (one !== undefined && [context].flat().includes(one.context) && [action].flat().includes(one.action)) return []
      return [{ file, snippet, found: one === undefined ? "nothing" : `${one.context} ${one.action}` }]
    })
    const known = new Set(gaps.map(({ file, snippet }) => `${file}\0${snippet}`))
    expect(wrong.filter(({ file, snippet }) => !known.has(`${file}\0${snippet}`))).toEqual([])
  }, 60_000)
})

/** `file:line:column` of the occurrence that a snippet marks. */
function placeOf({ file, snippet, text }: Expected): string {
  const decoded = decode(readFileSync(join(samples, file)))
  if ("skip" in decoded) throw new Error(`${file}: ${decoded.skip}`)
  const at = decoded.text.indexOf(snippet) + snippet.indexOf(text)
  const lines = decoded.text.slice(0, at).split(/\r\n|\n|\r/)
  return `${file}:${lines.length}:${(lines.at(-1) ?? "").length + 1}`
}
