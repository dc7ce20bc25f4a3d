import { lexPython, type PlainToken, type StringToken, type Token } from "./lexer.js"
import { collect } from "./literals.js"

/** What the tokens of a text tell; shared by everything that is asked about the same text. */
export interface Analysis {
  readonly tokens: readonly Token[]
  /** Sorted by start, those in the fields of f-strings included. */
  readonly literals: readonly StringToken[]
  readonly comments: readonly PlainToken[]
  /** The text is Python 2. */
  readonly python2: boolean
  /** Another literal stands directly beside it. */
  readonly isConcatenated: (literal: StringToken) => boolean
  /** It stands in a field that shows its own spelling: `{"x"=}`. */
  readonly inDebugField: (literal: StringToken) => boolean
}

let latest: { readonly text: string; readonly analysis: Analysis } | null = null

/** The tokens of a text and what they tell; the latest text is remembered, since hosts are asked about one file many times. */
export function analyse(text: string): Analysis {
  if (latest !== null && latest.text === text) return latest.analysis
  const tokens = lexPython(text)
  const { literals, comments } = collect(tokens)
  const concatenated = new Set<StringToken>()
  const debug = new Set<StringToken>()
  const visit = (list: readonly Token[], inDebug: boolean): void => {
    let previous: StringToken | null = null
    for (const token of list) {
      if (token.kind === "comment") continue
      if (token.kind !== "string") {
        previous = null
        continue
      }
      if (inDebug) debug.add(token)
      if (previous !== null) concatenated.add(previous).add(token)
      previous = token
      for (const part of token.parts) if (part.kind === "field") visit(part.tokens, inDebug || part.debug)
    }
  }
  visit(tokens, false)
  const analysis = {
    tokens,
    literals,
    comments,
    python2: isPython2(tokens),
    isConcatenated: (literal: StringToken) => concatenated.has(literal),
    inDebugField: (literal: StringToken) => debug.has(literal),
  }
  latest = { text, analysis }
  return analysis
}

/** `print "x"`, `exec code`, `ur""`, backticks, `except E, e:` and `<>` are found in Python 2 alone. */
function isPython2(tokens: readonly Token[]): boolean {
  let begins = true
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token
    const next = tokens[index + 1]
    if (token.kind === "string" && /^ur/i.test(token.prefix)) return true
    if (token.kind === "operator" && token.text === "`") return true
    if (begins && token.kind === "name" && (token.text === "print" || token.text === "exec") && next !== undefined) {
      if (next.kind === "string" || next.kind === "name") return true
    }
    begins = token.kind === "newline" || (token.kind === "operator" && (token.text === ";" || token.text === ":"))
  }
  return false
}
