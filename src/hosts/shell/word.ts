import type { Environment } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import type { BuiltText } from "../shared/text-builder.js"

/** How a stretch of literal text is quoted. */
export type Quote = "none" | "single" | "double" | "ansi" | "heredoc" | "heredoc-quoted" | "backtick"

/** A stretch of literal text, in units of the script. */
export interface Quoted extends Span {
  readonly quote: Quote
}

/** What a word is made of, for its value. */
export type WordPart =
  | { readonly kind: "text"; readonly text: string }
  /** `$V`, `${V}`, `${V:-word}`; `operator` is empty without one. */
  | { readonly kind: "variable"; readonly name: string; readonly operator: string; readonly fallback: readonly WordPart[] }
  /** Anything else that is expanded, as spelled; a command substitution is `$()`. */
  | { readonly kind: "opaque"; readonly spelled: string }

/** `${V:-MemberRepository}`: the default, and whose it is. */
export interface Fallback {
  readonly name: string
  readonly span: Span
  readonly built: BuiltText
}

/** One word as the shell reads it. */
export interface Word {
  readonly span: Span
  readonly built: BuiltText
  readonly parts: readonly WordPart[]
  readonly fallbacks: readonly Fallback[]
  readonly isQuoted: boolean
}

/** A word's value: variables from the environment, defaults where it has none; the rest as spelled. */
export function wordValue(parts: readonly WordPart[], environment: Environment): string {
  return parts.map((part) => partValue(part, environment)).join("")
}

function partValue(part: WordPart, environment: Environment): string {
  if (part.kind === "text") return part.text
  if (part.kind === "opaque") return part.spelled
  const value = environment.get(part.name)
  const colon = part.operator.startsWith(":")
  switch (part.operator) {
    case ":-":
    case "-":
    case ":=":
    case "=":
      return value !== undefined && (value !== "" || !colon) ? value : wordValue(part.fallback, environment)
    case "":
      return value ?? `\${${part.name}}`
    default:
      return `\${${part.name}${part.operator}${wordValue(part.fallback, environment)}}`
  }
}
