import type { Span } from "../../model/text.js"
import type { Token } from "./lexer.js"
import { statements } from "./statements.js"

/** A logical line: from the start of its first physical line to the end of its last, line end included. */
export interface LogicalLine extends Span {
  /** Columns of white space before the first token. */
  readonly indent: number
  readonly statements: readonly (readonly Token[])[]
  /** It stands in the body of a function or class. */
  readonly nested: boolean
}

/** The logical lines that hold code. */
export function logicalLines(text: string, tokens: readonly Token[]): readonly LogicalLine[] {
  const lines: LogicalLine[] = []
  const scopes: number[] = []
  let line: Token[] = []
  const close = (end: number) => {
    const first = line[0]
    if (first === undefined) return
    let start = first.start
    while (start > 0 && !/[\r\n]/.test(text[start - 1] as string)) start--
    const indent = first.start - start
    while ((scopes[scopes.length - 1] ?? -1) >= indent) scopes.pop()
    lines.push({ start, end, indent, statements: statements(line), nested: scopes.length > 0 })
    if (first.kind === "name" && /^(?:def|class|async)$/.test(first.text)) scopes.push(indent)
    line = []
  }
  for (const token of tokens) {
    if (token.kind === "newline") close(token.end)
    else if (token.kind !== "comment") line.push(token)
  }
  close(text.length)
  return lines
}

/** A statement that imports names: `from module import a, b as c`. */
export interface FromImport {
  /** Dotted, with the leading dots of a relative import. */
  readonly module: string
  /** Name in the module and name here; none for `*`. */
  readonly names: readonly { readonly name: string; readonly as: string }[]
  readonly tokens: readonly Token[]
}

/** Reads `from … import …`; null if the statement is something else. */
export function fromImport(statement: readonly Token[]): FromImport | null {
  const word = (index: number) => {
    const token = statement[index]
    return token === undefined || token.kind === "string" ? "" : token.text
  }
  if (word(0) !== "from") return null
  let index = 1
  let module = ""
  while (index < statement.length && word(index) !== "import") module += word(index++)
  if (word(index) !== "import") return null
  const names: { name: string; as: string }[] = []
  for (index++; index < statement.length; index++) {
    if (statement[index]?.kind !== "name") continue
    const name = word(index)
    const renamed = word(index + 1) === "as"
    names.push({ name, as: renamed ? word(index + 2) : name })
    if (renamed) index += 2
  }
  return { module, names, tokens: statement }
}

/** Names of the modules that `import a.b, c as d` loads; empty for any other statement. */
export function plainImports(statement: readonly Token[]): readonly string[] {
  const first = statement[0]
  if (first?.kind !== "name" || first.text !== "import") return []
  const modules: string[] = []
  let module = ""
  let renamed = false
  for (const token of statement.slice(1)) {
    const text = token.kind === "string" ? "" : token.text
    if (text === ",") {
      modules.push(module)
      module = ""
      renamed = false
    } else if (text === "as") renamed = true
    else if (!renamed) module += text
  }
  return [...modules, module]
}
