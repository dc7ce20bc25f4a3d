import { parseXml } from "@rgrove/parse-xml"
import { Ajv } from "ajv"
import { readXlsx } from "hucre/xlsx"
import { describe, expect, it } from "vitest"
import type { CheckResult } from "../../src/model/check.js"
import { stepSummary } from "../../src/report/github.js"
import { reporters } from "../../src/report/index.js"
import { visible } from "../../src/report/inert.js"
import { plainOptions } from "../../src/report/reporter.js"
import { sarifFingerprintKey } from "../../src/report/sarif.js"
import { applyEdits } from "../../src/text/text-map.js"
import { checkOf, findingIn, hostile, loaderText, notice, sampleFindings } from "./sample.js"

const options = { ...plainOptions, source: () => loaderText }

async function report(format: string, result: CheckResult, changes = {}): Promise<string> {
  const load = reporters[format]
  if (load === undefined) throw new Error(`no reporter ${format}`)
  return String(await (await load())(result, { ...options, ...changes }))
}

function mixed(file?: string): CheckResult {
  const findings = sampleFindings(file).map((finding, index) =>
    index === 0 ? finding : { ...finding, status: index === 1 ? ("suppressed" as const) : ("known" as const) },
  )
  const silenced = findings[1]?.fingerprint ?? ""
  return checkOf(findings, {
    notices: [{ ...notice, file: file ?? notice.file }],
    justifications: { [silenced]: "kept for the archive" },
  })
}

const text = { type: "string", minLength: 1 }
const count = { type: "integer", minimum: 1 }
const object = (required: readonly string[], properties: object) => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
})
const message = object(["text"], { text })

/** The parts of the SARIF 2.1.0 schema that we use, and nothing beyond them. */
const region = {
  anyOf: [
    object(["startLine", "startColumn", "endLine", "endColumn"], {
      startLine: count,
      startColumn: count,
      endLine: count,
      endColumn: count,
    }),
    object(["charOffset", "charLength"], {
      charOffset: { type: "integer", minimum: 0 },
      charLength: { type: "integer", minimum: 0 },
    }),
    object(["startLine"], { startLine: count, startColumn: count }),
  ],
}
const artifactLocation = object(["uri", "uriBaseId"], {
  // RFC 3986: no unescaped characters beyond these, and no scheme.
  uri: { type: "string", pattern: "^(?![^/]*:)[A-Za-z0-9\\-._~!$&'()*+,;=:@%/]+$" },
  uriBaseId: { const: "SRCROOT" },
})
const locations = {
  type: "array",
  items: object(["physicalLocation"], { physicalLocation: object(["artifactLocation"], { artifactLocation, region }) }),
}
const level = { enum: ["none", "note", "warning", "error"] }
const sarif = object(["version", "runs"], {
  $schema: { type: "string" },
  version: { const: "2.1.0" },
  runs: {
    type: "array",
    items: object(["tool"], {
      tool: object(["driver"], {
        driver: object(["name"], {
          name: text,
          semanticVersion: text,
          rules: {
            type: "array",
            uniqueItems: true,
            items: object(["id"], {
              id: text,
              shortDescription: message,
              help: object(["text"], { text, markdown: text }),
              helpUri: { type: "string", pattern: "^https://" },
            }),
          },
        }),
      }),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      originalUriBaseIds: { type: "object", additionalProperties: object([], { description: message }) },
      invocations: {
        type: "array",
        items: object(["executionSuccessful"], {
          executionSuccessful: { type: "boolean" },
          toolExecutionNotifications: { type: "array", items: object(["message"], { level, message, locations }) },
        }),
      },
      results: {
        type: "array",
        items: object(["message"], {
          ruleId: text,
          ruleIndex: { type: "integer", minimum: -1 },
          level,
          message,
          locations,
          partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
          fixes: {
            type: "array",
            uniqueItems: true,
            items: object(["artifactChanges"], {
              description: message,
              artifactChanges: {
                type: "array",
                minItems: 1,
                items: object(["artifactLocation", "replacements"], {
                  artifactLocation,
                  replacements: {
                    type: "array",
                    minItems: 1,
                    items: object(["deletedRegion"], {
                      deletedRegion: region,
                      insertedContent: object([], { text: { type: "string" } }),
                    }),
                  },
                }),
              },
            }),
          },
          suppressions: {
            type: "array",
            items: object(["kind"], {
              kind: { enum: ["inSource", "external"] },
              status: { enum: ["accepted", "underReview", "rejected"] },
              justification: text,
            }),
          },
          properties: { type: "object" },
        }),
      },
    }),
  },
})

