import { fingerprints } from "../../src/classify/fingerprint.js"
import type { CheckResult, Notice } from "../../src/model/check.js"
import type { AuditResult, Finding } from "../../src/model/finding.js"
import { lineStarts, positionAt } from "../../src/text/text-map.js"

/** A small file with two findings, for reporters. */
export const loaderText = [
  'QUERY = "SELECT * FROM MemberRepository.dbo.Member"',
  "",
  "def load(cursor):",
  '\tcursor.execute("DELETE FROM MemberRepository.dbo.Stage")',
  '    if name == "MemberRepository":  # MemberRepository is special',
  "        pass",
  "",
].join("\n")

/** A finding at the `nth` place of a text where `name` stands. */
export function findingIn(file: string, text: string, nth: number, changes: Partial<Finding> = {}): Finding {
  const name = "MemberRepository"
  let start = -1
  for (let count = 0; count < nth; count++) start = text.indexOf(name, start + 1)
  const starts = lineStarts(text)
  const from = positionAt(starts, start)
  const to = positionAt(starts, start + name.length)
  const replacement = "{MEMBER_REPOSITORY_DB}"
  const scope = ""
  const statement = text.slice(starts[from.line - 1], starts[from.line] ?? text.length).trim()
  return {
    file,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    language: "python",
    variable: "MEMBER_REPOSITORY_DB",
    reference: {
      start,
      end: start + name.length,
      name,
      kind: "database",
      text: name,
      from,
      to,
      context: "multipart-name",
      detail: "",
      layers: [
        { language: "python", kind: "file", span: { start: 0, end: text.length } },
        { language: "tsql", kind: "string", span: { start, end: start + name.length } },
      ],
      place: null,
      marks: [],
      site: { kind: "none", reason: "" },
      scope,
      statement,
    },
    rule: "multipart-name",
    action: "rewrite",
    reason: "the database part of a three-part name",
    common: "the database part of a three-part name",
    particular: "",
    applicability: "safe",
    fix: { edits: [{ start, end: start + name.length, text: replacement }], replacement, imports: true },
    fingerprint: fingerprints([{ file, rule: "multipart-name", name, scope, statement }])[0] ?? "",
    status: "new",
    ...changes,
  }
}

/** An audit with the given findings, its accounting in order. */
export function auditOf(findings: readonly Finding[], changes: Partial<AuditResult> = {}): AuditResult {
  const count = (action: Finding["action"]): number => findings.filter((finding) => finding.action === action).length
  return {
    accounting: {
      occurrences: findings.length,
      rewrite: count("rewrite"),
      review: count("review"),
      ignore: count("ignore"),
      done: count("done"),
    },
    files: { listed: 3, withNames: 1, skipped: [{ file: "db/x.bak", reason: "binary" }] },
    findings,
    problems: [{ file: "db/y.sql", line: 3, column: 1, message: "the string does not end" }],
    ...changes,
  }
}

/** A check in which every open finding fails. */
export function checkOf(findings: readonly Finding[], changes: Partial<CheckResult> = {}): CheckResult {
  return {
    ...auditOf(findings),
    failing: findings.filter(({ action, status }) => status === "new" && (action === "rewrite" || action === "review")),
    notices: [],
    justifications: {},
    stale: [],
    failOn: ["rewrite", "review"],
    base: null,
    ...changes,
  }
}

/** One notice. */
export const notice: Notice = {
  rule: "suppression-unused",
  file: "load/members.py",
  line: 5,
  column: 40,
  endLine: 5,
  endColumn: 60,
  message: "nothing here needs this suppression: remove it",
  fingerprint: "00000000-0000000000000000",
}

/** Three findings of the sample file: to rewrite, to review, to ignore. */
export function sampleFindings(file = "load/members.py"): readonly Finding[] {
  const review = findingIn(file, loaderText, 3)
  const comment = findingIn(file, loaderText, 4)
  return [
    findingIn(file, loaderText, 1),
    findingIn(file, loaderText, 2),
    {
      ...review,
      rule: "exact-string",
      action: "review",
      applicability: "display-only",
      fix: null,
      reason: "compared with a name: only a person knows what it guards",
      common: "compared with a name: only a person knows what it guards",
      particular: "",
      reference: { ...review.reference, context: "exact-string" },
    },
    {
      ...comment,
      rule: "comment",
      action: "ignore",
      fix: null,
      reason: "text for people",
      common: "text for people",
      particular: "",
      reference: { ...comment.reference, context: "comment" },
    },
  ]
}

/** Names and texts as an attacker would choose them. */
export const hostile: readonly string[] = [
  "::error file=x::y",
  "a\n::set-output name=x::y",
  "=cmd|'/c calc'!A1",
  "@SUM(1+1)",
  "\u001b[31mred\u001b[0m\u009b31m",
  "\u202Egnp.exe\u2066",
  "<script>alert(1)</script>",
  "]]>&<![CDATA[",
  "a|b`c``d",
  "![x](https://example.invalid/a.png) @someone #1",
  "%0A%25,:",
  "\ud800half",
  "\u0000\u0007\u0008",
  "C:\\x \"quoted\" 'single'",
  "a\r\nb\u2028c\u0085d",
  "\ufeff\u200b",
]
