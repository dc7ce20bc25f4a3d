import type { Token } from "./lexer.js"

/** The simple statements of a token list (comments left out): cut at the ends of logical lines and at `;`. */
export function statements(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const result: (readonly Token[])[] = []
  let start = 0
  let depth = 0
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index]
    if (token?.kind === "operator") {
      if (/^[([{]$/.test(token.text)) depth++
      else if (/^[)\]}]$/.test(token.text) && depth > 0) depth--
    }
    const line = token === undefined || token.kind === "newline"
    if (!line && !(depth === 0 && token.kind === "operator" && token.text === ";")) continue
    if (index > start) result.push(tokens.slice(start, index))
    start = index + 1
    if (line) depth = 0
  }
  return result
}
