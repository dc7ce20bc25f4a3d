import type { Environment, Host, Occurrence } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Region } from "../../model/region.js"
import type { Edit } from "../../model/text.js"
import { literalRegion, unclosed } from "../shared/literal-host.js"
import { lastOnly, placeOf, plainRegion, regionOf, sortRegions } from "../shared/regions.js"
import { type Literal, type LiteralSyntax, scanLiterals } from "../shared/scan-literals.js"

const syntax: LiteralSyntax = {
  forms: [
    { open: '"""', close: '"""', escapes: ["backslash"], holes: ["${", "$name"], isLong: true },
    { open: "'''", close: "'''", escapes: ["backslash"], holes: [], isLong: true },
    { open: '"', close: '"', escapes: ["backslash"], holes: ["${", "$name"], isLong: false },
    { open: "'", close: "'", escapes: ["backslash"], holes: [], isLong: false },
  ],
  comments: [
    { open: "//", close: null, isDoc: false },
    { open: "/*", close: "*/", isDoc: false },
  ],
  heredoc: null,
  linesEnd: true,
}

const literalsOf = lastOnly((text: string) => scanLiterals(text, syntax))

/** Steps that run a script, and its language. */
const steps: Readonly<Record<string, string>> = { sh: "shell", bat: "batch", powershell: "powershell", pwsh: "powershell" }