const position = object(["line"], { line: count, column: count })
const range = object(["start"], { start: position, end: position })
const rdjson = object(["diagnostics"], {
  source: object(["name"], { name: text }),
  diagnostics: {
    type: "array",
    items: object(["message", "location"], {
      message: text,
      location: object(["path"], { path: { type: "string" }, range }),
      severity: { enum: ["ERROR", "WARNING", "INFO"] },
      code: object(["value"], { value: text, url: text }),
      suggestions: { type: "array", items: object(["range", "text"], { range, text: { type: "string" } }) },
    }),
  },
})
const gitlab = {
  type: "array",
  items: object(["description", "check_name", "fingerprint", "severity", "location"], {
    description: text,
    check_name: text,
    fingerprint: text,
    severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
    location: object(["path", "lines"], { path: { type: "string" }, lines: object(["begin"], { begin: count, end: count }) }),
  }),
}
const review = object(["event", "body", "comments"], {
  event: { enum: ["APPROVE", "REQUEST_CHANGES", "COMMENT"] },
  body: { type: "string", minLength: 1, maxLength: 65536 },
  comments: {
    type: "array",
    maxItems: 50,
    items: object(["path", "body", "line", "side"], {
      path: { type: "string" },
      line: count,
      side: { enum: ["LEFT", "RIGHT"] },
      start_line: count,
      start_side: { enum: ["LEFT", "RIGHT"] },
      body: { type: "string", minLength: 1, maxLength: 65536 },
    }),
  },
})

describe("formats with a schema", () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
  it.each([
    ["sarif", sarif],
    ["rdjson", rdjson],
    ["gitlab", gitlab],
    ["github-review", review],
  ])("%s fits it, whatever files are called", async (format, schema) => {
    const validate = ajv.compile(schema)
    for (const file of ["load/members.py", "a b/é#?.sql", ...hostile]) {
      expect(validate(JSON.parse(await report(format, mixed(file)))), JSON.stringify(validate.errors)).toBe(true)
      expect(
        validate(JSON.parse(await report(format, mixed(file), { source: () => null }))),
        JSON.stringify(validate.errors),
      ).toBe(true)
    }
    expect(validate({ version: 1 })).toBe(false)
  })
})

describe("sarif", () => {
  it("carries fixes that give the fixed text, suppressions with their justification, and help", async () => {
    const rules = new Map([
      ["multipart-name", { rule: "multipart-name", summary: "A name.", help: "**Do** it.", url: "https://example.invalid/r" }],
    ])
    const [run] = JSON.parse(await report("sarif", mixed(), { rules })).runs
    const [first, second, suppressed, known] = run.results
    expect(first.fixes[0].artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 1, startColumn: 24, endLine: 1, endColumn: 40 },
        insertedContent: { text: "{MEMBER_REPOSITORY_DB}" },
      },
    ])
    expect(Object.keys(first.partialFingerprints)).toEqual([sarifFingerprintKey])
    expect(first.suppressions).toEqual([])
    expect(second.ruleId).toBe("suppression-unused")
    expect(suppressed.suppressions).toEqual([{ kind: "inSource", status: "accepted", justification: "kept for the archive" }])
    expect(known.suppressions[0].kind).toBe("external")
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    expect(run.tool.driver.rules.find((rule: { id: string }) => rule.id === "multipart-name")).toMatchObject({
      helpUri: "https://example.invalid/r",
      help: { markdown: "**Do** it." },
    })
  })

  it("gives paths back when its URIs are decoded", async () => {
    for (const file of ["a b/c#d?e%20.py", "c:/x", "é/會員.sql", "-x", "a:b"]) {
      const [run] = JSON.parse(await report("sarif", checkOf(sampleFindings(file)))).runs
      const { uri } = run.results[0].locations[0].physicalLocation.artifactLocation
      expect(decodeURIComponent(uri)).toBe(file)
      expect(new URL(uri, "https://root.invalid/r/").href.startsWith("https://root.invalid/r/")).toBe(true)
    }
  })
})

