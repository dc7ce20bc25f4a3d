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

/** A look-up of a setting that falls back to what follows: `getenv("V") ?? `, `ENV.fetch("V", `, `$ENV{V} // `. */
const lookup =
  /(?:env|environ\w*|environmentvariable|getproperty|getvalue(?:<\w+>)?|configuration)\b[^;\n"']{0,40}["'{]([A-Za-z_]\w*)["'}][)\]}]*\s*(?:\?\?|\?:|\|\||\/\/|,|\.\s*(?:orElse|getOrElse|unwrap_or)\w*\(|\s(?:or|then)\s)\s*$/i
const reach = 160

/** A string that an environment look-up falls back to is finished: it is the default. */
function asFallback(text: string, region: Region): Region {
  if (region.kind !== "string" || region.place.role === "decorator") return region
  const before = text.slice(Math.max(0, region.span.start - reach), region.span.start)
  const name = lookup.exec(before)?.[1]
  return name === undefined ? region : { ...region, place: { ...region.place, role: "fallback", target: name } }
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
        regions: sortRegions(literals.map((literal) => asFallback(text, refine(literalRegion(literal))))),
        imports: null,
        problems: unclosed(literals),
      }
    },
    site: () => ({ kind: "none", reason }),
    values: (text) => scanLiterals(text, syntax).flatMap((literal) => (literal.kind === "string" ? [literal.built.text] : [])),
    definitions: null,
  }
}
