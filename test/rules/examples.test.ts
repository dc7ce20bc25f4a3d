import { describe, expect, test } from "vitest"
import { specificity } from "../../src/classify/match-rule.js"
import { readRules } from "../../src/classify/read-rules.js"
import type { Runner } from "../../src/model/config.js"
import { contexts } from "../../src/model/reference.js"
import { judged, rewriteFiles } from "../support/rewriting.js"

const rules = readRules()

describe("the examples of each rule", () => {
  for (const rule of rules) {
    for (const [index, example] of rule.examples.entries()) {
      test(`${rule.id} ${index + 1}`, async () => {
        const runners =
          example.runner === null ? [] : [{ files: example.file, runner: example.runner as Runner, appliedUpTo: null }]
        const { findings, after } = await rewriteFiles({ [example.file]: example.text }, { runners })
        expect(findings.map(judged)).toEqual(example.expect)
        if (example.after !== null) expect(after[example.file]).toBe(example.after)
        expect(findings.map((finding) => finding.rule)).toContain(rule.id)
      })
    }
  }
})

test("every context has a rule that asks for nothing else", () => {
  for (const context of contexts) {
    expect(rules.filter((rule) => rule.when.context?.includes(context) && specificity(rule.when) === 1)).toHaveLength(1)
  }
})

test("no two rules of equal weight can fit the same reference", () => {
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (specificity(one.when) !== specificity(other.when)) continue
      const shared = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
        a === null || b === null || a.some((each) => b.includes(each))
      const both =
        shared(one.when.context, other.when.context) &&
        shared(one.when.detail, other.when.detail) &&
        shared(one.when.marks, other.when.marks) &&
        shared(one.when.role, other.when.role)
      expect(both, `${one.id} and ${other.id}`).toBe(false)
    }
  }
})