/** How GitHub's runner reads a line: a command, with its properties and data unescaped, or nothing. */
function workflowCommand(line: string) {
  const match = /^\s*::(\w[\w-]*)(?: (.*?))?::(.*)$/s.exec(line)
  if (match === null) return line.includes("##[") ? { name: "##" } : null
  const undo = (value: string) =>
    value.replace(/%(0D|0A|3A|2C|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const properties = Object.fromEntries(
    (match[2] ?? "").split(",").map((pair) => [pair.split("=")[0], undo(pair.slice(pair.indexOf("=") + 1))]),
  )
  return { name: match[1], properties, data: undo(match[3] ?? "") }
}

describe("github", () => {
  it("annotates the place", async () => {
    const [line = ""] = (await report("github", mixed())).split("\n")
    expect(workflowCommand(line)).toEqual({
      name: "error",
      properties: {
        file: "load/members.py",
        line: "1",
        endLine: "1",
        col: "24",
        endColumn: "39",
        title: "unhardcode multipart-name",
      },
      data: "MemberRepository is hard-coded: the database part of a three-part name. Becomes {MEMBER_REPOSITORY_DB}.",
    })
  })

  it("stays within ten of each kind, one line each first, and counts the rest", async () => {
    const errors = Array.from({ length: 30 }, (_, index) => ({
      ...findingIn("a.py", loaderText, 1),
      line: 1 + Math.floor(index / 2),
    }))
    const warnings = errors.map((finding) => ({ ...finding, action: "review" as const, fix: null }))
    const lines = (await report("github", checkOf([...errors, ...warnings]))).trimEnd().split("\n").map(workflowCommand)
    expect(lines.filter((line) => line?.name === "error")).toHaveLength(10)
    expect(lines.filter((line) => line?.name === "warning")).toHaveLength(10)
    expect(new Set(lines.slice(0, 10).map((line) => line?.properties?.line)).size).toBe(10)
    expect(lines.at(-1)).toMatchObject({ name: "notice", data: "40 more, in the summary of this step" })
  })

  it("has a summary below one MiB", async () => {
    const findings = Array.from({ length: 900 }, () => ({
      ...findingIn("a.py", loaderText, 1),
      reason: "x".repeat(3000),
      common: "x",
      particular: "",
    }))
    const summary = String(stepSummary(checkOf(findings), options))
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(summary).toContain("The rest is left out")
  })
})

describe.each(Object.keys(reporters).filter((format) => format !== "xlsx"))("%s in a build log", (format) => {
  it("gives no command that we did not write", async () => {
    for (const word of [
      ...hostile,
      "##[add-mask]x",
      "##vso[task.setvariable variable=x]y",
      " ::stop-commands::x",
      "##teamcity[x]",
    ]) {
      const findings = sampleFindings(word).map((finding) => ({
        ...finding,
        reason: word,
        common: word,
        particular: "",
        reference: { ...finding.reference, text: word },
      }))
      const result = checkOf(findings, {
        notices: [{ ...notice, file: word, message: word }],
        problems: [{ file: word, line: 1, column: 1, message: word }],
      })
      for (const line of (await report(format, result, { source: () => `${word}\n${loaderText}` })).split("\n")) {
        expect(line).not.toMatch(/##(?:\[|vso\[|teamcity\[)/)
        const command = workflowCommand(line)
        if (command !== null) expect([format, command.name]).toEqual(["github", expect.stringMatching(/^(?:error|warning)$/)])
      }
    }
  })
})

describe("junit", () => {
  it("is well-formed, and counts", async () => {
    for (const file of hostile) {
      const suites = parseXml(await report("junit", mixed(file))).root
      expect(suites?.attributes).toMatchObject({ tests: "2", failures: "2" })
    }
    expect(await report("junit", checkOf([]))).toContain('tests="1" failures="0"')
  })
})

describe("html", () => {
  it("has no markup from outside", async () => {
    for (const word of [...hostile, '"><img src=x onerror=alert(1)>', "</style><script>"]) {
      const findings = sampleFindings(word).map((finding) => ({ ...finding, reason: word, common: word }))
      const made = await report("html", checkOf(findings), { source: () => loaderText.replaceAll("load", word) })
      expect(made).not.toMatch(/<(?:script|img)|<[^>]*\son\w+=/i)
    }
  })
})

describe("xlsx", () => {
  it("has the findings as texts and numbers, no formula, and the same bytes again", async () => {
    const load = reporters.xlsx
    for (const word of hostile) {
      const result = mixed(word)
      const bytes = (await (await load?.())?.(result, options)) as Uint8Array
      expect(bytes).toEqual(await (await load?.())?.(result, options))
      const { sheets } = await readXlsx(bytes)
      expect(sheets.map(({ name }) => name)).toEqual(["Summary", "Findings", "Suppressions", "Problems"])
      expect(sheets[1]?.rows.slice(1).map((row) => row.slice(0, 3))).toEqual(
        result.findings.map(({ file, line, column }) => [visible(file), line, column]),
      )
      for (const sheet of sheets) for (const cell of sheet.cells?.values() ?? []) expect(cell.formula).toBeUndefined()
    }
  })
})

describe("rdjson", () => {
  it("counts columns in bytes, and its suggestion gives the fixed line", async () => {
    const source = 'x = "會員 MemberRepository.dbo.T"\r\nnext\r\n'
    const finding = findingIn("a.py", source, 1)
    const [diagnostic] = JSON.parse(await report("rdjson", checkOf([finding]), { source: () => source })).diagnostics
    expect(diagnostic.location.range.start).toEqual({ line: 1, column: Buffer.byteLength('x = "會員 ') + 1 })
    expect(diagnostic.suggestions).toEqual([
      {
        range: {
          start: { line: 1, column: 1 },
          end: { line: 1, column: Buffer.byteLength('x = "會員 MemberRepository.dbo.T"') + 1 },
        },
        text: applyEdits('x = "會員 MemberRepository.dbo.T"', finding.fix?.edits ?? []),
      },
    ])
  })
})

describe("github-review", () => {
  it("has one suggestion for two names in one line, and says what to import", async () => {
    const source = 'x = "MemberRepository.dbo.T JOIN MemberRepository.dbo.U"\n'
    const findings = [findingIn("a.py", source, 1), findingIn("a.py", source, 2)]
    const { comments } = JSON.parse(await report("github-review", checkOf(findings), { source: () => source }))
    expect(comments).toHaveLength(1)
    expect(comments[0]).toMatchObject({ path: "a.py", line: 1, side: "RIGHT" })
    expect(comments[0].body).toContain(
      '```suggestion\nx = "{MEMBER_REPOSITORY_DB}.dbo.T JOIN {MEMBER_REPOSITORY_DB}.dbo.U"\n```\nThe file also needs an import of `MEMBER_REPOSITORY_DB`.',
    )
  })

  it("fences a suggestion that holds fences", async () => {
    const source = "x = '```MemberRepository.dbo.T'\n"
    const { comments } = JSON.parse(
      await report("github-review", checkOf([findingIn("a.py", source, 1)]), { source: () => source }),
    )
    expect(comments[0].body).toContain("````suggestion\n")
  })
})

describe("65,000 findings", () => {
  const line = 'cursor.execute("SELECT * FROM MemberRepository.dbo.Member")\n'
  const source = line.repeat(65_000)
  const template = findingIn("many.py", line, 1)
  const findings = Array.from({ length: 65_000 }, (_, index) => {
    const start = index * line.length + template.reference.start
    const edits = [{ start, end: start + 16, text: "{MEMBER_REPOSITORY_DB}" }]
    return {
      ...template,
      line: index + 1,
      endLine: index + 1,
      fix: { edits, replacement: "{MEMBER_REPOSITORY_DB}", imports: true },
    }
  })
  const result = checkOf(findings)
  it.each(Object.keys(reporters))("take %s a few seconds at most", async (format) => {
    // The formats with the most markup are measured on a part: they are linear, and the suite has to be quick.
    const some = /html|xlsx|junit|rdjson|review|csv/.test(format) ? checkOf(findings.slice(0, 6500)) : result
    const started = performance.now()
    expect((await report(format, some, { source: () => source })).length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(15_000)
  })

  it("also in one line of text", async () => {
    const flat = line.replace("\n", ";").repeat(5000)
    const inLine = findings.slice(0, 5000).map((finding, index) => {
      const column = index * line.length + template.column
      return { ...finding, line: 1, endLine: 1, column, endColumn: column + 16 }
    })
    for (const format of Object.keys(reporters)) {
      const started = performance.now()
      await report(format, checkOf(inLine), { source: () => flat })
      expect([format, performance.now() - started < 5000]).toEqual([format, true])
    }
  })
})
