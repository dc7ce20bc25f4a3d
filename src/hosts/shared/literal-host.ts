import type { Host } from "../../model/host.js"
import type { Region } from "../../model/region.js"
import { placeOf, regionOf, sortRegions } from "./regions.js"
import { type Literal, type LiteralSyntax, scanLiterals } from "./scan-literals.js"

/** The region of a string or comment. */
export function literalRegion(literal: Literal): Region {
  const { role, callee, argument, target, path } = literal
  return regionOf(literal.kind, literal.span, literal.built, placeOf(role, { callee, argument, target, path }))
}

/** Problems of strings and comments that are never closed. */
export function unclosed(literals: readonly Literal[]): readonly { readonly at: number; readonly message: string }[] {
  return literals
    .filter((literal) => !literal.isClosed)
    .slice(0, 20)
    .map((literal) => ({
      at: literal.span.start,
      message: `A ${literal.kind === "string" ? "string" : "comment"} is never closed.`,
    }))
}

/** A host for a language that is audited and not rewritten: strings and comments, with the reason that people get. */
export function auditedHost(
  language: string,
  syntax: LiteralSyntax,
  reason: string,
  refine: (region: Region) => Region = (region) => region,
): Host {
  return {
    language,
    load: async () => {},
    read: (text) => {
      const literals = scanLiterals(text, syntax)
      return {
        regions: sortRegions(literals.map((literal) => refine(literalRegion(literal)))),
        imports: null,
        problems: unclosed(literals),
      }
    },
    site: () => ({ kind: "none", reason }),
    values: (text) => scanLiterals(text, syntax).flatMap((literal) => (literal.kind === "string" ? [literal.built.text] : [])),
    definitions: null,
  }
}
