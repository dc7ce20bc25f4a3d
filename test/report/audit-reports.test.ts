import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contexts } from "../../src/model/reference.js"
import { reporters } from "../../src/report/index.js"
import { plainOptions, type ReportOptions } from "../../src/report/reporter.js"
import { auditOf, checkOf, findingIn, hostile, loaderText, notice, sampleFindings } from "./sample.js"

const options: ReportOptions = { ...plainOptions, source: () => loaderText }

async function report(format: string, result: Parameters<Awaited<ReturnType<(typeof reporters)[string]>>>[0], changes = {}) {
  const load = reporters[format]
  if (load === undefined) throw new Error(`no reporter ${format}`)
  const made = await (await load())(result, { ...options, ...changes })
  return typeof made === "string" ? made : new TextDecoder().decode(made)
}

function schema(name: string) {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8"))
}

const active = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff\u2028]/

describe("json", () => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  const audit = ajv.compile(schema("audit"))
  const check = ajv.compile(schema("check"))

  it("is the contract", async () => {
    const document = JSON.parse(await report("json", auditOf(sampleFindings())))
    expect(audit(document), JSON.stringify(audit.errors)).toBe(true)
    expect(Object.keys(document)).toEqual(["version", "accounting", "files", "findings", "problems"])
    expect(document.findings[0]).toEqual({
      file: "load/members.py",
      line: 1,
      column: 24,
      endLine: 1,
      endColumn: 40,
      text: "MemberRepository",
      name: "MemberRepository",
      kind: "database",
      variable: "MEMBER_REPOSITORY_DB",
      language: "python",
      within: ["python", "tsql"],
      context: "multipart-name",
      rule: "multipart-name",
      action: "rewrite",
      reason: "the database part of a three-part name",
      replacement: "{MEMBER_REPOSITORY_DB}",
      applicability: "safe",
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{16}$/),
      status: "new",
    })
  })

  it("of a check has its own schema", async () => {
    const stale = [{ file: "a.py", rule: "comment", name: "X", fingerprint: "0-0" }]
    const document = JSON.parse(await report("json", checkOf(sampleFindings(), { notices: [notice], stale })))
    expect(check(document), JSON.stringify(check.errors)).toBe(true)
    expect(document.failing).toBe(4)
  })

  it("knows every context", () => {
    expect(schema("audit").$defs.finding.properties.context.enum).toEqual([...contexts])
    expect(schema("check").$defs.finding).toEqual(schema("audit").$defs.finding)
  })

  it("refuses what is not the contract", async () => {
    const document = JSON.parse(await report("json", auditOf(sampleFindings())))
    expect(audit({ ...document, extra: 1 })).toBe(false)
    expect(audit({ ...document, findings: [{ ...document.findings[0], context: "elsewhere" }] })).toBe(false)
  })

  it("carries hostile texts unchanged and shows none of them raw", async () => {
    for (const text of hostile) {
      const made = await report("json", auditOf(sampleFindings(text)))
      expect(JSON.parse(made).findings[0].file).toBe(text)
      expect(made).not.toMatch(active)
    }
  })
})

describe("text", () => {
  it("shows findings by file with frames, needs and the table", async () => {
    await expect(await report("text", auditOf(sampleFindings()))).toMatchFileSnapshot("../../fixtures/report/audit.txt")
  })

  it("shows what a check found with its fix", async () => {
    await expect(await report("text", checkOf(sampleFindings(), { notices: [notice] }))).toMatchFileSnapshot(
      "../../fixtures/report/check.txt",
    )
  })

  it("colours only when asked", async () => {
    expect(await report("text", auditOf(sampleFindings()))).not.toContain("\u001b")
    expect(await report("text", auditOf(sampleFindings()), { color: true })).toContain("\u001b[")
  })

  it("lists everything when verbose, and the summary alone when quiet", async () => {
    expect(await report("text", auditOf(sampleFindings()), { verbose: true })).toContain("ignore[comment]")
    const quiet = await report("text", auditOf(sampleFindings()), { quiet: true })
    expect(quiet).not.toContain("members.py")
    expect(quiet).toContain("4 occurrences in 1 of 3 files, 1 not read: 2 to rewrite, 1 to review, 1 to leave, 0 done.")
  })

  it("cuts a long line around the name", async () => {
    const text = `x = "${"a".repeat(5000)}MemberRepository.dbo.T${"b".repeat(5000)}"`
    const made = await report("text", auditOf([findingIn("long.py", text, 1, { fix: null })]), { source: () => text })
    const [line = "", marks = ""] = made.split("\n").slice(2, 4)
    expect(line.length).toBeLessThan(130)
    expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("MemberRepository")
  })

  it("marks the name under wide characters, tabs and combining marks", async () => {
    const text = '\tx = "会員 e\u0301 \tMemberRepository.dbo.T"'
    const made = await report("text", auditOf([findingIn("wide.py", text, 1)]), { source: () => text })
    const [line = "", marks = ""] = made.split("\n").slice(2, 4)
    const prefix = line.slice(0, line.indexOf("MemberRepository"))
    // Two wide characters add two cells, the combining mark takes none.
    expect(marks.indexOf("^")).toBe(prefix.length + 2 - 1)
  })
})

describe.each(Object.keys(reporters).filter((format) => !["xlsx"].includes(format)))("%s", (format) => {
  it("is deterministic, and inert whatever files and texts are called", async () => {
    for (const text of hostile) {
      const findings = sampleFindings(text).map((finding) => ({
        ...finding,
        reason: `because ${text}`,
        common: `because ${text}`,
        particular: "",
      }))
      const result = checkOf(findings, {
        notices: [{ ...notice, file: text }],
        problems: [{ file: text, line: 1, column: 1, message: text }],
      })
      const made = await report(format, result, { source: () => loaderText + text })
      expect(made).toBe(await report(format, result, { source: () => loaderText + text }))
      expect(made).not.toMatch(active)
    }
  })

  it("never throws, with or without sources", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), async (file, text) => {
        for (const result of [auditOf(sampleFindings(file)), checkOf(sampleFindings(file), { notices: [{ ...notice, file }] })]) {
          expect(typeof (await report(format, result, { source: () => text }))).toBe("string")
          expect(typeof (await report(format, result, { source: () => null }))).toBe("string")
        }
      }),
      { numRuns: 30 },
    )
  })

  it("has something to say of nothing", async () => {
    expect((await report(format, checkOf([]))).length).toBeGreaterThan(0)
    expect((await report(format, auditOf([]))).length).toBeGreaterThan(0)
  })
})

describe("csv", () => {
  it("has a row for each finding and no formula", async () => {
    expect((await report("csv", auditOf(sampleFindings()))).trimEnd().split("\r\n")).toHaveLength(5)
    for (const text of hostile) {
      const made = await report("csv", auditOf(sampleFindings(text)))
      expect(made.slice(made.indexOf("\r\n"))).not.toMatch(/(?:^|[,\n])"?\s*[=+@-]/)
    }
  })
})

describe("markdown", () => {
  it("has no markup from outside", async () => {
    for (const text of hostile) {
      const findings = sampleFindings(text).map((finding) => ({ ...finding, reason: text, common: text }))
      const made = await report("markdown", checkOf(findings), { source: () => null })
      // Within a code span nothing is markup.
      expect(made.replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "")).not.toMatch(/<script|^::|!\[x\]\(/m)
    }
  })
})
