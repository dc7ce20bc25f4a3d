import type { FactBuilder, OpenScope } from "../../../facts/fact-builder.js"
import type { Ref, ScopeIndex } from "../../../model/lineage.js"
import { type PythonNode as Node, QuickNode } from "../quick/node.js"
import type { Environment } from "./environment.js"

/** The state of reading one scope. */
export interface Frame {
  readonly scope: OpenScope
  /** The scope whose names this one binds: `main` binds the module's. */
  readonly names: ScopeIndex
  /** Names that this scope assigns anywhere. */
  readonly assigned: ReadonlySet<string>
  /** Names declared `global` or `nonlocal`, and where they live. */
  readonly elsewhere: Map<string, ScopeIndex>
  /** The name of the first parameter of a method, else null. */
  readonly self: string | null
  /** The class that a method belongs to. */
  readonly owner: ScopeIndex | null
  /** Enclosing function scopes that names are looked up in, innermost first; the module last. */
  readonly outer: readonly { readonly scope: ScopeIndex; readonly assigned: ReadonlySet<string> }[]
  /** What names hold at the point that is read; null: it is not reached. */
  env: Environment | null
  /** The scope is a context manager's or another generator function: what it yields. */
  readonly yields: Ref[]
}

/** What the parts of the reader share while one file is read. */
export interface Walk {
  readonly source: string
  /** Whether `:=` stands anywhere in it. */
  readonly binding: boolean
  readonly facts: FactBuilder
  /** Bodies of functions are read after their surroundings, when all names around them are known. */
  readonly later: (() => void)[]
  /** The file imports a reader of settings whose `get` takes section and key. */
  settings: boolean
  /** What a call read so far yields by the library's knowledge. */
  readonly callResult: (call: number) => Ref | null
  /** Modules imported with `*`. */
  readonly stars: string[]
}

/** Nesting beyond which expressions and blocks are not followed: far beyond what people write. */
export const deepest = 150

/** The children with names of their own: no punctuation, comments or line ends. */
export function parts(node: Node): readonly Node[] {
  // The quick parser gives nothing else.
  if (node instanceof QuickNode) return node.namedChildren
  const result: Node[] = []
  for (const child of node.namedChildren)
    if (child !== null && child.type !== "comment" && child.type !== "line_continuation") result.push(child)
  return result
}

/** The text of a node. */
export function textOf(walk: Walk, node: Node): string {
  return walk.source.slice(node.startIndex, node.endIndex)
}

const scopeNodes: ReadonlySet<string> = new Set(["function_definition", "class_definition", "lambda"])

/** Names that the statements under a node assign in its own scope. */
export function assignedNames(walk: Walk, root: Node): ReadonlySet<string> {
  const names = new Set<string>()
  // Expressions bind nothing but by `:=`.
  const skipped = root instanceof QuickNode && !walk.binding ? expressions : leaves
  const visit = (node: Node, depth: number): void => {
    const { type } = node
    if (depth > 0 && scopeNodes.has(type)) {
      const name = node.childForFieldName("name")
      if (name !== null) names.add(textOf(walk, name))
      return
    }
    const left =
      type === "named_expression" ? node.childForFieldName("name") : assigning.has(type) ? node.childForFieldName("left") : null
    if (left !== null) targetNames(walk, left, names)
    if (type === "as_pattern_target" || type === "import_statement" || type === "import_from_statement")
      importedNames(walk, node, names)
    if (depth < deepest)
      for (const child of node.namedChildren)
        if (child !== null && !leaves.has(child.type) && !skipped.has(child.type)) visit(child, depth + 1)
  }
  visit(root, 0)
  return names
}

function targetNames(walk: Walk, node: Node, names: Set<string>): void {
  if (node.type === "identifier") names.add(textOf(walk, node))
  else if (/pattern|tuple|list|parenthesized/.test(node.type)) for (const child of parts(node)) targetNames(walk, child, names)
}

const assigning: ReadonlySet<string> = new Set(["assignment", "augmented_assignment", "for_statement"])

const leaves: ReadonlySet<string> = new Set([
  "string",
  "identifier",
  "integer",
  "attribute",
  "subscript",
  "dotted_name",
  "float",
  "argument_list",
])

/** Expressions of the quick parser, in which nothing but `:=` binds names of the scope around. */
const expressions: ReadonlySet<string> = new Set([
  "await",
  "binary_operator",
  "boolean_operator",
  "call",
  "comparison_operator",
  "concatenated_string",
  "conditional_expression",
  "dictionary",
  "dictionary_comprehension",
  "expression_list",
  "generator_expression",
  "lambda",
  "list",
  "list_comprehension",
  "not_operator",
  "parenthesized_expression",
  "set",
  "set_comprehension",
  "slice",
  "tuple",
  "type",
  "unary_operator",
  "yield",
])

function importedNames(walk: Walk, node: Node, names: Set<string>): void {
  if (node.type === "as_pattern_target") {
    for (const child of parts(node)) if (child.type === "identifier") names.add(textOf(walk, child))
    return
  }
  const from = node.childForFieldName("module_name")
  for (const child of parts(node)) {
    if (from !== null && child.startIndex === from.startIndex) continue
    const alias = child.type === "aliased_import" ? child.childForFieldName("alias") : null
    const text = textOf(walk, alias ?? child)
    if (/^\w+/u.test(text)) names.add(from === null && alias === null ? (text.split(".")[0] as string) : text)
  }
}