/** `env.V ?: 'X'` or `System.getenv('V') ?: 'X'`: a variable with its default. */
const defaulted = /^\s*(?:env\.(\w+)|System\.getenv\(["'](\w+)["']\))\s*\?:\s*'([^'\\]*)'\s*$/

/** Steps whose text is shown, or names something of the pipeline itself. */
const labels: ReadonlySet<string> = new Set(["stage", "label", "node", "description", "displayName"])
const keyword = /^(?:return|def|case|assert|in|throw|new|else|String|final)$/

/** The word that a step's script follows without brackets: `sh '…'`. */
function stepBefore(text: string, literal: Literal): string | null {
  const line = text.slice(Math.max(0, literal.span.start - 60), literal.span.start)
  const match = /(?:^|[\s{;(])(sh|bat|powershell|pwsh)\s*(?:\(\s*)?(?:script\s*:\s*)?$/.exec(line)
  if (match !== null) return match[1] as string
  return literal.callee !== null &&
    Object.hasOwn(steps, literal.callee) &&
    (literal.target === "script" || literal.argument === 0)
    ? literal.callee
    : null
}

function isPlainQuote(literal: Literal): boolean {
  return literal.form?.open.startsWith("'") === true
}

function regionsOf(text: string, literal: Literal): readonly Region[] {
  if (literal.kind !== "string") return [literalRegion(literal)]
  const step = stepBefore(text, literal)
  const { role, argument, target, path } = literal
  const line = text.slice(
    Math.max(text.lastIndexOf("\n", literal.span.start - 1) + 1, literal.span.start - 100),
    literal.span.start,
  )
  const statement = /(?:^|[{;])\s*([A-Za-z_]\w*)\s+$/.exec(line)?.[1]
  const callee = step ?? (statement !== undefined && !keyword.test(statement) ? statement : literal.callee)
  if (step !== null && isPlainQuote(literal) && !literal.built.text.includes("\\")) {
    // What an escape stands for cannot be edited in place, so only text without escapes is read as a script.
    const isExact = literal.built.text.length === literal.content.end - literal.content.start
    if (isExact)
      return [
        regionOf("code", literal.span, literal.built, placeOf("argument", { callee, path }), {
          language: steps[step] ?? "shell",
        }),
      ]
  }
  const before = text.slice(Math.max(0, literal.span.start - 80), literal.span.start)
  const elvis = /(?:env\.(\w+)|System\.getenv\(["'](\w+)["']\))\s*\?:\s*$/.exec(before)
  const isDefault = target === "defaultValue" || elvis !== null
  const place = isDefault
    ? placeOf("fallback", { callee, argument, target: elvis?.[1] ?? elvis?.[2] ?? target, path })
    : placeOf(role, { callee, argument, target, path })
  const kind = callee !== null && labels.has(callee) ? "text" : "string"
  return [
    regionOf(kind, literal.span, literal.built, place),
    ...literal.built.holes.flatMap((hole) => nestedDefault(text, literal, hole)),
  ]
}

/** The default within an expression of a string. */
function nestedDefault(
  text: string,
  literal: Literal,
  hole: { readonly start: number; readonly expression: string },
): readonly Region[] {
  const match = defaulted.exec(hole.expression)
  const segment = literal.built.map.findLast((each) => each.at <= hole.start)
  if (match === null || segment === undefined || match[3] === "") return []
  const from = segment.from + hole.start - segment.at
  const end = text.indexOf("}", from) < 0 ? from : text.lastIndexOf("'", from + 2 + hole.expression.length)
  const span = { start: end - (match[3] as string).length, end }
  return [plainRegion("string", text, span, placeOf("fallback", { target: (match[1] ?? match[2]) as string }))]
}

function siteOf(text: string, region: Region, occurrence: Occurrence): Site {
  const literal = literalsOf(text).find((each) => each.span.start === region.span.start)
  const isJenkins = /\bpipeline\s*\{|\bnode\s*[({]/.test(text)
  const { span, variable } = occurrence
  const old = text.slice(span.start, span.end)
  const expression = isJenkins ? `\${env.${variable} ?: '${old}'}` : `\${System.getenv('${variable}') ?: '${old}'}`
  if (literal === undefined || literal.form === null || !literal.isClosed)
    return { kind: "none", reason: "This place takes no variable." }
  if (region.kind === "text" || region.place.role === "lookup")
    return { kind: "none", reason: "A label or a key: decide whether it means the database." }
  if (region.place.role === "decorator" || region.place.role === "case")
    return { kind: "none", reason: "An annotation or a label takes constants only." }
  const edits: Edit[] = [{ start: span.start, end: span.end, text: expression }]
  if (isPlainQuote(literal)) {
    if (/["$\\]/.test(text.slice(literal.content.start, literal.content.end))) {
      return {
        kind: "none",
        reason: `A string in single quotes takes no expression: write it with double quotes and ${expression}.`,
      }
    }
    const quotes = literal.form.open.replaceAll("'", '"')
    edits.unshift({ start: literal.span.start, end: literal.content.start, text: quotes })
    edits.push({ start: literal.content.end, end: literal.span.end, text: quotes })
  }
  return { kind: "expression", edits, replacement: expression, imports: false }
}

function literalValue(literal: Literal, environment: Environment): string {
  let value = ""
  let copied = 0
  for (const hole of literal.built.holes) {
    const match = defaulted.exec(hole.expression)
    if (match === null) continue
    const given = environment.get((match[1] ?? match[2]) as string)
    value += literal.built.text.slice(copied, hole.start) + (given === undefined || given === "" ? (match[3] as string) : given)
    copied = hole.end
  }
  return value + literal.built.text.slice(copied)
}

/** Groovy: Jenkinsfiles, Gradle builds and scripts. Scripts of steps in single quotes are texts of their own language. */
export const groovy: Host = {
  language: "groovy",
  load: async () => {},
  read: (text) => {
    const literals = literalsOf(text)
    return {
      regions: sortRegions(literals.flatMap((literal) => regionsOf(text, literal))),
      imports: null,
      problems: unclosed(literals),
    }
  },
  site: siteOf,
  values: (text, environment) =>
    literalsOf(text).flatMap((literal) => {
      if (literal.kind !== "string") return []
      const isCode = regionsOf(text, literal)[0]?.kind === "code"
      return [isCode ? "" : literalValue(literal, environment)]
    }),
  definitions: null,
}
