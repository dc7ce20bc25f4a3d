import type { PlainToken, StringToken, Token } from "./lexer.js"

/** Every literal and comment of a token list, those in the fields of f-strings included, by offset. */
export function collect(tokens: readonly Token[]): {
  readonly literals: readonly StringToken[]
  readonly comments: readonly PlainToken[]
} {
  const literals: StringToken[] = []
  const comments: PlainToken[] = []
  const visit = (list: readonly Token[]): void => {
    for (const token of list) {
      if (token.kind === "comment") comments.push(token)
      if (token.kind !== "string") continue
      literals.push(token)
      for (const part of token.parts) if (part.kind === "field") visit(part.tokens)
    }
  }
  visit(tokens)
  return { literals, comments }
}
