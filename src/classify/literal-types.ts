import type { Finding } from "../model/finding.js"

/**
 * Where a type of the sources admits only certain texts (`type Name = "MemberRepository" | …`, `as const`), a literal of that text may be
 * checked against it, in any file: a variable is any text, and the program would not compile. Such rewrites are only made on request.
 */
export function heedLiteralTypes(findings: readonly Finding[]): readonly Finding[] {
  const types = new Map<string, Finding>()
  for (const finding of findings) {
    const { context, detail, text } = finding.reference
    if (context === "type-or-enum" && detail === "type" && !types.has(text)) types.set(text, finding)
  }
  if (types.size === 0) return findings
  return findings.map((finding) => {
    const type = types.get(finding.reference.text)
    // The whole literal becomes the variable: a longer text is of no such type.
    const whole = finding.fix !== null && finding.fix.replacement === finding.variable
    if (type === undefined || !whole || finding.applicability !== "safe" || !/\.(?:[mc]?tsx?|vue|svelte)$/i.test(finding.file))
      return finding
    const note = "A type admits this text alone or with others, and a variable is any text: widen the type first."
    const particular = ` (${type.file}:${type.line})`
    const told = { reason: `${finding.reason} ${note}${particular}`, common: `${finding.common} ${note}`, particular }
    return { ...finding, ...told, applicability: "unsafe" }
  })
}
