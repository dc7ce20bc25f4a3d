import { readdirSync, readFileSync } from "node:fs"
import { z } from "zod"
import { contexts } from "../model/reference.js"
import type { Rule } from "../model/rule.js"
import { packageFile } from "../package-file.js"
import { loadYaml } from "../yaml.js"
import { sortRules } from "./match-rule.js"

const words = z.union([z.string(), z.array(z.string())]).transform((each) => (typeof each === "string" ? [each] : each))
const context = z.enum(contexts)
const pattern = z.string().refine(isPattern, "no regular expression")
const contextList = z.union([context, z.array(context)]).transform((each) => (typeof each === "string" ? [each] : each))

/** A rule file: see `rules/README.md`. */
const ruleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    when: z.strictObject({
      context: contextList.nullable().default(null),
      detail: words.nullable().default(null),
      language: words.nullable().default(null),
      marks: words.nullable().default(null),
      role: words.nullable().default(null),
      kind: words.nullable().default(null),
      callee: pattern.nullable().default(null),
      target: pattern.nullable().default(null),
    }),
    action: z.enum(["rewrite", "review", "ignore", "done"]),
    applicability: z.enum(["safe", "unsafe", "display-only"]).optional(),
    reason: z.string().min(1),
    help: z.string().min(1),
    examples: z
      .array(
        z.strictObject({
          file: z.string(),
          text: z.string(),
          runner: z.string().nullable().default(null),
          expect: z.array(z.string()),
          after: z.string().nullable().default(null),
        }),
      )
      .default([]),
  })
  .transform(
    (rule): Rule => ({ ...rule, applicability: rule.applicability ?? (rule.action === "rewrite" ? "safe" : "display-only") }),
  )

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

/** Reads one rule from the text of its file. Throws with a message that names the file and what is wrong in it. */
export function parseRule(text: string, file: string): Rule {
  const result = ruleSchema.safeParse(loadYaml().parse(text))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`${file}: ${issue === undefined ? "not a rule" : `${issue.path.join(".")}: ${issue.message}`}`)
}

/** The rules of the package's rule files, in the order in which they are asked. */
export function readRules(): readonly Rule[] {
  const directory = packageFile("rules/")
  const files = readdirSync(directory).filter((name) => name.endsWith(".yaml"))
  return sortRules(files.map((name) => parseRule(readFileSync(new URL(name, directory), "utf8"), `rules/${name}`)))
}
