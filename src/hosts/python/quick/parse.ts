import { kindOf, type Reader } from "./expressions.js"
import { QuickNode } from "./node.js"
import { statement } from "./statements.js"
import { kinds, notRead, tokenize } from "./tokens.js"

/**
 * Parses Python 3 to the nodes that tree-sitter's grammar would give, as far as facts are read from them. Null for any text that it does not read from
 * end to end (broken, Python 2, deeply nested, rare): that is for the tolerant parser.
 */
export function quickParse(source: string): QuickNode | null {
  try {
    const reader: Reader = { source, tokens: tokenize(source, 0, source.length, false), at: 0, depth: 0 }
    const found: QuickNode[] = []
    while (kindOf(reader) !== kinds.end) statement(reader, found)
    return new QuickNode("module", found[0]?.startIndex ?? 0, source.length, found)
  } catch (error) {
    if (error === notRead || error instanceof RangeError) return null
    throw error
  }
}
